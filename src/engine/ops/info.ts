/** Looking at LAPACK's `info`: at once on the CPU, as a promise where the device is waited for. */
import { type AnyTensor, deviceOf, whenThere } from '../backends/index.js';
import type { IFailure } from '../core/errors.js';

/** The options of an operation that reports failures in `info` and throws none, torch's `_ex`. */
export interface IExOptions<R, C extends boolean = boolean> {
  /** Throw where `info` is not 0, as the operation without `Ex` does. */
  checkErrors?: C;
  out?: R;
}

/**
 * Goes on where no member failed.
 * @param problem torch's error for the first that did
 * @param keepsInfo whether `info` is part of the result
 */
export function unlessFailed<R>(
  op: string,
  info: AnyTensor,
  A: AnyTensor,
  problem: (op: string, failure: IFailure) => Error,
  next: () => R,
  keepsInfo = false
): R | Promise<R> {
  const device = deviceOf(info);
  return whenThere(device.failure(info, A), failure => {
    if (!keepsInfo) device.release(info);
    if (failure) throw problem(op, failure);
    return next();
  });
}
