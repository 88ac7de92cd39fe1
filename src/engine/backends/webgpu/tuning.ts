/** Findings about adapters, kept for the next page. Workers of opaque origin have no such memory. */
import type { ITiles } from '../../core/gpu/gpu.js';

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

/** Adapters that are remembered, the last ones: a machine has one or two. */
const MOST = 16;
/** The name that a browser or a driver gives an adapter: text that can be printed. */
const NAME = /^\P{C}{1,200}$/u;
/** Characters that are read from storage: more than those of so many entries. */
const LONGEST = MOST * 1000;

/** The tiles that are remembered, by the names of adapters. */
export function recallTiles(): Record<string, ITiles> {
  try {
    const text = globalThis.localStorage?.getItem(KEY) ?? '{}';
    const stored: unknown = text.length > LONGEST ? {} : JSON.parse(text);
    return Object.fromEntries(
      Object.entries(stored as object)
        .filter(([name, tiles]) => NAME.test(name) && isTiles(tiles))
        .slice(-MOST)
        .map(([name, { rows, columns }]) => [name, { rows, columns }])
    );
  } catch {
    // No storage here, or something else in it.
    return {};
  }
}

/** Remembers what was found out of an adapter, which becomes the last one. */
export function rememberTiles(name: string, { rows, columns }: ITiles): void {
  if (!NAME.test(name) || !isTiles({ rows, columns })) return;
  try {
    const others = Object.entries(recallTiles()).filter(([other]) => other !== name);
    const entries = [...others.slice(1 - MOST), [name, { rows, columns }] as const];
    globalThis.localStorage?.setItem(KEY, JSON.stringify(Object.fromEntries(entries)));
  } catch {
    // Then it is found out again.
  }
}

/** Remembers for a sandbox, which has one adapter: what it says of others is not believed. */
export function rememberOnce(): typeof rememberTiles {
  let isDone = false;
  return (name, tiles) => {
    if (!isDone) rememberTiles(name, tiles);
    isDone = true;
  };
}
