/** When the pivots say that a matrix may be badly scaled. */


/** A ratio of pivots beyond which it may be. */
export const WIDE: f64 = 1e6;

/** The magnitude beyond which, and below the inverse of which, it may be. */
// @ts-ignore: decorator
@inline
export function largest<T>(): T {
  return sizeof<T>() == 8 ? <T>1e150 : <T>1e18;
}

/**
 * −1 where the pivots of one matrix are far apart, very large or very small; else 0.
 * @param step bytes from one diagonal entry to the next
 */
export function pivotSpread<T>(n: i32, lu: usize, step: usize, im: usize): i32 {
  let least: T = <T>Infinity;
  let most: T = 0;
  for (let k = 0; k < n; k++) {
    let size = abs<T>(load<T>(lu));
    if (im) size = max<T>(size, abs<T>(load<T>(lu + im)));
    least = min<T>(least, size);
    most = max<T>(most, size);
    lu += step;
  }
  const limit = largest<T>();
  return <f64>most > WIDE * <f64>least || most > limit || least < <T>1 / limit ? -1 : 0;
}
