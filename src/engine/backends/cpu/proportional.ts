/**
 * Rows and columns that are exact multiples of others, taken together before singular values are computed:
 * k equal columns a are an orthogonal rotation of √k·a and k − 1 columns of zeros. So the zeros among the
 * singular values of such a matrix are zeros, and not what rounding makes of them.
 */

import { exponentOf, scale } from '../../core/exponent.js';
import { TwofoldSum } from '../../core/twofold.js';
import type { IColumns } from '../kernels.js';
import { columnOf, transposed, zeroColumns } from './columns.js';

/** Vectors as multiples of some of them: vector i is `re[i]` + `im[i]`·i times one of norm 1. */
interface IGroups {
  /** The vectors that stand for the others, largest first, and the norms of their multiples. */
  readonly members: number[];
  readonly norms: number[];
  /** Of which of them each vector is a multiple; −1 for a zero vector. */
  readonly group: Int32Array;
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** A = E·core·Fᴴ, where E and F have orthonormal columns, of one entry a row at most. */
export interface ICondensed {
  /** Rows and columns by falling size. */
  core: IColumns;
  rows: IGroups;
  columns: IGroups;
}

/** @returns undefined where nothing is dependent at a glance, and rows are of about one size: W is its own core */
export function condense(W: IColumns): ICondensed | undefined {
  if (isPlain(W)) return undefined;
  const rows = groupsOf(transposed(W));
  const columns = groupsOf(W);
  const core = zeroColumns(rows.members.length, columns.members.length, W.width);
  columns.members.forEach((from, j) => {
    const [x, y] = [columnOf(W, from), columnOf(core, j)];
    rows.members.forEach((row, i) => {
      const factor = columns.norms[j] * rows.norms[i];
      y[i] = x[row] * factor;
      if (W.width === 2) y[core.rows + i] = x[W.rows + row] * factor;
    });
  });
  return { core, rows, columns };
}

/** Of larger ratios the rows of W are sorted by size. */
const EVEN = 64;

/** A quick look, on which `groupsOf` decides: no row is multiple of another or zero, nor any column. */
function isPlain(W: IColumns): boolean {
  const { rows, columns, width, data } = W;
  const step = width * rows;
  const sizes = new Float64Array(rows);
  for (let j = 0; j < columns; j++) {
    for (let i = 0; i < step; i++) {
      const magnitude = Math.abs(data[j * step + i]);
      if (magnitude > sizes[i % rows]) sizes[i % rows] = magnitude;
    }
  }
  let [least, most] = [Number.POSITIVE_INFINITY, 0];
  for (const magnitude of sizes)
    [least, most] = [Math.min(least, magnitude), Math.max(most, magnitude)];
  if (!(most <= EVEN * least)) return false;
  return !hasMultiples(W, columns, step, rows, 1) && !hasMultiples(W, rows, 1, columns, step);
}

/** Whether a pair of `count` lines, `apart` from one another, may be multiples; `step` leads along a line. */
function hasMultiples(W: IColumns, count: number, apart: number, length: number, step: number) {
  const mayBe = W.width === 1 ? mayBeMultiple : mayBeMultipleComplex;
  for (let p = 0; p < count; p++) {
    for (let q = p + 1; q < count; q++) {
      if (mayBe(W, p * apart, q * apart, length, step)) return true;
    }
  }
  return false;
}

/** Products that are equal round to the same. */
function mayBeMultiple({ data }: IColumns, x: number, y: number, length: number, step: number) {
  for (let i = step; i < length * step; i += step) {
    if (data[x] * data[y + i] !== data[x + i] * data[y]) return false;
  }
  return true;
}

function mayBeMultipleComplex(
  { data, rows }: IColumns,
  x: number,
  y: number,
  length: number,
  step: number
) {
  const [a, b, c, d] = [data[x], data[x + rows], data[y], data[y + rows]];
  for (let i = step; i < length * step; i += step) {
    const [e, f, g, h] = [data[x + i], data[x + i + rows], data[y + i], data[y + i + rows]];
    const difference =
      Math.abs(a * g - b * h - (e * c - f * d)) + Math.abs(a * h + b * g - (e * d + f * c));
    const first = (Math.abs(a) + Math.abs(b)) * (Math.abs(g) + Math.abs(h));
    const second = (Math.abs(e) + Math.abs(f)) * (Math.abs(c) + Math.abs(d));
    if (difference > 2 ** -48 * (first + second)) return false;
  }
  return true;
}

/** E·X, or the conjugate of E times X. */
export function expand({ group, re, im }: IGroups, X: IColumns, conjugate = false): IColumns {
  const result = zeroColumns(group.length, X.columns, X.width);
  const sign = conjugate ? -1 : 1;
  for (let j = 0; j < X.columns; j++) {
    const [x, y] = [columnOf(X, j), columnOf(result, j)];
    group.forEach((from, i) => {
      if (from < 0) return;
      y[i] = re[i] * x[from];
      if (X.width === 1) return;
      const own = sign * im[i];
      y[i] -= own * x[X.rows + from];
      y[group.length + i] = re[i] * x[X.rows + from] + own * x[from];
    });
  }
  return result;
}

/** A vector that is compared: brought to a size of about 1. */
interface IVector {
  index: number;
  exponent: number;
  /** The place of the largest. */
  top: number;
  data: Float64Array;
}

function groupsOf(W: IColumns): IGroups {
  const { columns: n, width } = W;
  const group = new Int32Array(n).fill(-1);
  const [re, im] = [new Float64Array(n), new Float64Array(n)];
  const vectors = Array.from({ length: n }, (_, j) => vectorOf(W, j))
    .filter(vector => vector !== undefined)
    .sort((a, b) => b.largest - a.largest || a.index - b.index);
  const heads: IVector[] = [];
  for (const vector of vectors) {
    let at = heads.findIndex(head => isMultiple(vector, head, width));
    if (at < 0) at = heads.push(vector) - 1;
    group[vector.index] = at;
    [re[vector.index], im[vector.index]] = ratio(vector, heads[at], width);
  }
  const squares = new Float64Array(heads.length);
  for (let j = 0; j < n; j++) if (group[j] >= 0) squares[group[j]] += re[j] ** 2 + im[j] ** 2;
  const norms = Array.from(squares, Math.sqrt);
  for (let j = 0; j < n; j++) {
    if (group[j] < 0) continue;
    re[j] /= norms[group[j]];
    im[j] /= norms[group[j]];
  }
  return { members: heads.map(head => head.index), norms, group, re, im };
}

/** Column j; undefined where it is zero. */
function vectorOf(W: IColumns, j: number): (IVector & { largest: number }) | undefined {
  const column = columnOf(W, j);
  let [largest, top] = [0, 0];
  for (let i = 0; i < column.length; i++) {
    const own = Math.abs(column[i]);
    if (own > largest) [largest, top] = [own, i];
  }
  if (largest === 0) return undefined;
  const exponent = exponentOf(largest);
  const data = exponent === 0 ? column : column.map(value => scale(value, -exponent));
  return { index: j, largest, exponent, top: top % W.rows, data };
}

const sum = new TwofoldSum();

/** Whether x·y[top] is y·x[top] in every entry, to twice the precision. */
function isMultiple({ data: x }: IVector, { data: y, top }: IVector, width: 1 | 2): boolean {
  const rows = x.length / width;
  for (let i = 0; i < rows; i++) {
    if (width === 1) {
      if (difference(x[i], y[top], y[i], x[top]) !== 0) return false;
    } else if (!isMultipleComplex(x, y, i, top, rows)) return false;
  }
  return true;
}

function isMultipleComplex(x: Float64Array, y: Float64Array, i: number, top: number, rows: number) {
  const [j, t] = [i + rows, top + rows];
  if (difference(x[i], y[top], y[i], x[top], -x[j], y[t], -y[j], x[t]) !== 0) return false;
  return difference(x[i], y[t], y[i], x[t], x[j], y[top], y[j], x[top]) === 0;
}

/** a·b − c·d + e·f − g·h */
function difference(a: number, b: number, c: number, d: number, e = 0, f = 0, g = 0, h = 0) {
  sum.clear();
  sum.addProduct(a, b);
  sum.addProduct(-c, d);
  sum.addProduct(e, f);
  sum.addProduct(-g, h);
  return sum.value;
}

/** x / y, of which x is a multiple. */
function ratio(x: IVector, y: IVector, width: 1 | 2): [re: number, im: number] {
  const exponent = x.exponent - y.exponent;
  if (x === y) return [1, 0];
  const [top, rows] = [y.top, x.data.length / width];
  const [a, c] = [x.data[top], y.data[top]];
  if (width === 1) return [scale(a / c, exponent), 0];
  const [b, d] = [x.data[rows + top], y.data[rows + top]];
  const square = c * c + d * d;
  return [scale((a * c + b * d) / square, exponent), scale((b * c - a * d) / square, exponent)];
}
