/** mathjs as the sandbox has it: given as a script, before the first cell that may use it. */
import type { MakeMathjs } from './mathjs.js';

let given: MakeMathjs | undefined;

export const makeMathjs: MakeMathjs = config => {
  if (given) return given(config);
  throw new Error(
    'mathjs is not loaded: it comes with the first cell in which the word math, expr or matrix stands'
  );
};

export function giveMathjs(make: MakeMathjs): void {
  given = make;
}
