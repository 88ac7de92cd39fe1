// C := C − A·B or C := A·B, tile by tile; each thread keeps TM by TN entries of C in registers.
//
// Source: Goto and van de Geijn, Anatomy of high-performance matrix multiplication (2008), with a
// workgroup's memory in the place of the second cache. Row-major. Lines between `//# each` and
// `//# end` are written out (expand.ts), so that it is registers that hold C, whatever the compiler.
// p: 0 the first member, 1 rows, 2 columns, 3 inner size, 4–6 row lengths of A, B and C, 7–9 where they
// start, 10–12 from one member to the next, 13 whether the product is subtracted.

const BM = 16u * TMu;
const BN = 16u * TNu;
const BK = 16u;

var<workgroup> tileA: array<E, BM * BK>;
var<workgroup> tileB: array<E, BK * BN>;

@compute @workgroup_size(16, 16)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(local_invocation_id) local: vec3<u32>,
  @builtin(local_invocation_index) thread: u32
) {
  let member = p(0) + group.z;
  let rows = p(1);
  let columns = p(2);
  let inner = p(3);
  let startA = p(7) + member * p(10);
  let startB = p(8) + member * p(11);
  let startC = p(9) + member * p(12);
  let top = group.y * BM;
  let left = group.x * BN;
  //# each i < TM
  //# each j < TN
  var sum_{i}_{j} = zero();
  //# end
  //# end
  for (var k0 = 0u; k0 < inner; k0 += BK) {
    for (var at = thread; at < BM * BK; at += 256u) {
      let i = top + at / BK;
      let k = k0 + at % BK;
      var value = zero();
      if (i < rows && k < inner) { value = matrixA[startA + i * p(4) + k]; }
      tileA[at] = value;
    }
    for (var at = thread; at < BK * BN; at += 256u) {
      let k = k0 + at / BN;
      let j = left + at % BN;
      var value = zero();
      if (k < inner && j < columns) { value = matrixB[startB + k * p(5) + j]; }
      tileB[at] = value;
    }
    workgroupBarrier();
    for (var k = 0u; k < BK; k++) {
      //# each j < TN
      let b_{j} = tileB[k * BN + {j}u * 16u + local.x];
      //# end
      //# each i < TM
      let a_{i} = tileA[({i}u * 16u + local.y) * BK + k];
      //# each j < TN
      sum_{i}_{j} += times(a_{i}, b_{j});
      //# end
      //# end
    }
    workgroupBarrier();
  }
  //# each i < TM
  //# each j < TN
  {
    let row = top + {i}u * 16u + local.y;
    let column = left + {j}u * 16u + local.x;
    if (row < rows && column < columns) {
      let at = startC + row * p(6) + column;
      var value = sum_{i}_{j};
      if (p(13) == 1u) { value = matrixC[at] - value; }
      matrixC[at] = value;
    }
  }
  //# end
  //# end
}
