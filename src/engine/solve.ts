/** Systems of linear equations, without an inverse. */
import {
  checkMatrices,
  checkOut,
  checkSquare,
  checkTensor,
  deliver,
  type IMatrices
} from './check.js';
import { kernels } from './device.js';
import { allocate, dtypeInfo, type FloatData, lanes } from './dtype.js';
import { LinAlgError, RuntimeError } from './errors.js';
import { factorAll, factorsOf } from './factor.js';
import {
  broadcastShapes,
  broadcastStrides,
  rowMajor,
  type Shape,
  sameShape,
  sizeOf,
  unravel
} from './shape.js';
import { matrixAt, Tensor } from './tensor.js';

export interface ISolveOptions {
  /** A X = B where true (the default), X A = B where false. */
  left?: boolean;
  /** Filled in place and returned; may be B itself. */
  out?: Tensor;
}

export interface ISolveExOptions {
  left?: boolean;
  /** Throw where `info` is not 0, as `solve` does. */
  checkErrors?: boolean;
  out?: { result: Tensor; info: Tensor };
}

/** What `solveEx` returns: torch's names. */
export interface ISolveEx {
  result: Tensor;
  /** (*), int32: 0, or the 1-based position of the first exactly zero pivot of A. */
  info: Tensor;
}

/**
 * X with A X = B (or X A = B), by LU with partial pivoting: more accurate than `inv(A)` times B, and
 * cheaper. Source: `torch.linalg.solve`.
 *
 * @param A (*, n, n)
 * @param B (*, n, k), or a batch of vectors (*, n): where it is 1-dimensional, or of A's shape without
 *   its last dimension. Batches broadcast. With `left: false`, (*, k, n).
 * @throws LinAlgError `torch.linalg.solve: The solver failed because the input matrix is singular.`
 * @throws RuntimeError where shapes or dtypes do not fit
 */
export function solve(A: Tensor, B: Tensor, options: ISolveOptions = {}): Tensor {
  const system = checkSystem(A, B, options.left ?? true);
  checkOut('linalg.solve', system.a.dtype, options.out);
  const { data, info } = solveAll(system);
  throwIfSingular('torch.linalg.solve', info, A);
  return deliver('linalg.solve', data, system.shape, system.a.dtype, options.out);
}

/** As `solve`, but a singular matrix is reported in `info`. Source: `torch.linalg.solve_ex`. */
export function solveEx(A: Tensor, B: Tensor, options: ISolveExOptions = {}): ISolveEx {
  const op = 'linalg.solve_ex';
  const system = checkSystem(A, B, options.left ?? true);
  checkOut(op, system.a.dtype, options.out?.result);
  checkOut(op, 'int32', options.out?.info);
  const { data, info } = solveAll(system);
  if (options.checkErrors) throwIfSingular('torch.linalg.solve_ex', info, A);
  return {
    result: deliver(op, data, system.shape, system.a.dtype, options.out?.result),
    info: deliver(op, info, system.a.batch, 'int32', options.out?.info)
  };
}

/** A system whose shapes and dtypes fit. */
interface ISystem {
  a: IMatrices;
  /** The right-hand sides as matrices: a batch of vectors has k = 1. */
  b: Tensor;
  left: boolean;
  /** The batch of the result. */
  batch: Shape;
  /** The shape of the result. */
  shape: Shape;
}

function checkSystem(A: Tensor, B: Tensor, left: boolean): ISystem {
  const op = 'linalg.solve';
  const a = checkSquare(op, A);
  const right = checkTensor(op, B, 'B');
  if (right.dtype !== a.dtype) {
    const [x, y] = [a.dtype, right.dtype].map(dtype => dtypeInfo(dtype).scalarType);
    throw new RuntimeError(
      `${op}: Expected A and B to have the same dtype, but found A of type ${x} and B of type ${y} instead`,
      { op, code: 'dtype' }
    );
  }
  const isVector = right.ndim === 1 || sameShape(right.shape, A.shape.slice(0, -1));
  const b = isVector ? right.reshape(...right.shape, 1) : right;
  if (b.ndim < 2) checkMatrices(op, b, ' B');
  const [rows, columns] = b.shape.slice(-2);
  // torch never solves X A = b for a vector b.
  if ((left ? rows : columns) !== a.rows || (!left && isVector)) {
    const equation = left ? 'AX = B' : 'XA = B';
    throw new RuntimeError(
      `${op}: Incompatible shapes of A and B for the equation ${equation} (${a.rows}x${a.rows} and ${rows}x${columns})`,
      { op, code: 'shape' }
    );
  }
  const batch = broadcastShapes(op, b.shape.slice(0, -2), a.batch);
  return { a, b, left, batch, shape: [...batch, rows, ...(isVector ? [] : [columns])] };
}

function solveAll(system: ISystem): { data: FloatData; info: Int32Array } {
  const { a, b, left, batch } = system;
  const backend = kernels('linalg.solve');
  const factorization = factorAll('linalg.solve', a);
  const width = lanes(a.dtype);
  // X A = B is AᵀXᵀ = Bᵀ.
  const rightHand = left ? b : b.mT;
  const [n, k] = rightHand.shape.slice(-2);
  const size = n * k * width;
  const source = rightHand.data as FloatData;
  const solutions = allocate(a.dtype, sizeOf(batch) * n * k) as FloatData;
  const strides = [a.batch, b.shape.slice(0, -2)].map(own =>
    broadcastStrides(own, rowMajor(own), batch)
  );
  const sizes = { n, k, mode: left ? 'plain' : 'transposed' } as const;
  for (let i = 0; size > 0 && i < sizeOf(batch); i++) {
    const [fromA, fromB] = strides.map(list => dot(unravel(batch, i), list));
    const x = solutions.subarray(i * size, (i + 1) * size);
    x.set(source.subarray(fromB * size, (fromB + 1) * size));
    const { lu, pivots } = factorsOf(factorization, fromA);
    backend.solve(a.dtype, sizes, lu, pivots, x);
  }
  const { info } = factorization;
  if (left) return { data: solutions, info };
  const byColumns = new Tensor(solutions, [...batch, n, k], a.dtype);
  return { data: byColumns.mT.data as FloatData, info };
}

function dot(index: readonly number[], strides: readonly number[]): number {
  return index.reduce((sum, i, dim) => sum + i * strides[dim], 0);
}

function throwIfSingular(op: string, info: Int32Array, A: Tensor): void {
  const member = info.findIndex(position => position !== 0);
  if (member < 0) return;
  const batch = A.ndim > 2 ? member : undefined;
  const where = batch === undefined ? '' : `(Batch element ${batch}): `;
  throw new LinAlgError(`${op}: ${where}The solver failed because the input matrix is singular.`, {
    op,
    code: 'singular',
    batch,
    pivot: info[member],
    matrix: matrixAt(A, member).clone()
  });
}
