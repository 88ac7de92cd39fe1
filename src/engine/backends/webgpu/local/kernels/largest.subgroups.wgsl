// As largest.wgsl, most of it without the workgroup's memory.

var<workgroup> found: array<vec2<u32>, THREADS>;

fn largest(own: vec2<u32>, thread: u32, size: u32) -> vec2<u32> {
  let rank = subgroupMax(own.x);
  let row = subgroupMin(select(0xffffffffu, own.y, own.x == rank));
  let groups = max(1u, THREADSu / size);
  if (subgroupElect()) { found[thread / size] = vec2<u32>(rank, row); }
  workgroupBarrier();
  var best = found[0];
  if (thread == 0u) {
    for (var g = 1u; g < groups; g++) {
      let other = found[g];
      if (other.x > best.x || (other.x == best.x && other.y < best.y)) { best = other; }
    }
  }
  workgroupBarrier();
  return best;
}
