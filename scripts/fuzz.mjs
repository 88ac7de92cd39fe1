/** `npm run fuzz`: the fuzz tests with new seeds, again and again for an hour (`-- --minutes N`). */
import { parseArgs } from 'node:util';
import { runJest } from './lib/jest.mjs';

const { values, positionals } = parseArgs({
  options: { minutes: { type: 'string', default: '60' } },
  allowPositionals: true
});
const end = Date.now() + 60_000 * Number(values.minutes);
const files = positionals.length > 0 ? positionals : ['test/fuzz', 'test/engine/verify'];
for (let seed = Date.now() % 2 ** 31, round = 1; Date.now() < end; seed++, round++) {
  console.log(`\n── round ${round}: FUZZ_SEED=${seed}`);
  await runJest(files, { FUZZ_SEED: String(seed), FUZZ_SCALE: '2' });
}
console.log('\nNothing was found.');
