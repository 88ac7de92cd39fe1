/** Gauss–Jordan elimination of [A | I], to be looked at step by step. */
import type Fraction from 'fraction.js';
import { augment, type IStep, type PivotRule, reduce } from './elimination.js';
import { lcm } from './integers.js';

export interface IStepsOptions {
  /** Which row gives the pivot: the first that is not zero, or the largest. Default: `'first'`. */
  pivot?: PivotRule;
  /** How entries are written. The arithmetic is exact in both. Default: `'fractions'`. */
  form?: 'fractions' | 'decimals';
}

/** The way from [A | I] to [I | A⁻¹], or to where it ends before. */
export class GaussJordan {
  readonly size: number;
  readonly form: 'fractions' | 'decimals';
  readonly pivot: PivotRule;
  readonly #start: readonly Fraction[][];
  readonly #steps: readonly IStep[];
  /** The column (from 0) that has no pivot; undefined where all have one. */
  readonly failedColumn?: number;

  /** @throws RangeError where the fractions would become too long on the way */
  constructor(A: readonly Fraction[][], { pivot = 'first', form = 'fractions' }: IStepsOptions) {
    checkWork(A);
    this.size = A.length;
    this.form = form;
    this.pivot = pivot;
    this.#start = augment(A);
    const { steps, pivots } = reduce(this.#start, this.size, pivot);
    const missing = pivots.findIndex((column, i) => column !== i);
    const reached = missing < 0 ? pivots.length : missing;
    if (reached < this.size) this.failedColumn = reached;
    // Steps after the first column without a pivot lead to no inverse.
    this.#steps = steps.filter(({ column }) => column < reached);
  }

  /** [A | I] as it was. */
  get start(): readonly Fraction[][] {
    return this.#start;
  }

  get steps(): readonly IStep[] {
    return this.#steps;
  }

  /** The rows at the end. */
  get end(): readonly Fraction[][] {
    return this.#steps.at(-1)?.rows ?? this.#start;
  }
}

/** Operations on digits, about a second of them. */
const MOST_WORK = 3e8;

/**
 * Refuses what would take longer than one waits. Entries become minors of the matrix: as long as the longest
 * entries of all its rows together, once each row has one denominator.
 */
function checkWork(A: readonly Fraction[][]): void {
  const most = Math.sqrt(MOST_WORK / A.length ** 3);
  let digits = 0;
  for (const row of A) {
    let common = 1n;
    for (const { d } of row) {
      common = lcm(common, d);
      checkDigits(lengthOf(common), most);
    }
    digits += Math.max(...row.map(({ n, d }) => lengthOf(n * (common / d))));
    checkDigits(digits, most);
  }
}

function checkDigits(digits: number, most: number): void {
  if (digits <= most) return;
  throw new RangeError(
    'elimination in fractions: expected shorter entries, got some whose fractions would have hundreds of digits on the way; round them, or take fewer rows'
  );
}

function lengthOf(whole: bigint): number {
  return whole.toString(16).length;
}
