/** Words for cells that are ended before their end. */

export const LOST =
  'The variables of earlier TypeScript cells are lost with it; run those cells again.';

export const BROKEN =
  'The cell has replaced something that its session needs (a method of Array, perhaps), and the session ' +
  'could not go on. The next cell starts a new one; the variables of earlier TypeScript cells are lost.';

/** The waits in which an interrupt may find a cell whose code is not running. */
export const FETCHING = 'while it waited for Python. It did not run; no variable is lost.';
export const CHECKING = 'while its types were checked. It did not run; no variable is lost.';
export const STARTING = 'while the sandbox was started. It did not run.';
export const SENDING =
  'while its values went to Python, which has none of them. It has run; its own variables are kept.';
export const BOUND = 'when Python had its values already. It has run; all variables are kept.';

export const KEPT = 'while it waited. Its session goes on, and all variables are kept.';

export class InterruptedError extends Error {
  override readonly name = 'Interrupted';
}
