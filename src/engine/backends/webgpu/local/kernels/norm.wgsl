// A norm of every matrix; a workgroup a matrix.
//
// p: 0 the first member, 1 rows, 2 columns, 3 what to sum (0 columns, 1 rows, 2 all squares), 4 whether
// the smallest sum is wanted. Sums are compared as bits, in whose order NaN is the largest.

var<workgroup> most: array<u32, 256>;
var<workgroup> least: array<u32, 256>;
var<workgroup> sums: array<f32, 256>;

@compute @workgroup_size(256)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(local_invocation_index) thread: u32
) {
  let member = p(0) + group.z;
  let rows = p(1);
  let columns = p(2);
  let start = member * rows * columns;
  let kind = p(3);
  var high = 0u;
  var low = 0x7f800000u;
  if (kind == 2u) {
    for (var at = thread; at < rows * columns; at += 256u) {
      high = max(high, bitcast<u32>(absolute(a[start + at])) & 0x7fffffffu);
    }
  } else {
    let byColumn = kind == 0u;
    let outer = select(rows, columns, byColumn);
    let inner = select(columns, rows, byColumn);
    for (var o = thread; o < outer; o += 256u) {
      var sum = 0.0;
      for (var i = 0u; i < inner; i++) {
        sum += absolute(a[start + select(o * columns + i, i * columns + o, byColumn)]);
      }
      let bits = bitcast<u32>(sum) & 0x7fffffffu;
      high = max(high, bits);
      low = min(low, bits);
    }
  }
  most[thread] = high;
  least[thread] = low;
  workgroupBarrier();
  for (var half = 128u; half > 0u; half /= 2u) {
    if (thread < half) {
      most[thread] = max(most[thread], most[thread + half]);
      least[thread] = min(least[thread], least[thread + half]);
    }
    workgroupBarrier();
  }
  let largest = workgroupUniformLoad(&most[0]);
  let finite = largest < 0x7f800000u;
  // Squares of numbers up to 1, so that they neither overflow nor vanish together.
  if (kind == 2u && largest != 0u && finite) {
    let scale = bitcast<f32>(largest);
    var sum = 0.0;
    for (var at = thread; at < rows * columns; at += 256u) {
      let size = absolute(a[start + at]) / scale;
      sum += size * size;
    }
    sums[thread] = sum;
    workgroupBarrier();
    for (var half = 128u; half > 0u; half /= 2u) {
      if (thread < half) { sums[thread] += sums[thread + half]; }
      workgroupBarrier();
    }
    if (thread == 0u) { norms[member] = scale * sqrt(sums[0]); }
    return;
  }
  if (thread == 0u) {
    let nan = largest > 0x7f800000u;
    norms[member] = bitcast<f32>(select(largest, least[0], p(4) == 1u && !nan));
  }
}
