/** Singular values of matrices of any dtype. */
import { checkMatrices, deliver, type IMatrices } from './check.js';
import { type FloatData, isComplex, realDType } from './dtype.js';
import { nonFiniteError } from './errors.js';
import { type IColumns, jacobiSvd } from './reference/svd.js';
import type { Tensor } from './tensor.js';

/** The singular values and the last right singular vector of one matrix. */
export interface ISingularValues {
  /** Descending, min(m, n) of them. */
  values: Float64Array;
  /** A unit vector that A shortens the most: interleaved (re, im) for complex A. Of length n. */
  smallest: Float64Array;
}

/**
 * The singular values of every matrix of A, descending. Source: `torch.linalg.svdvals`.
 * @param A (*, m, n)
 * @returns (*, min(m, n)), real
 * @throws LinAlgError for NaN or Inf
 */
export function svdvals(A: Tensor, options: { out?: Tensor } = {}): Tensor {
  const matrices = checkMatrices('linalg.svd', A);
  const dtype = realDType(matrices.dtype);
  const k = Math.min(matrices.rows, matrices.columns);
  const out = new Float64Array(matrices.count * k);
  for (let i = 0; i < matrices.count; i++) out.set(singularValues(matrices, i).values, i * k);
  const data = dtype === 'float32' ? Float32Array.from(out) : out;
  return deliver('linalg.svdvals', data, [...matrices.batch, k], dtype, options.out);
}

/** The singular values of member `index`. A complex matrix is decomposed as the real one twice its size. */
export function singularValues(matrices: IMatrices, index: number): ISingularValues {
  const { rows, columns, dtype } = matrices;
  const complex = isComplex(dtype);
  const length = rows * columns * (complex ? 2 : 1);
  const part = matrices.data.subarray(index * length, (index + 1) * length);
  if (!part.every(Number.isFinite)) throw nonFiniteError('linalg.svd');
  const k = Math.min(rows, columns);
  const { values, V } = jacobiSvd(
    complex ? embed(part, rows, columns) : toColumns(part, rows, columns)
  );
  if (!complex)
    return { values: values.subarray(0, k), smallest: V.slice((columns - 1) * columns) };
  const last = V.subarray((2 * columns - 1) * 2 * columns);
  return {
    values: Float64Array.from({ length: k }, (_, i) => values[2 * i]),
    smallest: Float64Array.from(
      { length: 2 * columns },
      (_, i) => last[(i >> 1) + (i & 1) * columns]
    )
  };
}

function toColumns(part: FloatData, rows: number, columns: number): IColumns {
  const data = new Float64Array(part.length);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) data[j * rows + i] = part[i * columns + j];
  }
  return { rows, columns, data };
}

/** [Re A, −Im A; Im A, Re A]: a real matrix with each singular value of A twice. */
function embed(part: FloatData, rows: number, columns: number): IColumns {
  const data = new Float64Array(4 * rows * columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const re = part[2 * (i * columns + j)];
      const im = part[2 * (i * columns + j) + 1];
      data[j * 2 * rows + i] = re;
      data[j * 2 * rows + rows + i] = im;
      data[(columns + j) * 2 * rows + i] = -im;
      data[(columns + j) * 2 * rows + rows + i] = re;
    }
  }
  return { rows: 2 * rows, columns: 2 * columns, data };
}
