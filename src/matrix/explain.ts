/** Everything that is said of a matrix that is being written. Pure: it runs in a worker, a cell, and Node. */
import type Fraction from 'fraction.js';
import {
  conditioning,
  epsilon,
  type FloatDType,
  fromData,
  isComplex,
  linalg,
  type Scalar,
  type Tensor
} from '../engine/index.js';
import { roundingEffect } from '../engine/internal.js';
import { EXACT_LIMIT } from '../exact/index.js';
import {
  DEFAULTS,
  disagreement,
  entriesOf,
  equationToLatex,
  exactlySingular,
  exactToLatex,
  explainSingular,
  fractionToText,
  type IEntriesView,
  type IExplanation,
  type IRoundedText,
  isCarried,
  matrixView,
  paragraphs,
  proofOf,
  provenCells,
  reasonsToLatex,
  roundedFraction,
  roundedScalar,
  sentenceToLatex,
  tensorToLatex,
  typedAndStored,
  type View,
  viewToLatex
} from '../latex/index.js';
import { exactEquation, ofStored, storedToLatex, withExact } from './equations.js';
import type { IEntry } from './expression.js';
import { factsOf, factToText, type IFigure, nearestTensor, rankFact, sigmaOf } from './facts.js';
import {
  answerToStored,
  answerToTyped,
  areApart,
  type IExactAnswer,
  type ITyped,
  isHeld
} from './typed.js';

/** Digits of an entry of A⁻¹. */
const DIGITS = 4;

export interface IMatrixResult extends INumbers {
  rows: number;
  columns: number;
  /** Heat map and trust, or why there is no inverse. Absent for what is not square. */
  view?: View;
  facts: IFigure[];
  /** Singular values, the largest first. */
  sigma: number[];
  /** Of a real 2 × 2 or 3 × 3 matrix: what it does to the unit circle or sphere. */
  picture?: IPicture;
  /** The answers to the typed and to the stored matrix, where they differ, and floating point's. */
  disagreement?: IExplanation[];
  /** The entries from which elimination begins, where it can be followed: real, and at most 12 × 12. */
  written?: string[][];
  /** A and A⁻¹ for other programs. */
  copies: { A: ICopied; inverse?: ICopied };
  /** A and what is said of its inverse, for hosts that show nothing else. */
  latex: string;
  plain: string;
}

/** A matrix to be copied; a large one that was saved as LaTeX alone. */
export interface ICopied {
  latex: string;
  entries?: IEntriesView;
}

/** A = U diag(σ) Vᵀ: rows of U and V. */
export interface IPicture {
  U: number[][];
  V: number[][];
  sigma: number[];
}

/** The first answer: the inverse, and what comes of multiplying by it. */
export interface INumbers {
  /** As they are shown: fractions where they are proved. Absent where there is no inverse. */
  inverse?: string[][];
  /** Whether exact arithmetic has the inverse of what is typed, and every entry is shown whole. */
  isExact: boolean;
  /** A⁻¹A, as computed. */
  product?: string[][];
  /** Which of the two have entries that are rounded. */
  rounded?: ('inverse' | 'product')[];
}

/** All that is said of a matrix, the numbers before the rest. */
export class Explanation {
  readonly numbers: INumbers;
  readonly #typed: ITyped;
  /** Of the entries as they are typed. */
  readonly #exact?: IExactAnswer;
  /** Of the entries as they are stored, where that could be another. */
  readonly #asStored?: IExactAnswer;
  readonly #X?: Tensor;
  /** How far its entries are off at most from the inverse of what is typed. */
  readonly #boundAt?: (i: number, j: number) => number;
  /** LAPACK's, of a square matrix. */
  readonly #info: number = 0;

  /** @param typed the entries and their tensor: all that is said is said of this one snapshot */
  constructor(typed: ITyped) {
    this.#typed = typed;
    const A = typed.stored;
    const [rows, columns] = A.shape;
    this.#exact = answerToTyped(typed);
    if (rows !== columns) {
      this.#asStored = typed.isStored ? this.#exact : answerToStored(typed);
      this.numbers = { isExact: false };
      return;
    }
    const { inverse: X, info } = linalg.invEx(A);
    this.#X = X;
    this.#info = info.item();
    if (typed.isStored) this.#asStored = this.#exact;
    else if (rows <= EXACT_LIMIT && !isTame(X)) this.#asStored = answerToStored(typed);
    this.#boundAt = boundAt(typed, X);
    this.numbers = numbersOf(A, X, this.#boundAt, this.#exact, this.#isStoredSingular);
  }

  /** Whether what is stored has no inverse, by its factorization or, where rounding hides that, by fractions. */
  get #isStoredSingular(): boolean {
    return this.#info > 0 || this.#asStored?.determinant?.equals(0) === true;
  }

