/** `npm run soak`: a thousand rounds of run, interrupt, restart and close (`-- --rounds N`), and what they leave. */
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '1000' } } });
process.env.SOAK_ROUNDS = values.rounds;
process.argv.splice(2, Number.POSITIVE_INFINITY, 'browser', 'soak');
await import('./test.mjs');
