/** Gauss–Jordan elimination modulo a prime, four columns at a time. */
import { inverseModulo, reduce } from './primes.js';

/** Columns of a panel: the sum of so many products and an entry needs one reduction. */
const WIDTH = 4;

/**
 * Solves B X = [I C] modulo p in place of [B C].
 *
 * A panel of four columns is eliminated by itself; what that does to all else is one product of rank four (as
 * in LAPACK's blocked algorithms), whose sums stay exact in doubles until they are reduced once.
 *
 * @param M residues nearest to zero, row-major, (rows, columns) with columns >= rows; on return B⁻¹ in the place
 *   of B, its leading square, and B⁻¹C in that of C, the columns right of it
 * @returns det B modulo p, nearest to zero; 0 where B has no inverse, and M is of no use
 */
export function gaussJordan(M: Float64Array, rows: number, columns: number, p: number): number {
  const panel = new Float64Array(WIDTH * rows);
  const top = new Float64Array(WIDTH * columns);
  const exchanged = new Int32Array(rows);
  let det = 1;
  for (let k = 0; k < rows; k += WIDTH) {
    const width = Math.min(WIDTH, rows - k);
    copyPanel(M, panel, rows, columns, k, width, true);
    for (let t = 0; t < width; t++) {
      const found = findPivot(panel, rows, k + t, t);
      if (found < 0) return 0;
      exchanged[k + t] = found;
      if (found !== k + t) {
        exchangeRows(panel, WIDTH, found, k + t);
        exchangeRows(M, columns, found, k + t);
        det = -det;
      }
      det = reduce(det * panel[(k + t) * WIDTH + t], p, 1 / p);
      eliminate(panel, rows, k + t, t, p);
    }
    if (width < columns) {
      takeTop(M, top, columns, k, width);
      update(M, panel, top, rows, columns, p);
    }
    copyPanel(M, panel, rows, columns, k, width, false);
  }
  for (let k = rows - 1; k >= 0; k--) {
    if (exchanged[k] !== k) exchangeColumns(M, rows, columns, k, exchanged[k]);
  }
  return det;
}

function copyPanel(
  M: Float64Array,
  panel: Float64Array,
  rows: number,
  columns: number,
  first: number,
  width: number,
  isLoaded: boolean
): void {
  if (isLoaded) panel.fill(0);
  for (let i = 0; i < rows; i++) {
    for (let t = 0; t < width; t++) {
      if (isLoaded) panel[i * WIDTH + t] = M[i * columns + first + t];
      else M[i * columns + first + t] = panel[i * WIDTH + t];
    }
  }
}

function findPivot(panel: Float64Array, rows: number, from: number, t: number): number {
  for (let i = from; i < rows; i++) if (panel[i * WIDTH + t] !== 0) return i;
  return -1;
}

function exchangeRows(M: Float64Array, columns: number, i: number, k: number): void {
  for (let j = 0; j < columns; j++) {
    const kept = M[i * columns + j];
    M[i * columns + j] = M[k * columns + j];
    M[k * columns + j] = kept;
  }
}

function exchangeColumns(M: Float64Array, rows: number, columns: number, j: number, k: number) {
  for (let i = 0; i < rows * columns; i += columns) {
    const kept = M[i + j];
    M[i + j] = M[i + k];
    M[i + k] = kept;
  }
}

/** One step within the panel, in place: column t becomes that of the inverse. */
function eliminate(panel: Float64Array, rows: number, pivot: number, t: number, p: number): void {
  const reciprocal = 1 / p;
  const row = pivot * WIDTH;
  const inverse = inverseModulo(panel[row + t], p);
  panel[row + t] = 1;
  for (let j = row; j < row + WIDTH; j++) panel[j] = reduce(panel[j] * inverse, p, reciprocal);
  const w = panel[row];
  const x = panel[row + 1];
  const y = panel[row + 2];
  const z = panel[row + 3];
  for (let i = 0; i < rows; i++) {
    const at = i * WIDTH;
    const factor = panel[at + t];
    if (i === pivot || factor === 0) continue;
    panel[at + t] = 0;
    panel[at] = reduce(panel[at] - factor * w, p, reciprocal);
    panel[at + 1] = reduce(panel[at + 1] - factor * x, p, reciprocal);
    panel[at + 2] = reduce(panel[at + 2] - factor * y, p, reciprocal);
    panel[at + 3] = reduce(panel[at + 3] - factor * z, p, reciprocal);
  }
}

/** Takes the rows of the panel's pivots out of M, and leaves zeros: the entries of a column side by side. */
function takeTop(M: Float64Array, top: Float64Array, columns: number, k: number, width: number) {
  top.fill(0);
  for (let t = 0; t < width; t++) {
    const row = (k + t) * columns;
    for (let j = 0; j < columns; j++) top[j * WIDTH + t] = M[row + j];
  }
  M.fill(0, k * columns, (k + width) * columns);
}

/**
 * M + panel · top modulo p, two rows at a time (the last of an odd number twice at once, to the same result):
 * at most 4 · 2⁵⁰ + 2²⁵ before it is reduced.
 */
function update(
  M: Float64Array,
  panel: Float64Array,
  top: Float64Array,
  rows: number,
  columns: number,
  p: number
): void {
  const reciprocal = 1 / p;
  for (let i = 0; i < rows; i += 2) {
    const k = Math.min(i + 1, rows - 1);
    const a = panel[i * WIDTH];
    const b = panel[i * WIDTH + 1];
    const c = panel[i * WIDTH + 2];
    const d = panel[i * WIDTH + 3];
    const e = panel[k * WIDTH];
    const f = panel[k * WIDTH + 1];
    const g = panel[k * WIDTH + 2];
    const h = panel[k * WIDTH + 3];
    let upper = i * columns;
    let lower = k * columns;
    for (let j = 0; j < columns * WIDTH; j += WIDTH) {
      const w = top[j];
      const x = top[j + 1];
      const y = top[j + 2];
      const z = top[j + 3];
      const first = M[upper] + (a * w + b * x) + (c * y + d * z);
      const second = M[lower] + (e * w + f * x) + (g * y + h * z);
      M[upper++] = reduce(first, p, reciprocal);
      M[lower++] = reduce(second, p, reciprocal);
    }
  }
}
