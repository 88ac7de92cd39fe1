// The inverses of a batch of matrices up to 64 by 64, in the workgroup's memory.
//
// A matrix has T threads, T a power of two at least n; a thread has a column. LU with partial pivoting,
// then U⁻¹·L⁻¹ column by column. Every thread looks for the pivot by itself, since they all read the same.
// p: 0 the first member, 1 n, 2 the number of matrices.

var<workgroup> lu: array<E, Gu * Tu * Tu>;
var<workgroup> inverse: array<E, Gu * Tu * Tu>;
var<private> exchanges: array<u32, Tu>;

@compute @workgroup_size(Gu * Tu)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_index) thread: u32
) {
  let n = p(1);
  let own = thread / Tu;
  let column = thread % Tu;
  let member = (group.y * groups.x + group.x) * Gu + own;
  let here = own * Tu * Tu;
  let active_ = column < n && member < p(2);
  let from_ = member * n * n + column;
  if (active_) {
    for (var i = 0u; i < n; i++) { lu[here + i * Tu + column] = a[from_ + i * n]; }
  }
  // The place of this thread's column in the result: the exchanges, undone.
  var place = column;
  var zeroAt = 0u;
  workgroupBarrier();
  for (var k = 0u; k < n; k++) {
    var best = rankOf(lu[here + k * Tu + k]);
    var row = k;
    for (var i = k + 1u; i < n; i++) {
      let rank = rankOf(lu[here + i * Tu + k]);
      if (rank > best) {
        best = rank;
        row = i;
      }
    }
    if (best == 0u && zeroAt == 0u) { zeroAt = k + 1u; }
    workgroupBarrier();
    if (active_) {
      let kept = lu[here + k * Tu + column];
      lu[here + k * Tu + column] = lu[here + row * Tu + column];
      lu[here + row * Tu + column] = kept;
    }
    exchanges[k] = row;
    workgroupBarrier();
    let pivot = lu[here + k * Tu + k];
    // As a row now: entry (column, k) below the pivot.
    if (active_ && column > k && best != 0u) {
      lu[here + column * Tu + k] = over(lu[here + column * Tu + k], pivot);
    }
    workgroupBarrier();
    if (active_ && column > k) {
      let top = lu[here + k * Tu + column];
      for (var i = k + 1u; i < n; i++) {
        lu[here + i * Tu + column] -= times(lu[here + i * Tu + k], top);
      }
    }
    workgroupBarrier();
  }
  if (!active_) { return; }
  for (var i = 0u; i < n; i++) {
    var value = select(zero(), one(), i == column);
    for (var t = column; t < i; t++) {
      value -= times(lu[here + i * Tu + t], inverse[here + t * Tu + column]);
    }
    inverse[here + i * Tu + column] = value;
  }
  for (var s = 0u; s < n; s++) {
    let i = n - 1u - s;
    var value = inverse[here + i * Tu + column];
    for (var t = n - 1u; t > i; t--) {
      value -= times(lu[here + i * Tu + t], inverse[here + t * Tu + column]);
    }
    inverse[here + i * Tu + column] = over(value, lu[here + i * Tu + i]);
  }
  for (var s = 0u; s < n; s++) {
    let k = n - 1u - s;
    let other = exchanges[k];
    if (place == k) { place = other; } else if (place == other) { place = k; }
  }
  for (var i = 0u; i < n; i++) {
    x[member * n * n + i * n + place] = inverse[here + i * Tu + column];
  }
  if (column == 0u) { info[member] = i32(zeroAt); }
}
