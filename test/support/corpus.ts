/**
 * The corpus: programs as people write them in notebooks, one table for jest, the page and Node.
 * `test/corpus/README.md` tells the format.
 */
import { readdirSync, readFileSync } from 'node:fs';

export interface ICorpusCell {
  source: string;
  /** The lines that it prints, and those of its result; undefined where they are not told. */
  prints?: string;
  /** Patterns of which each is found in these lines. */
  shows: RegExp[];
  /** Patterns of which each is found in the message by which it is refused, or with which it fails. */
  refused: RegExp[];
}

export interface IProgram {
  name: string;
  /** An expression that is true where the program can run: `Object.groupBy`. */
  needs?: string;
  cells: ICorpusCell[];
}

const FOLDER = new URL('../corpus/', import.meta.url);

/** The programs of one of the corpus's folders, by the file that they stand in. */
export function readCorpus(kind: 'valid' | 'invalid'): Map<string, IProgram[]> {
  const folder = new URL(`${kind}/`, FOLDER);
  const files = readdirSync(folder).filter(name => name.endsWith('.ts.txt'));
  const entries = files
    .sort()
    .map(
      name => [name.replace('.ts.txt', ''), parseCorpus(readText(new URL(name, folder)))] as const
    );
  return new Map(entries);
}

function readText(file: URL): string {
  return readFileSync(file, 'utf8');
}

/** @throws Error for text before the first program, or a mark that is not known */
export function parseCorpus(text: string): IProgram[] {
  const programs: IProgram[] = [];
  for (const line of text.trimEnd().split('\n')) {
    const mark = /^\/\/\/\/ ?(.*)$/.exec(line)?.[1];
    if (mark === undefined) addLine(programs, line);
    else if (mark === 'cell') current(programs).cells.push(newCell());
    else if (mark.startsWith('needs ')) current(programs).needs = mark.slice('needs '.length);
    else programs.push({ name: mark, cells: [newCell()] });
  }
  for (const { cells } of programs) {
    for (const cell of cells) cell.source = cell.source.trim();
  }
  return programs;
}

const newCell = (): ICorpusCell => ({ source: '', shows: [], refused: [] });

function current(programs: readonly IProgram[]): IProgram {
  const program = programs.at(-1);
  if (!program) throw new Error('corpus: text before the first `//// name`');
  return program;
}

function addLine(programs: readonly IProgram[], line: string): void {
  if (programs.length === 0 && line.trim() === '') return;
  const cell = current(programs).cells.at(-1) as ICorpusCell;
  const [, mark, rest] = /^\/\/([>~!])(?: (.*))?$/.exec(line) ?? [];
  if (mark === '>') cell.prints = [...(cell.prints?.split('\n') ?? []), rest ?? ''].join('\n');
  else if (mark === '~') cell.shows.push(new RegExp(rest));
  else if (mark === '!') cell.refused.push(new RegExp(rest, 'i'));
  else cell.source += `${line}\n`;
}

/** The sayings of a cell: its streams and its values as text, and its error where it has one. */
export interface ISaid {
  text: string;
  error?: string;
}

/** How a cell's outputs differ from those that the corpus tells; nothing where they agree. */
export function differences(cell: ICorpusCell, { text, error }: ISaid): string[] {
  const found: string[] = [];
  if (error !== undefined && cell.refused.length === 0) return [`refused: ${error}`];
  if (error === undefined && cell.refused.length > 0) found.push('accepted');
  if (error !== undefined) {
    for (const words of cell.refused) {
      if (!words.test(error)) found.push(`${words} is not in: ${error}`);
    }
  }
  const lines = trimmed(text);
  if (cell.prints !== undefined && lines !== trimmed(cell.prints)) {
    found.push(`printed: ${lines}\ninstead of: ${trimmed(cell.prints)}`);
  }
  for (const words of cell.shows)
    if (!words.test(lines)) found.push(`${words} is not in: ${lines}`);
  return found;
}

/** Without spaces at the ends of lines, which an editor may take away. */
function trimmed(text: string): string {
  return text.replace(/[ \t]+$/gm, '').trimEnd();
}
