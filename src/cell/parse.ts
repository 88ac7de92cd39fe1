/** Recognising a `%%ts` cell and reading its first line. */

import type { Device } from '../engine/index.js';

/** What the first line asks for. */
export interface ICellOptions {
  /** Where new tensors are, unless they say. */
  device: Device;
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
  --device DEVICE     cpu or webgpu: where tensors are made that name no device
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

/** Where the `%%ts` line of a cell is; undefined where it has none. */
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
  const words = line.replace(MAGIC, '').split(/\s+/).filter(Boolean);
  return { options: parseOptions(words), source };
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
  const names = [...line.matchAll(/\s(?:-i|--in)[=\s]+([\w,]+)/g)].flatMap(([, list]) =>
    list.split(',').filter(name => NAME.test(name) && !RESERVED.has(name))
  );
  return {
    source,
    device: /--device[=\s]+webgpu\b/.test(line) ? 'webgpu' : 'cpu',
    inputs: Object.fromEntries(names.map(name => [name, 'any']))
  };
}

/** The options of the first line, for whoever completes them. */
export const OPTION_NAMES = ['-i', '-o', '--device', '--fresh', '--help', '--timeout'];

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
      case '--timeout':
        options.timeout = parseSeconds(inline ?? words[++i]);
        break;
      default:
        throw new UsageError(`%%ts: unknown option ${words[i]}\n\n${USAGE}`);
    }
  }
  return options;
}

/** What both languages take for a name. */
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

function parseNames(option: string, text: string | undefined): string[] {
  const names = (text ?? '').split(',').filter(Boolean);
  const bad = names.find(name => !NAME.test(name) || RESERVED.has(name));
  if (names.length > 0 && bad === undefined) return names;
  const got = bad ?? 'nothing';
  throw new UsageError(
    `%%ts: ${option} wants names of variables, as in ${option} A,b, got ${got}\n\n${USAGE}`
  );
}

/** Words that are no names in Python or in TypeScript. */
const RESERVED = new Set(
  'False None True and as assert async await break case catch class const continue debugger def default del delete do elif else enum except export extends false finally for from function global if import in instanceof is lambda let new nonlocal not null or pass raise return static super switch this throw true try typeof var void while with yield'.split(
    ' '
  )
);

function parseDevice(text: string | undefined): Device {
  if (text === 'cpu' || text === 'webgpu') return text;
  throw new UsageError(`%%ts: --device wants cpu or webgpu, got ${text ?? 'nothing'}\n\n${USAGE}`);
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
