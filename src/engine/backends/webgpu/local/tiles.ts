/**
 * How many entries of a product each thread of a workgroup of 16 by 16 keeps in registers: tried at the
 * first use of an adapter, and remembered by its name.
 */
import type { IGpuOptions, ITiles } from '../../../core/gpu/gpu.js';
import { isTiles, recallTiles, rememberTiles, TILES } from '../tuning.js';
import type { IMachine } from './job.js';
import { Job } from './job.js';
import { multiplyMatrices } from './product.js';

/** The edges of the products by which tiles are compared: on an adapter that is no GPU the small one. */
const EDGES = { small: 256, large: 1024 } as const;
/** Milliseconds in which a GPU has the small ones done. */
const SOON = 20;
const TIMES = 3;

/** The tiles to use on an adapter. */
export async function tunedTiles(
  machine: IMachine,
  name: string,
  options: IGpuOptions
): Promise<ITiles> {
  // An adapter in software: one shape is as good as another, and trying them takes seconds.
  if (machine.device.adapterInfo.isFallbackAdapter) return machine.tiles;
  const tuned = { ...recallTiles(), ...options.tuned };
  const known = Object.hasOwn(tuned, name) ? tuned[name] : undefined;
  if (isTiles(known)) return known;
  const best = await tune(machine);
  rememberTiles(name, best);
  options.onTuned?.(name, best);
  return best;
}

async function tune(machine: IMachine): Promise<ITiles> {
  const buffers = [0, 1, 2].map(() => machine.storage.take(EDGES.large ** 2 * 4));
  await multiplied(machine, buffers, EDGES.small);
  const soon = (await multiplied(machine, buffers, EDGES.small)) < SOON;
  const edge = soon ? EDGES.large : EDGES.small;
  let best = { tiles: machine.tiles, time: Number.POSITIVE_INFINITY };
  for (const tiles of TILES) {
    const shaped = { ...machine, tiles };
    // Once for the compiler.
    await multiplied(shaped, buffers, EDGES.small);
    for (let i = 0; i < TIMES; i++) {
      const time = await multiplied(shaped, buffers, edge);
      if (time < best.time) best = { tiles, time };
    }
  }
  for (const buffer of buffers) machine.storage.give(buffer);
  return best.tiles;
}

/** Milliseconds that some products take. */
async function multiplied(
  machine: IMachine,
  buffers: readonly GPUBuffer[],
  edge: number
): Promise<number> {
  const start = performance.now();
  const job = new Job(machine);
  for (let i = 0; i < 4; i++) {
    multiplyMatrices(job, buffers, false, 1, [edge, edge, edge], [0, 0]);
  }
  job.submit();
  await machine.device.queue.onSubmittedWorkDone();
  return performance.now() - start;
}
