/** What is typed as LaTeX, beside what floating point says: neither may contradict the other without a word. */
import type Fraction from 'fraction.js';
import { epsilon, type FloatDType, type Tensor } from '../engine/index.js';
import { nearestDouble } from '../exact/index.js';
import {
  DEFAULTS,
  digitsOf,
  equationToLatex,
  exactToLatex,
  type IInverseView,
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
  return equationToLatex('A^{-1}', nearestTensor(inverse)).replace('A^{-1} = ', 'A^{-1} \\approx ');
}

/** What floating point says, beside the inverse that exact arithmetic knows, and without what that disproves. */
export function withExact(view: IInverseView, inverse: Fraction[][], X: Tensor): View {
  const { warning, ...rest } = { ...view, latex: equationOf(inverse) };
  const isDisproven = warning?.title === 'Close to singular.' && isAccurate(X, inverse);
  return warning && !isDisproven ? { ...rest, warning } : rest;
}

/** Whether each entry has half of its digits. */
function isAccurate(X: Tensor, inverse: readonly Fraction[][]): boolean {
  const tolerance = Math.sqrt(epsilon(X.dtype as FloatDType));
  return inverse.every((row, i) =>
    row.every((x, j) => {
      const exact = nearestDouble(x);
      return Math.abs(X.at(i, j) - exact) <= tolerance * Math.abs(exact);
    })
  );
}

/** Says of what exact arithmetic speaks, where it knows nothing of what is typed. */
export function ofStored<V extends View>(view: V): V {
  return JSON.parse(JSON.stringify(view), (_, value) =>
    typeof value === 'string'
      ? value.replace(/([Ii]n exact arithmetic)/g, '$1 of what the computer stores')
      : value
  );
}
