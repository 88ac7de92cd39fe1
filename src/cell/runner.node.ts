/**
 * Runs `%%ts` cells in Node, for `nbconvert --execute` and papermill: one JSON request a line comes in, and
 * lines of outputs go out until one says `done`. The Python side is `jupyterlab_invertible/magic.py`.
 */
import { createInterface } from 'node:readline';
import { ready } from '../engine/index.js';
import { parseCell, USAGE } from './parse.js';
import { Runtime } from './runtime.js';
import type { IValue } from './values.js';

/** A value whose bytes are text. */
type TextValue =
  | { name: string; json: string }
  | (Omit<Extract<IValue, { data: unknown }>, 'data'> & { data: string });

type Request =
  | { type: 'parse'; code: string }
  | { type: 'run'; code: string; count: number; inputs: TextValue[] };

// Bound now: a cell may replace any global, and prints through the console alone.
const print = process.stdout.write.bind(process.stdout);
const write = (message: object) => print(`${JSON.stringify(message)}\n`);

await ready();
const runtime = new Runtime(globalThis, output => write({ type: 'output', output }));
const lines = createInterface({ input: process.stdin });
write({ type: 'ready' });
for await (const line of lines) {
  try {
    await answer(JSON.parse(line));
  } catch (error) {
    const { name, message } = error as Error;
    write({ type: 'failed', name, message });
  }
}

async function answer(request: Request): Promise<void> {
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
  const bytes = Buffer.from(value.data, 'base64');
  // A copy, since Node's small buffers share one.
  return { ...value, data: new Uint8Array(bytes).buffer };
}

function encode(value: IValue): TextValue {
  if ('json' in value) return value;
  return { ...value, data: Buffer.from(value.data).toString('base64') };
}
