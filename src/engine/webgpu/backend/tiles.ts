/** How many entries of a product each thread of a workgroup of 16 by 16 keeps in registers. */
import type { IMachine } from './job.js';

export interface ITiles {
  rows: number;
  columns: number;
}

/** Suits adapters that are no GPUs, and all others until they are tuned. */
export const FIXED_TILES: ITiles = { rows: 4, columns: 4 };

/** The tiles to use on an adapter. */
export async function tunedTiles(_machine: IMachine, _name: string): Promise<ITiles> {
  return FIXED_TILES;
}
