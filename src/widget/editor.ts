/** The matrix as a spreadsheet: one field for the cell one is in, and keys as everywhere. */
import { h, type ITranslation } from '../draw/index.js';
import { type IProblem, LONGEST, type MatrixModel } from '../matrix/index.js';
import { CellTable, type ICell } from './cells.js';
import { Draft } from './draft.js';
import { FillHandle, type IBlock, repeated } from './fill.js';
import { pasted } from './pasted.js';
import { type IScrubbed, numberIn, stepped } from './scrub.js';
import { roomFor, shortened } from './shorten.js';
import { spoken } from './spoken.js';

interface IPlace {
  row: number;
  column: number;
}

export class MatrixEditor {
  readonly #model: MatrixModel;
  readonly #trans: ITranslation;
  readonly #say: (text: string) => void;
  readonly #table: CellTable;
  readonly #handle?: FillHandle;
  readonly #stop: () => void;
  readonly #field = h('input', 'field');
  /** The active cell, and the other end of the selection. */
  #at: IPlace = { row: 0, column: 0 };
  #anchor: IPlace = { row: 0, column: 0 };
  /** Whether arrows move within the text. */
  #inText = false;
  readonly #draft: Draft;
  #problems = new Map<string, string>();
  /** The start of a drag of its number, and what that was then. */
  #scrub?: IScrubbed & { x: number };

