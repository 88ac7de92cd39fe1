/** The page's side of the language service: starts the worker when it is first wanted, and asks it. */
import type { ILanguageAnswers, LanguageReply, LanguageRequest } from './protocol.js';

/** Addresses of the worker's script and of the declarations. */
export interface ILanguageAssets {
  script: string;
  declarations: string;
}

type Kind = LanguageRequest['type'];
type Question<K extends Kind> = Extract<LanguageRequest, { type: K }>;

interface IPending {
  resolve(answer: unknown): void;
  reject(error: Error): void;
}

export class LanguageClient {
  readonly #assets: ILanguageAssets;
  readonly #pending = new Map<number, IPending>();
  #worker?: Worker;
  #state: 'idle' | 'loading' | 'ready' | 'broken' = 'idle';
  #lastId = 0;

  constructor(assets: ILanguageAssets) {
    this.#assets = assets;
  }

  /** Whether an answer can be had without waiting for the compiler to load. */
  get isReady(): boolean {
    return this.#state === 'ready';
  }

  /** Whether there is no compiler. */
  get isBroken(): boolean {
    return this.#state === 'broken';
  }

  get isStarted(): boolean {
    return this.#state !== 'idle';
  }

  /** Loads the compiler, in the background. */
  start(): void {
    if (this.#state !== 'idle') return;
    this.#state = 'loading';
    const worker = startWorker(this.#assets.script);
    this.#worker = worker;
    worker.onmessage = ({ data }: MessageEvent<LanguageReply>) => this.#receive(data);
    worker.onerror = event => {
      event.preventDefault();
      this.#break(event.message || 'the language service could not be started');
    };
    const { declarations } = this.#assets;
    worker.postMessage({ type: 'init', declarations: new URL(declarations, location.href).href });
  }

  /**
   * Asks, and starts the worker where it is not. Questions are answered in their order.
   * @throws where the worker cannot be started, or fails at this question
   */
  ask<K extends Kind>(question: Question<K>): Promise<ILanguageAnswers[K]> {
    this.start();
    if (this.#state === 'broken')
      return Promise.reject(new Error('the compiler could not be loaded'));
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve: resolve as (answer: unknown) => void, reject });
      this.#worker?.postMessage({ ...question, id });
    });
  }

  #receive(reply: LanguageReply): void {
    if (reply.type === 'ready') this.#state = 'ready';
    else if (reply.type === 'broken') this.#break(reply.message);
    else {
      const pending = this.#pending.get(reply.id);
      this.#pending.delete(reply.id);
      if (reply.type === 'answer') pending?.resolve(reply.answer);
      else pending?.reject(new Error(reply.message));
    }
  }

  #break(message: string): void {
    this.#state = 'broken';
    this.#worker?.terminate();
    for (const { reject } of this.#pending.values()) reject(new Error(message));
    this.#pending.clear();
    console.warn(`Invertible: cells run without type checking: ${message}`);
  }
}

/** Through a function, so that no bundler recognises the pattern and makes a classic worker of it. */
function startWorker(url: string): Worker {
  return new Worker(url, { type: 'module', name: 'invertible-language' });
}
