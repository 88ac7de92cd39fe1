/** A table of entries of which only what is seen is drawn, so that 200 × 200 scroll as 2 × 2 do. */
import { h } from '../draw/index.js';

/** Characters of a cell, where nothing else is said. */
export const ROOM = 10;
/** Around the characters of a column, in CSS pixels; `style/matrix.css` says the same. */
const FRAME = 18;
/** Of a row, as `style/matrix.css` has it: more where the font is larger. */
const HEIGHT = 'var(--jp-invertible-cell-height)';
/** Of a character and of a row, in CSS pixels, before they are laid out: those of 13 pixels of a usual font. */
const CHARACTER = 8;
const ROW = 30;

/** Cells drawn beyond what is seen, in each direction. */
const MARGIN = 2;

export interface ICell {
  text: string;
  /** Classes besides its own. */
  states: readonly string[];
  title?: string;
}

export class CellTable {
  readonly element = h('div', 'cells');
  /** Everything in it is placed by row and column. */
  readonly canvas = h('div', 'cellsCanvas');
  readonly #cell: (row: number, column: number) => ICell;
  /** Of a column, in characters: whatever the size of the font, so many are seen. */
  #room = ROOM;
  /** Of a column, in CSS pixels, as it was last laid out. */
  #width = ROOM * CHARACTER + FRAME;
  /** Of a row, likewise. */
  #height = ROW;
  #rows = 0;
  #columns = 0;
  #frame = 0;
  readonly #layer = h('div', 'cellsDrawn');
  /** The cells that are drawn, by place. */
  readonly #drawn = new Map<number, HTMLElement>();
  /** Of the part that is seen, in CSS pixels; nothing has a size before it is laid out. */
  #seen = { top: 0, left: 0, height: 0, width: 0 };

