/** The entries as they are typed, as LaTeX, beside floating point's: neither may contradict the other without a word. */
import type Fraction from 'fraction.js';
import { nearestDouble } from '../exact/index.js';
import {
  bracket,
  DEFAULTS,
  digitsOf,
  elide,
  equationToLatex,
  exactInverseView,
  exactToLatex,
  type IInverseView,
  isIndex,
  LATEX,
  roundedFraction,
  type View
} from '../latex/index.js';
import { evaluateEntry } from './expression.js';
import { nearestTensor } from './facts.js';
import type { IExactAnswer, ITyped } from './typed.js';

/** The entries as decimals: `=` where these are what is typed. */
export function storedToLatex({ stored: A, fractions }: ITyped): string {
  const equation = equationToLatex('A', A);
  const [rows, columns] = A.shape;
  // Of a large matrix its edges are shown.
  const isSeen = (index: number, size: number) => index < DEFAULTS.limit || index >= size - 2;
  const isTyped = fractions?.every(
    (row, i) =>
      !isSeen(i, rows) ||
      row.every(
        (x, j) =>
          !isSeen(j, columns) || evaluateEntry(digitsOf(A.at(i, j), A.dtype)).exact?.equals(x)
      )
  );
  return isTyped ? equation : equation.replace('A = ', 'A \\approx ');
}

/** The inverse of what is typed: in fractions where these can be read, else rounded. */
export function exactEquation(exact?: IExactAnswer): string | undefined {
  return exact?.inverse && `$$${equationOf(exact.inverse)}$$`;
}

function equationOf(inverse: Fraction[][]): string {
  const fractions = exactToLatex(inverse);
  if (fractions) return `A^{-1} = ${fractions}`;
  if (!inverse.flat().every(isDouble)) return `A^{-1} \\approx ${beyondDoubles(inverse)}`;
  return equationToLatex('A^{-1}', nearestTensor(inverse)).replace('A^{-1} = ', 'A^{-1} \\approx ');
}

/** Whether a double is near to a fraction. */
function isDouble(value: Fraction): boolean {
  const near = nearestDouble(value);
  return Number.isFinite(near) && (near !== 0 || value.equals(0));
}

/** The entries in a form of their own, since no double holds all of them. */
function beyondDoubles(inverse: readonly Fraction[][]): string {
  const { digits, limit } = DEFAULTS;
  const indices = elide(inverse.length, limit);
  return bracket(
    indices.map(i =>
      indices.map(j => {
        if (isIndex(i) && isIndex(j)) return roundedFraction(inverse[i][j], digits).latex;
        return LATEX.dots(!isIndex(i), !isIndex(j));
      })
    )
  );
}

/** The view of an inverse that exact arithmetic knows. */
export function withExact(view: IInverseView, inverse: Fraction[][]): View {
  return { ...exactInverseView(view), latex: equationOf(inverse) };
}

/** Says of which A a view speaks, where exact arithmetic knows nothing of what is typed. */
export function ofStored<V extends View>(view: V): V {
  return JSON.parse(JSON.stringify(view), (_, value) =>
    typeof value === 'string'
      ? value
          .replace(/([Ii]n exact arithmetic)/g, '$1 of what the computer stores')
          .replace('for A as it is written', 'for A as the computer stores it')
      : value
  );
}
