/**
 * Runs `%%ts` cells in Node, for `nbconvert --execute` and papermill: one JSON request a line comes in, and
 * messages go out until one says `done`. The Python side is `jupyterlab_invertible/magic.py`.
 */
import { availableParallelism } from 'node:os';
import { createInterface } from 'node:readline';
import { ready } from '../engine/index.js';
import {
  compileModule,
  type IKernelMessage,
  KernelLink,
  startInNode,
  useKernel
} from '../engine/internal.js';
import { type ICellText, type ILanguageAnswers, mayNeedLowering } from '../language/index.js';
import { type Kind, NodeLanguage, type Question } from './compiler.node.js';
import { inspect } from './inspect.js';
import { parseCell, programOf, USAGE } from './parse.js';
import { Runtime } from './runtime.js';
import { ownStreams, writeAll } from './stdio.node.js';
import { Interrupted } from './underway.js';
import { type ISentValue, type IValue, typeOfValue } from './values.js';

/** A value whose bytes are text. */
type TextValue =
  | Exclude<IValue, { data: unknown }>
  | (Omit<Extract<ISentValue, { data: unknown }>, 'data'> & { data: string });

/** An answer of the arrays in Python. */
type Reply = {
  type: 'kernel';
  id: number;
  fields: Record<string, unknown>;
  buffers: string[];
};

type Interrupt = { type: 'interrupt'; name: string; message: string };

type Request =
  | { type: 'parse'; code: string }
  | Interrupt
  | Reply
  | { type: 'run'; code: string; count: number; inputs: TextValue[] };

// Bound now: a cell may replace any global.
const { parse, stringify } = JSON;
const { concat, from } = Buffer;
const exit = process.exit.bind(process);
// A promise whose methods were replaced never settles.
Object.freeze(Promise.prototype);
// Node hides what a cell assigns to them behind a setter, from which no fresh session could take it back.
for (const [name, value] of Object.entries({ process, Buffer })) {
  Object.defineProperty(globalThis, name, { value, writable: true, configurable: true });
}

/** Bytes of a message that are written at once: as many as a pipe takes undivided, whoever else writes. */
const PIECE = 4000;
const LINE_END = from('\n');

const lines = createInterface({ input: process.stdin });
// Node ends when Python no longer reads, whatever a cell has left running.
lines.on('close', () => exit(0));

const requests = lines[Symbol.asyncIterator]();
const first = await requests.next();
/**
 * The mark that messages begin with: all else on the way out is text of a cell, or of a program that it started.
 * It comes as the first line, which no cell can read again, as it could arguments and environment.
 */
const [more, last] = ['+', '.'].map(flag => from(`\x1e${first.value}${flag}`));

function print(bytes: Uint8Array): void {
  try {
    writeAll(1, bytes);
  } catch {
    exit(1);
  }
}

function write(message: object): void {
  const bytes = from(stringify(message));
  for (let at = 0; at < bytes.length; at += PIECE) {
    const mark = at + PIECE < bytes.length ? more : last;
    print(concat([mark, bytes.subarray(at, at + PIECE), LINE_END]));
  }
}

ownStreams({
  stdout: print,
  stderr: bytes => write(streamOf('stderr', bytes.toString()))
});

// A failure after the cell has ended (a timer, a forgotten promise) is told, and ends nothing. By no listener
// alone, which a cell may remove with its own.
const tellUncaught = (error: unknown) => {
  if (!(error instanceof Interrupted)) write(streamOf('stderr', uncaught(error)));
};
process.setUncaughtExceptionCaptureCallback(tellUncaught);
const listeners = process.listenerCount.bind(process);
const on = process.on.bind(process) as (event: string, listener: (value: unknown) => void) => void;

/** Listens to what would end Node, also where a cell has removed all listeners. */
function listen(): void {
  for (const [event, listener] of [
    ['unhandledRejection', tellUncaught],
    // An interrupt goes to the whole group of processes; Python says what is to be done.
    ['SIGINT', () => undefined]
  ] as const) {
    if (listeners(event) === 0) on(event, listener);
  }
}

listen();

function streamOf(name: 'stdout' | 'stderr', text: string) {
  return { type: 'output', output: { kind: 'stream', name, text } };
}

function uncaught(error: unknown): string {
  try {
    return `Uncaught ${inspect(error)}\n`;
  } catch {
    return 'Uncaught error, which cannot be written\n';
  }
}

/** The effect of a type error: `error` (default), `warn` or `off`, as JupyterLab's setting *Type errors*. */
const TYPE_ERRORS = process.env.INVERTIBLE_TYPE_ERRORS ?? 'error';
/** The library of new tensors in Python where a cell does not say, as JupyterLab's setting. */
const LIBRARY = process.env.INVERTIBLE_LIBRARY ?? 'numpy';
let language = TYPE_ERRORS === 'off' ? undefined : new NodeLanguage(new URL('.', import.meta.url));