  /** The rest, with the numbers. */
  get result(): IMatrixResult {
    const { entries, fractions, stored: A } = this.#typed;
    const [rows, columns] = A.shape;
    const exact = this.#exact;
    const written = exactToLatex(fractions);
    const latex = `$$${written ? `A = ${written}` : storedToLatex(this.#typed)}$$`;
    const sigma = sigmaOf(A, exact);
    const differ = this.#differences;
    const common = {
      ...this.numbers,
      rows,
      columns,
      sigma,
      copies: { A: copied(written ?? tensorToLatex(A), A) },
      ...(differ && { disagreement: differ }),
      plain: String(A)
    };
    const X = this.#X;
    if (!X) {
      return {
        ...common,
        latex: paragraphs(latex, reasonsToLatex(differ)),
        facts: [rankFact(A, exact)]
      };
    }
    const view = this.#view;
    const facts = [
      ...factsOf(
        A,
        X,
        this.#isStoredSingular ? undefined : conditioning(X),
        view?.kind === 'inverse' ? view.trust : undefined,
        exact
      ),
      ...boundFact(view)
    ];
    const inverse = this.numbers.inverse && inverseToCopy(A, X, exact?.inverse);
    return {
      ...common,
      facts,
      copies: { ...common.copies, ...(inverse && { inverse }) },
      ...(view && { view }),
      latex: paragraphs(
        latex,
        // Else it stands in the view.
        view?.kind === 'inverse' ? undefined : exactEquation(exact),
        sentenceToLatex(facts.map(factToText).join(', ')),
        reasonsToLatex(differ),
        view && withMessage(view)
      ),
      ...pictureOf(A, sigma),
      ...writtenOf(entries, A)
    };
  }

