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
    // Sixteen where there are as many: the rotations are read half as often.
    const wide = i + 16 <= rows;
    for (let k = 0; k < count; k++) {
      const first = load<i32>(spans + ((<usize>k) << 3));
      const last = load<i32>(spans + ((<usize>k) << 3), 4);
      const from = buffer + (<usize>k) * ((<usize>size) << 5) + ((<usize>first) << 5) + side;
      const column = at(columns, i) + <usize>first * step;
      if (wide) sweep<Sixteen>(column, step, from, last - first);
      else sweep<Eight>(column, step, from, last - first);
    }
    if (wide) i += 8;
  }
}

/** c·x − s·y */
// @ts-ignore: decorator
@inline
function less(c: v128, x: v128, s: v128, y: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return v128.relaxed_nmadd<f64>(s, y, v128.mul<f64>(c, x));
  return v128.sub<f64>(v128.mul<f64>(c, x), v128.mul<f64>(s, y));
}

/** c·x + s·y */
// @ts-ignore: decorator
@inline
function more(c: v128, x: v128, s: v128, y: v128): v128 {
  return madd<f64>(s, y, v128.mul<f64>(c, x));
}

/**
 * One rotation of two rows: stores those of the first column, and returns those of the second.
 * @param at bytes from the first rows of the strip
 */
// @ts-ignore: decorator
@inline
function turn(column: usize, next: usize, c: v128, s: v128, x: v128, at: usize): v128 {
  const y = v128.load(next + at);
  v128.store(column + at, more(c, x, s, y));
  return less(c, y, s, x);
}

/** A strip of eight rows, or of sixteen. */
class Eight {}
class Sixteen {}

/** One sweep on a strip: every column is loaded and stored once. */
function sweep<Rows>(column: usize, step: usize, rotation: usize, pairs: i32): void {
  let x0 = v128.load(column, 0);
  let x1 = v128.load(column, 16);
  let x2 = v128.load(column, 32);
  let x3 = v128.load(column, 48);
  let x4 = x0;
  let x5 = x1;
  let x6 = x2;
  let x7 = x3;
  if (idof<Rows>() == idof<Sixteen>()) {
    x4 = v128.load(column, 64);
    x5 = v128.load(column, 80);
    x6 = v128.load(column, 96);
    x7 = v128.load(column, 112);
  }
  for (; pairs > 0; pairs--) {
    const c = v128.load64_splat(rotation);
    const s = v128.load64_splat(rotation, 8);
    const next = column + step;
    x0 = turn(column, next, c, s, x0, 0);
    x1 = turn(column, next, c, s, x1, 16);
    x2 = turn(column, next, c, s, x2, 32);
    x3 = turn(column, next, c, s, x3, 48);
    if (idof<Rows>() == idof<Sixteen>()) {
      x4 = turn(column, next, c, s, x4, 64);
      x5 = turn(column, next, c, s, x5, 80);
      x6 = turn(column, next, c, s, x6, 96);
      x7 = turn(column, next, c, s, x7, 112);
    }
    column = next;
    rotation += 32;
  }
  v128.store(column, x0, 0);
  v128.store(column, x1, 16);
  v128.store(column, x2, 32);
  v128.store(column, x3, 48);
  if (idof<Rows>() == idof<Sixteen>()) {
    v128.store(column, x4, 64);
    v128.store(column, x5, 80);
    v128.store(column, x6, 96);
    v128.store(column, x7, 112);
  }
}
