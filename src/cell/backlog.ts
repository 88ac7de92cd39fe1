/**
 * Messages that wait to be sent, in their order. An output that takes the place of one that waits is put in
 * its place, and a clearing takes away those before it: however fast a cell draws, only the last is left.
 *
 * Works for the sandbox and for what guards it: a message may therefore be anything.
 */
import { type IPacket, type IPiece, toPacket } from './packet.js';
import type { Output } from './protocol.js';

interface IEntry {
  piece: IPiece;
  /** Of an output. */
  output?: Output;
}

export class Backlog {
  #entries: IEntry[] = [];
  /** Outputs that have a name, by it. */
  readonly #named = new Map<string, IEntry>();
  #size = 0;

  /** Messages that wait. */
  get length(): number {
    return this.#entries.length;
  }

  /** Characters that wait. */
  get size(): number {
    return this.#size;
  }

  /** Adds a message that is no output. */
  add(piece: IPiece): void {
    this.#append({ piece });
  }

  /** Adds an output, its text being that of the whole message. */
  addOutput(output: Output, piece: IPiece): void {
    if (output.kind === 'clear') {
      this.#clear(output, piece);
      return;
    }
    // The clearing that was announced has come: nothing before it is seen again.
    if (this.#lastOutput?.output?.kind === 'clear') this.#dropBefore(this.#lastOutput);
    const waiting = output.kind === 'display' && output.id ? this.#named.get(output.id) : undefined;
    if (waiting) {
      this.#size += piece.text.length - waiting.piece.text.length;
      Object.assign(waiting, { output, piece });
    } else this.#append({ output, piece });
  }

  /** Takes out the first messages, of at most so many characters together, at least one. */
  take(most: number): IPacket {
    let [count, size] = [0, 0];
    for (const { piece } of this.#entries) {
      if (count > 0 && size + piece.text.length > most) break;
      size += piece.text.length;
      count++;
    }
    const taken = this.#entries.splice(0, count);
    for (const entry of taken) this.#forget(entry);
    return toPacket(taken.map(({ piece }) => piece));
  }

  /** Drops all that waits. */
  clear(): void {
    this.#entries = [];
    this.#named.clear();
    this.#size = 0;
  }

  get #lastOutput(): IEntry | undefined {
    return this.#entries.findLast(({ output }) => output !== undefined);
  }

  #clear(output: Extract<Output, { kind: 'clear' }>, piece: IPiece): void {
    const last = this.#lastOutput;
    const entry: IEntry = { output, piece };
    if (last?.output?.kind === 'clear') {
      // Of two clearings one is enough: the one that does not wait.
      if (last.output.wait && !output.wait) this.#replace(last, entry);
    } else this.#append(entry);
    if (!output.wait) this.#dropBefore(this.#lastOutput as IEntry);
  }

  #append(entry: IEntry): void {
    this.#entries.push(entry);
    this.#size += entry.piece.text.length;
    const { output } = entry;
    if (output?.kind === 'display' && output.id) this.#named.set(output.id, entry);
  }

  #replace(entry: IEntry, by: IEntry): void {
    this.#size += by.piece.text.length - entry.piece.text.length;
    Object.assign(entry, by);
  }

  /** Removes the outputs before one. */
  #dropBefore(entry: IEntry): void {
    const at = this.#entries.indexOf(entry);
    this.#entries = this.#entries.filter((other, i) => {
      if (i >= at || other.output === undefined) return true;
      this.#forget(other);
      return false;
    });
  }

  #forget({ piece, output }: IEntry): void {
    this.#size -= piece.text.length;
    if (output?.kind === 'display' && output.id) this.#named.delete(output.id);
  }
}
