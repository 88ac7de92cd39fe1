/**
 * A batch by several workers: it goes in pieces, and while the workers compute, the caller copies the next
 * pieces in and those that are done out.
 */
import { allocate, components, type FloatData } from '../../core/dtype.js';
import { type IInverses, type ISquare, type ITeam, viewAt, workOf } from './work.js';

/** Bytes of a piece at most, and pieces for each worker at least, so that none waits long for the last. */
const PIECE = 1 << 22;
const PIECES = 4;
/** Pieces that a worker has at once, so that it need not wait for the next. */
const AHEAD = 2;
/** Bytes of buffers that are kept for the next batch. */
const KEPT = 64 << 20;

/** Brings pieces to the workers, and their inverses back. */
export interface ICarrier<P> {
  /** Copies members of A, of which the first is the `first`-th, to where a worker reads them. */
  load(a: FloatData, first: number): P;
  /** @param take copies what it is given */
  invert(rank: number, piece: P, take: Take): Promise<void>;
}

type Take = (x: FloatData, info: Int32Array) => void;

/** Square matrices, and what a piece of them holds at most. */
export interface IPieces extends ISquare {
  /** Numbers of a member. */
  length: number;
  /** Members of a piece. */
  most: number;
}

export function piecesOf(threads: number, square: ISquare): IPieces {
  const { dtype, n, count, data } = square;
  const length = n * n * components(dtype);
  const fit = Math.floor(PIECE / (length * data.BYTES_PER_ELEMENT));
  return {
    ...square,
    length,
    most: Math.max(1, Math.min(fit, Math.ceil(count / (PIECES * threads))))
  };
}

export async function invertBatch<P>(
  threads: number,
  { dtype, count, n, data, length, most }: IPieces,
  carrier: ICarrier<P>
): Promise<IInverses> {
  const out = allocate(dtype, count * n * n);
  const info = new Int32Array(count);
  const waiting: [piece: P, first: number][] = [];
  let copied = 0;
  const copy = (): [piece: P, first: number] | undefined => {
    if (copied === count) return undefined;
    const first = copied;
    copied = Math.min(count, first + most);
    return [carrier.load(data.subarray(first * length, copied * length), first), first];
  };
  const serve = async (rank: number) => {
    const next = () => waiting.shift() ?? copy();
    for (let one = next(); one; one = next()) {
      const [piece, first] = one;
      await carrier.invert(rank, piece, (x, found) => {
        out.set(x, first * length);
        info.set(found, first);
      });
    }
  };
  // The workers begin with the first pieces while the others are copied.
  const served = Array.from({ length: AHEAD * threads }, (_, i) => serve(i % threads));
  for (let one = copy(); one; one = copy()) waiting.push(one);
  await Promise.all(served);
  return { data: out, info };
}

/** Buffers of one size, to be filled again: the first touch of a fresh one takes time. */
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

interface IParcel {
  count: number;
  a: ArrayBuffer;
}

/** Buffers that travel to a worker and come back. */
export class Parcels implements ICarrier<IParcel> {
  readonly #team: ITeam;
  readonly #spares: Spares;
  readonly #pieces: IPieces;
  readonly #bytes: number;

  constructor(team: ITeam, spares: Spares, pieces: IPieces) {
    this.#team = team;
    this.#spares = spares;
    this.#pieces = pieces;
    this.#bytes = pieces.most * pieces.length * pieces.data.BYTES_PER_ELEMENT;
  }

  load(a: FloatData): IParcel {
    const buffer = this.#spares.take(this.#bytes);
    viewAt(this.#pieces.dtype, buffer, 0, a.length).set(a);
    return { a: buffer, count: a.length / this.#pieces.length };
  }

  async invert(rank: number, { a, count }: IParcel, take: Take): Promise<void> {
    const { dtype, n, length } = this.#pieces;
    const x = this.#spares.take(this.#bytes);
    const request = { type: 'batch', dtype, count, n, a, x } as const;
    const reply = await this.#team.ask(rank, workOf(dtype, count, n), [request, [a, x]]);
    if (reply.type !== 'batch') return;
    take(viewAt(dtype, reply.x, 0, count * length), reply.info);
    this.#spares.give(reply.a);
    this.#spares.give(reply.x);
  }
}
