/** How the Python kernel makes tensors by itself, so that none of their elements cross: checked as those of the CPU. */
import { numberOf } from '../backends/kernel/index.js';
import { uniform } from '../core/random.js';
import type { Scalar } from '../core/scalar.js';
import type { Shape } from '../core/shape.js';
import {
  type IPlan,
  type ITensorOptions,
  planOf,
  planOfArange,
  planOfEye,
  planOfFull,
  type SizeArguments
} from './create.js';

/** A request `make`, of the arguments of a function without their last, the options. */
// biome-ignore lint/suspicious/noExplicitAny: each has the arguments of its function
export type IRecipe = (args: any, options: ITensorOptions) => IPlan & { kind: string };

type Sizes = number[] | [Shape];

function sized(kind: string, sizes: Sizes, options: ITensorOptions) {
  return { kind, ...planOf(kind, [...sizes, options] as SizeArguments) };
}

/** The library's own generator, started by a number of ours, which `manualSeed` decides. */
function random(kind: string, sizes: Sizes, options: ITensorOptions) {
  return { ...sized(kind, sizes, options), seed: Math.floor(uniform() * 2 ** 53) };
}

export const recipes = {
  zeros: (sizes: Sizes, options: ITensorOptions) => sized('zeros', sizes, options),
  ones: (sizes: Sizes, options: ITensorOptions) => sized('ones', sizes, options),
  rand: (sizes: Sizes, options: ITensorOptions) => random('rand', sizes, options),
  randn: (sizes: Sizes, options: ITensorOptions) => random('randn', sizes, options),
  full: ([shape, value]: [Shape, Scalar], options: ITensorOptions) => ({
    kind: 'full',
    ...planOfFull(shape, value, options),
    value: numberOf(value)
  }),
  eye: ([n, m]: [number, number?], options: ITensorOptions) => ({
    kind: 'eye',
    ...(m === undefined ? planOfEye(n, options) : planOfEye(n, m, options))
  }),
  arange: ([start, end, step = 1]: [number, number?, number?], options: ITensorOptions) => {
    const { from, ...plan } = planOfArange(start, end, step, options);
    return { kind: 'arange', ...plan, value: [from, step].map(numberOf) };
  }
} satisfies Record<string, IRecipe>;
