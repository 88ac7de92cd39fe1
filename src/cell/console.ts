/** `console.*` of a cell as streams, gathered so that a loop that prints does not flood the page. */
import { formatLog } from './inspect.js';
import type { Output } from './protocol.js';
import { tableBundle } from './table.js';

type StreamName = 'stdout' | 'stderr';

/** How long text is held back once a cell prints a lot; it is also sent at the cell's end. */
const INTERVAL_MS = 50;

/**
 * Messages that a cell may send at once, and how many more it earns each second. Lines that a person
 * prints by hand are thus on the screen before the next statement runs, and survive an interrupt; those
 * of a loop are gathered.
 */
const CREDIT = 200;

const METHODS: Readonly<Record<string, StreamName>> = {
  log: 'stdout',
  info: 'stdout',
  debug: 'stdout',
  dir: 'stdout',
  warn: 'stderr',
  error: 'stderr',
  trace: 'stderr'
};

/** Replaces the methods of `target` that print. */
export function installConsole(target: Console, send: (output: Output) => void) {
  // Bound now: a cell may declare or replace any global.
  const now = performance.now.bind(performance);
  const later = setTimeout;
  let pending: { name: StreamName; text: string } | undefined;
  let credit = CREDIT;
  let since = now();
  const flush = () => {
    if (!pending) return;
    const time = now();
    credit = Math.min(CREDIT, credit + ((time - since) / 1000) * CREDIT) - 1;
    since = time;
    send({ kind: 'stream', ...pending });
    pending = undefined;
  };
  const write = (name: StreamName, text: string) => {
    if (pending && pending.name !== name) flush();
    // For code that prints after its cell has ended; while a cell computes, no timer runs.
    if (!pending) later(flush, INTERVAL_MS);
    pending = { name, text: (pending?.text ?? '') + text };
    if (credit >= 1 || now() - since > INTERVAL_MS) flush();
  };
  const methods = target as unknown as Record<string, (...args: unknown[]) => void>;
  for (const [method, stream] of Object.entries(METHODS)) {
    methods[method] = (...args) => write(stream, `${formatLog(args)}\n`);
  }
  methods.table = (data, only) => {
    const table = tableBundle(data, Array.isArray(only) ? only.map(String) : undefined);
    if (!table) {
      write('stdout', `${formatLog([data])}\n`);
      return;
    }
    flush();
    send({ kind: 'display', data: table });
  };
  methods.assert = (condition, ...args) => {
    if (!condition) write('stderr', `${formatLog(['Assertion failed:', ...args])}\n`);
  };
  return { write, flush };
}
