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
}

export interface ITsCell {
  options: ICellOptions;
  /** The program, with an empty first line, so that its lines are numbered as the cell's. */
  source: string;
}

export const USAGE = `%%ts [options]

Runs the cell as TypeScript in the browser. The value of the last expression is displayed.

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

/**
 * Splits a `%%ts` cell.
 * @throws UsageError for an unknown option or a bad value
 */
export function parseCell(cell: string): ITsCell {
  const above = MAGIC.exec(cell)?.[1] ?? '';
  const [line] = cell.slice(above.length).split('\n', 1);
  const source = '\n'.repeat(above.split('\n').length - 1) + cell.slice(above.length + line.length);
  const words = line.replace(MAGIC, '').split(/\s+/).filter(Boolean);
  return { options: parseOptions(words), source };
}

/**
 * The program of a cell that is being written, whatever its first line is: that line blank, so that offsets
 * are the cell's.
 */
export function programOf(cell: string): { source: string; device: Device } {
  const above = MAGIC.exec(cell)?.[1] ?? '';
  const [line] = cell.slice(above.length).split('\n', 1);
  const source = above + ' '.repeat(line.length) + cell.slice(above.length + line.length);
  return { source, device: /--device[=\s]+webgpu\b/.test(line) ? 'webgpu' : 'cpu' };
}

/** The options of the first line, for whoever completes them. */
export const OPTION_NAMES = ['--device', '--fresh', '--help', '--timeout'];

function parseOptions(words: string[]): ICellOptions {
  const options: ICellOptions = { device: 'cpu', fresh: false, help: false };
  for (let i = 0; i < words.length; i++) {
    const [name, inline] = splitOnce(words[i], '=');
    switch (name) {
      case '--fresh':
        options.fresh = true;
        break;
      case '--help':
        options.help = true;
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
