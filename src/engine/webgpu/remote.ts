/**
 * A device in another thread: for workers to which the browser gives no adapter. Requests go by message;
 * whoever has an adapter serves them with a `GpuService`.
 */
import { RuntimeError } from '../errors.js';
import { type Handle, type IGpu, OPERATIONS, type Operation, type Words } from './gpu.js';

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

/** A handle of the other side: a buffer of this one, or why there is none. */
type Served = { handle: Handle; words: number } | RuntimeError;

/** The side that has the adapter. What it is asked is not trusted: anything malformed is dropped. */
export class GpuService {
  readonly #gpu: IGpu;
  readonly #reply: Post<GpuReply>;
  readonly #served = new Map<Handle, Served>();

  constructor(gpu: IGpu, reply: Post<GpuReply>) {
    this.#gpu = gpu;
    this.#reply = reply;
  }

  receive(message: unknown): void {
    const request = parseRequest(message);
    if (!request) return;
    switch (request.kind) {
      case 'ready':
        this.#answer(
          request.id,
          this.#gpu.ready().then(() => undefined)
        );
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
        this.#answer(request.id, this.#read(request.handle, request.first, request.words));
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
    try {
      this.#served.set(handle, { handle: this.#gpu.create(words), words });
    } catch (error) {
      this.#served.set(handle, error as RuntimeError);
    }
  }

  #write(handle: Handle, data: ArrayBuffer): void {
    const served = this.#served.get(handle);
    if (!served || served instanceof Error || data.byteLength > served.words * 4) return;
    this.#gpu.write(served.handle, new Uint32Array(data));
  }

  #run(operation: Operation, handles: readonly Handle[], numbers: readonly number[]): void {
    const served = handles.map(handle => this.#served.get(handle));
    const error = served.find(item => item instanceof Error);
    if (error) {
      for (const handle of handles) this.#served.set(handle, error);
      return;
    }
    const own = served.flatMap(item => (item && !(item instanceof Error) ? [item.handle] : []));
    if (own.length === handles.length) this.#gpu.run(operation, own, numbers);
  }

  async #read(handle: Handle, first: number, words: number): Promise<ArrayBuffer> {
    const served = this.#served.get(handle);
    if (served instanceof Error) throw served;
    if (!served || first + words > served.words) throw failure('webgpu: this tensor was disposed');
    return this.#gpu.read(served.handle, first, words);
  }

  #free(handle: Handle): void {
    const served = this.#served.get(handle);
    this.#served.delete(handle);
    if (served && !(served instanceof Error)) this.#gpu.free(served.handle);
  }

  #answer(id: number, work: Promise<ArrayBuffer | undefined>): void {
    work.then(
      data => this.#reply(data ? { id, data } : { id }, data ? [data] : []),
      error => this.#reply({ id, error: String(error?.message ?? error) }, [])
    );
  }
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
