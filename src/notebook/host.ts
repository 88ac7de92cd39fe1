/**
 * The home of the sandbox's worker: a hidden frame of an opaque origin, which browsers that isolate such
 * frames (Chromium does) run in a process of its own. With it lives the relay, which counts what comes out.
 *
 * A worker whose heap is full takes its whole process with it. In the page's process that would be the
 * notebook; here it is the frame, and the page only sees that nothing answers any more.
 */
import {
  type FromRelay,
  type Init,
  type IWorkerEvents,
  type IWorkerHost,
  Relay,
  type ToRelay,
  type ToSandbox
} from '../cell/index.js';

/** After this a frame that says nothing is held to be forbidden by the page's policy (ms). */
const PATIENCE = 8000;
/** How often a frame is asked for a sign of life (ms), and how many times in vain before it is held dead. */
const PULSE = 1000;
const MISSES = 5;
/** A packet is drawn for about a frame of the screen before the next one is asked for (ms). */
const FRAME = 16;

/** Found out once for the page. */
let isForbidden = false;

/** The programs of the worker and of the frame: JavaScript. */
export interface IScripts {
  worker: string;
  frame: string;
}

/** A worker, from its start to its end: it reads its program at once, and waits for what it begins with. */
export class WorkerHost implements IWorkerHost {
  readonly #frame = document.createElement('iframe');
  #events?: IWorkerEvents;
  /** Sent when the line is there. */
  readonly #early: ToRelay[] = [];
  #line?: MessagePort;
  /** Serves the page itself, if there is no frame. */
  #relay?: Relay;
  #missed = 0;
  #isDisposed = false;

  /** Told before anybody listened. */
  #broken?: string;

  constructor(scripts: IScripts) {
    void this.#load(scripts);
  }

  /** Lets the program begin, once. */
  begin(init: Init, events: IWorkerEvents): this {
    this.#events = events;
    this.#tell({ type: 'start', init });
    if (this.#broken !== undefined) events.onBroken(this.#broken);
    return this;
  }

  send(message: ToSandbox, transfer: ArrayBuffer[] = []): void {
    this.#tell({ type: 'send', message, transfer });
  }

  lendThreads(script: string | undefined, count: number): void {
    this.#tell({ type: 'threads', script, count });
  }

  startHelpers(script: string): void {
    this.#tell({ type: 'helpers', script });
  }

  #tell(message: ToRelay): void {
    if (this.#isDisposed) return;
    if (!this.#line) this.#early.push(message);
    else this.#line.postMessage(message, message.type === 'send' ? message.transfer : []);
  }

  async #load({ worker, frame }: IScripts): Promise<void> {
    const line = (await this.#open(frame)) ?? this.#openHere();
    if (!line) return;
    line.onmessage = ({ data }: MessageEvent<FromRelay>) => this.#receive(data);
    this.#line = line;
    this.#tell({ type: 'load', script: worker });
    for (const message of this.#early.splice(0)) this.#tell(message);
  }

  #receive(message: FromRelay): void {
    if (this.#isDisposed) return;
    this.#missed = 0;
    switch (message.type) {
      case 'alive':
        break;
      case 'packet': {
        // Whatever becomes of this one: without it the relay would wait for ever.
        let isShown = true;
        try {
          isShown = this.#events?.onPacket(message.packet) ?? false;
        } finally {
          this.#askForMore(isShown);
        }
        break;
      }
      case 'broken':
        this.#broken = message.message;
        this.#events?.onBroken(message.message);
        break;
      case 'ended':
        this.#events?.onEnded(message.why);
        break;
      default:
        message satisfies never;
    }
  }

  /**
   * Asks for the next packet when this one is drawn, and after as long again where that took long: a cell
   * that draws without end leaves the page the half of its time.
   */
  #askForMore(isDrawn: boolean): void {
    const taken = () => this.#tell({ type: 'taken' });
    // Timers of hidden pages hardly run, and nothing is drawn there.
    if (!isDrawn || document.hidden) {
      taken();
      return;
    }
    const start = performance.now();
    setTimeout(() => {
      const late = performance.now() - start - FRAME;
      if (late > FRAME) setTimeout(taken, late);
      else taken();
    }, FRAME);
  }

  /** The line to the relay of the frame; undefined where the page may not have one. */
  async #open(program: string): Promise<MessagePort | undefined> {
    if (isForbidden) return undefined;
    const frame = this.#frame;
    let timer: number | undefined;
    const late = new Promise<undefined>(resolve => {
      timer = window.setTimeout(resolve, PATIENCE);
    });
    frame.setAttribute('sandbox', 'allow-scripts');
    // Memory that threads share. Browsers that know this permission give such frames a process of their own.
    if (globalThis.crossOriginIsolated) frame.allow = 'cross-origin-isolated';
    frame.title = 'TypeScript cells';
    frame.style.display = 'none';
    frame.srcdoc = `<!doctype html><script>${program}</script>`;
    const loaded = new Promise(resolve => {
      frame.onload = resolve;
    });
    document.body.append(frame);
    await Promise.race([loaded, late]);
    const { port1, port2 } = new MessageChannel();
    const up = new Promise<MessagePort>(resolve => {
      port1.onmessage = () => resolve(port1);
    });
    // An opaque origin has no name to address it by.
    frame.contentWindow?.postMessage(port2, '*', [port2]);
    const line = await Promise.race([up, late]);
    clearTimeout(timer);
    if (this.#isDisposed) {
      port1.close();
      return undefined;
    }
    isForbidden = line === undefined;
    return line;
  }

  /** The line to a relay in the page, where there is no frame. */
  #openHere(): MessagePort | undefined {
    if (this.#isDisposed) return undefined;
    this.#frame.remove();
    const { port1, port2 } = new MessageChannel();
    this.#relay = new Relay(port2);
    return port1;
  }

  watch(onGone: () => void): () => void {
    this.#missed = 0;
    const pulse = setInterval(() => {
      if (!this.#line) return;
      if (this.#missed >= MISSES) {
        clearInterval(pulse);
        onGone();
        return;
      }
      this.#missed++;
      this.#tell({ type: 'ping' });
    }, PULSE);
    return () => clearInterval(pulse);
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#line?.close();
    this.#relay?.dispose();
    // With its frame the worker ends, whatever it is doing.
    this.#frame.remove();
  }
}
