// The columns of `from_` in their order: column j goes to column order[j].
//
// p: 0 the first member, 1 n.

@compute @workgroup_size(16, 16)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let n = p(1);
  if (id.x >= n || id.y >= n) { return; }
  let member = p(0) + id.z;
  let row = member * n * n + id.y * n;
  x[row + u32(order[member * n + id.x])] = y[row + id.x];
}
