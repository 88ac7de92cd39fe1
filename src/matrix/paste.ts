/**
 * Matrices as other programs write them: TSV, CSV, NumPy, Python, MATLAB, Julia, LaTeX.
 *
 * The clipboard holds whatever it holds: each reader looks at a text a fixed number of times, and stops where
 * there is more than a matrix has room for.
 */
import { LARGEST, LONGEST } from './model.js';

/** Why a text is not pasted, as part of a sentence. */
export class PasteError extends Error {
  override readonly name = 'PasteError';
}

/** Characters of a pasted text: enough for the largest matrix with 100 for each entry. */
const LONGEST_PASTE = 100 * LARGEST * LARGEST;
/** Parts of a row or a matrix, with the empty ones between them. */
const PARTS = 2 * LARGEST + 2;
/** An entry before it is rewritten as an expression: LaTeX takes more characters for the same. */
const LONGEST_SOURCE = 10 * LONGEST;

/**
 * The entries of a pasted text, by rows of one length, each as it is to be written in a cell. One that is
 * larger than a matrix may be is refused rather than cut: a corner of it has another inverse.
 *
 * @returns a single entry for text that is no matrix
 * @throws PasteError for what is empty or too large
 */
export function parseMatrix(text: string): string[][] {
  if (text.length > LONGEST_PASTE) {
    throw new PasteError(
      `expected at most ${LONGEST_PASTE / 1e6} million characters, got ${text.length}`
    );
  }
  const trimmed = text.trim();
  if (trimmed === '') throw new PasteError('expected text with entries, got none');
  const rows = latexRows(trimmed) ?? nestedRows(trimmed) ?? semicolonRows(trimmed) ?? lines(text);
  const width = Math.max(0, ...rows.map(row => row.length));
  if (width === 0) throw new PasteError('expected entries between the brackets, got none');
  checkSize(rows.length, width);
  for (const entry of rows.flat()) checkLength(entry.length, LONGEST);
  return rows.map(row => [...row, ...new Array(width - row.length).fill('0')]);
}

function checkSize(rows: number, columns: number): void {
  if (rows <= LARGEST && columns <= LARGEST) return;
  throw new PasteError(`expected at most ${LARGEST} rows and columns, got more`);
}

function checkLength(length: number, most: number): void {
  if (length <= most) return;
  throw new PasteError(`expected at most ${LONGEST} characters an entry, got more`);
}

/** `\begin{bmatrix} 1 & \frac{1}{2} \\ … \end{bmatrix}`, with whatever stands around it. */
function latexRows(text: string): string[][] | undefined {
  const begin = /\\begin\{(?:[bpBvV]?matrix\*?|array|smallmatrix)\}/.exec(text);
  if (!begin) return undefined;
  const rest = text.slice(begin.index + begin[0].length);
  const end = rest.indexOf('\\end{');
  if (end < 0) return undefined;
  // The argument says how columns are aligned.
  const body = rest.slice(0, end).replace(/^(?:\{[^}]*\}|\[[^\]]*\])/, '');
  return split(body, /\\\\(?:\[[^\]\\]*\])?/).map(row => row.split('&', PARTS).map(fromLatex));
}

function fromLatex(entry: string): string {
  checkLength(entry.length, LONGEST_SOURCE);
  const plain = entry
    .replace(/\\[dt]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}/g, '($1)/($2)')
    .replace(/\\sqrt\s*\{([^{}]*)\}/g, 'sqrt($1)')
    .replace(/\\(?:cdot|times)(?![a-zA-Z])/g, '*')
    .replace(/\\(pi|sin|cos|tan|exp|log)\b/g, '$1')
    .replace(/\\hline|\\left|\\right|\\[,;!: ]|[{}$]/g, '')
    .trim();
  // (1)/(2) reads better without what it does not need.
  return plain.replace(/\((\w+)\)/g, (_, inner: string) => inner);
}

/** `[[1, 2], [3, 4]]`, as NumPy's `array(…)`, its printed form without commas, or torch's `tensor(…)`. */
function nestedRows(text: string): string[][] | undefined {
  const start = text.indexOf('[[');
  if (start < 0) return undefined;
  const rows: string[][] = [];
  for (const [, row] of text.slice(start + 1).matchAll(/\[([^[\]]*)\]/g)) {
    rows.push(cells(row).map(fromPython));
    if (rows.length > LARGEST) return rows;
  }
  if (rows.length > 0 && leavesOutRows(text, start)) {
    throw new PasteError('expected all rows, got text that leaves some out');
  }
  return rows.length > 0 ? rows : undefined;
}

