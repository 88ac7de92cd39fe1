/** Everything that is said of a matrix that is being written. Pure: it runs in a worker, a cell, and Node. */
import type Fraction from 'fraction.js';
import {
  type Conditioning,
  conditioning,
  epsilon,
  type FloatDType,
  isComplex,
  linalg,
  type Scalar,
  type Tensor,
  tensor
} from '../engine/index.js';
import { EXACT_LIMIT, exactInverse, type IExactInverse, isQuick } from '../exact/index.js';
import {
  determinantToText,
  disagreement,
  entriesOf,
  exactlySingular,
  exactToLatex,
  fractionToText,
  type IEntriesView,
  type IExplanation,
  isCarried,
  matrixView,
  numberToText,
  paragraphs,
  reasonsToLatex,
  scalarToText,
  sentenceToLatex,
  tensorToLatex,
  type View,
  viewToLatex
} from '../latex/index.js';
import type { IEntry } from './expression.js';

/** Digits of an entry of A⁻¹. */
const DIGITS = 4;

export interface IMatrixResult extends INumbers {
  rows: number;
  columns: number;
  /** Heat map and trust, or why there is no inverse. Absent for what is not square. */
  view?: View;
  facts: { name: string; value: string }[];
  /** Singular values, the largest first. */
  sigma: number[];
  /** Of a real 2 × 2 or 3 × 3 matrix: what it does to the unit circle or sphere. */
  picture?: IPicture;
  /** Where floating point and exact arithmetic say different things of the inverse, what each says. */
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

/** What is asked for first: the inverse, and what comes of multiplying by it. */
export interface INumbers {
  /** As they are shown: fractions where they are proved. Absent where there is no inverse. */
  inverse?: string[][];
  isExact: boolean;
  /** A⁻¹A, as computed. */
  product?: string[][];
}

/** All that is said of a matrix, the numbers before the rest. */
export class Explanation {
  readonly numbers: INumbers;
  readonly #entries: readonly IEntry[][];
  readonly #A: Tensor;
  readonly #exact?: IExactInverse;
  readonly #X?: Tensor;
  /** LAPACK's, of a square matrix. */
  readonly #info: number = 0;

