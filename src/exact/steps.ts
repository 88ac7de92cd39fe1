/** Gauss–Jordan elimination of [A | I], to be looked at step by step. */
import type Fraction from 'fraction.js';
import { augment, eliminate, type IStep, type PivotRule, reduce } from './elimination.js';

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

  constructor(A: readonly Fraction[][], { pivot = 'first', form = 'fractions' }: IStepsOptions) {
    this.size = A.length;
    this.form = form;
    this.pivot = pivot;
    this.#start = augment(A);
    const steps = [...eliminate(this.#start, this.size, pivot)];
    const { pivots } = reduce(this.#start, this.size);
    const missing = pivots.findIndex((column, i) => column !== i);
    const reached = missing < 0 ? pivots.length : missing;
    if (reached < this.size) this.failedColumn = reached;
    // What comes after the first column without a pivot leads to no inverse.
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
