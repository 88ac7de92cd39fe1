/** A number that is changed by its last digit, by keys or by a drag. */
import type { Bounds } from '../matrix/index.js';

export interface IScrubbed {
  value: number;
  /** The value of its last digit. */
  step: number;
}

/** The number that a cell holds; undefined where it is an expression. */
export function numberIn(text: string): IScrubbed | undefined {
  const match = /^-?\d+(?:\.(\d+))?$/.exec(text);
  return match ? { value: Number(text), step: 10 ** -(match[1]?.length ?? 0) } : undefined;
}

/** The number so many steps on, with the digits that it had, and within its bounds. */
export function stepped({ value, step }: IScrubbed, by: number, bounds?: Bounds): string {
  const [least, largest] = bounds ?? [-Infinity, Infinity];
  const decimals = Math.max(0, Math.round(-Math.log10(step)));
  return Math.min(largest, Math.max(least, value + by * step))
    .toFixed(decimals)
    .replace(/^-(0\.?0*)$/, '$1');
}
