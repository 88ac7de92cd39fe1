/** How far a transfer of values is. */

/** Bytes from which it is shown. */
export const LARGE = 8 << 20;

/** Characters of the bar. */
const WIDTH = 24;

/** `██████░░░░░░ 12 of 24 MiB` */
export function transferBar(done: number, total: number): string {
  const [now, all] = [done, total].map(bytes => (bytes / 2 ** 20).toFixed(0));
  const filled = Math.round((WIDTH * done) / total);
  return `${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)} ${now} of ${all} MiB`;
}
