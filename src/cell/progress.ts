/** A bar for long loops, as Python's tqdm. */
import type { IDisplay } from './display.js';

export interface IProgressOptions {
  /** The text before the bar. */
  label?: string;
  /** How many there are, where the list does not say. */
  total?: number;
}

/** Goes through a list and shows how far it is: `for (const x of progress(list)) …`. */
export type Progress = <T>(items: Iterable<T>, options?: IProgressOptions) => Iterable<T>;

/** Cells of the bar, and how often it is drawn (ms). */
const WIDTH = 24;
const INTERVAL = 100;

let bars = 0;

/** @param now milliseconds */
export function makeProgress(display: IDisplay, now = () => performance.now()): Progress {
  return function* progress<T>(items: Iterable<T>, options: IProgressOptions = {}) {
    const total = options.total ?? sizeOf(items);
    const label = options.label ? `${options.label} ` : '';
    const id = `progress-${++bars}`;
    const start = now();
    let [done, drawn] = [0, Number.NEGATIVE_INFINITY];
    const draw = () => {
      drawn = now();
      const seconds = (drawn - start) / 1000;
      display(new Line(`${label}${bar(done, total)} · ${seconds.toFixed(1)} s`), { id });
    };
    draw();
    try {
      for (const item of items) {
        yield item;
        done++;
        if (now() - drawn >= INTERVAL) draw();
      }
    } finally {
      draw();
    }
  };
}

/** Text that is shown without quotes. */
class Line {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.#text;
  }
}

function bar(done: number, total: number | undefined): string {
  if (total === undefined || total === 0) return `${done}`;
  const filled = Math.min(WIDTH, Math.floor((WIDTH * done) / total));
  const percent = Math.floor((100 * done) / total);
  return `${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)} ${percent}% ${done}/${total}`;
}

function sizeOf(items: unknown): number | undefined {
  const { length, size } = items as { length?: unknown; size?: unknown };
  return [length, size].find(value => typeof value === 'number') as number | undefined;
}
