/** Errors of a cell as Jupyter shows them: torch's or JavaScript's own text, and where in the cell. */
import { CompileError } from './compile.js';
import { inspect } from './inspect.js';

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

/** One place in a cell. */
interface IFrame {
  cell: number;
  line: number;
  column?: number;
  /** The function, where it has a name. */
  caller?: string;
}

const RED = '\u001b[0;31m';
const BOLD_RED = '\u001b[1;31m';
const DIM = '\u001b[0;36m';
const RESET = '\u001b[0m';

/** How the engine finds its way into stack traces; see `sourceUrl`. */
const FRAME = /^\s*(?:at )?(?:async )?(.*?)[ @(]*cell\[(\d+)\]\.ts:(\d+):(\d+)\)?/;

/** The name by which stack traces call a cell. */
export function sourceUrl(count: number): string {
  return `cell[${count}].ts`;
}

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
  const frames = framesOf(error, count, cells);
  const { name, message } = textsOf(error);
  const traceback = [`${BOLD_RED}${name}${RESET}: ${message}`];
  const [top] = frames;
  const quoted = top && quote(cells.get(top.cell)?.source, top);
  for (const frame of frames) traceback.push(`    ${DIM}at ${place(frame)}${RESET}`);
  if (quoted) traceback.splice(2, 0, quoted);
  return { name, message, traceback: [...traceback, ...causes(error)] };
}

function reportThrownValue(value: unknown): IErrorReport {
  const message = inspect(value);
  const name = 'Uncaught';
  return { name, message, traceback: [`${BOLD_RED}${name}${RESET}: ${message}`] };
}

function framesOf(error: Error, count: number, cells: ReadonlyMap<number, ICellSource>): IFrame[] {
  if (error instanceof CompileError) {
    return [{ cell: count, line: error.line, column: error.column }];
  }
  const lines = textsOf(error).stack.split('\n');
  return lines.flatMap(line => {
    const match = FRAME.exec(line);
    if (!match) return [];
    const [cell, at, column] = match.slice(2).map(Number);
    const caller =
      match[1] && match[1] !== 'eval' && match[1] !== 'anonymous' ? match[1] : undefined;
    return [{ cell, line: at, column: cells.get(cell)?.columnIn(at, column), caller }];
  });
}

/** The texts of an error, each by itself: a cell may have made any of them throw, or be no text. */
function textsOf(error: Error): { name: string; message: string; stack: string } {
  const text = (key: 'name' | 'message' | 'stack') => {
    try {
      const value: unknown = error[key];
      return typeof value === 'string' ? value : '';
    } catch {
      return '';
    }
  };
  const message = text('message');
  return { name: text('name') || 'Error', message, stack: text('stack') };
}

function place({ cell, line, column, caller }: IFrame): string {
  const where = `cell[${cell}], line ${line}${column === undefined ? '' : `, column ${column}`}`;
  return caller ? `${caller} (${where})` : where;
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
    quoted.push(`${here ? `${RED}>${RESET}` : ' '} ${DIM}${number} |${RESET} ${lines[i - 1]}`);
    if (here && column !== undefined) {
      const gap = ' '.repeat(column - 1);
      quoted.push(`  ${' '.repeat(width)} ${DIM}|${RESET} ${gap}${RED}^${RESET}`);
    }
  }
  return quoted.join('\n');
}

function causes(error: Error): string[] {
  try {
    const { cause } = error;
    return cause === undefined ? [] : [`${BOLD_RED}Caused by:${RESET} ${inspect(cause)}`];
  } catch {
    return [`${BOLD_RED}Caused by:${RESET} a value that cannot be described`];
  }
}
