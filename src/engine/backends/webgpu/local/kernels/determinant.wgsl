// Determinants from LU factors, as a mantissa and a power of two; a thread a matrix.
//
// p: 0 members, 1 n.

fn exponentOf(a: E) -> i32 {
  let bits = rankOf(a) >> 23u;
  return select(i32(bits) - 126, 0, bits == 0u || bits == 255u);
}

fn scaled(a: E, exponent: i32) -> E {
  let first = clamp(exponent / 2, -120, 120);
  let second = clamp(exponent - first, -120, 120);
  return power(second) * (power(first) * a);
}

fn power(exponent: i32) -> f32 { return bitcast<f32>(u32(exponent + 127) << 23u); }

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  if (id.x >= p(0)) { return; }
  let n = p(1);
  var product = one();
  var exponent = 0;
  for (var k = 0u; k < n; k++) {
    var pivot = lu[id.x * n * n + k * (n + 1u)];
    if (pivots[id.x * n + k] != i32(k + 1u)) { pivot = -pivot; }
    let down = exponentOf(pivot);
    product = times(product, scaled(pivot, -down));
    let shift = exponentOf(product);
    product = scaled(product, -shift);
    exponent += down + shift;
  }
  let size = absolute(product);
  determinants[id.x] = scaled(product, exponent);
  signs[id.x] = product;
  if (size != 0.0) { signs[id.x] = product * (1.0 / size); }
  // The logarithm of a zero as bits, since WGSL need not know Infinity.
  let logarithm = log(size) + f32(exponent) * 0.6931471805599453;
  logarithms[id.x] = bitcast<f32>(select(bitcast<u32>(logarithm), p(2), rankOf(product) == 0u));
}
