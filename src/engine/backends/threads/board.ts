/**
 * The board by which a thread that must not wait for messages, and those that help it, know of one another: whether
 * a call is open, what it asks for, and who works on it.
 */
import { APART, type ILent } from './protocol.js';
import { LIMITS } from './shared.js';
import type { Look } from './wait.js';

/** Threads at most, with the one that calls. */
export const MOST_THREADS = 8;

/** Counts how often a call was opened or closed: while it is odd, one is open. */
const STATE = 0;
/** Not 0 where a helper died at work: nothing in this memory can be relied on any more. */
const FAILED = APART;
/** Characters of what the call asks for. */
const LENGTH = 2 * APART;
/** The seats of the helpers, by their ranks; the first word, of nobody, counts those who came. */
const SEATS = 3 * APART;
const TEXT = 4 * (SEATS + APART * MOST_THREADS);
/** Characters of what is asked for, at most. */
const CHARACTERS = 1024;

/** How a seat is: empty, or its helper idle or at work. */
const [EMPTY, IDLE, WORKING] = [0, 1, 2];

/**
 * Memory for a thread and its helpers.
 * @throws where none can be shared
 */
export function openBoard(count: number): ILent {
  const board = new SharedArrayBuffer(TEXT + CHARACTERS);
  return { board, memory: new WebAssembly.Memory(LIMITS), count };
}

export class Board<Call> {
  readonly #words: Int32Array;
  readonly #text: Uint8Array;

  constructor(board: SharedArrayBuffer) {
    this.#words = new Int32Array(board, 0, TEXT / 4);
    this.#text = new Uint8Array(board, TEXT);
  }

  /** Whether any helper has come. */
  get isManned(): boolean {
    return this.#seats.some(seat => Atomics.load(this.#words, seat) !== EMPTY);
  }

  /** How many helpers have ever come. */
  get arrivals(): number {
    return Atomics.load(this.#words, SEATS);
  }

  get hasFailed(): boolean {
    return Atomics.load(this.#words, FAILED) !== 0;
  }

  fail(): void {
    Atomics.store(this.#words, FAILED, 1);
    Atomics.notify(this.#words, STATE);
  }

  /** Of a helper that was ended from outside: where it was at work, its part is lost. */
  leave(rank: number): void {
    if (Atomics.exchange(this.#words, seatOf(rank), EMPTY) === WORKING) this.fail();
  }

  /** Opens a call to the helpers; nobody works at another. */
  open(call: Call): void {
    const bytes = new TextEncoder().encode(JSON.stringify(call));
    this.#text.set(bytes);
    this.#words[LENGTH] = bytes.length;
    Atomics.add(this.#words, STATE, 1);
    Atomics.notify(this.#words, STATE);
  }

  /** Closes it, and waits until nobody works any more. */
  close(look: Look): void {
    Atomics.add(this.#words, STATE, 1);
    Atomics.notify(this.#words, STATE);
    for (const seat of this.#seats) {
      while (Atomics.load(this.#words, seat) === WORKING) {
        Atomics.wait(this.#words, seat, WORKING, 100);
        look();
      }
    }
  }

  /**
   * Serves calls from a seat, until there was none for so many ms.
   * Whoever sits down looks whether the call is still open, and whoever closed it, who still sits: with atomics at
   * least one of the two sees the other.
   */
  serve(rank: number, rest: number, work: (call: Call) => void): void {
    const words = this.#words;
    const seat = seatOf(rank);
    Atomics.add(words, SEATS, 1);
    Atomics.store(words, seat, IDLE);
    while (!this.hasFailed) {
      const state = Atomics.load(words, STATE);
      if (state % 2 !== 0) {
        Atomics.store(words, seat, WORKING);
        if (Atomics.load(words, STATE) === state) this.#work(work);
        Atomics.store(words, seat, IDLE);
        Atomics.notify(words, seat);
      }
      if (Atomics.wait(words, STATE, state, rest) === 'timed-out') break;
    }
    Atomics.store(words, seat, EMPTY);
  }

  #work(work: (call: Call) => void): void {
    try {
      // A copy: texts are not read from memory that is shared.
      const bytes = this.#text.slice(0, this.#words[LENGTH]);
      work(JSON.parse(new TextDecoder().decode(bytes)) as Call);
    } catch {
      this.fail();
    }
  }

  get #seats(): number[] {
    return Array.from({ length: MOST_THREADS - 1 }, (_, i) => seatOf(i + 1));
  }
}

function seatOf(rank: number): number {
  return SEATS + APART * rank;
}
