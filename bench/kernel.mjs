/** The inverse in the tab and through the Python kernel: the notebook that times it in a real JupyterLab. */

/** A size and how often it is timed; the median is told. */
const SIZES = [
  { n: 1024, runs: 5 },
  { n: 4096, runs: 3 }
];
const LIBRARIES = ['numpy', 'torch'];

/** Before each line of JSON that a cell prints. */
export const MARK = 'timed:';

/**
 * `kernel inv`: Python has the array, and keeps the inverse. `kernel inv+crossing`: the tab has both, so that
 * `to('kernel')` and `cpu()` are timed too.
 */
export const CASES = SIZES.flatMap(({ n }) =>
  ['kernel inv', 'kernel inv+crossing'].map(op => ({ op, n, batch: 0, dtype: 'float64' }))
);

/** @returns the sources of the cells, of which each prints a row or defines what the next ones use */
export function sources() {
  return [
    'import numpy as np\ntry:\n    import torch\nexcept ImportError:\n    torch = None',
    ...SIZES.flatMap(size => [
      ...inTab(size),
      ...LIBRARIES.flatMap(library => throughKernel(library, size))
    ])
  ];
}

/** In the tab nothing crosses: its time stands beside both cases. */
function inTab({ n, runs }) {
  const call = 'linalg.inv(A)';
  return [timing('%%ts', `const A = randn(${n}, ${n})`, call, runs, { n, system: 'invertible' })];
}

function throughKernel(library, { n, runs }) {
  const array =
    library === 'numpy' ? `np.random.default_rng(1).standard_normal((${n}, ${n}))` : torchOf(n);
  const row = { n, system: `${library} (kernel)` };
  const crossing = "await (await linalg.inv(A.to('kernel'))).cpu()";
  return [
    `B = ${array}`,
    timing('%%ts -i B --device kernel', '', 'await linalg.inv(B)', runs, {
      ...row,
      op: 'kernel inv'
    }),
    timing(`%%ts --library ${library}`, `const A = randn(${n}, ${n})`, crossing, runs, {
      ...row,
      op: 'kernel inv+crossing'
    })
  ];
}

const torchOf = n => `torch.randn((${n}, ${n}), dtype=torch.float64)`;

/** A cell that prints the median of so many calls, after one that is not timed. */
function timing(line, prepare, call, runs, row) {
  return `${line}
// @ts-nocheck
${prepare}
const times = []
for (let run = 0; run <= ${runs}; run++) {
  const start = performance.now()
  ${call}
  if (run > 0) times.push(performance.now() - start)
}
times.sort((a, b) => a - b)
console.log('${MARK}' + JSON.stringify({ ...${JSON.stringify(row)}, ms: times[times.length >> 1] }))`;
}
