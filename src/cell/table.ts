/** `console.table` as text, in the layout of Node and of browsers' consoles. */
import { inspect } from './inspect.js';

const VALUES = 'Values';
const INDEX = '(index)';

/**
 * Rows of an array, an object, a Map or a tensor as a table; other values as they are.
 * @param only the columns to show
 */
export function formatTable(data: unknown, only?: readonly string[]): string | undefined {
  const rows = rowsOf(data);
  if (!rows) return undefined;
  const columns = [...new Set(rows.flatMap(({ cells }) => Object.keys(cells)))].filter(
    name => !only || name === VALUES || only.includes(name)
  );
  const head = [INDEX, ...columns];
  const body = rows.map(({ index, cells }) => [
    index,
    ...columns.map(name => (name in cells ? show(cells[name]) : ''))
  ]);
  const widths = head.map((_, i) => Math.max(...[head, ...body].map(row => row[i].length)));
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
