/** Runs in Chromium: the benchmark of the GPU, with jax-js beside it. */
import { init, numpy as jax } from '@jax-js/jax';
import { describeAdapter, timeGpu } from './gpu.mjs';
import { timed } from './timing.mjs';

let engine;
let hasJax = false;

export async function load() {
  engine = await import('./relaxed/index.js');
  await engine.ready();
  const about = await describeAdapter(engine);
  if (about) hasJax = (await init('webgpu')).includes('webgpu');
  return about;
}

export const time = test => timeGpu(engine, test, { jax: hasJax ? timeJax : undefined });

async function timeJax({ op, n, batch }) {
  const call = { inv: x => jax.linalg.inv(x), matmul: x => jax.matmul(x.ref, x) }[op];
  if (!call || batch > 0 || n > 1024) throw new Error('not timed');
  const data = new Float32Array(n * n).map(() => Math.random() - 0.5);
  const A = jax.array(data).reshape([n, n]);
  try {
    return await timed(async () => {
      const result = call(A.ref);
      await result.data();
    }, 0.3);
  } finally {
    A.dispose();
  }
}
