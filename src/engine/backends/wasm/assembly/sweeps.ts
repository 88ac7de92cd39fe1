/**
 * Rotations of neighbouring columns, gathered and applied to a few rows at a time, which stay in the first cache.
 *
 * Source: Van Zee, van de Geijn and Quintana-Ortí, Restructuring the tridiagonal and bidiagonal QR algorithms for
 * performance (2014). Requires: columns of `rows` numbers, a multiple of 8.
 */
import { madd } from './gemm';
import { at } from './reflector';

/** Sweeps that are gathered. */
const MOST: i32 = 16;

let size: i32 = 0;
let count: i32 = 0;
let buffer: usize = 0;
let spans: usize = 0;
let left: usize = 0;
let right: usize = 0;
let rowsLeft: i32 = 0;
let rowsRight: i32 = 0;

/** Scratch for n columns. */
export function sweepBytes(n: i32): usize {
  return <usize>MOST * (((<usize>n) << 5) + 8);
}

/** Says which columns, n of them on each side, are to be rotated. */
export function setSweeps(u: usize, rowsU: i32, v: usize, rowsV: i32, work: usize): void {
  left = u;
  rowsLeft = rowsU;
  right = v;
  rowsRight = rowsV;
  buffer = work;
}

/** @returns where the first sweep is to be written */
export function beginSweeps(n: i32): usize {
  size = n;
  count = 0;
  spans = buffer + (<usize>MOST) * ((<usize>n) << 5);
  return buffer;
}

/** @returns where the next one is to be written */
export function endSweep(first: i32, last: i32): usize {
  store<i32>(spans + ((<usize>count) << 3), first);
  store<i32>(spans + ((<usize>count) << 3), last, 4);
  count++;
  if (count == MOST) flushSweeps();
  return buffer + (<usize>count) * ((<usize>size) << 5);
}

export function flushSweeps(): void {
  applyAll(right, rowsRight, 0);
  applyAll(left, rowsLeft, 16);
  count = 0;
}

function applyAll(columns: usize, rows: i32, side: usize): void {
  const step = (<usize>rows) << 3;
  for (let i = 0; i < rows; i += 8) {
    for (let k = 0; k < count; k++) {
      const first = load<i32>(spans + ((<usize>k) << 3));
      const last = load<i32>(spans + ((<usize>k) << 3), 4);
      const from = buffer + (<usize>k) * ((<usize>size) << 5) + ((<usize>first) << 5) + side;
      rotateRows(at(columns, i) + <usize>first * step, step, from, last - first);
    }
  }
}

/** One sweep on eight rows: every column is loaded and stored once. */
function rotateRows(column: usize, step: usize, rotation: usize, pairs: i32): void {
  let x0 = v128.load(column);
  let x1 = v128.load(column, 16);
  let x2 = v128.load(column, 32);
  let x3 = v128.load(column, 48);
  for (; pairs > 0; pairs--) {
    const c = v128.load64_splat(rotation);
    const s = v128.load64_splat(rotation, 8);
    const next = column + step;
    let y = v128.load(next);
    v128.store(column, madd<f64>(s, y, v128.mul<f64>(c, x0)));
    x0 = v128.sub<f64>(v128.mul<f64>(c, y), v128.mul<f64>(s, x0));
    y = v128.load(next, 16);
    v128.store(column, madd<f64>(s, y, v128.mul<f64>(c, x1)), 16);
    x1 = v128.sub<f64>(v128.mul<f64>(c, y), v128.mul<f64>(s, x1));
    y = v128.load(next, 32);
    v128.store(column, madd<f64>(s, y, v128.mul<f64>(c, x2)), 32);
    x2 = v128.sub<f64>(v128.mul<f64>(c, y), v128.mul<f64>(s, x2));
    y = v128.load(next, 48);
    v128.store(column, madd<f64>(s, y, v128.mul<f64>(c, x3)), 48);
    x3 = v128.sub<f64>(v128.mul<f64>(c, y), v128.mul<f64>(s, x3));
    column = next;
    rotation += 32;
  }
  v128.store(column, x0);
  v128.store(column, x1, 16);
  v128.store(column, x2, 32);
  v128.store(column, x3, 48);
}
