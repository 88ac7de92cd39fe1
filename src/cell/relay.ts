/**
 * The relay stands between the page and the sandbox: it starts the worker, counts what comes out, and hands
 * the page one packet at a time. It lives in the sandboxed frame, whose process is not the page's: a flood
 * stops here. Only where a page may have no such frame does it live in the page.
 */
import { Backlog } from './backlog.js';
import { Gate } from './gate.js';
import type { HelperHost } from './helper-host.js';
import { OutputLimiter } from './limiter.js';
import { type IPacket, type IPiece, parse, transferOf } from './packet.js';
import type { IInit, Output, ToSandbox } from './protocol.js';
import { ThreadHost } from './thread-host.js';

/** The worker's first message, as the page sends it. */
export type Init = Omit<IInit, 'port' | 'lent'>;

export type ToRelay =
  /** Starts the worker with its program, JavaScript, which then waits to begin. */
  | { type: 'load'; script: string }
  | { type: 'start'; init: Init }
  | { type: 'send'; message: ToSandbox; transfer: ArrayBuffer[] }
  /** Starts threads that the worker asked for: their program, a `data:` URL; absent where it cannot be had. */
  | { type: 'threads'; script?: string; count: number }
  /** Starts the threads that help the worker: their program. */
  | { type: 'helpers'; script: string }
  /** The page has dealt with a packet. */
  | { type: 'taken' }
  | { type: 'ping' };

/** Why a sandbox ended by itself: it sent too much, or closed itself. */
export type Ending = 'flood' | 'closed';

export type FromRelay =
  | { type: 'alive' }
  | { type: 'packet'; packet: IPacket }
  | { type: 'broken'; message: string }
  | { type: 'ended'; why: Ending };

/** Packets that the page has not dealt with yet. */
const AHEAD = 2;
/** Of a packet for the page, which has no pause while it draws one. */
const PACKET = { messages: 100, characters: 128 << 10, bytes: 256 << 20 } as const;
/** Messages and characters that may wait for the page, and the bytes beside them. */
const WAITING = { messages: 20_000, characters: 64 << 20, bytes: 8 * 2 ** 30 } as const;
/** Characters of what keeps a worker from starting. */
const REASON = 2000;

/** Opens threads that help, from the module that they share. */
type OpenHelpers = (wasm: ArrayBuffer) => HelperHost | undefined;

