/**
 * A device in another thread: for workers to which the browser gives no adapter. Requests go by message;
 * whoever has an adapter serves them with a `GpuService`.
 */
import { RuntimeError } from '../../core/errors.js';
import {
  type Handle,
  type IGpu,
  OPERATIONS,
  type Operation,
  type Words
} from '../../core/gpu/gpu.js';
import { misfit, writtenBy } from './requirements.js';

export type GpuRequest =
  | { kind: 'ready'; id: number }
  | { kind: 'create'; handle: Handle; words: number }
  | { kind: 'write'; handle: Handle; data: ArrayBuffer }
  | { kind: 'run'; operation: Operation; handles: Handle[]; numbers: number[] }
  | { kind: 'read'; id: number; handle: Handle; first: number; words: number }
  | { kind: 'free'; handle: Handle };

/** The answer to `ready` and to `read`. */
export type GpuReply = { id: number; data?: ArrayBuffer; error?: string };

type Post<T> = (message: T, transfer: ArrayBuffer[]) => void;

function failure(message: string): RuntimeError {
  return new RuntimeError(message, { op: 'webgpu', code: 'device' });
}

/** The side that has no adapter. */
export class RemoteGpu implements IGpu {
  readonly #post: Post<GpuRequest>;
  readonly #waiting = new Map<number, (reply: GpuReply) => void>();
  #last = 0;

  constructor(post: Post<GpuRequest>) {
    this.#post = post;
  }

  async ready(): Promise<void> {
    await this.#ask(id => ({ kind: 'ready', id }));
  }

  create(words: number): Handle {
    const handle = ++this.#last;
    this.#post({ kind: 'create', handle, words }, []);
    return handle;
  }

  write(handle: Handle, source: Words): void {
    // A copy, since what is sent is gone on this side.
    const data = source.slice().buffer as ArrayBuffer;
    this.#post({ kind: 'write', handle, data }, [data]);
  }

  run(operation: Operation, handles: readonly Handle[], numbers: readonly number[]): void {
    this.#post({ kind: 'run', operation, handles: [...handles], numbers: [...numbers] }, []);
  }

  async read(handle: Handle, first: number, words: number): Promise<ArrayBuffer> {
    const { data } = await this.#ask(id => ({ kind: 'read', id, handle, first, words }));
    return data ?? new ArrayBuffer(0);
  }

  free(handle: Handle): void {
    this.#post({ kind: 'free', handle }, []);
  }

  /** Takes an answer from the other side. */
  receive(reply: GpuReply): void {
    this.#waiting.get(reply.id)?.(reply);
    this.#waiting.delete(reply.id);
  }

  #ask(request: (id: number) => GpuRequest): Promise<GpuReply> {
    const id = ++this.#last;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, reply =>
        reply.error === undefined ? resolve(reply) : reject(failure(reply.error))
      );
      this.#post(request(id), []);
    });
  }
}

/** A handle of the other side: a buffer of this one, unless it could not be made. */
interface IServed {
  readonly handle?: Handle;
  readonly words: number;
  /** The failure on the way to the content, if there was one. */
  error?: RuntimeError;
}

/** Bounds on what one sandbox has at a time. */
const MOST = {
  /** A loop of some ten thousand rounds that disposes of nothing stays below. */
  buffers: 2 ** 16,
  /** Four matrices of 16384 by 16384. */
  bytes: 4 * 2 ** 30,
  /** All entries of a matrix of 128 by 128, each asked for by itself. */
  answers: 2 ** 14
} as const;
/** A buffer takes as much at least. */
const LEAST_BYTES = 256;

/**
 * The side that has the adapter. Requests are not trusted: anything malformed is dropped, and what does
 * not fit its buffers, or is too much, is not run; the next `read` of what it would have written says why.
 */
export class GpuService {
  readonly #gpu: IGpu;
  readonly #reply: Post<GpuReply>;
  readonly #served = new Map<Handle, IServed>();
  #bytes = 0;
  /** Answers that are waited for, and the bytes that they will bring. */
  #answers = 0;
  #answerBytes = 0;
  /** Why buffers are no longer made, for whoever asks for one that was not. */
  #full?: RuntimeError;

  constructor(gpu: IGpu, reply: Post<GpuReply>) {
    this.#gpu = gpu;
    this.#reply = reply;
  }

