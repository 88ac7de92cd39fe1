// Arithmetic, element by element, with broadcasting: a stride of 0 repeats.
//
// p: 0 elements in all, 1 dimensions, 2 what to do, 3 and 4 where to start in a and b;
// from 8 on (size, stride in a, stride in b) of each dimension, the last one first.

@compute @workgroup_size(256)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_index) local: u32
) {
  let index = (group.y * groups.x + group.x) * 256u + local;
  if (index >= p(0)) { return; }
  var rest = index;
  var i = p(3);
  var j = p(4);
  for (var d = 0u; d < p(1); d++) {
    let size = p(8u + 3u * d);
    let at = rest % size;
    rest /= size;
    i += at * p(9u + 3u * d);
    j += at * p(10u + 3u * d);
  }
  let x = a[i];
  let y = b[j];
  var z: E;
  switch p(2) {
    case 0u: { z = x + y; }
    case 1u: { z = x - y; }
    case 2u: { z = times(x, y); }
    case 3u: { z = over(x, y); }
    default: { z = conjugate(x); }
  }
  c[index] = z;
}
