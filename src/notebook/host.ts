/**
 * Where the sandbox's worker lives: in a hidden frame of an opaque origin, which browsers that isolate such
 * frames (Chromium does) run in a process of its own.
 *
 * A worker whose heap is full takes its whole process with it. In the page's process that would be the
 * notebook; here it is the frame, and the page only sees that nothing answers any more.
 */
import type { IInit, IWorkerHost } from '../cell/index.js';

/** The frame's program: it starts the worker it is given, and answers as long as its process lives. */
const FRAME = `<!doctype html><script>
addEventListener('message', ({ data: line }) => {
  line.onmessage = ({ data }) => {
    if (data.type === 'ping') return line.postMessage({ type: 'alive' });
    const worker = new Worker(data.script, { type: 'module', name: 'invertible-sandbox' });
    worker.onerror = event => {
      event.preventDefault();
      line.postMessage({ type: 'broken', message: event.message });
    };
    worker.postMessage(data.init, [data.init.port]);
  };
  line.postMessage({ type: 'alive' });
}, { once: true });
</script>`;

/** After this a frame that says nothing is held to be forbidden by the page's policy (ms). */
const PATIENCE = 8000;
/** How often a frame is asked for a sign of life (ms), and how many times in vain before it is held dead. */
const PULSE = 1000;
const MISSES = 5;

/** Found out once for the page. */
let isForbidden = false;

type FromFrame = { type: 'alive' } | { type: 'broken'; message: string };

/** A worker, from its start to its end. */
export class WorkerHost implements IWorkerHost {
  readonly #frame = document.createElement('iframe');
  /** Called where the worker does not start. */
  readonly #onBroken: (message: string) => void;
  #line?: MessagePort;
  #worker?: Worker;
  #missed = 0;
  #isDisposed = false;

  /** @param script the worker's, as a `data:` URL, which gives it an opaque origin too */
  constructor(script: string, init: IInit, onBroken: (message: string) => void) {
    this.#onBroken = onBroken;
    void this.#start(script, init);
  }

  async #start(script: string, init: IInit): Promise<void> {
    const line = await this.#open();
    if (this.#isDisposed) return;
    if (line) {
      this.#line = line;
      line.onmessage = ({ data }: MessageEvent<FromFrame>) => {
        if (data.type === 'broken') this.#onBroken(data.message);
        this.#missed = 0;
      };
      line.postMessage({ script, init }, [init.port]);
    } else {
      this.#frame.remove();
      this.#worker = startWorker(script);
      this.#worker.onerror = event => {
        event.preventDefault();
        this.#onBroken(event.message);
      };
      this.#worker.postMessage(init, [init.port]);
    }
  }

  /** The way to the frame; undefined where the page may not have one. */
  async #open(): Promise<MessagePort | undefined> {
    if (isForbidden) return undefined;
    const frame = this.#frame;
    const late = new Promise<undefined>(resolve => setTimeout(resolve, PATIENCE));
    frame.setAttribute('sandbox', 'allow-scripts');
    frame.title = 'TypeScript cells';
    frame.style.display = 'none';
    frame.srcdoc = FRAME;
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
    isForbidden = line === undefined && !this.#isDisposed;
    return line;
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
      this.#line.postMessage({ type: 'ping' });
    }, PULSE);
    return () => clearInterval(pulse);
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#line?.close();
    this.#worker?.terminate();
    // With its frame the worker ends, whatever it is doing.
    this.#frame.remove();
  }
}

/** Through a function, so that no bundler recognises the pattern and makes a classic worker of it. */
function startWorker(url: string): Worker {
  return new Worker(url, { type: 'module', name: 'invertible-sandbox' });
}
