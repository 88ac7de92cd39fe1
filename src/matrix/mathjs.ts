/**
 * mathjs as a part of the program. It is larger than all else of a session together: the sandbox has
 * `mathjs.given.ts` in the place of this file, and is given this one as a script.
 */
import { all, type ConfigOptions, create, type MathJsInstance } from 'mathjs';

/** Makes an instance of mathjs, which takes a while. */
export type MakeMathjs = (config: ConfigOptions) => MathJsInstance;

export const makeMathjs: MakeMathjs = config => create(all, config);

/** Takes mathjs where it is no part of the program. */
export function giveMathjs(_make: MakeMathjs): void {}
