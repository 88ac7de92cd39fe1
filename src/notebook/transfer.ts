/** How far a transfer of values is, and work in the Python kernel. */
import type { IWorkProgress } from './python.js';

/** Bytes from which it is shown. */
export const LARGE = 8 << 20;

/** Characters of the bar. */
const WIDTH = 24;

/** `██████░░░░░░ 12 of 24 MiB` */
export function transferBar(done: number, total: number): string {
  const [now, all] = [done, total].map(bytes => (bytes / 2 ** 20).toFixed(0));
  return `${bar(done, total)} ${now} of ${all} MiB`;
}

/** `inverting ██████░░░░░░ 50 %, about 2 min left` */
export function workBar({ done, total, left, doing }: IWorkProgress): string {
  const rest = left === undefined || done >= total ? '' : `, about ${duration(left)} left`;
  const share = total > 0 ? Math.min(done / total, 1) : 0;
  return `${doing} ${bar(done, total)} ${Math.floor(100 * share)} %${rest}`;
}

function bar(done: number, total: number): string {
  const filled = total > 0 ? Math.round((WIDTH * Math.min(done, total)) / total) : 0;
  return `${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)}`;
}

function duration(seconds: number): string {
  return seconds < 100 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`;
}
