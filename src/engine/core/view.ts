/** How a tensor looks at its storage: shapes, strides and offsets, and what views make of them. */
import { RuntimeError } from './errors.js';
import { checkDimension, rowMajor, type Shape, shapeText, sizeOf } from './shape.js';

export interface IView {
  readonly shape: Shape;
  /** In elements. */
  readonly strides: readonly number[];
  readonly offset: number;
}

/** The view of a whole storage in row-major order; see `isWhole`. */
export function wholeView(shape: Shape): IView {
  return new WholeView(shape.slice());
}

/** Strides are computed when they are asked for: of most results nobody asks. */
class WholeView implements IView {
  readonly offset = 0;
  #strides?: readonly number[];

  constructor(readonly shape: Shape) {}

  get strides(): readonly number[] {
    this.#strides ??= rowMajor(this.shape);
    return this.#strides;
  }
}

/** Whether a view is known to be of all that its storage holds, in row-major order. */
export function isWhole(view: IView): boolean {
  return view instanceof WholeView;
}

/** The stretch of the storage from the first to behind the last element, in elements. */
export function spanOf({ shape, strides, offset }: IView): [from: number, to: number] {
  if (sizeOf(shape) === 0) return [offset, offset];
  let [from, to] = [offset, offset];
  shape.forEach((size, i) => {
    const reach = (size - 1) * strides[i];
    if (reach < 0) from += reach;
    else to += reach;
  });
  return [from, to + 1];
}

/** Whether the elements lie in row-major order without gaps. */
export function liesInOrder(view: IView): boolean {
  if (isWhole(view)) return true;
  const { shape, strides } = view;
  const expected = rowMajor(shape);
  return shape.every((size, i) => size <= 1 || strides[i] === expected[i]);
}

/** The last two dimensions exchanged. Source: `torch.Tensor.mT`. */
export function transposed({ shape, strides, offset }: IView): IView {
  if (shape.length < 2) {
    throw new RuntimeError(
      `tensor.mT is only supported on matrices or batches of matrices. Got ${shape.length}-D tensor.`,
      { op: 'mT', code: 'too-few-dimensions' }
    );
  }
  return { shape: swapLast(shape), strides: swapLast(strides), offset };
}

/** All dimensions reversed. Source: `torch.Tensor.T`. */
export function reversed({ shape, strides, offset }: IView): IView {
  return { shape: [...shape].reverse(), strides: [...strides].reverse(), offset };
}

/** The dimensions in another order. Source: `torch.permute`. */
export function permuted({ shape, strides, offset }: IView, dims: readonly number[]): IView {
  const order = dims.map(dim => checkDimension('permute', shape.length, dim));
  if (order.length !== shape.length || new Set(order).size !== shape.length) {
    throw new RuntimeError(
      `permute: expected each of the ${shape.length} dimensions once, got (${dims.join(', ')})`,
      { op: 'permute', code: 'index' }
    );
  }
  return {
    shape: order.map(dim => shape[dim]),
    strides: order.map(dim => strides[dim]),
    offset
  };
}

/** The member `index` of dimension `dim`, which the result lacks. */
export function selected({ shape, strides, offset }: IView, dim: number, index: number): IView {
  const axis = checkDimension('select', shape.length, dim);
  const at = checkIndex('select()', shape, axis, index);
  const drop = <T>(list: readonly T[]) => list.filter((_, i) => i !== axis);
  return { shape: drop(shape), strides: drop(strides), offset: offset + at * strides[axis] };
}

/** The members `start` to `end` (not included) of dimension `dim`, every `step`-th of them. */
export function sliced(
  { shape, strides, offset }: IView,
  dim: number,
  start: number,
  end: number,
  step: number
): IView {
  const axis = checkDimension('slice', shape.length, dim);
  if (!Number.isInteger(step) || step < 1) {
    throw new RuntimeError(`slice step must be positive, got ${step}`, {
      op: 'slice',
      code: 'invalid-argument'
    });
  }
  for (const [name, bound] of Object.entries({ start, end })) {
    if (Number.isInteger(bound) || Math.abs(bound) === Number.POSITIVE_INFINITY) continue;
    throw new RuntimeError(`slice: expected the ${name} to be an integer, got ${bound}`, {
      op: 'slice',
      code: 'index'
    });
  }
  const size = shape[axis];
  const from = clampIndex(start, size);
  const count = Math.max(0, Math.ceil((clampIndex(end, size) - from) / step));
  return {
    shape: shape.map((s, i) => (i === axis ? count : s)),
    strides: strides.map((s, i) => (i === axis ? s * step : s)),
    offset: offset + (count ? from * strides[axis] : 0)
  };
}

