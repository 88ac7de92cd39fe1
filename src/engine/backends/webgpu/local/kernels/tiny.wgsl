// The inverses of a batch of matrices up to 4 by 4: a thread a matrix, in registers.
//
// LU with partial pivoting, then U⁻¹·L⁻¹; the exchanges are selections, so that no index is computed.
// p: 0 the number of matrices.

@compute @workgroup_size(64)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_index) thread: u32
) {
  let member = (group.y * groups.x + group.x) * 64u + thread;
  if (member >= p(0)) { return; }
  var lu: array<array<E, Nu>, Nu>;
  var inverse: array<array<E, Nu>, Nu>;
  var exchanges: array<u32, Nu>;
  for (var i = 0u; i < Nu; i++) {
    for (var j = 0u; j < Nu; j++) { lu[i][j] = a[member * Nu * Nu + i * Nu + j]; }
  }
  var zeroAt = 0u;
  for (var k = 0u; k < Nu; k++) {
    var best = rankOf(lu[k][k]);
    var row = k;
    for (var i = k + 1u; i < Nu; i++) {
      let rank = rankOf(lu[i][k]);
      if (rank > best) {
        best = rank;
        row = i;
      }
    }
    exchanges[k] = row;
    if (best == 0u && zeroAt == 0u) { zeroAt = k + 1u; }
    for (var i = k + 1u; i < Nu; i++) {
      if (i == row) {
        let kept = lu[k];
        lu[k] = lu[i];
        lu[i] = kept;
      }
    }
    for (var i = k + 1u; i < Nu; i++) {
      if (best != 0u) { lu[i][k] = over(lu[i][k], lu[k][k]); }
      for (var j = k + 1u; j < Nu; j++) { lu[i][j] -= times(lu[i][k], lu[k][j]); }
    }
  }
  for (var j = 0u; j < Nu; j++) {
    for (var i = 0u; i < Nu; i++) {
      var value = select(zero(), one(), i == j);
      for (var t = j; t < i; t++) { value -= times(lu[i][t], inverse[t][j]); }
      inverse[i][j] = value;
    }
    for (var s = 0u; s < Nu; s++) {
      let i = Nu - 1u - s;
      var value = inverse[i][j];
      for (var t = Nu - 1u; t > i; t--) { value -= times(lu[i][t], inverse[t][j]); }
      inverse[i][j] = over(value, lu[i][i]);
    }
  }
  for (var s = 0u; s < Nu; s++) {
    let k = Nu - 1u - s;
    for (var c = k + 1u; c < Nu; c++) {
      if (c == exchanges[k]) {
        for (var i = 0u; i < Nu; i++) {
          let kept = inverse[i][k];
          inverse[i][k] = inverse[i][c];
          inverse[i][c] = kept;
        }
      }
    }
  }
  for (var i = 0u; i < Nu; i++) {
    for (var j = 0u; j < Nu; j++) { x[member * Nu * Nu + i * Nu + j] = inverse[i][j]; }
  }
  info[member] = i32(zeroAt);
}
