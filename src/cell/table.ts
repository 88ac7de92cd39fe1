/** `console.table`: rows that can be sorted, and beside them text in the layout of Node and of browsers' consoles. */
import { type ITableView, MIME, type MimeBundle } from '../latex/index.js';
import { inspect } from './inspect.js';

const VALUES = 'Values';
const INDEX = '(index)';

/** Of what is shown as more than text, as the schema of views says. */
const MOST = { columns: 64, rows: 500, cells: 10_000, characters: 200 } as const;

/** Cells as text, those of the head apart. */
interface ITable {
  head: string[];
  body: string[][];
}

/**
 * A table in all its forms; undefined for what has no rows.
 * @param only the columns to show
 */
export function tableBundle(data: unknown, only?: readonly string[]): MimeBundle | undefined {
  const table = tableOf(data, only);
  if (!table) return undefined;
  const view = viewOf(table);
  return { ...(view && { [MIME]: { version: 1, view } }), 'text/plain': textOf(table) };
}

/** Rows of an array, an object, a Map or a tensor. */
function tableOf(data: unknown, only?: readonly string[]): ITable | undefined {
  const rows = rowsOf(data);
  if (!rows) return undefined;
  const columns = [...new Set(rows.flatMap(({ cells }) => Object.keys(cells)))].filter(
    name => !only || name === VALUES || only.includes(name)
  );
  const body = rows.map(({ index, cells }) => [
    index,
    ...columns.map(name => (name in cells ? show(cells[name]) : ''))
  ]);
  return { head: [INDEX, ...columns], body };
}

function viewOf({ head, body }: ITable): ITableView | undefined {
  if (head.length > MOST.columns) return undefined;
  const shown = Math.min(body.length, MOST.rows, Math.floor(MOST.cells / head.length));
  const more = body.length - shown;
  const rows = body.slice(0, shown).map(row => row.map(shortened));
  return { kind: 'table', columns: head.map(shortened), rows, ...(more > 0 && { more }) };
}

function shortened(text: string): string {
  return text.length > MOST.characters ? `${text.slice(0, MOST.characters - 1)}…` : text;
}

function textOf({ head, body }: ITable): string {
  const widths = head.map((_, i) =>
    [head, ...body].reduce((most, row) => Math.max(most, row[i].length), 0)
  );
  const line = (row: string[]) => `│ ${row.map((cell, i) => cell.padEnd(widths[i])).join(' │ ')} │`;
  const rule = (left: string, middle: string, right: string) =>
    left + widths.map(width => '─'.repeat(width + 2)).join(middle) + right;
  return [
    rule('┌', '┬', '┐'),
    line(head),
    rule('├', '┼', '┤'),
    ...body.map(line),
    rule('└', '┴', '┘')
  ].join('\n');
}

interface IRow {
  index: string;
  cells: Record<string, unknown>;
}

function rowsOf(data: unknown): IRow[] | undefined {
  if (typeof data !== 'object' || data === null) return undefined;
  const whole = hasToArray(data) ? data.toArray() : data;
  if (whole instanceof Map) {
    return [...whole].map(([key, value], i) => ({
      index: `${i}`,
      cells: { Key: key, ...cellsOf(value) }
    }));
  }
  const list =
    whole instanceof Set || ArrayBuffer.isView(whole) ? [...(whole as Set<unknown>)] : whole;
  return Object.entries(list as object).map(([index, value]) => ({ index, cells: cellsOf(value) }));
}

function cellsOf(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return { [VALUES]: value };
  return { ...(value as Record<string, unknown>) };
}

function show(value: unknown): string {
  return typeof value === 'object' && value !== null
    ? inspect(value).replace(/\s+/g, ' ')
    : inspect(value);
}

function hasToArray(data: object): data is { toArray(): unknown } {
  return 'toArray' in data && typeof data.toArray === 'function' && 'dtype' in data;
}
