/**
 * Remembers of which matrix a tensor is the inverse, so that whoever shows it can say how far to trust it, and
 * what was got by multiplying with one, so that it can be said what solving would have given.
 *
 * One step back, and no more: what is remembered are the elements of the tensors that took part, by reference,
 * and not what those were computed from. As soon as any of them was written to, through `out`, `Tensor.data` or
 * the buffer behind `fromData`, nothing is known any more: see `core/storage.ts`.
 */

import type { AnyTensor } from '../backends/index.js';
import { InverseOrigin, ProductOrigin } from '../core/origin.js';
import type { Snapshot } from '../core/storage.js';
import { DeviceTensor } from '../device-tensor.js';
import { Tensor } from '../tensor.js';

/** Notes that `inverse` is the inverse of `source`, and returns it. */
export function rememberInverse<T extends AnyTensor>(inverse: T, source: AnyTensor): T {
  if (inverse instanceof DeviceTensor && source instanceof DeviceTensor)
    inverse.rememberSource(source);
  if (!(inverse instanceof Tensor && source instanceof Tensor)) return inverse;
  rememberInverseOf(inverse, Tensor.snapshotOf(source));
  return inverse;
}

/** Notes that `inverse` is the inverse of what a tensor once was. */
export function rememberInverseOf(inverse: Tensor, A: Snapshot): void {
  Tensor.setOrigin(inverse, new InverseOrigin(Tensor.snapshotOf(inverse), A));
}

/** The origin of an inverse; undefined where it is none, or where it or its source was written to since. */
export function originOf(inverse: Tensor): InverseOrigin | undefined {
  const origin = Tensor.originOf(inverse);
  const isInverse = origin instanceof InverseOrigin;
  return isInverse && Tensor.isStill(inverse, origin.X) && origin.A.lasts ? origin : undefined;
}

/** The tensor that `inverse` is the inverse of, as long as neither was written to. */
export function inverseSource(inverse: Tensor): Tensor | undefined {
  const origin = originOf(inverse);
  return origin && Tensor.at(origin.A);
}

/** A system that was solved by multiplying with the inverse: A x = b. */
export interface ISystem {
  A: Tensor;
  b: Tensor;
}

/** Notes that `x` is A⁻¹·b, where the left factor is an inverse and the right one has fewer columns; returns x. */
export function rememberProduct<T extends AnyTensor>(x: T, left: T, right: T): T {
  if (!(x instanceof Tensor && left instanceof Tensor)) return x;
  const origin = left.ndim === 2 ? Tensor.originOf(left) : undefined;
  const columns = right.ndim === 1 ? 1 : right.shape[1];
  if (!(origin instanceof InverseOrigin) || right.ndim > 2 || columns >= left.shape[0]) return x;
  // Whether the inverse is one still is found out when somebody asks: it may take longer than the product.
  const product = new ProductOrigin(
    origin,
    Tensor.snapshotOf(right as Tensor),
    Tensor.snapshotOf(x)
  );
  Tensor.setOrigin(x, product);
  return x;
}

/** The system of which a tensor is the solution by an inverse; undefined where anything was written to since. */
export function systemOf(x: Tensor): ISystem | undefined {
  const product = Tensor.originOf(x);
  if (!(product instanceof ProductOrigin && product.lasts)) return undefined;
  if (!Tensor.isStill(x, product.x)) return undefined;
  return { A: Tensor.at(product.inverse.A), b: Tensor.at(product.b) };
}
