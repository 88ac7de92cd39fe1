// Zeros.
//
// p: 0 words.

@compute @workgroup_size(256)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_index) local: u32
) {
  let index = (group.y * groups.x + group.x) * 256u + local;
  if (index < p(0)) { target_[index] = 0u; }
}
