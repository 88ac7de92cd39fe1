// The row exchanges of a factorization in all columns but its own: a thread a column.
//
// p: 0 the first member, 1 columns, 2 row length, 3 and 4 the first exchange and how many, 5 and 6 the
// columns [5, 6) that are left as they are, 7 from one matrix to the next, 8 pivots a matrix and 9 from one
// matrix's to the next, 10 whether the last exchange comes first, 11 whether `order` is exchanged too.

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let member = p(0) + id.z;
  let column = id.x;
  let count = p(4);
  let own = pivotsStart(member);
  if (column < p(1) && (column < p(5) || column >= p(6))) {
    let start = member * p(7) + column;
    for (var k = 0u; k < count; k++) {
      let row = exchange(k);
      let other = u32(pivots[own + row]) - 1u;
      if (other != row) {
        let upper = start + row * p(2);
        let lower = start + other * p(2);
        let kept = a[upper];
        a[upper] = a[lower];
        a[lower] = kept;
      }
    }
  }
  if (column == p(1) && p(11) == 1u) {
    let start = member * p(8);
    for (var k = 0u; k < count; k++) {
      let row = exchange(k);
      let other = u32(pivots[own + row]) - 1u;
      let kept = order[start + row];
      order[start + row] = order[start + other];
      order[start + other] = kept;
    }
  }
}

fn pivotsStart(member: u32) -> u32 { return member * p(9); }

fn exchange(k: u32) -> u32 {
  return p(3) + select(k, p(4) - 1u - k, p(10) == 1u);
}
