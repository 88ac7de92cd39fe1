/** The language service of cells that run without a browser. */
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { ILanguageAnswers, LanguageReply, LanguageRequest } from '../language/index.js';

export type Kind = LanguageRequest['type'];
export type Question<K extends Kind> = Omit<
  Extract<LanguageRequest, { type: K }>,
  'session' | 'type'
>;

// Bound now: a cell may replace any global.
const Pending = Map;

/** The compiler, in a thread of its own. */
export class NodeLanguage {
  readonly #worker: Worker;
  readonly #pending = new Pending<number, (reply: LanguageReply) => void>();
  #lastId = 0;
  #broken?: Error;

  /** @param folder the one that holds `language.cjs` and `declarations.json` */
  constructor(folder: URL) {
    const path = (name: string) => fileURLToPath(new URL(name, folder));
    this.#worker = new Worker(path('language.cjs'), {
      workerData: path('declarations.json'),
      // Arguments of Node that are for the cells.
      execArgv: []
    });
    // It holds up no Node that is to end.
    this.#worker.unref();
    this.#worker.on('message', (reply: LanguageReply & { id: number }) => {
      this.#pending.get(reply.id)?.(reply);
      this.#pending.delete(reply.id);
    });
    this.#worker.on('error', error => this.#break(error));
  }

  /** @throws where the compiler cannot be started, or fails at this question */
  async ask<K extends Kind>(type: K, question: Question<K>): Promise<ILanguageAnswers[K]> {
    if (this.#broken) throw this.#broken;
    const id = ++this.#lastId;
    const reply = await new Promise<LanguageReply>(resolve => {
      this.#pending.set(id, resolve);
      this.#worker.postMessage({ ...question, type, session: 'node', id });
    });
    if (reply.type === 'answer') return reply.answer as ILanguageAnswers[K];
    throw new Error('message' in reply ? reply.message : 'the compiler did not answer');
  }

  #break(error: Error): void {
    this.#broken = error;
    for (const resolve of this.#pending.values())
      resolve({ type: 'broken', message: error.message });
    this.#pending.clear();
  }
}
