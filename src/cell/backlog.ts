/**
 * Messages that wait to be sent, in their order. An output that takes the place of one that waits is put in
 * its place, and a clearing takes away those before it: however fast a cell draws, only the last is left.
 *
 * Works for the sandbox and for what guards it: a message may therefore be anything.
 */
import { type IPacket, type IPiece, toPacket, toPiece } from './packet.js';
import type { Output } from './protocol.js';

/** Characters to which printed text is gathered: the page draws all of a text anew for each more of it. */
const GATHERED = 16_384;

/** Of a packet. */
export interface IMost {
  characters: number;
  messages?: number;
  bytes?: number;
}

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
  #bytes = 0;

  /** Messages that wait. */
  get length(): number {
    return this.#entries.length;
  }

  /** Characters that wait. */
  get size(): number {
    return this.#size;
  }

  /** Bytes that wait. */
  get bytes(): number {
    return this.#bytes;
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
    if (output.kind === 'stream' && this.#gather(output)) return;
    const waiting = output.kind === 'display' && output.id ? this.#named.get(output.id) : undefined;
    if (waiting) {
      this.#size += piece.text.length - waiting.piece.text.length;
      Object.assign(waiting, { output, piece });
    } else this.#append({ output, piece });
  }

  /** Takes out the first messages, of at most so much together, at least one. */
  take(most: IMost): IPacket {
    const {
      characters,
      messages = Number.POSITIVE_INFINITY,
      bytes = Number.POSITIVE_INFINITY
    } = most;
    let [count, size, beside] = [0, 0, 0];
    for (const { piece } of this.#entries) {
      size += piece.text.length;
      beside += bytesOf(piece);
      if (count > 0 && (size > characters || beside > bytes || count >= messages)) break;
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
    [this.#size, this.#bytes] = [0, 0];
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

  /** Adds printed text to the text that waits as the last of all, if there is such. */
  #gather(output: Extract<Output, { kind: 'stream' }>): boolean {
    const last = this.#entries.at(-1);
    if (last?.output?.kind !== 'stream' || last.output.name !== output.name) return false;
    if (last.output.text.length + output.text.length > GATHERED) return false;
    const both: Output = { ...output, text: last.output.text + output.text };
    this.#replace(last, { output: both, piece: toPiece({ type: 'output', output: both }) });
    return true;
  }

  #append(entry: IEntry): void {
    this.#entries.push(entry);
    this.#size += entry.piece.text.length;
    this.#bytes += bytesOf(entry.piece);
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
    this.#bytes -= bytesOf(piece);
    if (output?.kind === 'display' && output.id) this.#named.delete(output.id);
  }
}

function bytesOf({ buffers }: IPiece): number {
  return buffers.reduce((sum, { byteLength }) => sum + byteLength, 0);
}
