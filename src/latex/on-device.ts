/**
 * Tensors on devices that are waited for, as mime bundles. Small ones are read and shown as those of the CPU; of
 * large ones is read what is shown: the entries that elision leaves, and figures that were computed on the device.
 */
import {
  DeviceTensor,
  type GpuTensor,
  KernelTensor,
  type Scalar,
  Tensor
} from '../engine/index.js';
import {
  gpuConditioning,
  kernelConditioning,
  matrixAt,
  rememberInverse
} from '../engine/internal.js';
import {
  batchHead,
  type MimeBundle,
  matrixView,
  membersToText,
  memberView,
  tensorView,
  trustToText,
  viewBundle
} from './bundle.js';
import { HEAT_CELLS, inverseViewOf, largeInverseView } from './inverse.js';
import {
  DEFAULTS,
  elide,
  type IEntries,
  type ILatexOptions,
  isIndex,
  matrixToLatex
} from './matrix.js';
import { tensorToText } from './plain.js';
import { proofOf } from './proven.js';
import { equationToLatex } from './rounded.js';
import { barsOf, barsOfShare, boundFact, unprovenBars } from './trust.js';
import type { IBatchView, IInverseView, LeafView } from './view.js';
import { warningOfProof } from './warning.js';

/** Rows and columns up to which a matrix is read as a whole. */
const WHOLE = 64;
/** Rows up to which an inverse of the GPU is read to be proven; in the kernel the proof is computed there. */
const PROVEN = 512;

/** Whether a value is shown by `readBundle`. */
export function isOnDevice(value: unknown): boolean {
  if (value instanceof DeviceTensor) return true;
  if (typeof value !== 'object' || value === null) return false;
  if (Object.getPrototypeOf(value) !== Object.prototype) return false;
  const fields = Object.values(value);
  const tensors = fields.every(field => field instanceof DeviceTensor || field instanceof Tensor);
  return tensors && fields.some(field => field instanceof DeviceTensor);
}

/**
 * The bundle of a value that `isOnDevice`.
 * @throws RuntimeError for whatever went wrong on the device
 */
export async function readBundle(
  value: unknown,
  options: ILatexOptions = DEFAULTS
): Promise<MimeBundle> {
  if (value instanceof DeviceTensor) return viewBundle(...(await deviceView(value, options)));
  const fields = Object.entries(value as Record<string, DeviceTensor | Tensor>);
  const items = await Promise.all(
    fields.map(async ([name, field]) => {
      const [view, text] =
        field instanceof Tensor
          ? [tensorView(field, options), String(field)]
          : await deviceView(field, options);
      return { name, view, text };
    })
  );
  const text = items.map(({ name, text: part }) => `${name}=${part}`).join('\n');
  const views = items.map(({ name, view }) => ({ name, view }));
  return viewBundle({ kind: 'group', items: views }, text);
}

/** A view, and the tensor as text. */
type Shown<V extends LeafView | IBatchView = LeafView> = [view: V, text: string];

async function deviceView(
  value: DeviceTensor,
  options: ILatexOptions
): Promise<Shown<LeafView | IBatchView>> {
  const source = value.inverseSource;
  const place = await placeOf(value);
  if (value.ndim <= 2) return oneView(value, source, place, options);
  const { total, shown, ...head } = batchHead(value, source !== undefined);
  const members = await Promise.all(
    shown.map(async member => {
      const own = source && matrixAt(source, member.k);
      const [view] = await oneView(matrixAt(value, member.k), own, place, options);
      return memberView(member, view);
    })
  );
  const batch = { ...head, summary: `${head.summary} on ${place}`, total, members };
  const [rows, columns] = value.shape.slice(-2);
  const small = value.numel <= WHOLE ** 2 && rows * columns > 0;
  if (!small) return [batch, String(value) + membersToText(batch)];
  const read = await value.cpu();
  if (source) rememberInverse(read, await source.cpu());
  const text = onDevice(tensorToText(read, options, shown.length), value);
  return [batch, text + membersToText(batch)];
}

/** A device by its name, and where it works: `kernel (Dask, 4 workers, 16 chunks)`. */
async function placeOf(value: DeviceTensor): Promise<string> {
  if (!(value instanceof KernelTensor)) return value.device;
  const { fields } = await value.kernel.ask({ do: 'describe', in: [value.handle] });
  return `${value.device} (${String(fields.place).slice(0, 100)})`;
}

async function oneView(
  value: DeviceTensor,
  source: DeviceTensor | undefined,
  place: string,
  options: ILatexOptions
): Promise<Shown> {
  const matrix = value.ndim === 2 ? value : value.reshape(1, -1);
  const [rows, columns] = matrix.shape;
  if (Math.max(rows, columns) <= WHOLE) {
    const read = await value.cpu();
    if (source) rememberInverse(read, await source.cpu());
    const view = matrixView(read, 0, options);
    const text = onDevice(tensorToText(read, options, 1), value);
    return [placed(view, value, place), withTrust(text, view)];
  }
  const summary = `${value.shape.join(' × ')} ${value.dtype}`;
  if (source) {
    const view = await largeInverse(value, source, summary, options);
    return [placed(view, value, place), withTrust(String(value), view)];
  }
  const latex = matrixToLatex(await excerpt(matrix, options.limit), options);
  return [placed({ kind: 'tensor', latex, summary }, value, place), String(value)];
}

