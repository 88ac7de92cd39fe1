/**
 * Remembers of which matrix a tensor is the inverse, so that whoever shows it can say how far to trust it, and
 * what was got by multiplying with one, so that it can be said what solving would have given.
 *
 * One step back, and no more: what is remembered are the elements of the tensors that took part, by reference,
 * and not what those were computed from. As soon as any of them was written to, through `out`, `Tensor.data` or
 * the buffer behind `fromData`, nothing is known any more: see `storage.ts`.
 */
import type { Moment } from '../core/storage.js';
import { Tensor } from '../tensor.js';

/** The matrix that an inverse is the inverse of. */
class Origin {
  #source?: Tensor;

  constructor(
    readonly inverse: Moment,
    readonly from: Moment
  ) {}

  get lasts(): boolean {
    return this.inverse.lasts && this.from.lasts;
  }

  get source(): Tensor {
    this.#source ??= Tensor.at(this.from);
    return this.#source;
  }
}

/** The system that multiplying with an inverse solved. */
class Product {
  constructor(
    readonly origin: Origin,
    readonly right: Moment,
    readonly x: Moment
  ) {}

  get lasts(): boolean {
    return this.origin.lasts && this.right.lasts && this.x.lasts;
  }
}

export interface IOrigin {
  /** A tensor with the elements of the one that was inverted. */
  readonly source: Tensor;
}

/** Notes that `inverse` is the inverse of `source`, and returns it. */
export function rememberInverse(inverse: Tensor, source: Tensor): Tensor {
  return rememberInverseOf(inverse, Tensor.momentOf(source));
}

/** Notes that `inverse` is the inverse of what a tensor was at a moment of it, and returns it. */
export function rememberInverseOf(inverse: Tensor, from: Moment): Tensor {
  return Tensor.noteOrigin(inverse, new Origin(Tensor.momentOf(inverse), from));
}

/** The origin of an inverse; undefined where it is none, or where it or its source was written to since. */
export function originOf(inverse: Tensor): IOrigin | undefined {
  const origin = noted(inverse, Origin);
  return origin && Tensor.isStill(inverse, origin.inverse) && origin.from.lasts
    ? origin
    : undefined;
}

/** The tensor that `inverse` is the inverse of, as long as neither was written to. */
export function inverseSource(inverse: Tensor): Tensor | undefined {
  return originOf(inverse)?.source;
}

/** A system that was solved by multiplying with the inverse: A x = b. */
export interface ISystem {
  A: Tensor;
  b: Tensor;
}

/** Notes that `x` is A⁻¹·b, where the left factor is an inverse and the right one has fewer columns; returns x. */
export function rememberProduct(x: Tensor, left: Tensor, right: Tensor): Tensor {
  const origin = left.ndim === 2 ? noted(left, Origin) : undefined;
  const columns = right.ndim === 1 ? 1 : right.shape[1];
  if (!origin || right.ndim > 2 || columns >= left.shape[0]) return x;
  // Whether the inverse is one still is found out when somebody asks: it may take longer than the product.
  const product = new Product(origin, Tensor.momentOf(right), Tensor.momentOf(x));
  return Tensor.noteOrigin(x, product);
}

/** The system of which a tensor is the solution by an inverse; undefined where anything was written to since. */
export function systemOf(x: Tensor): ISystem | undefined {
  const product = noted(x, Product);
  if (!product?.lasts || !Tensor.isStill(x, product.x)) return undefined;
  return { A: product.origin.source, b: Tensor.at(product.right) };
}

function noted<T>(tensor: Tensor, kind: new (...parts: never[]) => T): T | undefined {
  const origin = Tensor.originOf(tensor);
  return origin instanceof kind ? origin : undefined;
}
