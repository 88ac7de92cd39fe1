// |R − I|, each value the largest of a block of entries: what a heat map shows of a large matrix.
//
// p: 0 n, 1 block, 2 cells along an edge.

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let cells = p(2);
  if (id.x >= cells * cells) { return; }
  let top = (id.x / cells) * p(1);
  let left = (id.x % cells) * p(1);
  var high = 0u;
  for (var i = top; i < min(top + p(1), p(0)); i++) {
    for (var j = left; j < min(left + p(1), p(0)); j++) {
      var value = a[i * p(0) + j];
      if (i == j) { value = value - one(); }
      high = max(high, bitcast<u32>(absolute(value)) & 0x7fffffffu);
    }
  }
  heat[id.x] = bitcast<f32>(high);
}
