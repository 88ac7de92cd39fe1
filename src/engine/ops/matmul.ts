/** Matrix products with torch's rules for vectors, matrices and batches. */
import { type AnyTensor, deviceOf, type IProduct } from '../backends/index.js';
import { type DType, dtypeInfo } from '../core/dtype.js';
import { RuntimeError } from '../core/errors.js';
import { broadcastShapes, sizeOf } from '../core/shape.js';
import type { Strided } from '../core/strided.js';
import type { DeviceTensor } from '../device-tensor.js';
import type { Tensor, TensorLike } from '../tensor.js';
import { checkBeside, checkOperand, inDTypeOf } from './check.js';
import { rememberProduct } from './provenance.js';

/**
 * The matrix product A·B. Source: `torch.matmul`.
 *
 * A vector on the left is a row, on the right a column, and its dimension is gone from the result;
 * batch dimensions broadcast. Integers are multiplied exactly, and wrap where they do not fit.
 *
 * @param a (*, m, k) or (k)
 * @param b (*, k, n) or (k)
 * @throws RuntimeError where the inner sizes or the dtypes differ, and for bool
 */
export function matmul<T extends DeviceTensor>(a: T, b: T): T;
export function matmul(a: TensorLike, b: TensorLike): Tensor;
export function matmul(a: TensorLike | DeviceTensor, b: TensorLike | DeviceTensor): AnyTensor {
  const op = 'matmul';
  const left = checkOperand(op, inDTypeOf(b, a), 'self');
  const right = checkBeside(op, left, inDTypeOf(a, b), 'other');
  const product = deviceOf(left).multiply(checkProduct(left, right));
  return rememberProduct(product, left, right);
}

/** Checks that two tensors can be multiplied; vectors become a row and a column. */
function checkProduct(left: AnyTensor, right: AnyTensor): IProduct<AnyTensor> {
  const op = 'matmul';
  const dtype = checkOperands(left, right);
  const x = left.ndim === 1 ? left.reshape(1, left.shape[0]) : left;
  const y = right.ndim === 1 ? right.reshape(right.shape[0], 1) : right;
  const m = x.shape[x.ndim - 2];
  const k = x.shape[x.ndim - 1];
  const inner = y.shape[y.ndim - 2];
  const n = y.shape[y.ndim - 1];
  const way = routine(left, right);
  // Torch folds a batch into one matrix where it can, and tells of that matrix.
  if (way !== 'bmm') checkInner(way, left, right);
  const batch =
    x.ndim === 2 && y.ndim === 2
      ? []
      : broadcastShapes(op, x.shape.slice(0, -2), y.shape.slice(0, -2));
  if (k !== inner) {
    const count = sizeOf(batch);
    throw new RuntimeError(
      `Expected size for first two dimensions of batch2 tensor to be: [${count}, ${k}] but got: [${count}, ${inner}].`,
      { op, code: 'shape' }
    );
  }
  const matrix = left.ndim > 1 ? (right.ndim > 1 ? [m, n] : [m]) : right.ndim > 1 ? [n] : [];
  const shape = batch.length === 0 ? matrix : [...batch, ...matrix];
  return { dtype, sizes: [m, k, n], batch, shape, x, y };
}

/** The routines among which torch chooses, each with words of its own for what does not fit. */
type Routine = 'dot' | 'addmv' | 'addmm' | 'bmm';

function routine(a: Strided, b: Strided): Routine {
  if (b.ndim > 2) return 'bmm';
  if (b.ndim === 2) return 'addmm';
  return a.ndim === 1 ? 'dot' : 'addmv';
}

function checkInner(way: Exclude<Routine, 'bmm'>, a: Strided, b: Strided): void {
  const k = a.shape[a.ndim - 1];
  if (k === b.shape[0]) return;
  const [inner, n] = b.shape;
  const rows = sizeOf(a.shape.slice(0, -1));
  const messages = {
    dot: `inconsistent tensor size, expected tensor [${k}] and src [${inner}] to have the same number of elements, but got ${k} and ${inner} elements respectively`,
    addmv: `size mismatch, got input (${rows}), mat (${rows}x${k}), vec (${inner})`,
    addmm: `mat1 and mat2 shapes cannot be multiplied (${rows}x${k} and ${inner}x${n})`
  };
  throw new RuntimeError(messages[way], { op: 'matmul', code: 'shape' });
}

function checkOperands(a: Strided, b: Strided): DType {
  const op = 'matmul';
  if (a.ndim === 0 || b.ndim === 0) {
    throw new RuntimeError(
      `both arguments to matmul need to be at least 1D, but they are ${a.ndim}D and ${b.ndim}D`,
      { op, code: 'too-few-dimensions' }
    );
  }
  const way = routine(a, b);
  if (a.dtype === 'bool' && (b.dtype === 'bool' || way === 'bmm')) {
    const kernels = { dot: 'dot', addmv: 'addmv_impl_cpu', addmm: 'addmm_impl_cpu_', bmm: 'bmm' };
    throw new RuntimeError(`"${kernels[way]}" not implemented for 'Bool'`, { op, code: 'dtype' });
  }
  if (a.dtype === b.dtype) return a.dtype;
  const [x, y] = [dtypeInfo(a.dtype), dtypeInfo(b.dtype)];
  const messages = {
    dot: `dot : expected both vectors to have same dtype, but found ${x.scalarType} and ${y.scalarType}`,
    addmv: `addmv input tensors must have the same dtype, but got ${y.scalarType}, ${x.scalarType}, and ${y.scalarType}`,
    addmm: `expected m1 and m2 to have the same dtype, but got: ${x.cppName} != ${y.cppName}`,
    bmm: `expected scalar type ${x.scalarType} but found ${y.scalarType}`
  };
  throw new RuntimeError(messages[way], { op, code: 'dtype' });
}