  receive(message: unknown): void {
    const request = parseRequest(message);
    if (!request) return;
    switch (request.kind) {
      case 'ready':
        this.#answer(request.id, 0, () => this.#gpu.ready().then(() => undefined));
        break;
      case 'create':
        this.#create(request.handle, request.words);
        break;
      case 'write':
        this.#write(request.handle, request.data);
        break;
      case 'run':
        this.#run(request.operation, request.handles, request.numbers);
        break;
      case 'read':
        this.#answer(request.id, request.words * 4, () =>
          this.#read(request.handle, request.first, request.words)
        );
        break;
      case 'free':
        this.#free(request.handle);
        break;
      default:
        request satisfies never;
    }
  }

  /** Frees all that the other side made. */
  dispose(): void {
    for (const handle of [...this.#served.keys()]) this.#free(handle);
  }

  #create(handle: Handle, words: number): void {
    if (this.#served.has(handle)) return;
    if (this.#served.size >= MOST.buffers) {
      this.#full = failure(
        `webgpu: there are ${MOST.buffers} tensors already; dispose of those that are no longer needed`
      );
      return;
    }
    this.#full = undefined;
    this.#served.set(handle, this.#made(words));
  }

  #made(words: number): IServed {
    const bytes = bytesOf(words);
    if (this.#bytes + bytes > MOST.bytes) {
      const error = failure(
        `webgpu: out of memory: a cell may use ${MOST.bytes / 2 ** 30} GiB of the page's GPU; dispose of tensors that are no longer needed, or use smaller ones`
      );
      return { words, error };
    }
    try {
      const handle = this.#gpu.create(words);
      this.#bytes += bytes;
      return { handle, words };
    } catch (error) {
      return { words, error: error as RuntimeError };
    }
  }

  #write(handle: Handle, data: ArrayBuffer): void {
    const served = this.#served.get(handle);
    if (!served || served.handle === undefined) return;
    if (data.byteLength <= served.words * 4) this.#gpu.write(served.handle, new Uint32Array(data));
    else {
      served.error = failure(
        `webgpu: write: expected at most ${served.words} words, got ${data.byteLength / 4}`
      );
    }
  }

  #run(operation: Operation, handles: readonly Handle[], numbers: readonly number[]): void {
    const error = this.#tryRun(operation, handles, numbers);
    if (!error) return;
    for (const handle of writtenBy(operation, handles)) {
      const served = this.#served.get(handle);
      if (served) served.error = error;
    }
  }

  /** @returns why it was not run */
  #tryRun(
    operation: Operation,
    handles: readonly Handle[],
    numbers: readonly number[]
  ): RuntimeError | undefined {
    const operands: IServed[] = [];
    const own: Handle[] = [];
    for (const handle of handles) {
      const served = this.#served.get(handle);
      if (served?.error) return served.error;
      if (served?.handle === undefined) return this.#absent;
      operands.push(served);
      own.push(served.handle);
    }
    const sizes = operands.map(({ words }) => words);
    const reason = misfit(operation, handles, sizes, numbers);
    if (reason !== undefined) return failure(`webgpu: ${operation}: ${reason}`);
    try {
      this.#gpu.run(operation, own, numbers);
      return undefined;
    } catch (error) {
      return error as RuntimeError;
    }
  }

  async #read(handle: Handle, first: number, words: number): Promise<ArrayBuffer> {
    const served = this.#served.get(handle);
    if (served?.error) throw served.error;
    if (served?.handle === undefined) throw this.#absent;
    if (first + words > served.words) {
      throw failure(
        `webgpu: read: expected at most ${served.words} words, got ${words} from ${first} on`
      );
    }
    return this.#gpu.read(served.handle, first, words);
  }

  #free(handle: Handle): void {
    const served = this.#served.get(handle);
    this.#served.delete(handle);
    if (served?.handle === undefined) return;
    this.#bytes -= bytesOf(served.words);
    this.#gpu.free(served.handle);
  }

  get #absent(): RuntimeError {
    return this.#full ?? failure('webgpu: this tensor was disposed');
  }

  #answer(id: number, bytes: number, ask: () => Promise<ArrayBuffer | undefined>): void {
    if (this.#answers >= MOST.answers || this.#answerBytes + bytes > MOST.bytes) {
      const error = `webgpu: there are ${this.#answers} answers under way; wait for those before asking for more`;
      this.#reply({ id, error }, []);
      return;
    }
    this.#answers++;
    this.#answerBytes += bytes;
    ask()
      .finally(() => {
        this.#answers--;
        this.#answerBytes -= bytes;
      })
      .then(
        data => this.#reply(data ? { id, data } : { id }, data ? [data] : []),
        error => this.#reply({ id, error: String(error?.message ?? error) }, [])
      );
  }
}

function bytesOf(words: number): number {
  return Math.max(words * 4, LEAST_BYTES);
}

/** The most that WGSL's numbers and WebGPU's buffers hold. */
const WORD = 2 ** 32;

function parseRequest(message: unknown): GpuRequest | undefined {
  if (typeof message !== 'object' || message === null) return undefined;
  const request = message as Record<string, unknown>;
  const { kind, id, handle, words, first, data, operation, handles, numbers } = request;
  const good =
    (kind === 'ready' && isWord(id)) ||
    (kind === 'create' && isWord(handle) && isWord(words)) ||
    (kind === 'write' &&
      isWord(handle) &&
      data instanceof ArrayBuffer &&
      data.byteLength % 4 === 0) ||
    (kind === 'run' &&
      OPERATIONS.includes(operation as Operation) &&
      areWords(handles) &&
      areWords(numbers)) ||
    (kind === 'read' && [id, handle, first, words].every(isWord)) ||
    (kind === 'free' && isWord(handle));
  return good ? (request as GpuRequest) : undefined;
}

function isWord(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) < WORD;
}

function areWords(value: unknown): value is number[] {
  return Array.isArray(value) && value.length < 100 && value.every(isWord);
}
