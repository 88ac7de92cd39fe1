/** Holds back what a cell prints too much of, so that neither the page nor the notebook suffers. */
import type { Output } from '../cell/index.js';

/** Characters of text that are shown, and those of the end that are shown besides. */
const TEXT = 200_000;
const TAIL = 2000;
/** Outputs that are shown. */
const DISPLAYS = 1000;

/** The outputs of one cell. */
export class OutputLimiter {
  #shown = 0;
  #displays = 0;
  #heldLines = 0;
  #heldDisplays = 0;
  #tail = '';

  /** What may be shown of an output now. */
  accept(output: Output): Output | undefined {
    if (output.kind === 'stream') return this.#text(output);
    if (output.kind !== 'display') return output;
    this.#displays++;
    // What replaces another is no more than that.
    if (output.id !== undefined || this.#displays <= DISPLAYS) return output;
    this.#heldDisplays++;
    return undefined;
  }

  /** What is left to be said at the cell's end, or before its result. */
  finish(): Output[] {
    const notes: Output[] = [];
    if (this.#heldLines > 0) {
      const text = `\n… ${this.#heldLines.toLocaleString('en')} lines are not shown: a cell prints at most ${TEXT.toLocaleString('en')} characters. The last of them:\n${this.#tail}`;
      notes.push({ kind: 'stream', name: 'stderr', text });
    }
    if (this.#heldDisplays > 0) {
      const text = `… ${this.#heldDisplays.toLocaleString('en')} outputs are not shown: a cell shows at most ${DISPLAYS.toLocaleString('en')}. Give them a name to update one: display(x, {id: 'name'})\n`;
      notes.push({ kind: 'stream', name: 'stderr', text });
    }
    [this.#heldLines, this.#heldDisplays] = [0, 0];
    return notes;
  }

  #text(output: Extract<Output, { kind: 'stream' }>): Output | undefined {
    const room = TEXT - this.#shown;
    this.#shown += output.text.length;
    if (output.text.length <= room) return output;
    const kept = room > 0 ? output.text.slice(0, room) : '';
    const held = output.text.slice(kept.length);
    this.#heldLines += held.split('\n').length - 1;
    this.#tail = lastLines(this.#tail + held);
    return kept ? { ...output, text: kept } : undefined;
  }
}

/** The end of a text, from the start of a line. */
function lastLines(text: string): string {
  if (text.length <= TAIL) return text;
  const end = text.slice(-TAIL);
  return end.slice(end.indexOf('\n') + 1);
}