/** Serves a page until the line or the worker ends. */
export class Relay {
  readonly #line: MessagePort;
  readonly #openHelpers?: OpenHelpers;
  readonly #gate = new Gate();
  readonly #backlog = new Backlog();
  readonly #threads = new ThreadHost((rank, message) =>
    this.#tellWorker({ type: 'died', rank, message: message.slice(0, REASON) })
  );
  #limiter = new OutputLimiter();
  #worker?: Worker;
  #helpers?: HelperHost;
  #port?: MessagePort;
  #ahead = 0;
  #isBroken = false;
  /** Why the worker has ended, until the page knows. */
  #ending?: Ending;

  /** @param openHelpers absent in the page, whose memory is not shared with cells */
  constructor(line: MessagePort, openHelpers?: OpenHelpers) {
    this.#line = line;
    this.#openHelpers = openHelpers;
    line.onmessage = ({ data }: MessageEvent<ToRelay>) => this.#receive(data);
    this.#tell({ type: 'alive' });
  }

  #receive(message: ToRelay): void {
    switch (message.type) {
      case 'load':
        this.#load(message.script);
        break;
      case 'start':
        this.#start(message.init);
        break;
      case 'send':
        // A new cell has a budget of its own.
        if (message.message.type === 'run') this.#limiter = new OutputLimiter();
        this.#tellWorker(message.message, message.transfer);
        if (message.message.type === 'interrupt') this.#endThreads('interrupted');
        break;
      case 'threads':
        this.#lendThreads(message.script, message.count);
        break;
      case 'helpers':
        void this.#startHelpers(message.script);
        break;
      case 'taken':
        this.#ahead--;
        this.#handOver();
        break;
      case 'ping':
        this.#tell({ type: 'alive' });
        break;
      default:
        message satisfies never;
    }
  }

  #load(script: string): void {
    this.#worker = startWorker();
    this.#worker.onerror = event => {
      event.preventDefault();
      this.#tellBroken(event.message);
    };
    // By a short name: stack traces are read up to a length.
    this.#worker.postMessage(`${script}\n//# sourceURL=invertible`);
  }

  #start(init: Init): void {
    if (init.sharedWasm) this.#helpers = this.#openHelpers?.(init.sharedWasm);
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => this.#admit(data);
    // Told where the other side is gone, by browsers that know this event.
    port1.addEventListener('close', () => this.#end('closed'));
    this.#port = port1;
    const lent = this.#helpers?.lent;
    this.#worker?.postMessage({ ...init, lent, port: port2 }, [port2]);
  }

  #lendThreads(script: string | undefined, count: number): void {
    if (!this.#port) return;
    this.#endThreads('others were asked for');
    const ports = script ? this.#threads.lend(script, count) : [];
    if (count > 0) this.#tellWorker({ type: 'threads', ports }, ports);
  }

  /** Whatever they compute and whoever asked for it: the cell may hold ports to them that its session does not know. */
  #endThreads(reason: string): void {
    // A session that has ended them itself by now knows none of this rank.
    if (this.#threads.end()) this.#tellWorker({ type: 'died', rank: 0, message: reason });
  }

  async #startHelpers(script: string): Promise<void> {
    const isNew = await this.#helpers?.start(script);
    const lent = this.#helpers?.lent;
    if (isNew && lent) this.#tellWorker({ type: 'helpers', lent });
  }

  #tellWorker(message: ToSandbox, transfer: Transferable[] = []): void {
    this.#port?.postMessage(message, transfer);
  }

  #admit(data: unknown): void {
    const packet = this.#gate.admit(data);
    if (packet === undefined || !this.#port) return;
    if (packet === 'exceeded') {
      this.#end('flood');
      return;
    }
    const messages = parse(packet.text);
    if (messages.length !== packet.buffers.length) return;
    try {
      for (const [i, message] of messages.entries()) this.#queue(message, packet.buffers[i]);
    } catch {
      // Nested so deeply that it cannot be written again.
      this.#end('flood');
      return;
    }
    const { length, size, bytes } = this.#backlog;
    const isMuch = size > WAITING.characters || bytes > WAITING.bytes;
    if (length > WAITING.messages || isMuch) this.#end('flood');
    else this.#handOver();
  }

  /** Once: a cell can make errors of its worker without end, and none of them is counted. */
  #tellBroken(message: string): void {
    if (this.#isBroken) return;
    this.#isBroken = true;
    this.#tell({ type: 'broken', message: message.slice(0, REASON) });
  }

  #queue(message: unknown, buffers: ArrayBuffer[]): void {
    const { type, output } = (message ?? {}) as { type?: unknown; output?: unknown };
    if (type === 'done') this.#finish();
    if (type !== 'output') this.#backlog.add({ text: JSON.stringify(message), buffers });
    else if (isOutput(output)) this.#queueOutput(output);
  }

  #queueOutput(output: Output): void {
    if (output.kind === 'result' || output.kind === 'error') this.#finish();
    const piece = pieceOf(output);
    const accepted = this.#limiter.accept(output, piece.text.length);
    if (accepted)
      this.#backlog.addOutput(accepted, accepted === output ? piece : pieceOf(accepted));
  }

  #finish(): void {
    for (const note of this.#limiter.finish()) this.#backlog.addOutput(note, pieceOf(note));
  }

  #handOver(): void {
    while (this.#ahead < AHEAD && this.#backlog.length > 0) {
      const packet = this.#backlog.take(PACKET);
      this.#ahead++;
      this.#tell({ type: 'packet', packet }, transferOf(packet));
    }
    if (!this.#ending || this.#backlog.length > 0) return;
    this.#tell({ type: 'ended', why: this.#ending });
    this.#ending = undefined;
  }

  /** Ends the worker. The page still gets what was sent within the budget. */
  #end(why: Ending): void {
    if (!this.#port) return;
    this.#port.onmessage = null;
    this.#port.close();
    this.#port = undefined;
    this.#worker?.terminate();
    this.#threads.end();
    this.#helpers?.dispose();
    this.#ending = why;
    if (why === 'flood') this.#backlog.clear();
    this.#handOver();
  }

  /** Ends everything. */
  dispose(): void {
    this.#port?.close();
    this.#port = undefined;
    this.#worker?.terminate();
    this.#threads.end();
    this.#helpers?.dispose();
    this.#line.close();
  }

  #tell(message: FromRelay, transfer: ArrayBuffer[] = []): void {
    this.#line.postMessage(message, transfer);
  }
}

/**
 * A worker of an opaque origin, which its `data:` URL gives it, that runs the first message. The program itself
 * as a URL of a megabyte would be copied and read again by each process on its way.
 */
const BOOT = "data:text/javascript,addEventListener('message',e=>(0,eval)(e.data),{once:true})";

/** Through a function, so that no bundler recognises the pattern and makes a classic worker of it. */
function startWorker(): Worker {
  return new Worker(BOOT, { type: 'module', name: 'invertible-sandbox' });
}

function pieceOf(output: Output): IPiece {
  return { text: JSON.stringify({ type: 'output', output }), buffers: [] };
}

/** Whether a message can be counted as an output; `protocol.ts` looks closer, in the page. */
function isOutput(value: unknown): value is Output {
  if (typeof value !== 'object' || value === null) return false;
  const { kind, text, data, name, message, traceback, id } = value as Record<string, unknown>;
  const isText = (x: unknown) => typeof x === 'string';
  switch (kind) {
    case 'stream':
      return isText(text);
    case 'display':
    case 'result':
      return typeof data === 'object' && data !== null && (id === undefined || isText(id));
    case 'error':
      return isText(name) && isText(message) && Array.isArray(traceback) && traceback.every(isText);
    default:
      return kind === 'clear';
  }
}
