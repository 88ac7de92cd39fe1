/**
 * Checks cells before they run. The compiler is never waited for while it loads: a cell that is quicker runs
 * at once, and is checked behind its outputs.
 */
import { type ICellText, type LanguageClient, mayNeedLowering } from '../language/index.js';

/** The effect of a type error: it stops the cell, is shown beside its output, or does nothing. */
export type CheckMode = 'error' | 'warn' | 'off';

export interface IChecking {
  client: LanguageClient;
  mode: () => CheckMode;
}

export interface IVerdict {
  /** Whether the cell must not run. */
  stop: boolean;
  /** Whether the compiler is not loaded yet: `checkLate` tells, once the cell has run. */
  isLate: boolean;
  /** To be shown: the errors as `tsc --pretty` prints them, or why there was no check; empty where all is well. */
  said: string;
  /** The first error. */
  message: string;
}

const FINE: IVerdict = { stop: false, isLate: false, said: '', message: '' };

/** After this a cell runs unchecked, and says so (ms). */
const PATIENCE = 60_000;

const LATE = 'The cell ran while the compiler was being loaded, which now finds:\n';

/** The checks of one notebook. */
export class CellChecker {
  readonly #session: string;
  readonly #checking: IChecking;
  /** Whether it was said that there is no compiler. */
  #isToldBroken = false;

  constructor(session: string, checking: IChecking) {
    this.#session = session;
    this.#checking = checking;
  }

  async check(cell: ICellText, count: number): Promise<IVerdict> {
    const { client, mode } = this.#checking;
    if (mode() === 'off') return FINE;
    return client.isReady ? this.#ask(cell, count) : { ...FINE, isLate: true };
  }

  /** The check of a cell that ran before the compiler was there; loads it. To be asked before `commit`. */
  async checkLate(cell: ICellText, count: number): Promise<string> {
    const { message, said } = await this.#ask(cell, count);
    return message ? LATE + said : said;
  }

  /**
   * The cell without what the sandbox's own compiler does not know.
   * @returns undefined where it has nothing of the kind
   */
  async lower(source: string): Promise<string | undefined> {
    if (!mayNeedLowering(source)) return undefined;
    const question = { type: 'lower', session: this.#session, source } as const;
    // Without the compiler the sandbox's own says what it does not know.
    return this.#checking.client.ask(question).catch(() => undefined);
  }

  /**
   * A cell has run: later ones see what it declared. Loads the compiler behind the first one.
   * @param kept of its variables those that it initialised
   */
  commit(cell: ICellText, count: number, kept?: readonly string[]): void {
    if (this.#checking.mode() === 'off') return;
    this.#tell({ type: 'commit', session: this.#session, cell, count, kept });
  }

  reset(): void {
    if (this.#checking.client.isStarted) this.#tell({ type: 'reset', session: this.#session });
  }

  dispose(): void {
    if (this.#checking.client.isStarted) this.#tell({ type: 'close', session: this.#session });
  }

  async #ask(cell: ICellText, count: number): Promise<IVerdict> {
    const { client, mode } = this.#checking;
    const question = { type: 'check', session: this.#session, cell } as const;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<never>((_, reject) => {
      const why = `its check took longer than ${PATIENCE / 1000} s`;
      timer = setTimeout(() => reject(new Error(why)), PATIENCE);
    });
    try {
      const { problems, pretty } = await Promise.race([client.ask(question), late]);
      const first = problems.find(({ severity }) => severity === 'error');
      if (!first) return { ...FINE, said: pretty };
      const said = pretty.replaceAll('cell.ts', `cell[${count}]`);
      return { ...FINE, stop: mode() === 'error', said, message: first.message };
    } catch (error) {
      return { ...FINE, said: this.#unchecked(error as Error) };
    } finally {
      clearTimeout(timer);
    }
  }

  /** Says that a cell is not checked; of a compiler that is not there once. */
  #unchecked({ message }: Error): string {
    if (!this.#checking.client.isBroken) return `The cell is not type checked: ${message}.`;
    if (this.#isToldBroken) return '';
    this.#isToldBroken = true;
    return `Cells are not type checked: ${message}.`;
  }

  /** Tells the compiler something; the client itself tells of a failure, once. */
  #tell(message: Parameters<LanguageClient['ask']>[0]): void {
    void this.#checking.client.ask(message).catch(() => undefined);
  }
}
