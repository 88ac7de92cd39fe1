/**
 * The arrays of one session in the notebook's Python kernel: requests of its cells are gathered while the kernel
 * answers the last ones. They are not trusted; `arrays/requests.py` checks what they say, and this side who says it
 * and how much.
 */
import { UUID } from '@lumino/coreutils';
import type { IKernelMessage, IKernelReply } from '../engine/internal.js';
import type { IArraysProgram, IWorkProgress, OnProgress, PythonBridge } from './python.js';

/** Requests that wait, that go at once, and the characters of one and bytes of all. */
const MOST = { waiting: 100_000, together: 500, characters: 1 << 20, bytes: 2 ** 31 } as const;

/** Milliseconds after which requests go that nobody waits for. */
const GATHERING = 20;
/** Milliseconds after which it is shown how far work is. */
const PATIENCE = 1000;

/** Only the first line of a cell says what Python's variables become. */
const NOT_FOR_CELLS = new Set(['bind']);

const CLOSED =
  "the device 'kernel' is there for cells that name it: write --device kernel on the first line, or { device: 'kernel' } in the cell";

export interface IArraysHost {
  connect: () => Promise<PythonBridge>;
  program: () => Promise<IArraysProgram>;
  /** An answer, for the session's worker. */
  reply: (reply: IKernelReply) => void;
  /** Told of work that takes a while. */
  progress: { work(progress: IWorkProgress): void; bytes: OnProgress };
}

interface IWaiting {
  request: IKernelMessage;
  /** Of a request of the page itself. */
  settle?: (reply: IKernelReply) => void;
}

export class KernelArrays {
  readonly session = UUID.uuid4();
  readonly #host: IArraysHost;
  #waiting: IWaiting[] = [];
  #isPumping = false;
  /** Whether anything that waits should go now. */
  #isUrgent = false;
  #later?: ReturnType<typeof setTimeout>;
  #isOpen = false;
  #isUsed = false;
  #isDisposed = false;
  /** The requests that the kernel is at. */
  #underway: readonly IWaiting[] = [];
  #lastOwn = 0;

  constructor(host: IArraysHost) {
    this.#host = host;
  }

  /** Lets the session's cells make requests: from the first on that says that it wants to. */
  open(): void {
    this.#isOpen = true;
  }

  /** Whether the kernel works for this session. */
  get isBusy(): boolean {
    return this.#underway.length > 0;
  }

  /** Takes a request of the session's worker. */
  receive(message: unknown): void {
    const request = asRequest(message);
    if (!request || this.#isDisposed) return;
    const why = this.#refusal(request);
    if (why !== undefined) this.#fail({ request }, 'RuntimeError', why);
    else this.#add({ request });
  }

  /** A request of the page's own, whose handles are below 0: those of the worker are above. */
  async ask(request: Omit<IKernelMessage, 'id'>): Promise<Readonly<Record<string, unknown>>> {
    const id = --this.#lastOwn;
    const { fields } = await new Promise<IKernelReply>(settle => {
      this.#add({ request: { ...request, id } as IKernelMessage, settle });
    });
    const { error } = fields as { error?: { name: string; message: string } };
    if (!error) return fields;
    throw Object.assign(new Error(`%%ts: ${error.message}`), { name: error.name });
  }

  /** A handle for the page's own requests. */
  newHandle(): number {
    return --this.#lastOwn;
  }

  /** Gives up what waits; what the kernel is at ends by an interrupt of the kernel. */
  interrupt(): void {
    const given = this.#waiting.filter(({ request }) => request.do !== 'free');
    this.#waiting = this.#waiting.filter(({ request }) => request.do === 'free');
    for (const each of given) this.#fail(each, 'KeyboardInterrupt', 'the cell was interrupted');
  }

  /** Gives up all arrays of the session. */
  dispose(): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    clearTimeout(this.#later);
    this.#waiting = [];
    if (this.#isUsed) {
      this.#host.connect().then(
        python => python.forget(this.session),
        () => undefined
      );
    }
  }

