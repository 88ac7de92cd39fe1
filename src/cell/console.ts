/** `console.*` of a cell as streams, gathered so that a loop that prints does not flood the page. */
import { formatLog } from './inspect.js';
import type { Output } from './protocol.js';

type StreamName = 'stdout' | 'stderr';

/** Text is sent at the end of the cell, when the other stream starts, and this often in between. */
const INTERVAL_MS = 50;

const METHODS: Readonly<Record<string, StreamName>> = {
  log: 'stdout',
  info: 'stdout',
  debug: 'stdout',
  dir: 'stdout',
  table: 'stdout',
  warn: 'stderr',
  error: 'stderr',
  trace: 'stderr'
};

/** Replaces the methods of `target` that print. */
export function installConsole(target: Console, send: (output: Output) => void) {
  let pending: { name: StreamName; text: string } | undefined;
  let since = 0;
  const flush = () => {
    if (pending) send({ kind: 'stream', ...pending });
    pending = undefined;
  };
  const write = (name: StreamName, text: string) => {
    if (pending && pending.name !== name) flush();
    if (!pending) {
      since = performance.now();
      // For code that prints after its cell has ended; while a cell computes, `since` decides.
      setTimeout(flush, INTERVAL_MS);
    }
    pending = { name, text: (pending?.text ?? '') + text };
    if (performance.now() - since > INTERVAL_MS) flush();
  };
  const methods = target as unknown as Record<string, (...args: unknown[]) => void>;
  for (const [method, stream] of Object.entries(METHODS)) {
    methods[method] = (...args) => write(stream, `${formatLog(args)}\n`);
  }
  methods.assert = (condition, ...args) => {
    if (!condition) write('stderr', `${formatLog(['Assertion failed:', ...args])}\n`);
  };
  return { write, flush };
}
