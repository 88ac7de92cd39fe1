// Columns [from, from + width) of PA = LU with partial pivoting, width <= 32; a workgroup a matrix.
//
// Source: Crout's order within the panel (Golub and Van Loan, Matrix Computations, 4th ed., 3.2.9 and
// 3.4): an entry is written once, so that the panel hardly leaves the caches. The pivot rule is LAPACK
// xGETF2's, the search a reduction over the workgroup's threads. Other columns wait for swap.wgsl.
// p: 0 the first member, 1 rows, 2 row length, 3 from, 4 width, 5 from one matrix to the next,
// 6 pivots a matrix.

var<workgroup> above: array<E, 32>;
var<workgroup> chosen: u32;

@compute @workgroup_size(THREADS)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(local_invocation_index) thread: u32,
  SUBGROUP_ARGUMENTS
) {
  let member = p(0) + group.z;
  let rows = p(1);
  let ld = p(2);
  let from_ = p(3);
  let width = p(4);
  let start = member * p(5) + from_;
  for (var k = 0u; k < width; k++) {
    let row = from_ + k;
    if (thread < k) { above[thread] = a[start + (from_ + thread) * ld + k]; }
    workgroupBarrier();
    var best = vec2<u32>(0u, row);
    for (var i = row + thread; i < rows; i += THREADSu) {
      let line = start + i * ld;
      var value = a[line + k];
      for (var t = 0u; t < k; t++) { value -= times(a[line + t], above[t]); }
      a[line + k] = value;
      let rank = rankOf(value);
      if (rank > best.x || i == row) { best = vec2<u32>(rank, i); }
    }
    best = largest(best, thread, SUBGROUP_VALUES);
    if (thread == 0u) {
      chosen = best.y;
      pivots[member * p(6) + row] = i32(best.y + 1u);
      if (best.x == 0u && info[member] == 0) { info[member] = i32(row + 1u); }
    }
    storageBarrier();
    let other = workgroupUniformLoad(&chosen);
    if (other != row && thread < width) {
      let upper = start + row * ld + thread;
      let lower = start + other * ld + thread;
      let kept = a[upper];
      a[upper] = a[lower];
      a[lower] = kept;
    }
    storageBarrier();
    workgroupBarrier();
    let pivot = a[start + row * ld + k];
    if (rankOf(pivot) != 0u) {
      for (var i = row + 1u + thread; i < rows; i += THREADSu) {
        let at = start + i * ld + k;
        a[at] = over(a[at], pivot);
      }
    }
    if (thread > k && thread < width) {
      let at = start + row * ld + thread;
      var value = a[at];
      for (var t = 0u; t < k; t++) {
        value -= times(a[start + row * ld + t], a[start + (from_ + t) * ld + thread]);
      }
      a[at] = value;
    }
    storageBarrier();
    workgroupBarrier();
  }
}
