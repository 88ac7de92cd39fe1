/**
 * A batch by several workers: it goes in pieces, and while the workers compute, the pieces that are done are
 * put together. Buffers travel to and fro, since the first touch of a fresh one costs as much as the work.
 */
import { allocate, type FloatData, lanes } from '../../core/dtype.js';
import { type IInverses, type ISquare, type ITeam, viewAt, workOf } from './work.js';

/** Bytes of a piece: a part of it stays in the second cache, and a message costs little beside it. */
const PIECE = 1 << 19;
/** Pieces that a worker has at once, so that it need not wait for the next. */
const AHEAD = 2;
/** Bytes of buffers that are kept for the next batch. */
const KEPT = 64 << 20;

/** Buffers of one size, to be filled again. */
export class Spares {
  #bytes = 0;
  #buffers: ArrayBuffer[] = [];

  take(bytes: number): ArrayBuffer {
    if (bytes !== this.#bytes) this.clear();
    this.#bytes = bytes;
    return this.#buffers.pop() ?? new ArrayBuffer(bytes);
  }

  give(buffer: ArrayBuffer): void {
    if (buffer.byteLength !== this.#bytes) return;
    if ((this.#buffers.length + 1) * this.#bytes <= KEPT) this.#buffers.push(buffer);
  }

  clear(): void {
    this.#buffers = [];
  }
}

/** Members [first, first + count) of the batch. */
interface IPiece {
  first: number;
  count: number;
  a: ArrayBuffer;
}

export async function invertBatch(
  team: ITeam,
  spares: Spares,
  { dtype, count, n, data }: ISquare
): Promise<IInverses> {
  const length = n * n * lanes(dtype);
  const bytes = length * data.BYTES_PER_ELEMENT;
  const most = Math.max(1, Math.min(Math.floor(PIECE / bytes), Math.ceil(count / team.count)));
  const out = allocate(dtype, count * n * n) as FloatData;
  const info = new Int32Array(count);
  const waiting: IPiece[] = [];
  let copied = 0;
  const copy = (): IPiece | undefined => {
    if (copied === count) return undefined;
    const piece = {
      first: copied,
      count: Math.min(most, count - copied),
      a: spares.take(most * bytes)
    };
    copied += piece.count;
    viewAt(dtype, piece.a, 0, piece.count * length).set(
      data.subarray(piece.first * length, copied * length)
    );
    return piece;
  };
  const serve = async (rank: number) => {
    const next = () => waiting.shift() ?? copy();
    for (let piece = next(); piece; piece = next()) {
      const x = spares.take(most * bytes);
      const { first, a } = piece;
      const request = { type: 'batch', dtype, count: piece.count, n, a, x } as const;
      const reply = await team.ask(rank, workOf(dtype, piece.count, n), [request, [a, x]]);
      if (reply.type !== 'batch') return;
      out.set(viewAt(dtype, reply.x, 0, piece.count * length), first * length);
      info.set(reply.info, first);
      spares.give(reply.a);
      spares.give(reply.x);
    }
  };
  // The workers begin with the first pieces while the others are copied.
  const served = Array.from({ length: AHEAD * team.count }, (_, i) => serve(i % team.count));
  for (let piece = copy(); piece; piece = copy()) waiting.push(piece);
  await Promise.all(served);
  return { data: out, info };
}
