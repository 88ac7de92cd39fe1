// X := I, and the order of its columns 0, 1, 2 …
//
// p: 0 the first member, 1 n.

@compute @workgroup_size(16, 16)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let n = p(1);
  if (id.x >= n || id.y >= n) { return; }
  let member = p(0) + id.z;
  let at = member * n * n + id.y * n + id.x;
  if (id.x == id.y) {
    x[at] = one();
    order[member * n + id.x] = i32(id.x);
  } else {
    x[at] = zero();
  }
}