/** A view that repeats elements over a larger shape: strides of 0. Source: `torch.Tensor.expand`. */
export function expanded({ shape, strides, offset }: IView, wanted: Shape): IView {
  const skip = wanted.length - shape.length;
  const fail = (message: string) => new RuntimeError(message, { op: 'expand', code: 'shape' });
  if (skip < 0) {
    throw fail(
      `expand: the number of sizes provided (${wanted.length}) must be greater or equal to the number of dimensions in the tensor (${shape.length})`
    );
  }
  const repeated = wanted.map((size, dim) => {
    const own = shape[dim - skip] ?? 1;
    if (own === size) return strides[dim - skip] ?? 0;
    if (own === 1) return 0;
    throw fail(
      `The expanded size of the tensor (${size}) must match the existing size (${own}) at non-singleton dimension ${dim}.  Target sizes: ${shapeText(wanted)}.  Tensor sizes: ${shapeText(shape)}`
    );
  });
  return { shape: wanted, strides: repeated, offset };
}

/** Without dimensions of size 1: all of them, or those that are named. Source: `torch.squeeze`. */
export function squeezed(
  { shape, strides, offset }: IView,
  dim?: number | readonly number[]
): IView {
  const op = 'squeeze';
  const dims = [dim ?? [...shape.keys()]].flat();
  // Of a tensor without dimensions 0 and −1 stand for none.
  const axes = dims.map(given => checkDimension(op, Math.max(shape.length, 1), given));
  const twice = axes.find((axis, i) => axes.indexOf(axis) !== i);
  if (twice !== undefined) {
    throw new RuntimeError(`dim ${twice} appears multiple times in the list of dims`, {
      op,
      code: 'index'
    });
  }
  const stays = <T>(list: readonly T[]) =>
    list.filter((_, i) => shape[i] !== 1 || !axes.includes(i));
  return { shape: stays(shape), strides: stays(strides), offset };
}

/** With a dimension of size 1 more, which becomes dimension `dim`. Source: `torch.unsqueeze`. */
export function unsqueezed({ shape, strides, offset }: IView, dim: number): IView {
  const axis = checkDimension('unsqueeze', shape.length + 1, dim);
  const step = (shape[axis] ?? 1) * (strides[axis] ?? 1);
  const put = (list: readonly number[], item: number) => [
    ...list.slice(0, axis),
    item,
    ...list.slice(axis)
  ];
  return { shape: put(shape, 1), strides: put(strides, step), offset };
}

/** The shape that is wanted, its one size of -1 inferred, checked to hold as many elements. */
export function inferShape(wanted: Shape, numel: number): number[] {
  const fail = (message: string) => new RuntimeError(message, { op: 'reshape', code: 'shape' });
  const unknown = wanted.indexOf(-1);
  if (unknown !== wanted.lastIndexOf(-1)) throw fail('only one dimension can be inferred');
  const shape = [...wanted];
  if (unknown >= 0) {
    const known = sizeOf(wanted.filter(size => size !== -1));
    shape[unknown] = known > 0 ? numel / known : 0;
  }
  if (shape.some(size => !Number.isInteger(size) || size < 0) || sizeOf(shape) !== numel) {
    throw fail(`shape '${shapeText(wanted)}' is invalid for input of size ${numel}`);
  }
  return shape;
}

/** A full or partial index, followed from the first dimension on. */
export function indexed(view: IView, index: readonly number[]): IView {
  if (index.length > view.shape.length) {
    throw new RuntimeError(`too many indices for tensor of dimension ${view.shape.length}`, {
      op: 'at',
      code: 'index'
    });
  }
  return index.reduce((rest, i, dim) => {
    checkIndex('at', view.shape, dim, i);
    return selected(rest, 0, i);
  }, view);
}

/** Checks that a tensor has the one element of a scalar. */
export function checkOneElement(numel: number): void {
  if (numel === 1) return;
  throw new RuntimeError(`a Tensor with ${numel} elements cannot be converted to Scalar`, {
    op: 'item',
    code: 'shape'
  });
}

function checkIndex(op: string, shape: Shape, axis: number, index: number): number {
  const size = shape[axis];
  const at = index < 0 ? index + size : index;
  if (Number.isInteger(at) && at >= 0 && at < size) return at;
  const message =
    op === 'at'
      ? `index ${index} is out of bounds for dimension ${axis} with size ${size}`
      : `${op}: index ${index} out of range for tensor of size ${shapeText(shape)} at dimension ${axis}`;
  throw new RuntimeError(message, { op, code: 'index' });
}

function swapLast<T>(list: readonly T[]): T[] {
  return [...list.slice(0, -2), list[list.length - 1], list[list.length - 2]];
}

function clampIndex(index: number, size: number): number {
  return Math.min(Math.max(index < 0 ? index + size : index, 0), size);
}
