/** Holds back what a cell shows too much of, so that neither the page nor the notebook suffers. */
import { clip } from '../language/index.js';
import type { Output } from './protocol.js';

/** Characters of text that a cell prints, and those of the end that are shown besides. */
const TEXT = 200_000;
const TAIL = 2000;
/** Outputs that a cell shows, those that have a name counted once. */
const DISPLAYS = 1000;
/** Characters of one output in all its forms, and of all that a cell leaves in the notebook. */
const LARGEST = 8 << 20;
const TOTAL = 24 << 20;
/** A character of a formula takes the page as long as so many of plain text. */
const FORMULA = 80;
/** Characters of a name, as of an error or of an output. */
const NAME = 200;
/** Lines of a traceback. */
const LINES = 200;

type Shown = Extract<Output, { data: unknown }>;

/** The outputs of one cell. */
export class OutputLimiter {
  #printed = 0;
  #displays = 0;
  /** A cell has one result and one error, whatever it clears. */
  #results = 0;
  #errors = 0;
  #heldLines = 0;
  #heldDisplays = 0;
  #tail = '';
  /** Characters that outputs without a name hold, and those of each that has one. */
  #size = 0;
  readonly #named = new Map<string, number>();
  /** Names that were used: hosts remember them, also when what they named is cleared. */
  readonly #names = new Set<string>();

  /**
   * The part of an output that may be shown now.
   *
   * @param size its characters as JSON
   */
  accept(output: Output, size: number): Output | undefined {
    switch (output.kind) {
      case 'stream':
        return this.#stream(output);
      case 'clear':
        this.#forget();
        return output;
      case 'error':
        return this.#errors++ === 0 ? shortError(output) : undefined;
      default:
        if (output.kind === 'result' && this.#results++ > 0) return undefined;
        return this.#shown(...shortPlain(output, size));
    }
  }

  /** The notes that are left to be said at the cell's end, or before its result. */
  finish(): Output[] {
    const notes: Output[] = [];
    if (this.#heldLines > 0) {
      const lines = this.#heldLines === 1 ? 'line is' : 'lines are';
      const text = `\n… ${this.#heldLines.toLocaleString('en')} ${lines} not shown: a cell prints at most ${TEXT.toLocaleString('en')} characters. The last of them:\n${this.#tail}`;
      notes.push({ kind: 'stream', name: 'stderr', text });
    }
    if (this.#heldDisplays > 0) {
      const text = `… ${this.#heldDisplays.toLocaleString('en')} outputs are not shown: a cell shows at most ${DISPLAYS.toLocaleString('en')}, of ${megabytes(TOTAL)} together, formulas counted ${FORMULA}-fold. Give them a name to update one: display(x, {id: 'name'})\n`;
      notes.push({ kind: 'stream', name: 'stderr', text });
    }
    [this.#heldLines, this.#heldDisplays] = [0, 0];
    return notes;
  }

  /** Nothing that was shown is there any more. */
  #forget(): void {
    [this.#printed, this.#displays, this.#size] = [0, 0, 0];
    this.#named.clear();
  }

  #withKnownName(output: Shown): Shown {
    const id = output.kind === 'display' ? output.id : undefined;
    if (id === undefined || this.#names.has(id)) return output;
    if (this.#names.size >= DISPLAYS) return withoutName(output);
    this.#names.add(id);
    return output;
  }

  #stream(output: Extract<Output, { kind: 'stream' }>): Output | undefined {
    const room = TEXT - this.#printed;
    this.#printed += output.text.length;
    if (output.text.length <= room) return output;
    const kept = room > 0 ? output.text.slice(0, room) : '';
    const held = output.text.slice(kept.length);
    // The end of a line is a line to whoever misses it.
    this.#heldLines += Math.max(1, countLines(held));
    this.#tail = lastLines(this.#tail + held.slice(-2 * TAIL));
    return kept ? { ...output, text: kept } : undefined;
  }

  #shown(given: Shown, size: number): Output | undefined {
    const output = this.#withKnownName(given);
    const id = output.kind === 'display' ? output.id : undefined;
    const before = id === undefined ? undefined : this.#named.get(id);
    const isLarge = size > LARGEST;
    const held = isLarge ? NAME : size + FORMULA * formulaOf(output);
    const total = this.#size - (before ?? 0) + held;
    // A result is the last, and always there.
    if (output.kind === 'display' && before === undefined && this.#displays >= DISPLAYS) {
      this.#heldDisplays++;
      return undefined;
    }
    if (total > TOTAL) {
      this.#heldDisplays++;
      return output.kind === 'result' ? tooLarge(output, size) : undefined;
    }
    if (output.kind === 'display' && before === undefined) this.#displays++;
    this.#size = total;
    if (id !== undefined) this.#named.set(id, held);
    return isLarge ? tooLarge(output, size) : output;
  }
}

/** Characters to be typeset. */
function formulaOf({ data }: Shown): number {
  const latex = data['text/latex'];
  return typeof latex === 'string' ? latex.length : 0;
}

/** Without its name, where there are too many names. */
function withoutName({ kind, data }: Shown): Shown {
  return { kind, data };
}

function tooLarge(output: Shown, size: number): Output {
  const text = `… an output of ${megabytes(size)} is not shown: one may have ${megabytes(LARGEST)}, and all of a cell ${megabytes(TOTAL)}. Show a part of it.`;
  return { ...output, data: { 'text/plain': text } };
}

/** Text that is too long to be read, by its beginning; with the size that is left. */
function shortPlain(output: Shown, size: number): [Shown, number] {
  const plain = output.data['text/plain'];
  if (typeof plain !== 'string' || plain.length <= TEXT) return [output, size];
  const data = { ...output.data, 'text/plain': clip(plain, TEXT) };
  return [{ ...output, data }, size - (plain.length - TEXT)];
}

function shortError(error: Extract<Output, { kind: 'error' }>): Output {
  const { kind, name, message, traceback } = error;
  let room = TEXT;
  const lines = traceback.slice(0, LINES).map(line => {
    const kept = clip(line, Math.max(0, room));
    room -= kept.length;
    return kept;
  });
  return {
    kind,
    name: name.slice(0, NAME),
    message: clip(message, TEXT),
    traceback: lines
  };
}

function megabytes(characters: number): string {
  return `${(characters / 2 ** 20).toFixed(characters < 10 * 2 ** 20 ? 1 : 0)} MB`;
}

function countLines(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

/** The end of a text, from the start of a line. */
function lastLines(text: string): string {
  if (text.length <= TAIL) return text;
  const end = text.slice(-TAIL);
  return end.slice(end.indexOf('\n') + 1);
}
