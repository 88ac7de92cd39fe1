/** What was found out about adapters, for the next page. Workers of opaque origin have no such memory. */
import type { ITiles } from './gpu.js';

/** The shapes that are tried. */
export const TILES: readonly ITiles[] = [
  { rows: 2, columns: 2 },
  { rows: 4, columns: 4 },
  { rows: 8, columns: 4 },
  { rows: 8, columns: 8 }
];

const KEY = 'jupyterlab-invertible:tiles';

/** Whether a value, perhaps from a worker or from storage, is one of the shapes. */
export function isTiles(value: unknown): value is ITiles {
  const { rows, columns } = (value ?? {}) as Partial<ITiles>;
  return TILES.some(tiles => tiles.rows === rows && tiles.columns === columns);
}

/** What is remembered, by the names of adapters. */
export function recallTiles(): Record<string, ITiles> {
  try {
    const stored: unknown = JSON.parse(globalThis.localStorage?.getItem(KEY) ?? '{}');
    const entries = Object.entries(stored as object).filter(([, tiles]) => isTiles(tiles));
    return Object.fromEntries(entries);
  } catch {
    // No storage here, or something else in it.
    return {};
  }
}

export function rememberTiles(name: string, tiles: ITiles): void {
  try {
    const stored = JSON.stringify({ ...recallTiles(), [name]: tiles });
    globalThis.localStorage?.setItem(KEY, stored);
  } catch {
    // Then it is found out again.
  }
}