  /** @param say tells whoever writes why nothing came of it */
  constructor(model: MatrixModel, trans: ITranslation, say: (text: string) => void) {
    this.#model = model;
    this.#draft = new Draft(model);
    this.#trans = trans;
    this.#say = say;
    this.#table = new CellTable((row, column) => this.#cell(row, column));
    const field = this.#field;
    field.spellcheck = false;
    field.autocomplete = 'off';
    field.maxLength = LONGEST;
    field.readOnly = model.readOnly;
    this.#table.canvas.append(field);
    if (!model.readOnly) {
      this.#handle = new FillHandle(this.#table, (from, to) => this.#repeat(from, to));
    }
    this.#table.element.setAttribute('role', 'group');
    this.#table.element.setAttribute('aria-label', trans.__('Matrix %1', 'A'));
    field.addEventListener('keydown', event => this.#key(event));
    field.addEventListener('input', () => this.#type());
    field.addEventListener('focus', () => this.#show());
    field.addEventListener('blur', () => {
      this.#leave();
      this.#show();
    });
    field.addEventListener('copy', event => this.#copy(event));
    field.addEventListener('cut', event => this.#copy(event) && this.#clear());
    field.addEventListener('paste', event => this.#paste(event));
    field.addEventListener('dblclick', () => this.#enterText());
    this.#table.canvas.addEventListener('pointerdown', event => this.#press(event));
    this.#table.canvas.addEventListener('click', event => this.#tap(event));
    this.#table.canvas.addEventListener('pointermove', event => this.#drag(event));
    for (const end of ['pointerup', 'pointercancel'] as const) {
      this.#table.canvas.addEventListener(end, () => {
        this.#scrub = undefined;
      });
    }
    this.#stop = model.onChange(() => this.refresh());
    this.refresh();
  }

  get element(): HTMLElement {
    return this.#table.element;
  }

  dispose(): void {
    this.#stop();
  }

  focus(): void {
    this.#field.focus({ preventScroll: true });
  }

  /** Marks the cells that cannot be read. */
  setProblems(problems: readonly IProblem[]): void {
    this.#problems = new Map(
      problems.map(({ row, column, message }) => [`${row},${column}`, message])
    );
    this.#table.draw();
    this.#describe();
  }

  /** Draws what the model holds now. */
  refresh(): void {
    const { rows, columns } = this.#model;
    for (const end of [this.#at, this.#anchor]) {
      end.row = Math.min(end.row, rows - 1);
      end.column = Math.min(end.column, columns - 1);
    }
    // Whatever is set from elsewhere wins over what was typed here.
    if (this.#draft.isOvertaken(this.#at.row, this.#at.column)) this.#leave();
    this.#table.resize(rows, columns, roomFor(this.#model.entries));
    this.#show();
  }

  /** The active cell, on which the buttons for rows and columns work. */
  get place(): Readonly<IPlace> {
    return this.#at;
  }

  #cell(row: number, column: number): ICell {
    const problem = this.#problems.get(`${row},${column}`);
    const { top, left, bottom, right } = this.#selection;
    const states = [];
    if (problem !== undefined) states.push('bad');
    if (this.#model.isFixed(row, column)) states.push('fixed');
    const isSelected = row >= top && row <= bottom && column >= left && column <= right;
    if (isSelected || this.#handle?.covers(row, column)) states.push('selected');
    const text = this.#model.entries[row][column];
    const seen = shortened(text, this.#table.room);
    return { text: seen, states, title: problem ?? (seen === text ? undefined : text) };
  }

  get #selection(): IBlock {
    const { row, column } = this.#at;
    return {
      top: Math.min(row, this.#anchor.row),
      left: Math.min(column, this.#anchor.column),
      bottom: Math.max(row, this.#anchor.row),
      right: Math.max(column, this.#anchor.column)
    };
  }

  /** The entries of the selection. */
  get #selected(): string[][] {
    const { top, left, bottom, right } = this.#selection;
    return this.#model.entries.slice(top, bottom + 1).map(line => line.slice(left, right + 1));
  }

  /** Puts the field on its cell, with the cell's text selected. */
  #show(): void {
    const { row, column } = this.#at;
    this.#handle?.show(this.#selection);
    const text = this.#text;
    const isFocused = document.activeElement === this.#field;
    if (!this.#draft.isOpen && this.#field.value !== text) this.#field.value = text;
    if (!this.#draft.isOpen && !this.#inText && isFocused) this.#field.select();
    this.#table.spread(this.#field, row, column, isFocused ? text.length : 0);
    this.#describe();
    this.#table.draw();
  }

  /** The words of a screen reader for the field. */
  #describe(): void {
    const { row, column } = this.#at;
    const problem = this.#problems.get(`${row},${column}`);
    const where = this.#trans.__('row %1, column %2', row + 1, column + 1);
    const text = this.#model.entries[row][column];
    const words = this.#draft.isOpen ? text : spoken(text, this.#trans);
    // The text is read out anyway.
    const what = problem ? `: ${problem}` : words === text ? '' : `, ${words}`;
    this.#field.setAttribute('aria-label', where + what);
    this.#field.setAttribute('aria-invalid', `${problem !== undefined}`);
    this.#field.title = problem ?? (text.length > this.#table.room ? text : '');
  }

  #go(row: number, column: number, extend = false): void {
    this.#leave();
    const within = (index: number, size: number) => Math.max(0, Math.min(size - 1, index));
    this.#at = {
      row: within(row, this.#model.rows),
      column: within(column, this.#model.columns)
    };
    if (!extend) this.#anchor = { ...this.#at };
    this.#table.reveal(this.#at.row, this.#at.column);
    this.#show();
  }

  #leave(): void {
    this.#draft.close();
    this.#inText = false;
    this.#scrub = undefined;
  }

  #enterText(): void {
    if (this.#model.readOnly) return;
    this.#inText = true;
    const end = this.#field.value.length;
    this.#field.setSelectionRange(end, end);
  }

  /** Every change of the text is a change of the matrix. */
  #type(): void {
    this.#draft.write(this.#at.row, this.#at.column, this.#field.value);
  }

  #key(event: KeyboardEvent): void {
    const { row, column } = this.#at;
    const { key, shiftKey } = event;
    const act =
      event.ctrlKey || event.metaKey ? this.#command(key.toLowerCase(), shiftKey) : undefined;
    const move = this.#move(event);
    if (act) act();
    else if (move && !event.ctrlKey && !event.metaKey) move();
    else if (key === 'Enter') this.#go(row + (shiftKey ? -1 : 1), column);
    else if (key === 'Tab' && !this.#atEdge(shiftKey)) this.#go(...this.#next(shiftKey));
    else if (key === 'F2') this.#enterText();
    else if (key === 'Escape' && this.#draft.isOpen) {
      this.#leave();
      this.#model.undo();
    } else if (key === 'Escape' && this.#inText) {
      this.#leave();
      this.#show();
    } else if ((key === 'Delete' || key === 'Backspace') && !this.#draft.isOpen && !this.#inText)
      this.#clear();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** The move of an arrow; undefined where it is the text's. */
  #move({ key, altKey, shiftKey }: KeyboardEvent): (() => void) | undefined {
    const { row, column } = this.#at;
    if (altKey && (key === 'ArrowUp' || key === 'ArrowDown')) {
      return () => this.#nudge(key === 'ArrowUp' ? 1 : -1);
    }
    if (this.#inText || altKey) return undefined;
    const { rows, columns } = this.#model;
    const goals: Record<string, [number, number]> = {
      ArrowUp: [row - 1, column],
      ArrowDown: [row + 1, column],
      ArrowLeft: [row, column - 1],
      ArrowRight: [row, column + 1],
      Home: [row, 0],
      End: [row, columns - 1],
      PageUp: [row - 8, column],
      PageDown: [Math.min(rows - 1, row + 8), column]
    };
    const goal = goals[key];
    return goal && (() => this.#go(...goal, shiftKey));
  }

  #command(key: string, shiftKey: boolean): (() => void) | undefined {
    const { top, left, bottom, right } = this.#selection;
    const { rows, columns } = this.#model;
    const { row, column } = this.#at;
    const [height, width] = [bottom - top + 1, right - left + 1];
    const commands: Record<string, () => void> = {
      z: () => (shiftKey ? this.#model.redo() : this.#model.undo()),
      y: () => this.#model.redo(),
      d: () => this.#model.fill(top, left, height, width, 'down'),
      r: () => this.#model.fill(top, left, height, width, 'right'),
      a: () => {
        this.#anchor = { row: 0, column: 0 };
        this.#at = { row: rows - 1, column: columns - 1 };
        this.#show();
      },
      arrowup: () => this.#go(0, column, shiftKey),
      arrowdown: () => this.#go(rows - 1, column, shiftKey),
      arrowleft: () => this.#go(row, 0, shiftKey),
      arrowright: () => this.#go(row, columns - 1, shiftKey),
      home: () => this.#go(0, 0, shiftKey),
      end: () => this.#go(rows - 1, columns - 1, shiftKey)
    };
    // Within a text these are the text's.
    if (this.#inText && /^(?:[za]|home|end|arrow\w+)$/.test(key)) return undefined;
    const command = commands[key];
    return (
      command &&
      (() => {
        this.#leave();
        command();
      })
    );
  }

  /** At the first or the last cell Tab goes on to the next control. */
  #atEdge(back: boolean): boolean {
    const { row, column } = this.#at;
    const { rows, columns } = this.#model;
    return back ? row + column === 0 : row === rows - 1 && column === columns - 1;
  }

  #next(back: boolean): [number, number] {
    const { columns } = this.#model;
    const index = this.#at.row * columns + this.#at.column + (back ? -1 : 1);
    return [Math.floor(index / columns), index % columns];
  }

  /** Fills a block with what was selected, as often as it fits. */
  #repeat(from: IBlock, to: IBlock): void {
    this.#leave();
    this.#model.write(to.top, to.left, repeated(this.#model.entries, from, to));
    this.#anchor = { row: to.top, column: to.left };
    this.#at = { row: to.bottom, column: to.right };
    this.#show();
    this.focus();
  }

  #clear(): void {
    const { top, left } = this.#selection;
    this.#leave();
    this.#model.write(
      top,
      left,
      this.#selected.map(line => line.map(() => '0'))
    );
  }

  /** @returns whether the selection, and not a part of the text, was copied */
  #copy(event: ClipboardEvent): boolean {
    if (this.#inText) return false;
    const text = this.#selected.map(line => line.join('\t')).join('\n');
    event.clipboardData?.setData('text/plain', text);
    event.preventDefault();
    return true;
  }

  #paste(event: ClipboardEvent): void {
    if (this.#inText || this.#model.readOnly) return;
    event.preventDefault();
    const { top, left } = this.#selection;
    const text = event.clipboardData?.getData('text/plain') ?? '';
    const block = pasted(text, top, left, reason =>
      this.#say(this.#trans.__('Nothing was pasted: %1.', reason))
    );
    if (!block) return;
    this.#leave();
    this.#model.write(top, left, block);
    this.#anchor = { row: top, column: left };
    this.#at = { row: top + block.length - 1, column: left + block[0].length - 1 };
    this.#show();
  }

  /** Changes the number in the cell by so many of its last digit. */
  #nudge(by: number): void {
    const number = numberIn(this.#text);
    if (number) this.#set(stepped(number, by, this.#model.bounds));
  }

  #set(text: string): void {
    this.#draft.write(this.#at.row, this.#at.column, text);
    this.#field.value = text;
  }

  get #text(): string {
    return this.#model.entries[this.#at.row][this.#at.column];
  }

  #press(event: PointerEvent): void {
    const { row, column } = this.#table.at(event.clientX, event.clientY);
    const isThere = row === this.#at.row && column === this.#at.column;
    // It may lie on neighbours, which are pressed all the same where its text is not being written.
    const isField = event.target === this.#field;
    if (isField && (isThere || this.#inText || this.#draft.isOpen)) {
      // A second press on the same cell may become a drag that changes its number.
      const number = numberIn(this.#text);
      if (number && !this.#inText && !this.#model.readOnly) {
        this.#scrub = { x: event.clientX, ...number };
        this.#field.setPointerCapture(event.pointerId);
      }
      return;
    }
    // A finger may be about to scroll.
    if (event.pointerType === 'touch') return;
    event.preventDefault();
    this.focus();
    this.#go(row, column, event.shiftKey);
  }

  #tap(event: MouseEvent): void {
    if ((event as PointerEvent).pointerType !== 'touch' || event.target === this.#field) return;
    const { row, column } = this.#table.at(event.clientX, event.clientY);
    this.focus();
    this.#go(row, column);
  }

  #drag(event: PointerEvent): void {
    if (event.buttons !== 1) return;
    if (this.#scrub) {
      const moved = Math.round((event.clientX - this.#scrub.x) / 6);
      if (moved === 0 && !this.#draft.isOpen) return;
      event.preventDefault();
      this.#set(stepped(this.#scrub, moved, this.#model.bounds));
      return;
    }
    if (event.target === this.#field || event.pointerType === 'touch') return;
    const { row, column } = this.#table.at(event.clientX, event.clientY);
    if (row !== this.#at.row || column !== this.#at.column) this.#go(row, column, true);
  }
}