  /**
   * The answers for what is typed and for what is stored, where they differ; and what floating point says, where
   * that is not so of what it was given.
   */
  get #differences(): IExplanation[] | undefined {
    const [exact, stored, X] = [this.#exact, this.#asStored, this.#X];
    if (!exact) return undefined;
    const A = this.#typed.stored;
    const computed = (of: IExactAnswer) =>
      X && of.inverse ? disagreement({ ...of, determinant: determinantOf(of) }, X, this.#info) : [];
    if (!stored || !areApart(exact, stored, A)) return exact.inverse && computed(exact);
    // Exact arithmetic has its say in the first two.
    return [...typedAndStored(exact, stored), ...computed(stored).slice(0, 1)];
  }

  /** Floating point's view; none where it finds no inverse though there is one. */
  get #view(): View | undefined {
    const { stored: A, isStored } = this.#typed;
    const [exact, X] = [this.#exact, this.#X as Tensor];
    const isSingular = this.#isStoredSingular;
    if (exact?.inverse && isSingular) return undefined;
    if (exact && !exact.inverse && this.#info === 0)
      return exactlySingular(A, X, exact.dependencies);
    const view = matrixView(X, 0);
    if (view.kind === 'inverse') {
      if (exact?.inverse) return withExact(view, exact.inverse);
      // Exact is said of what is typed.
      const { exact: _, ...rest } = view;
      if (isStored) return rest;
      const shown = { ...DEFAULTS, ...(this.#boundAt && { boundAt: this.#boundAt }) };
      return ofStored({ ...rest, latex: equationToLatex('A^{-1}', X, shown) });
    }
    if (view.kind !== 'singular') return view;
    if (!exact) return isStored ? view : ofStored(view);
    return { ...view, why: explainSingular(A, this.#info || undefined, exact.dependencies) };
  }
}

/** The proven bound of the error, of an inverse that is not exact. */
function boundFact(view?: View): IFigure[] {
  const found =
    view?.kind === 'inverse' && view.trust.facts.find(({ relation }) => relation === '≤');
  return found ? [{ name: `${found.name} ≤`, value: found.value }] : [];
}

/**
 * Whether rounding the entries moves the inverse by less than half of the digits, n·ε·κ₁ being a bound to first
 * order. Only matrices of at most 12 rows are asked about, whose pivots grow little.
 */
function isTame(X: Tensor): boolean {
  const kappa = conditioning(X)?.kappa1;
  const eps = epsilon(X.dtype as FloatDType);
  return kappa !== undefined && 4 * X.shape[0] * kappa * Math.sqrt(eps) < 1;
}

function determinantOf({ determinant }: IExactAnswer): Fraction {
  return determinant as Fraction;
}

/** A⁻¹ by fractions where they are to be had, and A⁻¹A as floating point has it. */
function numbersOf(
  A: Tensor,
  X: Tensor,
  bound: (i: number, j: number) => number,
  exact: IExactAnswer | undefined,
  isStoredSingular: boolean
): INumbers {
  if (exact ? !exact.inverse : isStoredSingular) return { isExact: exact !== undefined };
  const inverse = exact?.inverse
    ? exact.inverse.map(row => row.map(cellOf))
    : provenCells(X, DIGITS, bound);
  // There is nothing to multiply by where rounding alone makes the matrix singular.
  const product = isStoredSingular ? undefined : cellsOf(X.matmul(A), 2);
  const isRounded = (cells?: IRoundedText[][]) => cells?.flat().some(cell => cell.isRounded);
  const rounded = [
    ...(isRounded(inverse) ? (['inverse'] as const) : []),
    ...(isRounded(product) ? (['product'] as const) : [])
  ];
  return {
    isExact: exact !== undefined && !isRounded(inverse),
    inverse: textsOf(inverse),
    ...(product && { product: textsOf(product) }),
    ...(rounded.length > 0 && { rounded })
  };
}

/** Rows up to which the sharp proof is waited for before anything is shown. */
const SHARP = 64;

/** A typed entry is off by so many halves of a unit in the last place at most, once it is evaluated and stored. */
const HALVES = 4;

/**
 * How far the entries of X are off at most: proven of what is stored; where that is not what is typed, also by what
 * its rounding moves, to first order.
 */
function boundAt(typed: ITyped, X: Tensor): (i: number, j: number) => number {
  const { stored: A, isStored } = typed;
  const [n] = X.shape;
  const proven = proofOf(A, X, n <= SHARP ? 'auto' : 'fast').boundAt;
  if (isStored) return proven;
  const moved = roundingEffect(roundedPart(typed), X);
  return (i, j) => proven(i, j) + HALVES * moved[i * n + j];
}

/** A, with 0 for the entries that are stored as they are typed: they do not move. */
function roundedPart({ entries, stored: A }: ITyped): Tensor {
  const data = A.data.slice() as Float64Array;
  const width = isComplex(A.dtype) ? 2 : 1;
  entries.forEach((row, i) => {
    row.forEach((entry, j) => {
      const at = (i * row.length + j) * width;
      if (isHeld(entry, A.at<Scalar>(i, j))) data.fill(0, at, at + width);
    });
  });
  return fromData(data, A.shape, A.dtype);
}

/** Characters of a fraction that is still carried. */
const LONGEST = 40;

/** A fraction as a cell: whole, or its first digits. */
function cellOf(value: Fraction): IRoundedText {
  const text = fractionToText(value);
  if (text.length <= LONGEST) return { text, isRounded: false };
  return { text: `≈${roundedFraction(value, DIGITS).text}`, isRounded: true };
}

function cellsOf(X: Tensor, digits: number): IRoundedText[][] {
  const [rows, columns] = X.shape;
  const isSingle = X.dtype === 'float32' || X.dtype === 'complex64';
  return Array.from({ length: rows }, (_, i) =>
    Array.from({ length: columns }, (_, j) => roundedScalar(X.at<Scalar>(i, j), digits, isSingle))
  );
}

function textsOf(cells: IRoundedText[][]): string[][] {
  return cells.map(row => row.map(({ text }) => text));
}

function inverseToCopy(A: Tensor, X: Tensor, exact?: Fraction[][]): ICopied {
  if (!exact) return copied(tensorToLatex(X), X);
  const nearest = nearestTensor(exact, A.dtype);
  return copied(exactToLatex(exact) ?? tensorToLatex(nearest), nearest);
}

function copied(latex: string, value: Tensor): ICopied {
  const entries = entriesOf(value, Number.POSITIVE_INFINITY);
  return { latex, ...(entries && { entries }) };
}

/** A view as LaTeX; where there is no error beside it, with what the error would say. */
function withMessage(view: View): string {
  const says = view.kind === 'singular' && view.why.length > 0;
  return paragraphs(says ? sentenceToLatex(view.message) : undefined, viewToLatex(view));
}

/** A result as a notebook saves it: without large copies, which are there again after the next edit. */
export function toSave(result: IMatrixResult): IMatrixResult {
  const { A, inverse } = result.copies;
  const light = ({ latex, entries }: ICopied) =>
    entries && isCarried(entries) ? { latex, entries } : { latex };
  return { ...result, copies: { A: light(A), ...(inverse && { inverse: light(inverse) }) } };
}

/** Characters of an entry that elimination begins with. */
const LONGEST_WRITTEN = 1000;

/**
 * The numbers that elimination begins with, as text: fractions as they are typed; of all else the double that is stored,
 * which an exponent says.
 */
function writtenOf(
  entries: readonly (readonly IEntry[])[],
  A: Tensor
): Pick<IMatrixResult, 'written'> {
  if (entries.length > EXACT_LIMIT || isComplex(A.dtype)) return {};
  return {
    written: entries.map((row, i) =>
      row.map(({ exact }, j) => {
        const text = exact?.toFraction() ?? '';
        return exact && text.length <= LONGEST_WRITTEN ? text : A.at(i, j).toExponential();
      })
    )
  };
}

function pictureOf(A: Tensor, sigma: number[]): { picture?: IPicture } {
  if (![2, 3].includes(A.shape[0]) || isComplex(A.dtype)) return {};
  const { U, Vh } = linalg.svd(A);
  return {
    picture: { U: U.toArray() as number[][], V: Vh.mT.toArray() as number[][], sigma }
  };
}
