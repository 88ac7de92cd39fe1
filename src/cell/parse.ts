/** Recognising a `%%ts` cell and reading its first line. */

import type { Device } from '../engine/index.js';
import type { Library } from '../engine/internal.js';

/** As the engine has them: a page reads first lines before it loads the engine. */
export const DEVICE_NAMES = ['cpu', 'webgpu', 'kernel'] as const satisfies readonly Device[];
export const LIBRARY_NAMES = [
  'numpy',
  'torch',
  'cupy',
  'jax',
  'dask'
] as const satisfies readonly Library[];

/** The options of the first line. */
export interface ICellOptions {
  /** The device of new tensors that name none. */
  device: Device;
  /** Of new tensors in the Python kernel that name none; absent: what the setting says. */
  library?: string;
  /** Seconds after which the cell is ended. */
  timeout?: number;
  /** Forget the variables of earlier cells. */
  fresh: boolean;
  help: boolean;
  /** Names that come from Python before the cell runs, and that go there after. */
  inputs: string[];
  outputs: string[];
}

export interface ITsCell {
  options: ICellOptions;
  /** The program, with an empty first line, so that its lines are numbered as the cell's. */
  source: string;
}

export const USAGE = `%%ts [options]

Runs the cell as TypeScript in the browser. The value of the last expression is displayed.

  -i, --in A,b        take these variables from the Python kernel
  -o, --out X,y       give these variables to the Python kernel, arrays as NumPy
  --device DEVICE     cpu, webgpu or kernel: where tensors are made that name no device;
                      with kernel, arrays after -i and -o stay in the Python kernel
  --library LIBRARY   numpy, torch, cupy, jax or dask, with a device as in torch:cuda:0:
                      the library of tensors that are made in the Python kernel
  --timeout SECONDS   end the cell after this time
  --fresh             forget the variables of earlier %%ts cells
  --help              show this text`;

/** A first line that cannot be read. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Blank lines may come first, as IPython lets them. */
const MAGIC = /^(\s*\n)?%%ts(?=\s|$)/;

/** Whether a cell's source is a `%%ts` cell. */
export function isTsCell(source: string): boolean {
  return MAGIC.test(source);
}

/** The place of a cell's `%%ts` line; undefined where it has none. */
export function magicLineOf(cell: string): { start: number; end: number } | undefined {
  const found = MAGIC.exec(cell);
  if (!found) return undefined;
  const start = found[1]?.length ?? 0;
  const end = cell.indexOf('\n', start);
  return { start, end: end < 0 ? cell.length : end };
}

/**
 * Splits a `%%ts` cell; a cell without the magic, of a notebook that is TypeScript throughout, is a program
 * as it is.
 * @throws UsageError for an unknown option or a bad value
 */
export function parseCell(cell: string): ITsCell {
  const at = magicLineOf(cell);
  if (!at) return { options: parseOptions([]), source: cell };
  const line = cell.slice(at.start, at.end);
  const source = '\n'.repeat(cell.slice(0, at.start).split('\n').length - 1) + cell.slice(at.end);
  const words = closeUp(line.replace(MAGIC, '')).split(/\s+/).filter(Boolean);
  return { options: parseOptions(words), source };
}

/** A list of names as one word: `a , b` is `a,b`. A comma with no name behind it stays as it is, to be refused. */
function closeUp(line: string): string {
  return line.replace(/(?<!\s|-[io]|--in|--out)\s+,/g, ',').replace(/,\s+(?![\s-]|$)/g, ',');
}

/**
 * The program of a cell that is being written, whatever its first line is: that line blank, so that offsets
 * are the cell's.
 */
export function programOf(cell: string): {
  source: string;
  device: Device;
  inputs: Record<string, string>;
} {
  const at = magicLineOf(cell);
  if (!at) return { source: cell, device: 'cpu', inputs: {} };
  const line = cell.slice(at.start, at.end);
  const source = cell.slice(0, at.start) + ' '.repeat(line.length) + cell.slice(at.end);
  const names = [...closeUp(line).matchAll(/\s(?:-i|--in)[=\s]+(\S+)/g)].flatMap(([, list]) =>
    list.split(',').filter(name => NAME.test(name) && refusal('-i', name) === undefined)
  );
  return {
    source,
    device: deviceIn(line),
    inputs: Object.fromEntries(names.map(name => [name, 'any']))
  };
}

/** The options of the first line, for whoever completes them. */
export const OPTION_NAMES = ['-i', '-o', '--device', '--fresh', '--help', '--library', '--timeout'];

