/** Errors of a cell as Jupyter shows them: torch's or JavaScript's own text, and where in the cell. */
import { RuntimeError } from '../engine/index.js';
import { clip } from '../language/index.js';
import { advised } from './advice.js';
import { CompileError } from './compile.js';
import { inspect } from './inspect.js';
import { framesOf, type IFrame, placeText, textsOf } from './places.js';

export { sourceUrl } from './places.js';

/** A cell that has run or is running, so that its lines can be quoted. */
export interface ICellSource {
  source: string;
  columnIn: (line: number, column: number) => number | undefined;
}

export interface IErrorReport {
  name: string;
  message: string;
  traceback: string[];
}

// Red cannot be read on the red of an error in a dark theme.
const BOLD = '\u001b[1m';
const DIM = '\u001b[0;36m';
const RESET = '\u001b[0m';

/** Of a message, and of a line or a name. */
const MOST_MESSAGE = 100_000;
const MOST_LINE = 500;

/** Makes a report of whatever a cell threw, also of what does not want to be described. */
export function reportError(
  error: unknown,
  count: number,
  cells: ReadonlyMap<number, ICellSource>
): IErrorReport {
  try {
    return error instanceof Error ? report(error, count, cells) : reportThrownValue(error);
  } catch {
    return UNTOLD;
  }
}

/** Of a value whose properties throw, or a proxy. */
const UNTOLD: IErrorReport = {
  name: 'Error',
  message: 'The cell threw a value that cannot be described: reading its properties fails.',
  traceback: [
    'Error: The cell threw a value that cannot be described: reading its properties fails.'
  ]
};

function report(
  error: Error,
  count: number,
  cells: ReadonlyMap<number, ICellSource>
): IErrorReport {
  const frames = placed(error, count, cells);
  const texts = textsOf(error);
  const [name, own] = [clip(texts.name, MOST_LINE), clip(texts.message, MOST_MESSAGE)];
  const message = error instanceof CompileError ? own : advised(name, own);
  const traceback = [`${BOLD}${name}${RESET}: ${message}`];
  const [top] = frames;
  const quoted = top && quote(cells.get(top.cell)?.source, top);
  for (const frame of frames) traceback.push(`    ${DIM}at ${placeText(frame)}${RESET}`);
  if (quoted) traceback.splice(2, 0, quoted);
  return { name, message, traceback: [...traceback, ...fieldsOf(error), ...causes(error)] };
}

function reportThrownValue(value: unknown): IErrorReport {
  const message = inspect(value);
  const name = 'Uncaught';
  return { name, message, traceback: [`${BOLD}${name}${RESET}: ${message}`] };
}

/** The places of an error, with the columns of the cells' own text. */
function placed(error: Error, count: number, cells: ReadonlyMap<number, ICellSource>): IFrame[] {
  if (error instanceof CompileError) {
    return [{ cell: count, line: error.line, column: error.column }];
  }
  return framesOf(error).map(frame => ({
    ...frame,
    column: cells.get(frame.cell)?.columnIn(frame.line, frame.column ?? 1)
  }));
}

/** The line with its neighbours, and a mark under the column. */
function quote(source: string | undefined, { line, column }: IFrame): string | undefined {
  const lines = source?.split('\n');
  if (!lines || lines[line - 1] === undefined) return undefined;
  // The first line of a `%%ts` cell is empty here.
  const from = Math.max(lines[0] === '' ? 2 : 1, line - 2);
  const to = Math.min(lines.length, line + 2);
  const width = String(to).length;
  const quoted: string[] = [];
  for (let i = from; i <= to; i++) {
    const here = i === line;
    const number = String(i).padStart(width);
    const text = clip(lines[i - 1], MOST_LINE);
    quoted.push(`${here ? `${BOLD}>${RESET}` : ' '} ${DIM}${number} |${RESET} ${text}`);
    if (here && column !== undefined && column <= MOST_LINE) {
      const gap = ' '.repeat(column - 1);
      quoted.push(`  ${' '.repeat(width)} ${DIM}|${RESET} ${gap}${BOLD}^${RESET}`);
    }
  }
  return quoted.join('\n');
}

/** Told with their texts. */
const TEXTS: ReadonlySet<string> = new Set(['name', 'message', 'stack', 'cause', 'errors']);

/** An error's own fields beside its texts, as `util.inspect` shows them: `{ code: 'E1' }`. */
function fieldsOf(error: Error): string[] {
  // Those of the engine stand in its texts, and in what is shown below them.
  if (error instanceof RuntimeError || error instanceof CompileError) return [];
  try {
    const own = Object.entries(Object.getOwnPropertyDescriptors(error));
    const fields = own.filter(([name, { enumerable }]) => enumerable && !TEXTS.has(name));
    if (fields.length === 0) return [];
    return [inspect(Object.defineProperties({}, Object.fromEntries(fields)))];
  } catch {
    return [];
  }
}

/** Parts of an AggregateError that are told. */
const PARTS = 10;

/** Errors that an AggregateError gathers, and the cause. */
function causes(error: Error): string[] {
  try {
    const { cause } = error;
    const told = (word: string, value: unknown) => `${BOLD}${word}:${RESET} ${inspect(value)}`;
    return [...partsOf(error, told), ...(cause === undefined ? [] : [told('Caused by', cause)])];
  } catch {
    return [`${BOLD}Caused by:${RESET} a value that cannot be described`];
  }
}

function partsOf(error: Error, told: (word: string, value: unknown) => string): string[] {
  const errors: unknown = error instanceof AggregateError ? error.errors : [];
  if (!Array.isArray(errors)) return [];
  const more = errors.length - PARTS;
  const parts = errors.slice(0, PARTS).map((part, i) => told(`Error ${i + 1}`, part));
  return more > 0 ? [...parts, `… and ${more.toLocaleString('en')} more`] : parts;
}
