/**
 * The sandbox's own side of the way out: outputs are sent at once while they are few, and gathered where a
 * loop makes many. The guard (`gate.ts`) does not rely on it.
 */
import { Backlog } from './backlog.js';
import { OutputLimiter } from './limiter.js';
import { type IPacket, toPiece, transferOf } from './packet.js';
import type { FromSandbox, Output } from './protocol.js';

/**
 * Packets that may be sent at once, and how many more are earned each second; the same for characters.
 * While a cell computes without a pause it hears nothing of how far the page is: only time tells.
 */
const PACKETS = 200;
const CHARACTERS = 4 << 20;
/** Characters of a packet. */
const PACKET = 4 << 20;
/** Milliseconds after which gathered outputs are sent, where the cell lets timers run. */
const INTERVAL = 50;

export type PostPacket = (packet: IPacket, transfer: ArrayBuffer[]) => void;

export class Outbox {
  readonly #post: PostPacket;
  readonly #backlog = new Backlog();
  #limiter = new OutputLimiter();
  #packets = PACKETS;
  #characters = CHARACTERS;
  #since = performance.now();
  #isTimed = false;

  constructor(post: PostPacket) {
    this.#post = post;
  }

  /** Begins the outputs of a new cell. */
  begin(): void {
    this.#limiter = new OutputLimiter();
  }

  /** Sends a message that is no output, after all that waits. */
  send(message: FromSandbox): void {
    if (message.type === 'done') this.#finish();
    this.#backlog.add(toPiece(message));
    while (this.#backlog.length > 0) this.#sendPacket();
  }

  /** Sends an output now or soon. */
  output(output: Output): void {
    if (output.kind === 'result' || output.kind === 'error') this.#finish();
    this.#add(output);
    this.#earn();
    if (this.#packets >= 1 && this.#characters >= 0) this.#sendPacket();
    else this.#sendLater();
  }

  /** Says what was held back. */
  #finish(): void {
    for (const note of this.#limiter.finish()) this.#queue(note);
  }

  #add(output: Output): void {
    // Printed text is not made twice.
    if (output.kind === 'stream') {
      const accepted = this.#limiter.accept(output, output.text.length);
      if (accepted) this.#queue(accepted);
      return;
    }
    const piece = toPiece({ type: 'output', output });
    const accepted = this.#limiter.accept(output, piece.text.length);
    if (accepted === output) this.#backlog.addOutput(output, piece);
    else if (accepted) this.#queue(accepted);
  }

  #queue(output: Output): void {
    this.#backlog.addOutput(output, toPiece({ type: 'output', output }));
  }

  #earn(): void {
    const now = performance.now();
    const seconds = (now - this.#since) / 1000;
    this.#since = now;
    this.#packets = Math.min(PACKETS, this.#packets + seconds * PACKETS);
    this.#characters = Math.min(CHARACTERS, this.#characters + seconds * CHARACTERS);
  }

  #sendPacket(): void {
    if (this.#backlog.length === 0) return;
    const packet = this.#backlog.take({ characters: PACKET });
    this.#packets--;
    this.#characters -= packet.text.length;
    this.#post(packet, transferOf(packet));
  }

  #sendLater(): void {
    if (this.#isTimed) return;
    this.#isTimed = true;
    setTimeout(() => {
      this.#isTimed = false;
      this.#earn();
      if (this.#packets >= 1 && this.#characters >= 0) this.#sendPacket();
      if (this.#backlog.length > 0) this.#sendLater();
    }, INTERVAL);
  }
}
