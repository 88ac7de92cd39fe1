/** A table whose rows are sorted by a press on the name of a column. */
import type { ITableView } from '../latex/index.js';
import { h } from './dom.js';
import type { IDrawHost } from './host.js';

type Order = 'ascending' | 'descending' | 'none';

/** A press leads from one to the next; the last is the order in which the rows came. */
const NEXT: Readonly<Record<Order, Order>> = {
  none: 'ascending',
  ascending: 'descending',
  descending: 'none'
};

export function drawTable({ columns, rows, more }: ITableView, { trans }: IDrawHost): HTMLElement {
  const body = h('tbody', '');
  const drawn = rows.map(row => h('tr', '', ...row.map(cellOf)));
  const heads = columns.map((name, column) => {
    const press = h('button', 'sort', name);
    press.type = 'button';
    press.title = trans.__('Sort by %1', name);
    const head = h('th', '', press);
    head.scope = 'col';
    head.setAttribute('aria-sort', 'none');
    press.addEventListener('click', () => {
      const order = NEXT[head.getAttribute('aria-sort') as Order];
      for (const other of heads) other.setAttribute('aria-sort', 'none');
      head.setAttribute('aria-sort', order);
      body.replaceChildren(...sorted(rows, column, order).map(at => drawn[at]));
    });
    return head;
  });
  body.append(...drawn);
  const table = h('table', 'table', h('thead', '', h('tr', '', ...heads)), body);
  const rest = more ? h('p', 'note', trans.__('and %1 more rows', more)) : undefined;
  return h('div', 'tableBox', table, rest);
}

/** The first cell names its row. */
function cellOf(text: string, column: number): HTMLElement {
  const name = numberOf(text) === undefined ? '' : 'number';
  if (column > 0) return h('td', name, text);
  const head = h('th', name, text);
  head.scope = 'row';
  return head;
}

/** Numbers of rows, in order; those whose cell is empty come last. */
function sorted(rows: readonly string[][], column: number, order: Order): number[] {
  const places = rows.map((_, at) => at);
  if (order === 'none') return places;
  const sign = order === 'ascending' ? 1 : -1;
  return places.sort((a, b) => {
    const [x, y] = [rows[a][column], rows[b][column]];
    if (x === '' || y === '') return Number(x === '') - Number(y === '');
    return sign * compare(x, y);
  });
}

/** Numbers before texts. */
function compare(x: string, y: string): number {
  const [a, b] = [numberOf(x), numberOf(y)];
  if (a !== undefined && b !== undefined) return a - b || 0;
  if (a !== undefined || b !== undefined) return a === undefined ? 1 : -1;
  return x.localeCompare(y, undefined, { numeric: true });
}

/** `1.5`, `-Infinity`, `12n`. */
function numberOf(text: string): number | undefined {
  const value = /^-?[\d.]+n$/.test(text) ? Number(text.slice(0, -1)) : Number(text);
  return text.trim() === '' || Number.isNaN(value) ? undefined : value;
}