function largeInverse(
  value: DeviceTensor,
  source: DeviceTensor,
  summary: string,
  options: ILatexOptions
): Promise<IInverseView> {
  if (value instanceof KernelTensor && source instanceof KernelTensor)
    return inverseInKernel(value, source, summary, options);
  return inverseOnGpu(value as GpuTensor, source as GpuTensor, summary, options);
}

/** An inverse whose figures and whose proof are computed in the kernel: the rows that are shown bring their bounds. */
async function inverseInKernel(
  value: KernelTensor,
  source: KernelTensor,
  summary: string,
  options: ILatexOptions
): Promise<IInverseView> {
  const [n] = value.shape;
  const shown = elide(n, options.limit).filter(isIndex);
  const [entries, quality] = await Promise.all([
    excerpt(value, options.limit),
    kernelConditioning(value, source, HEAT_CELLS, shown)
  ]);
  const { proof } = quality;
  const boundAt = (i: number) => proof?.rows.get(i) ?? Number.POSITIVE_INFINITY;
  const latex = equationToLatex('A^{-1}', entries, { ...options, boundAt });
  const bars = barsOfShare(value, proof?.share);
  const proven = proof ? [boundFact(proof.bound)] : [];
  return inverseViewOf({ latex, summary, n, bars, proven }, quality);
}

/** An inverse whose figures are computed on the device; it is read to be proven where it is not too large. */
async function inverseOnGpu(
  value: GpuTensor,
  source: GpuTensor,
  summary: string,
  options: ILatexOptions
): Promise<IInverseView> {
  const [n] = value.shape;
  const measure = (cells: number) => gpuConditioning(value, source, cells);
  if (n > PROVEN) {
    const entries = await excerpt(value, options.limit);
    const latex = equationToLatex('A^{-1}', entries, { ...options, boundAt: unknown });
    const bars = unprovenBars(
      value,
      `not proven: more than ${PROVEN} rows are not read from the GPU`
    );
    return largeInverseView({ latex, summary, n, bars }, measure);
  }
  const [X, A] = await Promise.all([value.cpu(), source.cpu()]);
  const proven = proofOf(A, X);
  const latex = equationToLatex('A^{-1}', X, { ...options, boundAt: proven.boundAt });
  const bars = barsOf(A, X, proven);
  const warning = warningOfProof(bars, proven.proof);
  return largeInverseView({ latex, summary, n, bars, warning }, measure);
}

/** Of entries for which nothing is proven. */
function unknown(): number {
  return Number.POSITIVE_INFINITY;
}

/** Says where the tensor is. */
function placed(view: LeafView, { device }: DeviceTensor, place: string): LeafView {
  if (view.kind !== 'tensor' && view.kind !== 'inverse') return view;
  return { ...view, summary: `${view.summary} on ${place}`, device };
}

function withTrust(text: string, view: LeafView): string {
  return view.kind === 'inverse' ? `${text}\n${trustToText(view)}` : text;
}

function onDevice(text: string, { device }: DeviceTensor): string {
  return text.replace(/\)$/, `, device='${device}')`);
}

/** The entries that are shown of a matrix, and the two sizes of the whole. */
async function excerpt(matrix: DeviceTensor, limit: number): Promise<IEntries> {
  const [rows, columns] = matrix.shape.map(size => elide(size, limit).filter(isIndex));
  // The last rows and columns follow the first ones: two strips each way, put together on the device.
  const part = (dim: 0 | 1, indices: readonly number[]) => (source: DeviceTensor) =>
    strips(indices).map(([from, to]) => source.slice(dim, from, to));
  const blocks = part(0, rows)(matrix).map(strip => part(1, columns)(strip));
  const read = await Promise.all(blocks.map(row => Promise.all(row.map(block => block.cpu()))));
  const at = (i: number, j: number): Scalar => {
    const [a, row] = locate(strips(rows), i);
    const [b, column] = locate(strips(columns), j);
    return read[a][b].at<Scalar>(row, column);
  };
  return { shape: matrix.shape, at: at as IEntries['at'] };
}

/** Runs of neighbouring indices, as [from, to). */
function strips(indices: readonly number[]): [number, number][] {
  const runs: [number, number][] = [];
  for (const index of indices) {
    const last = runs[runs.length - 1];
    if (last && last[1] === index) last[1]++;
    else runs.push([index, index + 1]);
  }
  return runs;
}

function locate(runs: readonly [number, number][], index: number): [run: number, at: number] {
  const run = runs.findIndex(([from, to]) => index >= from && index < to);
  return [run, index - runs[run][0]];
}
