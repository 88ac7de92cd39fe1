/** Nested arrays of numbers, as they come in. */
import { RuntimeError } from './errors.js';
import { isComplexNumber, type Scalar } from './scalar.js';
import { checkShape } from './shape.js';

/** A nested array as `toArray` gives it; a bare scalar where there are no dimensions. */
export type Nested<T = Scalar> = T | NestedArray<T>;
export type NestedArray<T = Scalar> = readonly Nested<T>[];

/** Dimensions of a tensor, as torch has them at most: an array that holds itself has no end. */
const MOST = 64;

/**
 * Reads nested arrays: their shape, checked to be regular as torch does, and their elements.
 * @throws RuntimeError (torch: ValueError) `expected sequence of length 2 at dim 1 (got 1)`
 */
export function flatten(nested: Nested): { shape: number[]; flat: Scalar[] } {
  const shape: number[] = [];
  for (let level: Nested = nested; Array.isArray(level); level = level[0]) {
    if (shape.length === MOST) {
      throw new RuntimeError(
        `tensor: expected at most ${MOST} dimensions, got arrays that are nested deeper; does one hold itself?`,
        { op: 'tensor', code: 'shape' }
      );
    }
    shape.push(level.length);
  }
  const flat: Scalar[] = [];
  const walk = (value: Nested, dim: number): void => {
    if (dim === shape.length) {
      flat.push(checkScalar(value));
      return;
    }
    if (!Array.isArray(value) || value.length !== shape[dim]) {
      const got = Array.isArray(value) ? value.length : typeof value;
      throw new RuntimeError(
        `expected sequence of length ${shape[dim]} at dim ${dim} (got ${got})`,
        { op: 'tensor', code: 'shape' }
      );
    }
    for (const item of value) walk(item, dim + 1);
  };
  walk(nested, 0);
  return { shape: [...checkShape('tensor', shape)], flat };
}

function checkScalar(value: Nested): Scalar {
  const kind = typeof value;
  if (kind === 'number' || kind === 'bigint' || kind === 'boolean' || isComplexNumber(value)) {
    return value as Scalar;
  }
  const got = Array.isArray(value) ? 'a sequence' : `${kind} ${String(value)}`;
  throw new RuntimeError(
    `tensor: expected numbers, booleans, bigints or complex numbers ({re, im}) in a regular nest of arrays, got ${got}`,
    { op: 'tensor', code: 'invalid-argument' }
  );
}