// A name that workers have, and programs of theirs use.
Object.defineProperty(globalThis, 'self', {
  value: globalThis,
  configurable: true,
  writable: true
});

await ready();
const runtime = new Runtime(globalThis, output => write({ type: 'output', output }), undefined, {
  count: availableParallelism(),
  prepare: async () => ({
    wasm: await compileModule({}),
    loadShared: () => compileModule({ shared: true }),
    spawn: () => startInNode(new URL('./threads.mjs', import.meta.url))
  })
});
/** Arrays stay in the Python that has started this Node. */
const python = new KernelLink(({ data, ...request }: IKernelMessage) =>
  write({ type: 'kernel', request, data: data && from(data).toString('base64') })
);
useKernel(python);
write({ type: 'ready' });
let turn = Promise.resolve();
/** An interrupt that comes while a cell is checked. */
let early: Interrupt | undefined;
let isRunning = false;
for await (const line of requests) {
  const request = parse(line) as Request;
  // An interrupt is for the request that is being answered.
  if (request.type === 'kernel') {
    const { id, fields, buffers } = request;
    python.receive({ id, fields, buffers: buffers.map(toBytes) });
  } else if (request.type !== 'interrupt') turn = turn.then(() => answer(request)).catch(fail);
  else if (isRunning) runtime.interrupt(request.name, request.message);
  else early = request;
}

function fail({ name, message }: Error): void {
  write({ type: 'failed', name, message });
}

async function answer(request: Exclude<Request, Interrupt | Reply>): Promise<void> {
  early = undefined;
  // Late code, between cells, may have changed it.
  runtime.mend();
  listen();
  const { options, source } = parseCell(request.code);
  if (request.type === 'parse') {
    write({ type: 'parsed', ...options, usage: USAGE });
    return;
  }
  const { fresh, device, outputs } = options;
  const inputs = request.inputs.map(decode);
  const types = Object.fromEntries(inputs.map(value => [value.name, typeOfValue(value)]));
  const program = { ...programOf(request.code), inputs: types };
  if (fresh) await ask('reset', {});
  if (await isRefused(program, request.count)) {
    write({ type: 'done', ok: false, values: [] });
    return;
  }
  const lowered = mayNeedLowering(source) ? await ask('lower', { source }) : undefined;
  if (early) {
    const { name, message } = early;
    const traceback = [`${name}: ${message}`];
    write({ type: 'output', output: { kind: 'error', name, message, traceback } });
    write({ type: 'done', ok: false, values: [] });
    return;
  }
  // From here on its time counts.
  write({ type: 'started' });
  isRunning = true;
  const values = await runtime.run({
    type: 'run',
    id: 0,
    count: request.count,
    source,
    lowered,
    fresh,
    device,
    library: options.library ?? LIBRARY,
    inputs,
    outputs
  });
  isRunning = false;
  await ask('commit', { cell: program, count: request.count, kept: [...runtime.kept] });
  write({ type: 'done', ok: values !== undefined, values: (values ?? []).map(encode) });
}

/** Says what the compiler finds in a cell, and whether the cell must not run. */
async function isRefused(cell: ICellText, count: number): Promise<boolean> {
  const found = await ask('check', { cell });
  const first = found?.problems.find(({ severity }) => severity === 'error');
  if (!found) return false;
  if (!first) {
    if (found.pretty) tell(found.pretty);
    return false;
  }
  const pretty = found.pretty.replaceAll('cell.ts', `cell[${count}]`);
  if (TYPE_ERRORS === 'warn') {
    tell(pretty);
    return false;
  }
  const { message } = first;
  write({
    type: 'output',
    output: { kind: 'error', name: 'TypeCheckError', message, traceback: [pretty] }
  });
  return true;
}

/** Asks the compiler, which says once where it cannot answer. */
async function ask<K extends Kind>(
  type: K,
  question: Question<K>
): Promise<ILanguageAnswers[K] | undefined> {
  if (!language) return undefined;
  try {
    return await language.ask(type, question);
  } catch (error) {
    language = undefined;
    tell(`Cells are not type checked: ${(error as Error).message}.`);
    return undefined;
  }
}

function tell(text: string): void {
  write(streamOf('stderr', `${text}\n`));
}

function decode(value: TextValue): IValue {
  return 'data' in value ? { ...value, data: toBytes(value.data) } : value;
}

/** A copy, since Node's small buffers share one. */
function toBytes(text: string): ArrayBuffer {
  return new Uint8Array(from(text, 'base64')).buffer;
}

function encode(value: IValue): TextValue {
  return 'data' in value ? { ...value, data: from(value.data).toString('base64') } : value;
}