function parseOptions(words: string[]): ICellOptions {
  const options: ICellOptions = {
    device: 'cpu',
    fresh: false,
    help: false,
    inputs: [],
    outputs: []
  };
  for (let i = 0; i < words.length; i++) {
    const [name, inline] = splitOnce(words[i], '=');
    switch (name) {
      case '--fresh':
        options.fresh = true;
        break;
      case '--help':
        options.help = true;
        break;
      case '-i':
      case '--in':
        options.inputs.push(...parseNames(name, inline ?? words[++i]));
        break;
      case '-o':
      case '--out':
        options.outputs.push(...parseNames(name, inline ?? words[++i]));
        break;
      case '--device':
        options.device = parseDevice(inline ?? words[++i]);
        break;
      case '--library':
        options.library = parseLibrary(inline ?? words[++i]);
        break;
      case '--timeout':
        options.timeout = parseSeconds(inline ?? words[++i]);
        break;
      default:
        throw new UsageError(`%%ts: unknown option ${words[i]}${hint(words, i)}\n\n${USAGE}`);
    }
  }
  checkNames('-i', options.inputs);
  checkNames('-o', options.outputs);
  return options;
}

/** A word to whoever left out the comma between two names. */
function hint(words: readonly string[], at: number): string {
  const isName = NAME.test(words[at]) && at > 1 && /^(?:-i|-o|--in|--out)$/.test(words[at - 2]);
  if (!isName) return '';
  return `; names have a comma between them: ${words[at - 2]} ${words[at - 1]},${words[at]}`;
}

/** A name in both languages. */
const NAME = /^[\p{XIDS}_][\p{XIDC}]*$/u;

function parseNames(option: string, text: string | undefined): string[] {
  const names = text ? text.split(',') : [];
  if (names.length > 1 && names.includes('')) {
    throw new UsageError(
      `%%ts: ${option} ${text}: a comma has no name beside it; write ${option} ${names.filter(Boolean).join(',') || 'A,b'}\n\n${USAGE}`
    );
  }
  const bad = names.find(name => !NAME.test(name));
  if (names.length === 0 || bad !== undefined) {
    const got = bad ?? 'nothing';
    throw new UsageError(
      `%%ts: ${option} wants names of variables, as in ${option} A,b, got ${got}\n\n${USAGE}`
    );
  }
  return names;
}

/** @throws UsageError for a name that stands twice, or that one of the languages does not have */
function checkNames(option: '-i' | '-o', names: readonly string[]): void {
  const seen = new Set<string>();
  for (const name of names) {
    const why = seen.has(name) ? 'it stands there twice; write it once' : refusal(option, name);
    if (why) throw new UsageError(`%%ts: ${option} ${name}: ${why}\n\n${USAGE}`);
    seen.add(name);
  }
}

function refusal(option: '-i' | '-o', name: string): string | undefined {
  const composed = name.normalize('NFKC');
  if (composed !== name)
    return `Python writes this name ${composed}; write it so here and in the cell`;
  const elsewhere =
    option === '-i'
      ? `give it another name in a Python cell, as in ${name.replace(/^_+/, '') || 'x'}_1 = …, and write that after -i`
      : 'give the variable another name in the cell, and write that after -o';
  if (name.startsWith('__'))
    return `Python keeps names that begin with __ for itself; ${elsewhere}`;
  if (PYTHON.has(name)) return `${name} is a keyword of Python and no variable there; ${elsewhere}`;
  if (TYPESCRIPT.has(name)) {
    return `TypeScript has no variable of the name ${name}, which is a word of the language; ${elsewhere}`;
  }
  return undefined;
}

const wordSet = (text: string): ReadonlySet<string> => new Set(text.split(' '));

const PYTHON = wordSet(
  'False None True and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield'
);

/** Keywords, those of strict code, and globals that nothing can take the place of. */
const TYPESCRIPT = wordSet(
  'Infinity NaN arguments await break case catch class const continue debugger default delete do else enum eval export extends false finally for function globalThis if implements import in instanceof interface let new null package private protected public return static super switch this throw true try typeof undefined var void while with yield'
);

function parseDevice(text: string | undefined): Device {
  const device = DEVICE_NAMES.find(name => name === text);
  if (device) return device;
  throw new UsageError(
    `%%ts: --device wants cpu, webgpu or kernel, got ${text ?? 'nothing'}\n\n${USAGE}`
  );
}

/** The device of a first line that is being written. */
function deviceIn(line: string): Device {
  const name = /--device[=\s]+(\w+)/.exec(line)?.[1];
  return DEVICE_NAMES.find(known => known === name) ?? 'cpu';
}

/** As the engine's `parsePlace` reads it. */
function parseLibrary(text: string | undefined): string {
  const name = /^([a-z]+)(?::[a-z]+(?::\d{1,3})?)?$/.exec(text ?? '')?.[1];
  if (text !== undefined && LIBRARY_NAMES.some(known => known === name)) return text;
  throw new UsageError(
    `%%ts: --library wants numpy, torch, cupy, jax or dask, with a device as in torch:cuda:0, got ${text ?? 'nothing'}\n\n${USAGE}`
  );
}

function parseSeconds(text: string | undefined): number {
  const seconds = Number(text);
  if (text !== undefined && text !== '' && seconds > 0 && Number.isFinite(seconds)) return seconds;
  const got = text === undefined ? 'nothing' : text;
  throw new UsageError(`%%ts: --timeout wants a number of seconds, got ${got}\n\n${USAGE}`);
}

function splitOnce(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + separator.length)];
}
