/**
 * Remembers of which matrix a tensor is the inverse, so that whoever shows it can say how far to trust it, and
 * what was got by multiplying with one, so that it can be said what solving would have given.
 */
import { Tensor } from './tensor.js';

export interface IOrigin {
  source: Tensor;
  sourceVersion: number;
  inverseVersion: number;
}

/** Notes that `inverse` is the inverse of `source`, and returns it. */
export function rememberInverse(inverse: Tensor, source: Tensor): Tensor {
  const origin: IOrigin = {
    source,
    sourceVersion: source.version,
    inverseVersion: inverse.version
  };
  return Tensor.noteOrigin(inverse, origin);
}

/** What is known of an inverse; undefined where it is none, or where it or its source was overwritten since. */
export function originOf(inverse: Tensor): IOrigin | undefined {
  const origin = Tensor.originOf(inverse) as IOrigin | undefined;
  if (!origin?.source) return undefined;
  const { source, sourceVersion, inverseVersion } = origin;
  const unchanged = source.version === sourceVersion && inverse.version === inverseVersion;
  return unchanged ? origin : undefined;
}

/** The tensor that `inverse` is the inverse of, as long as neither was overwritten. */
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
  const A = left.ndim === 2 ? inverseSource(left) : undefined;
  const columns = right.ndim === 1 ? 1 : right.shape[1];
  if (!A || right.ndim > 2 || columns >= left.shape[0]) return x;
  const tensors = [A, right, x];
  return Tensor.noteOrigin(x, { system: tensors, versions: tensors.map(({ version }) => version) });
}

/** The system of which a tensor is the solution by an inverse; undefined where anything was overwritten since. */
export function systemOf(x: Tensor): ISystem | undefined {
  const origin = Tensor.originOf(x) as { system?: Tensor[]; versions?: number[] } | undefined;
  const { system, versions } = origin ?? {};
  if (!system?.every(({ version }, i) => version === versions?.[i])) return undefined;
  const [A, b] = system;
  return { A, b };
}
