/** The benchmark as a table, and the ratios that the project is judged by. */
import { nameOf } from '../../bench/cases.mjs';

const digits = value => (value >= 100 ? value.toFixed(0) : value.toPrecision(3));

const keyOf = row => JSON.stringify([row.op, row.n, row.batch, row.dtype]);

export function printReport({ about, rows }) {
  console.log(`\n${about.cpu} · ${about.agent} · ${about.date}`);
  console.log(`native: ${JSON.stringify(about.native)} · ready in ${digits(about.readyMs)} ms`);
  for (const [binary, rates] of Object.entries(about.peaks)) {
    const list = Object.entries(rates).map(([dtype, rate]) => `${dtype} ${digits(rate)} GFLOP/s`);
    console.log(`peak of the register tile, ${binary}: ${list.join(', ')}`);
  }
  for (const group of Map.groupBy?.(rows, keyOf).values() ?? grouped(rows)) {
    const own = group.find(row => row.system === 'invertible');
    const share = shareOfPeak(about, own);
    console.log(`\n${nameOf(group[0])}${share ? `   ${share}% of the peak` : ''}`);
    for (const row of group) {
      const label = `${row.system}${row.threads > 1 ? ` (${row.threads} threads)` : ''}`;
      const figures = row.error
        ? row.error.slice(0, 60)
        : `${digits(row.ms).padStart(9)} ms ${rateOf(row)} ${digits(row.ms / own.ms).padStart(7)}x`;
      console.log(`  ${label.padEnd(44)}${figures}`);
    }
  }
  console.log('\nThe last column is how many times as long as this engine on one thread.');
}

/** Blank where operations are not counted. */
function rateOf({ gflops }) {
  return gflops ? `${digits(gflops).padStart(8)} GFLOP/s` : ' '.repeat(16);
}

function grouped(rows) {
  const groups = new Map();
  for (const row of rows) groups.set(keyOf(row), [...(groups.get(keyOf(row)) ?? []), row]);
  return groups.values();
}

/** One thread's share of the register tile's rate, in percent; for matrices that are blocked. */
export function shareOfPeak({ peaks }, row) {
  if (!row?.gflops || row.n < 64 || row.op !== 'inv') return undefined;
  const single = row.dtype === 'float32' || row.dtype === 'complex64';
  return Math.round((100 * row.gflops) / peaks.relaxed[single ? 'float32' : 'float64']);
}
