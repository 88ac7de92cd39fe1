/**
 * Checks cells before they run. The compiler is never waited for while it loads: until then cells run at
 * once, and what they declared is told to it when it is there.
 */
import type { ICellText, LanguageClient } from '../language/index.js';

/** The effect of a type error: it stops the cell, is shown beside its output, or does nothing. */
export type CheckMode = 'error' | 'warn' | 'off';

export interface IChecking {
  client: LanguageClient;
  mode: () => CheckMode;
}

export interface IVerdict {
  /** Whether the cell must not run. */
  stop: boolean;
  /** The errors, as `tsc --pretty` prints them; empty where there are none. */
  pretty: string;
  /** The first error. */
  message: string;
}

const FINE: IVerdict = { stop: false, pretty: '', message: '' };

/** After this a cell runs unchecked (ms). */
const PATIENCE = 5000;

/** The checks of one notebook. */
export class CellChecker {
  readonly #session: string;
  readonly #checking: IChecking;

  constructor(session: string, checking: IChecking) {
    this.#session = session;
    this.#checking = checking;
  }

  async check(cell: ICellText, count: number): Promise<IVerdict> {
    const { client, mode } = this.#checking;
    if (mode() === 'off' || !client.isReady) return FINE;
    const question = { type: 'check', session: this.#session, cell } as const;
    const late = new Promise<undefined>(resolve => setTimeout(resolve, PATIENCE));
    const found = await Promise.race([client.ask(question), late]).catch(() => undefined);
    const [first] = found?.problems.filter(({ severity }) => severity === 'error') ?? [];
    if (!found || !first) return FINE;
    const pretty = found.pretty.replaceAll('cell.ts', `cell[${count}]`);
    return { stop: mode() === 'error', pretty, message: first.message };
  }

  /** A cell has run: later ones see what it declared. Loads the compiler behind the first one. */
  commit(cell: ICellText, count: number): void {
    if (this.#checking.mode() === 'off') return;
    this.#tell({ type: 'commit', session: this.#session, cell, count });
  }

  reset(): void {
    if (this.#checking.client.isStarted) this.#tell({ type: 'reset', session: this.#session });
  }

  dispose(): void {
    if (this.#checking.client.isStarted) this.#tell({ type: 'close', session: this.#session });
  }

  /** Tells the compiler something; the client itself tells of a failure, once. */
  #tell(message: Parameters<LanguageClient['ask']>[0]): void {
    void this.#checking.client.ask(message).catch(() => undefined);
  }
}
