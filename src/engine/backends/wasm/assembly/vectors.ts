/** Vectors of doubles, one after the other in memory: sums, products, combinations. */

// @ts-ignore: decorator
@inline
function total(v: v128): f64 {
  return f64x2.extract_lane(v, 0) + f64x2.extract_lane(v, 1);
}

/** x·y. */
export function dot(x: usize, y: usize, count: i32): f64 {
  let a = f64x2.splat(0);
  let b = a;
  let i = 0;
  for (; i + 4 <= count; i += 4) {
    a = v128.add<f64>(a, v128.mul<f64>(v128.load(x), v128.load(y)));
    b = v128.add<f64>(b, v128.mul<f64>(v128.load(x, 16), v128.load(y, 16)));
    x += 32;
    y += 32;
  }
  let sum = total(v128.add<f64>(a, b));
  for (; i < count; i++) {
    sum += load<f64>(x) * load<f64>(y);
    x += 8;
    y += 8;
  }
  return sum;
}

/** y += factor · x. */
export function axpy(factor: f64, x: usize, y: usize, count: i32): void {
  const f = f64x2.splat(factor);
  let i = 0;
  for (; i + 4 <= count; i += 4) {
    v128.store(y, v128.add<f64>(v128.load(y), v128.mul<f64>(f, v128.load(x))));
    v128.store(y, v128.add<f64>(v128.load(y, 16), v128.mul<f64>(f, v128.load(x, 16))), 16);
    x += 32;
    y += 32;
  }
  for (; i < count; i++) {
    store<f64>(y, load<f64>(y) + factor * load<f64>(x));
    x += 8;
    y += 8;
  }
}

/** y += factor · x, and then y·z. */
export function axpyDot(factor: f64, x: usize, y: usize, z: usize, count: i32): f64 {
  const f = f64x2.splat(factor);
  let a = f64x2.splat(0);
  let b = a;
  let i = 0;
  for (; i + 4 <= count; i += 4) {
    const low = v128.add<f64>(v128.load(y), v128.mul<f64>(f, v128.load(x)));
    const high = v128.add<f64>(v128.load(y, 16), v128.mul<f64>(f, v128.load(x, 16)));
    v128.store(y, low);
    v128.store(y, high, 16);
    a = v128.add<f64>(a, v128.mul<f64>(low, v128.load(z)));
    b = v128.add<f64>(b, v128.mul<f64>(high, v128.load(z, 16)));
    x += 32;
    y += 32;
    z += 32;
  }
  let sum = total(v128.add<f64>(a, b));
  for (; i < count; i++) {
    const value = load<f64>(y) + factor * load<f64>(x);
    store<f64>(y, value);
    sum += value * load<f64>(z);
    x += 8;
    y += 8;
    z += 8;
  }
  return sum;
}

/** y += Σ factors[k] · x[k], for four vectors `step` bytes apart: y is loaded and stored once. */
export function axpyFour(factors: usize, x: usize, step: usize, y: usize, count: i32): void {
  const f0 = v128.splat<f64>(load<f64>(factors));
  const f1 = v128.splat<f64>(load<f64>(factors, 8));
  const f2 = v128.splat<f64>(load<f64>(factors, 16));
  const f3 = v128.splat<f64>(load<f64>(factors, 24));
  const second = step;
  const third = step + step;
  const fourth = third + step;
  let i = 0;
  for (; i + 2 <= count; i += 2) {
    let sum = v128.add<f64>(v128.load(y), v128.mul<f64>(f0, v128.load(x)));
    const other = v128.add<f64>(
      v128.mul<f64>(f1, v128.load(x + second)), v128.mul<f64>(f2, v128.load(x + third))
    );
    sum = v128.add<f64>(sum, v128.mul<f64>(f3, v128.load(x + fourth)));
    v128.store(y, v128.add<f64>(sum, other));
    x += 16;
    y += 16;
  }
  if (i == count) return;
  const rest = load<f64>(y) + load<f64>(factors) * load<f64>(x)
    + load<f64>(factors, 8) * load<f64>(x + second)
    + load<f64>(factors, 16) * load<f64>(x + third)
    + load<f64>(factors, 24) * load<f64>(x + fourth);
  store<f64>(y, rest);
}
