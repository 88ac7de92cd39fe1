// The largest (rank, row) of a workgroup, the first row of equals; in thread 0.

var<workgroup> found: array<vec2<u32>, THREADS>;

fn better(a: vec2<u32>, b: vec2<u32>) -> bool {
  return a.x > b.x || (a.x == b.x && a.y < b.y);
}

fn largest(own: vec2<u32>, thread: u32, unused: u32) -> vec2<u32> {
  found[thread] = own;
  workgroupBarrier();
  for (var half = THREADSu / 2u; half > 0u; half /= 2u) {
    if (thread < half && better(found[thread + half], found[thread])) {
      found[thread] = found[thread + half];
    }
    workgroupBarrier();
  }
  return found[0];
}
