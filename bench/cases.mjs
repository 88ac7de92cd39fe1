/** The cases that are timed. A case is an operation, a size, a batch (0 for a single matrix) and a dtype. */

const sizes = (op, dtype, list) => list.map(n => ({ op, n, batch: 0, dtype }));

const POWERS = [2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048];

export const CASES = [
  ...sizes('inv', 'float64', POWERS),
  ...[
    [100000, 4],
    [10000, 16],
    [1000, 32]
  ].flatMap(([batch, n]) => [
    { op: 'inv', n, batch, dtype: 'float64' },
    { op: 'inv', n, batch, dtype: 'float32' },
    { op: 'inv out', n, batch, dtype: 'float64' }
  ]),
  ...sizes('inv', 'float32', [4, 16, 64, 256, 512, 1024, 2048]),
  ...sizes('inv', 'complex64', [4, 64, 256, 512]),
  ...sizes('inv', 'complex128', [4, 64, 256, 512, 1024]),
  ...sizes('solve', 'float64', [2, 4, 8, 16, 64, 256, 512, 1024, 2048]),
  ...sizes('det', 'float64', [2, 4, 8, 64, 256, 512, 1024, 2048]),
  ...sizes('svdvals', 'float64', [2, 4, 8, 10, 50, 200, 400]),
  ...sizes('svd', 'float64', [50, 200, 1000]),
  ...sizes('cond2', 'float64', [50, 200]),
  ...sizes('matmul', 'float64', [2, 4, 8, 64, 256, 1024]),
  ...['float32', 'complex64', 'complex128'].flatMap(dtype => [
    ...sizes('solve', dtype, [256]),
    ...sizes('det', dtype, [256]),
    ...sizes('svdvals', dtype, [50]),
    ...sizes('matmul', dtype, [256])
  ]),
  ...sizes('matmul', 'float32', [1024]),
  ...sizes('inv+sharp', 'float64', [4, 16, 50, 100, 200]),
  ...sizes('inv+fast', 'float64', [4, 50, 128, 200, 256, 512, 1024]),
  ...sizes('inv+refined', 'float64', [4, 50, 128, 200, 256, 512]),
  ...['float32', 'complex64', 'complex128'].flatMap(dtype => [
    ...sizes('inv+sharp', dtype, [50]),
    ...sizes('inv+fast', dtype, [256])
  ]),
  ...sizes('inv exact', 'float64', [12, 24, 40, 50])
];

/**
 * Real operations of a case, as the literature counts them; 0 where there is no such count, as of an inverse
 * with its proof: `inv out` is `inv` into the same `out` again and again; `inv+sharp` and `inv+fast` are `inv` and
 * `verify`, `inv+refined` is `invVerified` with 15 digits, `inv exact` is the adjugate and determinant of whole
 * numbers from −9 to 9.
 */
export function operations({ op, n, batch, dtype }) {
  const each =
    { inv: 2, 'inv out': 2, solve: 2 / 3, det: 2 / 3, matmul: 2, svdvals: 8 / 3, cond2: 8 / 3 }[
      op
    ] ?? 0;
  return each * n ** 3 * Math.max(batch, 1) * (dtype.startsWith('complex') ? 4 : 1);
}

export const nameOf = ({ op, n, batch, dtype }) =>
  `${op} ${dtype} ${batch ? `${batch} × ` : ''}${n}×${n}`;
