// Complex entries, (re, im). See real.wgsl, its twin.

alias E = vec2<f32>;

fn zero() -> E { return vec2<f32>(0.0, 0.0); }
fn one() -> E { return vec2<f32>(1.0, 0.0); }
fn times(a: E, b: E) -> E { return vec2<f32>(a.x * b.x - a.y * b.y, a.x * b.y + a.y * b.x); }
fn conjugate(a: E) -> E { return vec2<f32>(a.x, -a.y); }

// Source: Smith, Algorithm 116: Complex division (1962), which does not overflow where |b|² would.
fn over(a: E, b: E) -> E {
  if (abs(b.x) >= abs(b.y)) {
    let ratio = b.y / b.x;
    let size = b.x + b.y * ratio;
    return vec2<f32>((a.x + a.y * ratio) / size, (a.y - a.x * ratio) / size);
  }
  let ratio = b.x / b.y;
  let size = b.x * ratio + b.y;
  return vec2<f32>((a.x * ratio + a.y) / size, (a.y * ratio - a.x) / size);
}

fn absolute(a: E) -> f32 {
  let largest = max(abs(a.x), abs(a.y));
  if (largest == 0.0) { return largest; }
  let ratio = min(abs(a.x), abs(a.y)) / largest;
  return largest * sqrt(1.0 + ratio * ratio);
}

// LAPACK's cabs1, as bits.
fn rankOf(a: E) -> u32 { return bitcast<u32>(abs(a.x) + abs(a.y)) & 0x7fffffffu; }
