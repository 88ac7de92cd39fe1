/** Sizes of numbers, and norms of lists of them. */
import { RuntimeError } from './errors.js';
import { scale } from './exponent.js';

const { abs, hypot } = Math;

/**
 * |x|·2^exponent of every element, in double precision; complex ones are interleaved (re, im).
 * @param exponent keeps sizes of complex numbers, and sums of them, from overflow
 */
export function magnitudes(data: ArrayLike<number>, complex: boolean, exponent = 0): Float64Array {
  const sizes = new Float64Array(complex ? data.length / 2 : data.length);
  const factor = exponent === 0 ? undefined : exponent;
  for (let i = 0; i < sizes.length; i++) {
    sizes[i] = complex
      ? hypot(part(data[2 * i], factor), part(data[2 * i + 1], factor))
      : abs(part(data[i], factor));
  }
  return sizes;
}

function part(x: number, exponent: number | undefined): number {
  return exponent === undefined ? x : scale(x, exponent);
}

/**
 * The p-norm of numbers that are not negative; scaled by the one that counts most, so that neither powers
 * nor their sum overflow where the norm does not.
 */
export function vectorNorm(values: Float64Array, p: number): number {
  if (p === 0) return values.filter(value => value !== 0).length;
  const head =
    p > 0
      ? values.reduce((a, b) => Math.max(a, b), 0)
      : values.reduce((a, b) => Math.min(a, b), Infinity);
  if (Math.abs(p) === Infinity || head === 0 || !Number.isFinite(head)) return head;
  const sum = values.reduce((total, value) => total + (value / head) ** p, 0);
  return head * sum ** (1 / p);
}

/** torch's error for a norm that has no value where there is nothing to measure. */
export function checkNormOfNothing(p: number, dim?: number): void {
  if (p >= 0 && p !== Infinity) return;
  const op = 'linalg.vector_norm';
  const name = p === Infinity ? 'inf' : p === -Infinity ? '-inf' : p;
  const where =
    dim === undefined
      ? 'an empty tensor because the'
      : // As torch writes it, without a space.
        `the dimension ${dim}because this dimension is empty and the`;
  throw new RuntimeError(
    `${op} cannot compute the ${name} norm on ${where} operation does not have an identity`,
    { op, code: 'shape' }
  );
}