/**
 * NumPy and torch print `...` in the place of rows in the middle: without them the matrix would be another. With
 * more behind it in its line it is Python's prompt.
 */
function leavesOutRows(text: string, start: number): boolean {
  const between = text.slice(start + 1).replace(/\[[^[\]]*\]/g, '[]');
  return /[\s,](?:\.\.\.|…)[ \t]*[,\r\n]/.test(between);
}

/** `1.` and `1-2j` */
function fromPython(entry: string): string {
  return entry
    .replace(/(\d)\.(?!\d)/g, '$1')
    .replace(/(\d)j\b/gi, '$1i')
    .replace(/np\.|torch\.|math\./g, '')
    .replace(/\*\*/g, '^');
}

/** `[1 2; 3 4]`, MATLAB's and Julia's. */
function semicolonRows(text: string): string[][] | undefined {
  const open = text.indexOf('[');
  if (open < 0 || !/^(?:[\w.]*\s*=\s*)?\w*\(?$/.test(text.slice(0, open))) return undefined;
  const body = /^([^[\]]*)\]\)?;?$/.exec(text.slice(open + 1))?.[1];
  if (body === undefined) return undefined;
  return split(body, /;|\n/).map(row =>
    cells(row).map(entry => entry.replace(/(\d)(?:im|j)\b/g, '$1i'))
  );
}

const REAL = String.raw`(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?`;
/** A number between blanks, complex ones too. */
const NUMBER = new RegExp(`^[-+]?(?:${REAL}i?|i)(?:[-+](?:${REAL})?i)?$`);

/** Tabs, commas, semicolons or blanks between entries, one row a line. */
function lines(text: string): string[][] {
  const rows = withoutEnd(text).split(/\r\n?|\n/, LARGEST + 1);
  if (rows.some(row => row.includes('\t'))) return rows.map(row => separated(row, '\t'));
  if (rows.some(row => row.includes(';'))) return rows.map(row => separated(row, ';'));
  if (rows.some(row => row.includes(','))) return rows.map(row => outside(row).map(unquote));
  // An expression may have blanks: only plain numbers are separated by them.
  const plain = rows.map(row => cells(row));
  const areNumbers = plain.every(row => row.length > 0 && row.every(isNumber));
  return areNumbers ? plain : rows.map(row => [row.trim()]);
}

function isNumber(entry: string): boolean {
  return entry.length <= LONGEST && NUMBER.test(entry);
}

/** Without the ends of lines at its end. */
function withoutEnd(text: string): string {
  let end = text.length;
  while (text[end - 1] === '\n' || text[end - 1] === '\r') end--;
  return text.slice(0, end);
}

function separated(row: string, separator: string): string[] {
  return row.split(separator, PARTS).map(unquote);
}

/** Entries between commas or, where there are none, between blanks. */
function cells(row: string): string[] {
  return row.includes(',') ? filled(outside(row)) : split(row, /\s+/);
}

/** The parts between commas; those of a function's arguments, as in `atan2(1, 2)`, separate none. */
function outside(row: string): string[] {
  const parts: string[] = [];
  let [start, depth] = [0, 0];
  for (let at = 0; at < row.length && parts.length < PARTS; at++) {
    checkLength(at - start, LONGEST_SOURCE);
    if (row[at] === '(') depth++;
    else if (row[at] === ')') depth = Math.max(0, depth - 1);
    else if (row[at] === ',' && depth === 0) {
      parts.push(row.slice(start, at));
      start = at + 1;
    }
  }
  return [...parts, row.slice(start)];
}

function split(text: string, separator: RegExp): string[] {
  return filled(text.split(separator, PARTS));
}

/**
 * Those that are more than blanks.
 * @throws PasteError where not all were looked at
 */
function filled(parts: readonly string[]): string[] {
  if (parts.length >= PARTS) checkSize(PARTS, PARTS);
  return parts.map(part => part.trim()).filter(Boolean);
}

function unquote(entry: string): string {
  return entry.trim().replace(/^"(.*)"$/, '$1');
}
