/** Runs in Chromium: times one case on every system that a browser has. */
import { init, numpy as jax } from '@jax-js/jax';
import {
  det as mathDet,
  inv as mathInv,
  multiply as mathMultiply,
  lusolve as mathSolve
} from 'mathjs';
import { determinant, inverse, Matrix, solve as mlSolve, SVD } from 'ml-matrix';
import numeric from 'numeric';
import * as numpy from 'numpy-ts';
import { timed } from './timing.mjs';

// It makes functions from text, which look for it there.
globalThis.numeric = numeric;

/** The engine twice, since a module has one set of kernels, and its threads. */
const engines = {};

export async function load() {
  engines.relaxed = await import('./relaxed/index.js');
  engines.internal = await import('./relaxed/internal.js');
  engines.baseline = await import('./baseline/index.js');
  await engines.relaxed.ready();
  await engines.baseline.ready({ reproducible: true });
  const { startThreads } = await import('./relaxed/threads/index.js');
  engines.threads = {
    shared: await startThreads({ count: 2, shared: true }),
    messages: await startThreads({ count: 2, shared: false })
  };
  await init('wasm');
  return { isolated: crossOriginIsolated, agent: navigator.userAgent };
}

/** How long the engine takes from its bytes to its first inverse, in ms: the median of several. */
export async function readiness() {
  const bytes = await (await fetch('./baseline/engine.wasm')).arrayBuffer();
  const engine = engines.baseline;
  const times = [];
  for (let i = 0; i < 9; i++) {
    const start = performance.now();
    // Whoever asks for reproducible bits gets a module of its own.
    await engine.ready({ wasm: bytes, reproducible: true });
    engine.linalg.inv(engine.eye(4));
    times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b)[times.length >> 1];
}

/** The register tile's own rate, in GFLOP/s. */
export async function peak(binary, bits) {
  const file = binary === 'relaxed' ? './relaxed/engine.relaxed.wasm' : './relaxed/engine.wasm';
  const { instance } = await WebAssembly.instantiate(await (await fetch(file)).arrayBuffer(), {
    env: { abort() {} }
  });
  const { memory, base, [`peak_${bits}`]: run } = instance.exports;
  memory.grow(4);
  const at = Math.ceil(base() / 64) * 64;
  const [kc, times] = [256, 2000];
  const ms = await timed(() => run(kc, times, at, at + 32768, at + 65536), 0.5);
  return (2 * 12 * (128 / bits) * kc * times) / ms / 1e6;
}

/** Times a case; rows without the case's own fields. */
export async function time(test) {
  const rows = [];
  for (const [system, threads, run] of systems(test)) {
    try {
      rows.push({ system, device: 'browser', threads, ms: await timed(run) });
    } catch (error) {
      rows.push({ system, device: 'browser', threads, error: String(error) });
    }
  }
  return rows;
}

function systems(test) {
  const list = [
    ['invertible', 1, ours(engines.relaxed, test)],
    // Whole numbers need no kernels.
    ...(test.op === 'inv exact' ? [] : [['invertible (baseline)', 1, ours(engines.baseline, test)]])
  ];
  const { op, n, batch, dtype } = test;
  if (op === 'inv' && (batch > 0 || (n > 256 && !dtype.startsWith('complex')))) {
    const A = sample(engines.relaxed, test);
    list.push(['invertible (threads, shared)', 2, () => engines.threads.shared.inv(A)]);
    list.push(['invertible (threads, messages)', 2, () => engines.threads.messages.inv(A)]);
  }
  // No other system in a browser proves an inverse.
  if (batch === 0 && !op.startsWith('inv+') && op !== 'inv exact') list.push(...peers(test));
  return list;
}

function sample({ manualSeed, randn }, { n, batch, dtype }) {
  manualSeed(1);
  return randn(batch ? [batch, n, n] : [n, n], { dtype });
}

