/** Householder vectors of doubles, and norms whose squares do not underflow. Source: LAPACK xLARFG. */
import { exponentOf, scale } from './exponent';
import { dot } from './vectors';

// @ts-ignore: decorator
@inline
export function at(x: usize, index: i32): usize {
  return x + ((<usize>index) << 3);
}

/** The Householder vector of `count` numbers, in place, with its first one 1; leaves τ in `tau`. */
export let tau: f64 = 0;

export function householder(count: i32, x: usize): f64 {
  const alpha = load<f64>(x);
  const rest = norm(count - 1, x + 8);
  if (rest == 0) {
    tau = 0;
    store<f64>(x, 1);
    return alpha;
  }
  const size = length(alpha, rest);
  const beta = alpha >= 0 ? -size : size;
  tau = (beta - alpha) / beta;
  const divisor = alpha - beta;
  for (let i = 1; i < count; i++) store<f64>(at(x, i), load<f64>(at(x, i)) / divisor);
  store<f64>(x, 1);
  return beta;
}

/** Squares below this have lost digits, or are zero. */
export const SMALL: f64 = 1e-280;
/** 2^900: brings all numbers whose squares are below, down to the least, to where squares are exact to the last digit. */
export const LIFT: f64 = 8.452712498170644e270;

/** The norm of `count` numbers of at most about 1. */
export function norm(count: i32, x: usize): f64 {
  const square = dot(x, x, count);
  if (square > SMALL) return sqrt(square);
  let sum: f64 = 0;
  let most: f64 = 0;
  for (let i = 0; i < count; i++) most = max(most, abs(load<f64>(at(x, i))));
  if (!(most > 0)) return square;
  const exponent = exponentOf(most);
  for (let i = 0; i < count; i++) {
    const value = scale(load<f64>(at(x, i)), -exponent);
    sum += value * value;
  }
  return scale(sqrt(sum), exponent);
}

/** √(f² + g²) */
export function length(f: f64, g: f64): f64 {
  const square = f * f + g * g;
  if (square > SMALL) return sqrt(square);
  f *= LIFT;
  g *= LIFT;
  return sqrt(f * f + g * g) / LIFT;
}

