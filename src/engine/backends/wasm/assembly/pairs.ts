/** Two doubles at a time, of which the second may be beyond the edge of a row. */

// @ts-ignore: decorator
@inline
export function loadPair(from: usize, pair: bool): v128 {
  return pair ? v128.load(from) : v128.load64_zero(from);
}

// @ts-ignore: decorator
@inline
export function storePair(to: usize, value: v128, pair: bool): void {
  if (pair) v128.store(to, value);
  else v128.store64_lane(to, value, 0);
}
