// Words from one strided view to another: what makes a view contiguous, and what writes through one.
//
// p: 0 words in all, 1 dimensions, 2 where to start in `source`, 3 where in `target`;
// from 8 on (size, stride in source, stride in target) of each dimension, the last one first.

@compute @workgroup_size(256)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_index) local: u32
) {
  let index = (group.y * groups.x + group.x) * 256u + local;
  if (index >= p(0)) { return; }
  var rest = index;
  var from_ = p(2);
  var to = p(3);
  for (var d = 0u; d < p(1); d++) {
    let size = p(8u + 3u * d);
    let i = rest % size;
    rest /= size;
    from_ += i * p(9u + 3u * d);
    to += i * p(10u + 3u * d);
  }
  target_[to] = source[from_];
}
