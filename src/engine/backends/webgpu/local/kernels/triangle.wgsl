// X := T⁻¹·X for a triangular block T of at most 32 rows; a thread a column of X.
//
// p: 0 the first member, 1 rows of T, 2 columns of X, 3 and 4 row lengths, 5 and 6 where T and X start,
// 7 and 8 from one member to the next, 9 whether T is upper, 10 whether its diagonal is ones.

var<workgroup> block: array<E, 1024>;

@compute @workgroup_size(64)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(local_invocation_index) thread: u32
) {
  let member = p(0) + group.z;
  let n = p(1);
  let startT = p(5) + member * p(7);
  for (var at = thread; at < n * n; at += 64u) {
    block[(at / n) * 32u + at % n] = matrixT[startT + (at / n) * p(3) + at % n];
  }
  workgroupBarrier();
  let column = group.x * 64u + thread;
  if (column >= p(2)) { return; }
  let start = p(6) + member * p(8) + column;
  let upper = p(9) == 1u;
  var x: array<E, 32>;
  for (var s = 0u; s < n; s++) {
    let i = select(s, n - 1u - s, upper);
    var value = matrixX[start + i * p(4)];
    for (var r = 0u; r < s; r++) {
      let t = select(r, n - 1u - r, upper);
      value -= times(block[i * 32u + t], x[t]);
    }
    if (p(10) == 0u) { value = over(value, block[i * 32u + i]); }
    x[i] = value;
    matrixX[start + i * p(4)] = value;
  }
}
