/** Remembers of which matrix a tensor is the inverse, so that whoever shows it can say how far to trust it. */
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
  if (!origin) return undefined;
  const { source, sourceVersion, inverseVersion } = origin;
  const unchanged = source.version === sourceVersion && inverse.version === inverseVersion;
  return unchanged ? origin : undefined;
}

/** The tensor that `inverse` is the inverse of, as long as neither was overwritten. */
export function inverseSource(inverse: Tensor): Tensor | undefined {
  return originOf(inverse)?.source;
}