function ours(engine, test) {
  const { linalg, randn } = engine;
  const A = sample(engine, test);
  const proven = strength => linalg.verify(linalg.inv(A), { strength });
  const b = randn(test.n, { dtype: test.dtype });
  const out = A.clone();
  return {
    inv: () => linalg.inv(A),
    'inv out': () => linalg.inv(A, { out }),
    solve: () => linalg.solve(A, b),
    det: () => linalg.det(A),
    svdvals: () => linalg.svdvals(A),
    svd: () => linalg.svd(A),
    cond2: () => linalg.cond(A),
    matmul: () => A.matmul(A),
    'inv+sharp': () => proven('sharp'),
    'inv+fast': () => proven('fast'),
    'inv+refined': () => linalg.invVerified(A, { digits: 15 }),
    'inv exact': () =>
      engines.internal.adjugateOf(engines.internal.wholeOf(digitsOf(A), test.n).whole)
  }[test.op];
}

/** Whole numbers from −9 to 9. */
const digitsOf = A => A.data.map(x => Math.round(3 * x) % 10);

/** Sizes from which a system would take minutes. */
const MOST = {
  mathjs: 256,
  'ml-matrix': 1024,
  'numeric.js': 1024,
  'numpy-ts': 2048,
  'jax-js': 512
};

function mostOf(op, system) {
  if (op === 'svd') return 200;
  return op === 'matmul' && system !== 'mathjs' ? 2048 : MOST[system];
}

function peers(test) {
  const { op, n, dtype } = test;
  const A = sample(engines.relaxed, test).toArray();
  if (dtype.startsWith('complex')) return [];
  const list = dtype === 'float64' ? doubles(op, A) : [];
  list.push(['numpy-ts', numpyTs(op, A, dtype)]);
  if (dtype === 'float32' && (op === 'inv' || op === 'matmul')) {
    list.push(['jax-js', jaxJs(op, A)]);
  }
  return list
    .filter(([system, run]) => run && n <= mostOf(op, system))
    .map(([system, run]) => [system, 1, run]);
}

function doubles(op, A) {
  const b = A.map(row => row[0]);
  const M = new Matrix(A);
  const B = Matrix.columnVector(b);
  const math = {
    inv: () => mathInv(A),
    solve: () => mathSolve(A, b),
    det: () => mathDet(A),
    matmul: () => mathMultiply(A, A)
  };
  const ml = {
    inv: () => inverse(M),
    solve: () => mlSolve(M, B),
    det: () => determinant(M),
    svdvals: () => new SVD(M, values()).diagonal,
    svd: () => new SVD(M),
    cond2: () => new SVD(M, values()).condition,
    matmul: () => M.mmul(M)
  };
  const numericJs = {
    inv: () => numeric.inv(A),
    solve: () => numeric.solve(A, b),
    det: () => numeric.det(A),
    svdvals: () => numeric.svd(A).S,
    svd: () => numeric.svd(A),
    matmul: () => numeric.dot(A, A)
  };
  return [
    ['mathjs', math[op]],
    ['ml-matrix', ml[op]],
    ['numeric.js', numericJs[op]]
  ];
}

const values = () => ({ computeLeftSingularVectors: false, computeRightSingularVectors: false });

function numpyTs(op, A, dtype) {
  const M = numpy.array(A, dtype);
  const b = numpy.array(
    A.map(row => row[0]),
    dtype
  );
  const { linalg } = numpy;
  return {
    inv: () => linalg.inv(M),
    solve: () => linalg.solve(M, b),
    det: () => linalg.det(M),
    svdvals: () => linalg.svdvals(M),
    svd: () => linalg.svd(M),
    cond2: () => linalg.cond(M),
    matmul: () => numpy.matmul(M, M)
  }[op];
}

function jaxJs(op, A) {
  const M = jax.array(A, { dtype: jax.float32 });
  const run = op === 'inv' ? jax.linalg.inv : () => jax.matmul(M.ref, M.ref);
  return async () => {
    const result = op === 'inv' ? run(M.ref) : run();
    await result.data();
  };
}