  /**
   * @param entries by rows
   * @param A the same as a tensor
   */
  constructor(entries: readonly IEntry[][], A: Tensor) {
    this.#entries = entries;
    this.#A = A;
    const [rows, columns] = A.shape;
    if (rows !== columns) {
      this.numbers = { isExact: false };
      return;
    }
    this.#exact = exactly(entries);
    const { inverse: X, info } = linalg.invEx(A);
    this.#X = X;
    this.#info = info.item();
    this.numbers = {
      isExact: this.#exact !== undefined,
      ...numbersOf(A, X, this.#exact, this.#info)
    };
  }

  /** The rest, with the numbers. */
  get result(): IMatrixResult {
    const A = this.#A;
    const [rows, columns] = A.shape;
    const latexOfA = exactToLatex(fractionsOf(this.#entries)) ?? tensorToLatex(A);
    const latex = `$$A = ${latexOfA}$$`;
    const common = {
      ...this.numbers,
      rows,
      columns,
      sigma: linalg.svdvals(A).toArray() as number[],
      copies: { A: copied(latexOfA, A) },
      plain: String(A)
    };
    const X = this.#X;
    if (!X) {
      const rank = fact('rank', `${rankOf(A)} of ${Math.min(rows, columns)}`);
      return { ...common, latex, facts: [rank] };
    }
    const exact = this.#exact;
    const facts = factsOf(A, conditioning(X), exact);
    const view = viewOf(A, X, this.#info > 0, exact);
    const differ = exact?.inverse && disagreement(exact, X, this.#info);
    const inverse = this.numbers.inverse && inverseToCopy(A, X, exact?.inverse);
    return {
      ...common,
      facts,
      copies: { ...common.copies, ...(inverse && { inverse }) },
      ...(view && { view }),
      ...(differ && { disagreement: differ }),
      latex: paragraphs(
        latex,
        exactInverseToLatex(exact),
        sentenceToLatex(facts.map(factToText).join(', ')),
        reasonsToLatex(differ),
        view && withMessage(view)
      ),
      ...pictureOf(A),
      ...writtenOf(this.#entries)
    };
  }
}

/** A⁻¹ by fractions where they are to be had, and A⁻¹A as floating point has it. */
function numbersOf(
  A: Tensor,
  X: Tensor,
  exact: IExactInverse | undefined,
  info: number
): Pick<INumbers, 'inverse' | 'product'> {
  if (exact ? !exact.inverse : info > 0) return {};
  return {
    inverse: exact?.inverse?.map(row => row.map(fractionToText)) ?? textOf(X),
    // Where rounding alone makes the matrix singular there is nothing to multiply by.
    ...(info === 0 && { product: textOf(X.matmul(A), 2) })
  };
}

function inverseToCopy(A: Tensor, X: Tensor, exact?: Fraction[][]): ICopied {
  if (!exact) return copied(tensorToLatex(X), X);
  const values = exact.map(row => row.map(x => x.valueOf()));
  const nearest = tensor(values, { dtype: A.dtype, device: 'cpu' });
  return copied(exactToLatex(exact) ?? tensorToLatex(nearest), nearest);
}

/** What floating point says; nothing where it finds no inverse though there is one. */
function viewOf(A: Tensor, X: Tensor, failed: boolean, exact?: IExactInverse): View | undefined {
  if (exact?.inverse && failed) return undefined;
  if (exact && !exact.inverse && !failed) return exactlySingular(A, X);
  const view = matrixView(X, 0);
  if (view.kind !== 'inverse') return view;
  // What is exact stands in the inverse itself.
  const { exact: _, ...rest } = view;
  return rest;
}

function copied(latex: string, value: Tensor): ICopied {
  const entries = entriesOf(value, Number.POSITIVE_INFINITY);
  return { latex, ...(entries && { entries }) };
}

function exactInverseToLatex(exact?: IExactInverse): string | undefined {
  const latex = exactToLatex(exact?.inverse);
  return latex && `$$A^{-1} = ${latex}$$`;
}

/** A view as LaTeX; where there is no error beside it, with what the error would say. */
function withMessage(view: View): string {
  const says = view.kind === 'singular' && view.why.length > 0;
  return paragraphs(says ? sentenceToLatex(view.message) : undefined, viewToLatex(view));
}

/** What is saved with a notebook: large copies are not, and are there again after the next edit. */
export function toSave(result: IMatrixResult): IMatrixResult {
  const { A, inverse } = result.copies;
  const light = ({ latex, entries }: ICopied) =>
    entries && isCarried(entries) ? { latex, entries } : { latex };
  return { ...result, copies: { A: light(A), ...(inverse && { inverse: light(inverse) }) } };
}

/** By fractions, where all entries are rational and it is done at once. */
function exactly(entries: readonly IEntry[][]) {
  const A = fractionsOf(entries);
  return A && isQuick(A) ? exactInverse(A) : undefined;
}

function fractionsOf(entries: readonly IEntry[][]): Fraction[][] | undefined {
  const fractions: Fraction[][] = [];
  for (const row of entries) {
    const line = row.flatMap(({ exact }) => (exact ? [exact] : []));
    if (line.length < row.length || !line.every(isHandy)) return undefined;
    fractions.push(line);
  }
  return fractions;
}

/** Short enough to be computed with at once, and to be read. */
function isHandy({ n, d }: Fraction): boolean {
  return n < 10n ** 12n && d < 10n ** 12n;
}

function factsOf(A: Tensor, quality: Conditioning | undefined, exact?: IExactInverse) {
  const n = A.shape[0];
  const rank = exact?.inverse ? n : Math.min(rankOf(A), exact ? n - 1 : n);
  const determinant = exact
    ? determinantToText(exact.determinant)
    : scalarToText(linalg.det(A).item<Scalar>(), DIGITS);
  const isRegular = exact ? exact.inverse !== undefined : rank === n;
  return [
    fact('κ₂', isRegular && quality ? numberToText(quality.kappa2) : '∞'),
    fact('κ₁', isRegular && quality ? numberToText(quality.kappa1) : '∞'),
    fact('det', determinant),
    fact('rank', `${rank} of ${n}`),
    ...(isRegular && quality ? errorsOf(A, quality) : [])
  ];
}

/** The residual, and by how much the entries may be off: n·ε·κ₁ of the largest (Higham, section 14.1). */
function errorsOf({ shape: [n], dtype }: Tensor, { residual, kappa1 }: Conditioning) {
  const bound = n * epsilon(dtype as FloatDType) * kappa1;
  return [fact('‖A⁻¹A − I‖', numberToText(residual)), fact('error ≤', numberToText(bound))];
}

function rankOf(A: Tensor): number {
  return Number(linalg.matrixRank(A).item<bigint>());
}

function factToText({ name, value }: { name: string; value: string }): string {
  return name.endsWith('≤') ? `${name} ${value}` : `${name} = ${value}`;
}

function fact(name: string, value: string) {
  return { name, value };
}

function textOf(X: Tensor, digits = DIGITS): string[][] {
  const [rows, columns] = X.shape;
  return Array.from({ length: rows }, (_, i) =>
    Array.from({ length: columns }, (_, j) => scalarToText(X.at<Scalar>(i, j), digits))
  );
}

/** What elimination begins with, as text: fractions as they are written, and the decimals of all else. */
function writtenOf(entries: readonly IEntry[][]): Pick<IMatrixResult, 'written'> {
  if (entries.length > EXACT_LIMIT || entries.flat().some(({ im }) => im !== 0)) return {};
  return {
    written: entries.map(row =>
      row.map(({ re, exact }) => (exact && isHandy(exact) ? exact.toFraction() : String(re)))
    )
  };
}

function pictureOf(A: Tensor): { picture?: IPicture } {
  if (![2, 3].includes(A.shape[0]) || isComplex(A.dtype)) return {};
  const { U, S, Vh } = linalg.svd(A);
  return {
    picture: {
      U: U.toArray() as number[][],
      V: Vh.mT.toArray() as number[][],
      sigma: S.toArray() as number[]
    }
  };
}
