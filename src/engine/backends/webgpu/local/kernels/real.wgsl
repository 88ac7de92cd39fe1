// Real entries. See complex.wgsl, its twin.

alias E = f32;

fn zero() -> E { return 0.0; }
fn one() -> E { return 1.0; }
fn times(a: E, b: E) -> E { return a * b; }
fn over(a: E, b: E) -> E { return a / b; }
fn conjugate(a: E) -> E { return a; }
fn absolute(a: E) -> f32 { return abs(a); }

// The size by which pivots are chosen, as bits: their order is that of magnitudes, with NaN above Infinity, which
// comparisons of WGSL need not know.
fn rankOf(a: E) -> u32 { return bitcast<u32>(a) & 0x7fffffffu; }
