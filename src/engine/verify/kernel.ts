/** How far to trust an inverse in the Python kernel: figures and a proof computed there, of which a few numbers are read. */
import { decimalDigits } from '../backends/cpu/condition.js';
import { epsilon, type FloatDType } from '../core/dtype.js';
import { RuntimeError } from '../core/errors.js';
import type { KernelTensor } from '../kernel-tensor.js';
import type { IDeviceConditioning } from './gpu.js';

/** Bounds of |A⁻¹ − X|, proven in the kernel: `arrays/certificate.py`. */
export interface IKernelProof {
  /** Of the rows that were asked for, each by its index. */
  rows: ReadonlyMap<number, number>;
  /** Of all entries. */
  bound: number;
  /** The largest share of an error in the largest entry of its row, or of its column, whichever is less. */
  share: number;
}

export interface IKernelConditioning extends IDeviceConditioning {
  /** Absent where nothing is proven. */
  proof?: IKernelProof;
}

/**
 * @param inverse (n, n), of `source`
 * @param cells into how many blocks along an edge the error is gathered, at most
 * @param rows whose bounds are wanted
 */
export async function kernelConditioning(
  inverse: KernelTensor,
  source: KernelTensor,
  cells: number,
  rows: readonly number[]
): Promise<IKernelConditioning> {
  const [n] = inverse.shape;
  const request = { do: 'measure', in: [inverse.handle, source.handle], cells, rows };
  const { fields, buffers } = await inverse.kernel.ask(request);
  const number = (name: string) => numberOf(fields[name]);
  const [kappa1, kappaInf, residual] = ['kappa1', 'kappaInf', 'residual'].map(number);
  const block = Math.max(1, Math.ceil(n / cells));
  const edge = Math.ceil(n / block);
  if (buffers[0]?.byteLength !== edge * edge * 4) {
    throw new RuntimeError('measure: the heat map of an inverse did not come from Python', {
      op: 'measure',
      code: 'device'
    });
  }
  const dtype = inverse.dtype as FloatDType;
  const digits = decimalDigits(dtype);
  const lost = Math.min(Math.max(Math.log10(kappa1), 0), digits);
  const rcond = Number.isFinite(kappa1) ? 1 / kappa1 : 0;
  return {
    ...{ kappa1, kappaInf, rcond, residual, block, digits },
    illConditioned: rcond < n * epsilon(dtype),
    digitsLost: Number.isNaN(lost) ? digits : lost,
    epsilon: epsilon(dtype),
    errors: new Float32Array(buffers[0]),
    proof: proofOf(rows, fields.rowBounds, number('bound'), number('share'))
  };
}

function proofOf(
  rows: readonly number[],
  bounds: unknown,
  bound: number,
  share: number
): IKernelProof | undefined {
  const given = Array.isArray(bounds) ? bounds.map(numberOf) : [];
  const isProven = given.length === rows.length && [bound, share, ...given].every(isBound);
  if (!isProven) return undefined;
  return { rows: new Map(rows.map((row, i) => [row, given[i]])), bound, share };
}

function isBound(value: number): boolean {
  return value >= 0 && Number.isFinite(value);
}

/** A number of an answer; NaN where it is none. */
function numberOf(value: unknown): number {
  if (typeof value === 'number') return value;
  const text = (value as { $float?: unknown } | null)?.$float;
  return typeof text === 'string' ? Number(text.replace('inf', 'Infinity')) : Number.NaN;
}
