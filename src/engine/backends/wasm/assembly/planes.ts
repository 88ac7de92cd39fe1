/** Complex numbers, interleaved (re, im) outside and as two planes inside, where vectors have no use for pairs. */
import { at, lanes } from './rows';

/** Rows so many bytes long, or a multiple, begin in the same few sets of the cache: they are laid a line further apart. */
const ALIAS: i32 = 1024;
const LINE: i32 = 64;

/** From one row of a plane to the next, in numbers. */
// @ts-ignore: decorator
@inline
export function planeRow<T>(columns: i32): i32 {
  return (columns * <i32>sizeof<T>()) % ALIAS == 0 ? columns + LINE / <i32>sizeof<T>() : columns;
}

/** Bytes of one plane. */
// @ts-ignore: decorator
@inline
export function planeBytes<E>(rows: i32, ld: i32): usize {
  return (<usize>rows) * (<usize>ld) * sizeof<E>();
}

/**
 * The distance of the imaginary parts from the real ones: not such that both lie at the same place of a page,
 * where the processor takes one for the other.
 */
// @ts-ignore: decorator
@inline
export function planeStep<T>(rows: i32, ld: i32): usize {
  return ((planeBytes<T>(rows, ld) + 63) & ~63) + 2 * <usize>LINE;
}

/** From rows of pairs to planes `im` bytes apart, whose rows are `ld` numbers long. */
export function split<T>(rows: i32, columns: i32, from: usize, to: usize, ld: i32, im: usize): void {
  const whole = columns - (columns % lanes<T>());
  for (let i = 0; i < rows; i++) {
    let row = at<T>(to, i * ld);
    const end = at<T>(row, whole);
    for (const last = at<T>(row, columns); row < last; ) {
      if (row < end) {
        const low = v128.load(from);
        const high = v128.load(from, 16);
        v128.store(row, firsts<T>(low, high));
        v128.store(row + im, seconds<T>(low, high));
        from += 32;
        row += 16;
      } else {
        store<T>(row, load<T>(from));
        store<T>(row + im, load<T>(from + sizeof<T>()));
        from += 2 * sizeof<T>();
        row += sizeof<T>();
      }
    }
  }
}

// @ts-ignore: decorator
@inline
function firsts<T>(low: v128, high: v128): v128 {
  if (sizeof<T>() == 8) return v128.shuffle<i64>(low, high, 0, 2);
  return v128.shuffle<i32>(low, high, 0, 2, 4, 6);
}

// @ts-ignore: decorator
@inline
function seconds<T>(low: v128, high: v128): v128 {
  if (sizeof<T>() == 8) return v128.shuffle<i64>(low, high, 1, 3);
  return v128.shuffle<i32>(low, high, 1, 3, 5, 7);
}

/** From planes back to rows of pairs. */
export function join<T>(rows: i32, columns: i32, from: usize, ld: i32, im: usize, to: usize): void {
  for (let i = 0; i < rows; i++) {
    let row = at<T>(from, i * ld);
    for (const end = at<T>(row, columns); row < end; row += sizeof<T>()) {
      store<T>(to, load<T>(row));
      store<T>(to + sizeof<T>(), load<T>(row + im));
      to += 2 * sizeof<T>();
    }
  }
}

/** As `join`, of square planes, entry j of a row to the place that `order` has for it. */
export function joinPermuted<T>(n: i32, from: usize, ld: i32, im: usize, order: usize, to: usize): void {
  for (let i = 0; i < n; i++) {
    const row = at<T>(from, i * ld);
    for (let j = 0; j < n; j++) {
      const place = at<T>(to, 2 * load<i32>(order + ((<usize>j) << 2)));
      store<T>(place, load<T>(at<T>(row, j)));
      store<T>(place + sizeof<T>(), load<T>(at<T>(row, j) + im));
    }
    to = at<T>(to, 2 * n);
  }
}
