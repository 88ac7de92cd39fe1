/**
 * Rounding and complex division as all kernels do them, so that backends can agree to the bit.
 *
 * Every product and every sum is rounded to the dtype by itself (no fused multiply-add).
 */
import { type FloatDType, realDType } from '../../core/dtype.js';

export type Round = (value: number) => number;

/** The rounding of a dtype: none for double precision, `Math.fround` for single. */
export function rounding(dtype: FloatDType): Round {
  return realDType(dtype) === 'float32' ? Math.fround : value => value;
}

/** Divisors above this are quartered, and what they divide with them: Smith's sums may double them. */
const LARGE = { float32: 2 ** 125, float64: 2 ** 1021 };

/**
 * (ar + ai i) / (br + bi i) by Smith's method (Communications of the ACM 5, 1962, p. 435), which
 * does not overflow where the quotient does not.
 * @param out receives the quotient at `at` and `at + 1`
 */
export function divideComplex(
  out: { [index: number]: number },
  at: number,
  a: readonly [number, number],
  b: readonly [number, number],
  round: Round
): void {
  const limit = round === Math.fround ? LARGE.float32 : LARGE.float64;
  const isLarge = Math.max(Math.abs(b[0]), Math.abs(b[1])) > limit;
  const factor = isLarge ? 0.25 : 1;
  const [ar, ai, br, bi] = [a[0], a[1], b[0], b[1]].map(part => round(part * factor));
  if (Math.abs(br) >= Math.abs(bi)) {
    const ratio = round(bi / br);
    const scale = round(br + round(bi * ratio));
    out[at] = round(round(ar + round(ai * ratio)) / scale);
    out[at + 1] = round(round(ai - round(ar * ratio)) / scale);
  } else {
    const ratio = round(br / bi);
    const scale = round(round(br * ratio) + bi);
    out[at] = round(round(round(ar * ratio) + ai) / scale);
    out[at + 1] = round(round(round(ai * ratio) - ar) / scale);
  }
}
