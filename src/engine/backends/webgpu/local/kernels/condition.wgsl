// κ = ‖A‖·‖A⁻¹‖; Infinity where there is no inverse.
//
// p: 0 members, 1 the bits of Infinity, which WGSL cannot spell.

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  if (id.x >= p(0)) { return; }
  let product = norms[id.x] * inverses[id.x];
  let bits = bitcast<u32>(product) & 0x7fffffffu;
  kappa[id.x] = bitcast<f32>(select(bits, p(1), info[id.x] != 0 || bits > p(1)));
}
