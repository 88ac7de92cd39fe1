/**
 * The budget of a sandbox, held against it from outside: what it sends is counted before it is read, and a
 * sandbox that exceeds the budget is ended. The sandbox's own code (`outbox.ts`) stays far below it; only a
 * cell that sends by itself gets here.
 */
import { Allowance } from './allowance.js';
import type { IPacket } from './packet.js';

/** Packets and characters that may come at once, and how many more each second. */
const PACKETS = { burst: 10_000, rate: 5000 } as const;
const CHARACTERS = { burst: 128 << 20, rate: 32 << 20 } as const;
/** Characters of a packet, its messages, and the bytes beside it. */
const PACKET = 32 << 20;
const MESSAGES = 20_000;
const BYTES = 4 * 2 ** 30;

export class Gate {
  readonly #packets: Allowance;
  readonly #characters: Allowance;
  readonly #now: () => number;

  /** @param now milliseconds */
  constructor(now = () => performance.now()) {
    this.#now = now;
    this.#packets = new Allowance(PACKETS, now());
    this.#characters = new Allowance(CHARACTERS, now());
  }

  /**
   * Lets a packet through.
   * @returns undefined for what is no packet, which is dropped; 'exceeded' where the budget is spent
   */
  admit(data: unknown): IPacket | 'exceeded' | undefined {
    const now = this.#now();
    if (!this.#packets.spend(1, now)) return 'exceeded';
    const packet = asPacket(data);
    if (!packet) return undefined;
    const { text, buffers } = packet;
    if (!this.#characters.spend(text.length, now) || text.length > PACKET) return 'exceeded';
    const bytes = buffers.flat().reduce((sum, { byteLength }) => sum + byteLength, 0);
    return buffers.length > MESSAGES || bytes > BYTES ? 'exceeded' : packet;
  }
}

function asPacket(data: unknown): IPacket | undefined {
  if (typeof data !== 'object' || data === null) return undefined;
  const { text, buffers } = data as Partial<IPacket>;
  if (typeof text !== 'string' || !Array.isArray(buffers)) return undefined;
  return buffers.every(areBuffers) ? { text, buffers } : undefined;
}

function areBuffers(list: unknown): boolean {
  return Array.isArray(list) && list.every(item => item instanceof ArrayBuffer);
}
