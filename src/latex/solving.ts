/** A word to whoever inverts only to multiply. */
import { linalg, systemOf, type Tensor } from '../engine/index.js';
import { numberToText } from './number.js';

/** The largest system that is solved once more for it. */
const LARGEST = 512;
/** Of a smaller one the time is not to be measured with the clock that pages have. */
const TIMED = 128;

/**
 * What `solve` would have given instead of inv(A)·b, measured beside x: the residual (Higham, Accuracy and
 * Stability of Numerical Algorithms, section 14.1), how far the two are apart, and of a large system the time.
 *
 * @returns undefined for a tensor that was not got so
 */
export function solvingNote(x: Tensor): string | undefined {
  const system = systemOf(x);
  if (!system || system.A.shape[0] > LARGEST) return undefined;
  const { A, b } = system;
  const { result, info } = linalg.solveEx(A, b);
  if (info.item() > 0) return undefined;
  const apart = linalg.norm(x.sub(result)).item() / linalg.norm(result).item();
  const residual = (y: Tensor) => numberToText(linalg.norm(A.matmul(y).sub(b)).item());
  return (
    `This is inv(A)·b, with ‖A x − b‖ = ${residual(x)}. linalg.solve(A, b) does a third of the work and has ${residual(result)}` +
    `${apart > 0 ? `; the two differ by ${numberToText(apart)} of their length` : ''}.${timesOf(A, b)}`
  );
}

/** The better of two runs each, so that neither pays for the other's start. */
function timesOf(A: Tensor, b: Tensor): string {
  if (A.shape[0] < TIMED) return '';
  const time = (run: () => unknown) => {
    const started = performance.now();
    run();
    return performance.now() - started;
  };
  const best = (run: () => unknown) => numberToText(Math.min(time(run), time(run)));
  const inverting = best(() => linalg.inv(A).matmul(b));
  const solving = best(() => linalg.solve(A, b));
  return ` Measured now: ${inverting} ms by the inverse, ${solving} ms by solve.`;
}