  #refusal({ do: name }: IKernelMessage): string | undefined {
    if (!this.#isOpen) return CLOSED;
    if (NOT_FOR_CELLS.has(name)) return `${name} is no request of cells`;
    if (this.#waiting.length < MOST.waiting) return undefined;
    return `${MOST.waiting} requests wait for the Python kernel; await some of them before asking for more`;
  }

  /** Each way to the kernel and back takes a twentieth of a second: who waits for nothing goes with who does. */
  #add(waiting: IWaiting): void {
    this.#waiting.push(waiting);
    const { length } = this.#waiting;
    if (waiting.request.id !== undefined || length >= MOST.together) this.#isUrgent = true;
    else this.#later ??= setTimeout(() => this.#hurry(), GATHERING);
    // Behind all that came with it.
    if (this.#isUrgent) void Promise.resolve().then(() => this.#pump());
  }

  #hurry(): void {
    this.#later = undefined;
    this.#isUrgent = this.#waiting.length > 0;
    void this.#pump();
  }

  async #pump(): Promise<void> {
    if (this.#isPumping) return;
    this.#isPumping = true;
    while (this.#isUrgent && this.#waiting.length > 0 && !this.#isDisposed) {
      this.#underway = this.#next();
      this.#isUrgent = this.#waiting.some(({ request }) => request.id !== undefined);
      await this.#serve(this.#underway);
      this.#underway = [];
    }
    this.#isPumping = false;
  }

  /** As many as go together. */
  #next(): IWaiting[] {
    let [count, bytes] = [0, 0];
    for (const { request } of this.#waiting) {
      bytes += request.data?.byteLength ?? 0;
      if (count > 0 && (count >= MOST.together || bytes > MOST.bytes)) break;
      count++;
    }
    return this.#waiting.splice(0, count);
  }

  async #serve(batch: readonly IWaiting[]): Promise<void> {
    const data = batch.flatMap(({ request }) => (request.data ? [request.data] : []));
    let at = 0;
    const requests = batch.map(({ request: { data: own, ...request } }) =>
      own ? { ...request, buffer: at++ } : request
    );
    try {
      const python = await this.#host.connect();
      this.#isUsed = true;
      const { session } = this;
      const call = { session, requests, buffers: data };
      const { progress, finish } = this.#patient();
      const { replies, buffers } = await python.serve(call, this.#host.program, progress);
      finish();
      const byId = new Map(replies.map(reply => [reply.id, reply]));
      for (const each of batch) {
        const fields = byId.get(each.request.id);
        if (each.request.id === undefined) continue;
        if (fields) this.#settle(each, fields, buffers);
        else this.#fail(each, 'KernelError', 'the Python kernel did not answer');
      }
    } catch (error) {
      const { name, message } = error as Error;
      for (const each of batch) this.#fail(each, name, message.replace(/^%%ts: /, ''));
    }
  }

  /** Listens to the progress of one call, and passes on that of a long one. */
  #patient(): { progress: IArraysHost['progress']; finish(): void } {
    const { work, bytes } = this.#host.progress;
    const since = performance.now();
    let shown: IWorkProgress | undefined;
    const tell = (progress: IWorkProgress) => {
      if (performance.now() - since < PATIENCE) return;
      shown = progress;
      work(progress);
    };
    const finish = () => shown && work({ ...shown, done: shown.total });
    return { progress: { work: tell, bytes }, finish };
  }

  #settle({ request, settle }: IWaiting, fields: Record<string, unknown>, all: ArrayBuffer[]) {
    // Buffers are transferred: each reply has those that it names, as copies of its own.
    const names = ['buffer', 'heat'].filter(name => Number.isInteger(fields[name]));
    const buffers = names.map(name => all[fields[name] as number] ?? new ArrayBuffer(0));
    const reply = { id: request.id as number, fields, buffers };
    if (settle) settle(reply);
    else this.#host.reply(reply);
  }

  #fail(waiting: IWaiting, name: string, message: string): void {
    if (waiting.request.id === undefined) return;
    this.#settle(waiting, { error: { name, message, code: 'device' } }, []);
  }
}

/** A request as far as this side looks at it. */
function asRequest(message: unknown): IKernelMessage | undefined {
  if (typeof message !== 'object' || message === null) return undefined;
  const { do: name, id, data } = message as Record<string, unknown>;
  if (typeof name !== 'string') return undefined;
  if (id !== undefined && !(Number.isSafeInteger(id) && (id as number) > 0)) return undefined;
  if (data !== undefined && !(data instanceof ArrayBuffer)) return undefined;
  const { data: _, ...rest } = message as Record<string, unknown>;
  return JSON.stringify(rest).length <= MOST.characters ? (message as IKernelMessage) : undefined;
}