  constructor(cell: (row: number, column: number) => ICell) {
    this.#cell = cell;
    this.canvas.append(this.#layer);
    this.element.append(this.canvas);
    this.element.addEventListener('scroll', () => {
      this.#frame ||= requestAnimationFrame(() => this.#look());
    });
    new ResizeObserver(() => this.#look()).observe(this.element);
  }

  /** Of a column, in characters. */
  get room(): number {
    return this.#room;
  }

  /** @param room of a column, in characters */
  resize(rows: number, columns: number, room = ROOM): void {
    if (room !== this.#room) {
      this.#layer.replaceChildren();
      this.#drawn.clear();
      this.#width += (room - this.#room) * ((this.#width - FRAME) / this.#room);
    }
    this.#room = room;
    this.#rows = rows;
    this.#columns = columns;
    this.canvas.style.setProperty('--jp-invertible-cell-width', `calc(${room}ch + ${FRAME - 2}px)`);
    this.canvas.style.width = `calc(${columns} * (${room}ch + ${FRAME}px))`;
    this.canvas.style.height = `calc(${rows} * ${HEIGHT})`;
    this.draw();
  }

  /** Sees again which part of it is seen: asking for that at any other time would lay the page out anew. */
  #look(): void {
    this.#frame = 0;
    const { scrollTop, scrollLeft, clientHeight, clientWidth } = this.element;
    this.#measure();
    this.#seen = { top: scrollTop, left: scrollLeft, height: clientHeight, width: clientWidth };
    this.draw();
  }

  /** Sees how wide a column is now, and how high a row: fonts grow, and slides have larger ones. */
  #measure(): void {
    const { offsetWidth, offsetHeight } = this.canvas;
    if (offsetWidth > 0 && this.#columns > 0) this.#width = offsetWidth / this.#columns;
    if (offsetHeight > 0 && this.#rows > 0) this.#height = offsetHeight / this.#rows;
  }

  /** Brings what is seen up to date; what has not changed is not touched. */
  draw(): void {
    const { top, left, height, width } = this.#seen;
    const rows = within(top, height, this.#height, this.#rows);
    const columns = within(left, width, this.#width, this.#columns);
    for (const [key, cell] of this.#drawn) {
      const { row, column } = placeOf(key);
      if (isIn(row, rows) && isIn(column, columns)) continue;
      cell.remove();
      this.#drawn.delete(key);
    }
    for (let i = rows.from; i < rows.to; i++) {
      for (let j = columns.from; j < columns.to; j++) this.#drawCell(i, j);
    }
  }

  #drawCell(row: number, column: number): void {
    const { text, states, title } = this.#cell(row, column);
    const key = keyOf(row, column);
    let cell = this.#drawn.get(key);
    if (!cell) {
      cell = h('div', 'cell');
      this.place(cell, row, column);
      this.#drawn.set(key, cell);
      this.#insert(cell, key);
    }
    const names = ['jp-Invertible-cell', ...states.map(state => `jp-mod-${state}`)].join(' ');
    const tip = title ?? (text.length > this.#room ? text : '');
    if (cell.textContent !== text) cell.textContent = text;
    if (cell.className !== names) cell.className = names;
    if (cell.title !== tip) cell.title = tip;
  }

  /** In the order of reading, which is that in which it is copied and read out. */
  #insert(cell: HTMLElement, key: number): void {
    cell.dataset.place = `${key}`;
    const last = this.#layer.lastElementChild as HTMLElement | null;
    if (!last || Number(last.dataset.place) < key) {
      this.#layer.append(cell);
      return;
    }
    const after = [...this.#layer.children].find(
      other => Number((other as HTMLElement).dataset.place) > key
    );
    this.#layer.insertBefore(cell, after ?? null);
  }

  /** Puts an element on a cell. */
  place(element: HTMLElement, row: number, column: number): void {
    const left = `calc(${column} * (${this.#room}ch + ${FRAME}px))`;
    element.style.transform = `translate(${left}, calc(${row} * ${HEIGHT}))`;
  }

  /** Puts an element on a cell, and on those before it or behind it where so many characters need their room. */
  spread(element: HTMLElement, row: number, column: number, length: number): void {
    const wanted = length > this.#room ? Math.ceil(length / this.#room) : 1;
    const count = Math.min(this.#columns, wanted);
    this.place(element, row, Math.max(0, column - count + 1));
    element.style.width = count > 1 ? `calc(${count} * (${this.#room}ch + ${FRAME}px) - 2px)` : '';
  }

  /** Scrolls until a cell is seen. */
  reveal(row: number, column: number): void {
    const { element } = this;
    this.#measure();
    const nearest = (at: number, size: number, length: number, offset: number) =>
      Math.min(Math.max(offset, at + size - length), at);
    element.scrollTop = nearest(
      row * this.#height,
      this.#height,
      element.clientHeight,
      element.scrollTop
    );
    element.scrollLeft = nearest(
      column * this.#width,
      this.#width,
      element.clientWidth,
      element.scrollLeft
    );
  }

  /** The cell at a place of the screen. */
  at(x: number, y: number): { row: number; column: number } {
    const { left, top } = this.canvas.getBoundingClientRect();
    this.#measure();
    const inside = (index: number, size: number) =>
      Math.max(0, Math.min(size - 1, Math.floor(index)));
    return {
      row: inside((y - top) / this.#height, this.#rows),
      column: inside((x - left) / this.#width, this.#columns)
    };
  }
}

/** A number for a place, in the order of reading. */
function keyOf(row: number, column: number): number {
  return row * 1000 + column;
}

function placeOf(key: number): { row: number; column: number } {
  return { row: Math.floor(key / 1000), column: key % 1000 };
}

interface IRange {
  from: number;
  to: number;
}

function isIn(index: number, { from, to }: IRange): boolean {
  return index >= from && index < to;
}

function within(offset: number, length: number, size: number, count: number): IRange {
  // Before it is laid out the first cells are drawn.
  const from = Math.max(0, Math.floor(offset / size) - MARGIN);
  const to = Math.min(count, Math.ceil((offset + (length || 12 * size)) / size) + MARGIN);
  return { from, to };
}
