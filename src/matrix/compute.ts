/** Everything that is said of a matrix that is being written. Pure: it runs in a worker, a cell, and Node. */
import type Fraction from 'fraction.js';
import {
  type Conditioning,
  complex,
  conditioning,
  linalg,
  type Scalar,
  type Tensor,
  tensor
} from '../engine/index.js';
import { EXACT_LIMIT, exactInverse, GaussJordan } from '../exact/index.js';
import {
  exactlySingular,
  fractionToText,
  type IStepsView,
  matrixView,
  numberToText,
  scalarToText,
  stepsView,
  tensorToLatex,
  type View,
  viewToLatex
} from '../latex/index.js';
import { evaluateEntry, type IEntry } from './expression.js';
import type { Bounds } from './model.js';

/** A cell that cannot be read, and why. */
export interface IProblem {
  row: number;
  column: number;
  message: string;
}

export interface IMatrixResult {
  rows: number;
  columns: number;
  /** A⁻¹ as it is shown: fractions where they are proved. Absent where there is none. */
  inverse?: string[][];
  isExact: boolean;
  /** A⁻¹A, as computed. */
  product?: string[][];
  /** Heat map and trust, or why there is no inverse. Absent for what is not square. */
  view?: View;
  facts: { name: string; value: string }[];
  /** Singular values, the largest first. */
  sigma: number[];
  /** Of a real 2 × 2 or 3 × 3 matrix: what it does to the unit circle or sphere. */
  picture?: IPicture;
  /** Elimination step by step, where all entries are rational and there are few. */
  steps?: IStepsView;
  /** A and what is said of its inverse, for hosts that show nothing else. */
  latex: string;
  plain: string;
}

/** A = U diag(σ) Vᵀ: rows of U and V. */
export interface IPicture {
  U: number[][];
  V: number[][];
  sigma: number[];
}

/** The entries as numbers, by rows. */
export interface IValues {
  re: number[][];
  /** Absent where all are real. */
  im?: number[][];
}

export type Computed = { problems: IProblem[] } | { result: IMatrixResult; values: IValues };

/** Digits of an entry of A⁻¹. */
const DIGITS = 4;

/**
 * @param texts the entries as they are written, by rows; at least one
 * @param bounds between which they have to be
 */
export function computeMatrix(texts: readonly (readonly string[])[], bounds?: Bounds): Computed {
  const problems: IProblem[] = [];
  const entries = texts.map((line, row) =>
    line.map((text, column): IEntry => {
      try {
        return within(evaluateEntry(text), bounds);
      } catch (error) {
        problems.push({ row, column, message: (error as Error).message });
        return { re: 0, im: 0 };
      }
    })
  );
  if (problems.length > 0) return { problems };
  const values = valuesOf(entries);
  return { result: explain(entries, values), values };
}

/** @throws Error for what is out of bounds */
function within(entry: IEntry, bounds?: Bounds): IEntry {
  if (!bounds) return entry;
  const [least, largest] = bounds;
  if (entry.im === 0 && entry.re >= least && entry.re <= largest) return entry;
  throw new Error(`is not between ${numberToText(least, 6)} and ${numberToText(largest, 6)}`);
}

function valuesOf(entries: readonly IEntry[][]): IValues {
  const re = entries.map(row => row.map(entry => entry.re));
  const isReal = entries.flat().every(({ im }) => im === 0);
  return isReal ? { re } : { re, im: entries.map(row => row.map(({ im }) => im)) };
}

/** The matrix of these numbers, (m, n): complex128 where there are imaginary parts, else float64. */
export function tensorOf({ re, im }: IValues): Tensor {
  const values = im ? re.map((row, i) => row.map((x, j) => complex(x, im[i][j]))) : re;
  // On the CPU, whatever new tensors of the session are on.
  return tensor(values as number[][], { dtype: im ? 'complex128' : 'float64', device: 'cpu' });
}

function explain(entries: readonly IEntry[][], values: IValues): IMatrixResult {
  const A = tensorOf(values);
  const [rows, columns] = A.shape;
  const sigma = linalg.svdvals(A).toArray() as number[];
  const exact = rows === columns ? exactly(entries) : undefined;
  const latex = `$$A = ${tensorToLatex(A)}$$`;
  const common = { rows, columns, sigma, isExact: exact !== undefined, latex, plain: String(A) };
  if (rows !== columns) {
    return {
      ...common,
      facts: [fact('rank', `${rankOf(A)} of ${Math.min(rows, columns)}`)]
    };
  }
  const { inverse: X, info } = linalg.invEx(A);
  const quality = conditioning(X);
  const isSingular = exact ? !exact.inverse : info.item() > 0;
  const facts = factsOf(A, quality, exact);
  const view =
    exact && !exact.inverse && info.item() === 0 ? exactlySingular(A, X) : matrixView(X, 0);
  return {
    ...common,
    facts,
    view,
    latex: `${latex}\n\n${viewToLatex(view)}`,
    ...(!isSingular && {
      inverse: exact?.inverse ? exact.inverse.map(row => row.map(fractionToText)) : textOf(X),
      product: textOf(X.matmul(A), 2)
    }),
    ...pictureOf(A),
    ...stepsOf(entries)
  };
}

/** By fractions, where all entries are rational and there are not too many. */
function exactly(entries: readonly IEntry[][]) {
  const A = entries.length > EXACT_LIMIT ? undefined : fractionsOf(entries);
  return A && exactInverse(A);
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

function factsOf(
  A: Tensor,
  quality: Conditioning | undefined,
  exact?: ReturnType<typeof exactInverse>
) {
  const n = A.shape[0];
  const rank = exact?.inverse ? n : Math.min(rankOf(A), exact ? n - 1 : n);
  const determinant = exact
    ? fractionToText(exact.determinant)
    : scalarToText(linalg.det(A).item<Scalar>(), DIGITS);
  const isRegular = exact ? exact.inverse !== undefined : rank === n;
  return [
    fact('κ₂', isRegular && quality ? numberToText(quality.kappa2) : '∞'),
    fact('κ₁', isRegular && quality ? numberToText(quality.kappa1) : '∞'),
    fact('det', determinant),
    fact('rank', `${rank} of ${n}`),
    ...(isRegular && quality ? errorsOf(n, quality) : [])
  ];
}

/** The residual, and by how much the entries may be off: n·ε·κ₁ of the largest (Higham, section 14.1). */
function errorsOf(n: number, { residual, kappa1 }: Conditioning) {
  const bound = n * Number.EPSILON * kappa1;
  return [fact('‖A⁻¹A − I‖', numberToText(residual)), fact('error ≤', numberToText(bound))];
}

function rankOf(A: Tensor): number {
  return Number(linalg.matrixRank(A).item<bigint>());
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

/** The largest matrix whose elimination is shown. */
const FOLLOWED = 5;

function stepsOf(entries: readonly IEntry[][]): { steps?: IStepsView } {
  const A = entries.length > FOLLOWED ? undefined : fractionsOf(entries);
  return A ? { steps: stepsView(new GaussJordan(A, {})) } : {};
}

function pictureOf(A: Tensor): { picture?: IPicture } {
  if (![2, 3].includes(A.shape[0]) || A.dtype !== 'float64') return {};
  const { U, S, Vh } = linalg.svd(A);
  return {
    picture: {
      U: U.toArray() as number[][],
      V: Vh.mT.toArray() as number[][],
      sigma: S.toArray() as number[]
    }
  };
}
