/**
 * Runs `%%ts` cells in Node, for `nbconvert --execute` and papermill: one JSON request a line comes in, and
 * messages go out until one says `done`. The Python side is `jupyterlab_invertible/magic.py`.
 */
import { createInterface } from 'node:readline';
import { ready } from '../engine/index.js';
import { inspect } from './inspect.js';
import { parseCell, USAGE } from './parse.js';
import { Runtime } from './runtime.js';
import { Interrupted } from './underway.js';
import type { IValue } from './values.js';

/** A value whose bytes are text. */
type TextValue =
  | { name: string; json: string }
  | (Omit<Extract<IValue, { data: unknown }>, 'data'> & { data: string });

type Request =
  | { type: 'parse'; code: string }
  | { type: 'interrupt'; name: string; message: string }
  | { type: 'run'; code: string; count: number; inputs: TextValue[] };

// Bound now: a cell may replace any global.
const { parse, stringify } = JSON;
const { concat, from } = Buffer;
const print = process.stdout.write.bind(process.stdout);
const exit = process.exit.bind(process);

/** Bytes of a message that are written at once: as many as a pipe takes undivided, whoever else writes. */
const PIECE = 4000;
const LINE_END = from('\n');

const lines = createInterface({ input: process.stdin });
// Node ends when Python no longer reads, whatever a cell has left running.
lines.on('close', () => exit(0));
process.stdout.on('error', () => exit(1));

const requests = lines[Symbol.asyncIterator]();
const first = await requests.next();
/**
 * The mark that messages begin with: all else on the way out is text of a cell, or of a program that it started.
 * It comes as the first line, which no cell can read again, as it could arguments and environment.
 */
const [more, last] = ['+', '.'].map(flag => from(`\x1e${first.value}${flag}`));

function write(message: object): void {
  const bytes = from(stringify(message));
  for (let at = 0; at < bytes.length; at += PIECE) {
    const mark = at + PIECE < bytes.length ? more : last;
    print(concat([mark, bytes.subarray(at, at + PIECE), LINE_END]));
  }
}

// A failure after the cell has ended (a timer, a forgotten promise) is told, and ends nothing.
for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
  process.on(event, (error: unknown) => {
    if (error instanceof Interrupted) return;
    write({ type: 'output', output: { kind: 'stream', name: 'stderr', text: uncaught(error) } });
  });
}

function uncaught(error: unknown): string {
  try {
    return `Uncaught ${inspect(error)}\n`;
  } catch {
    return 'Uncaught error, which cannot be written\n';
  }
}

// An interrupt goes to the whole group of processes; Python says what is to be done.
process.on('SIGINT', () => undefined);

await ready();
const runtime = new Runtime(globalThis, output => write({ type: 'output', output }));
write({ type: 'ready' });
let turn = Promise.resolve();
for await (const line of requests) {
  const request = parse(line) as Request;
  // An interrupt is for the request that is being answered.
  if (request.type === 'interrupt') runtime.interrupt(request.name, request.message);
  else turn = turn.then(() => answer(request)).catch(fail);
}

function fail({ name, message }: Error): void {
  write({ type: 'failed', name, message });
}

async function answer(request: Exclude<Request, { type: 'interrupt' }>): Promise<void> {
  const { options, source } = parseCell(request.code);
  if (request.type === 'parse') {
    write({ type: 'parsed', ...options, usage: USAGE });
    return;
  }
  const { fresh, device, outputs } = options;
  const inputs = request.inputs.map(decode);
  const values = await runtime.run({
    type: 'run',
    id: 0,
    count: request.count,
    source,
    fresh,
    device,
    inputs,
    outputs
  });
  write({ type: 'done', ok: values !== undefined, values: (values ?? []).map(encode) });
}

function decode(value: TextValue): IValue {
  if ('json' in value) return value;
  const bytes = from(value.data, 'base64');
  // A copy, since Node's small buffers share one.
  return { ...value, data: new Uint8Array(bytes).buffer };
}

function encode(value: IValue): TextValue {
  if ('json' in value) return value;
  return { ...value, data: from(value.data).toString('base64') };
}
