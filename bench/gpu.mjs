/**
 * Times one case on a GPU, in Chromium or in Node: this engine on 'webgpu' and on the CPU, and jax-js.
 * Whoever runs it gives the engine, since a page and Node load it from different places.
 */
import { timed } from './timing.mjs';

/** The cases that are timed on a GPU: data that is there already, results that stay there. */
export const GPU_CASES = [
  ...[512, 1024, 2048, 4096].map(n => single('matmul', n, 'float32')),
  ...[64, 128, 256, 512, 1024, 2048, 4096].map(n => single('inv', n, 'float32')),
  ...[256, 1024, 2048].map(n => single('inv', n, 'complex64')),
  ...[
    [100_000, 4],
    [10_000, 16],
    [10_000, 32],
    [1000, 64],
    [100, 128]
  ].map(([batch, n]) => ({ op: 'inv', n, batch, dtype: 'float32' })),
  ...[256, 1024, 4096].map(n => single('solve', n, 'float32')),
  ...[256, 1024, 4096].map(n => single('det', n, 'float32'))
];

function single(op, n, dtype) {
  return { op, n, batch: 0, dtype };
}

/** Calls that are queued before one waits, so that the waiting costs little. */
const QUEUED_MS = 100;

export async function describeAdapter(engine, options = {}) {
  const adapter = await navigator.gpu?.requestAdapter();
  if (!adapter) return undefined;
  const { vendor, architecture, device, description, isFallbackAdapter } = adapter.info;
  await engine.ready({ device: 'webgpu', ...options });
  return {
    name: [vendor, architecture, device, description].filter(Boolean).join(' '),
    software: Boolean(isFallbackAdapter),
    subgroups: adapter.features.has('subgroups'),
    tiles: engine.recallTiles()
  };
}

/** Rows of one case; `peers` names those that take part besides this engine on the GPU. */
export async function timeGpu(engine, test, peers = {}) {
  const rows = [await row('webgpu', 'webgpu', () => timeQueued(engine, test))];
  if (test.batch === 0 && test.n <= 2048 && test.op !== 'det') {
    rows.push(await row('invertible', 'wasm', () => timeOnCpu(engine, test)));
  } else if (test.batch > 0)
    rows.push(await row('invertible', 'wasm', () => timeOnCpu(engine, test)));
  if (peers.jax && test.dtype === 'float32') {
    rows.push(await row('jax-js', 'webgpu', () => peers.jax(test)));
  }
  return rows;
}

async function row(system, device, time) {
  try {
    return {
      system: system === 'webgpu' ? 'invertible' : system,
      device,
      threads: 1,
      ms: await time()
    };
  } catch (error) {
    return { system, device, threads: 1, error: String(error.message ?? error) };
  }
}

/** Milliseconds a call takes where the next need not wait for it. */
async function timeQueued(engine, test) {
  const call = callOn(engine, test, 'webgpu');
  const burst = async times => {
    const start = performance.now();
    for (let i = 0; i < times - 1; i++) for (const tensor of call()) tensor.dispose();
    const [last, ...rest] = call();
    await last.reshape(-1).slice(0, 0, 1).cpu();
    for (const tensor of [last, ...rest]) tensor.dispose();
    return (performance.now() - start) / times;
  };
  await burst(1);
  const once = await burst(1);
  if (once > 4000) return once;
  const times = Math.max(1, Math.min(1000, Math.round(QUEUED_MS / (await burst(3)))));
  const found = [];
  for (let i = 0; i < 5; i++) found.push(await burst(times));
  return found.sort((a, b) => a - b)[2];
}

async function timeOnCpu(engine, test) {
  const call = callOn(engine, test, 'cpu');
  return timed(call, 0.3);
}

/** The call of a case, which returns its tensors. */
function callOn(engine, { op, n, batch, dtype }, device) {
  const { linalg, manualSeed, randn } = engine;
  manualSeed(1);
  const made = randn(batch ? [batch, n, n] : [n, n], { dtype });
  const A = made.to(device);
  const b = randn(n, 1, { dtype }).to(device);
  return {
    inv: () => Object.values(linalg.invEx(A)),
    solve: () => Object.values(linalg.solveEx(A, b)),
    det: () => [linalg.det(A)],
    matmul: () => [A.matmul(A)]
  }[op];
}
