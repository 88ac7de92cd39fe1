/** Elimination in the page: by another rule, written otherwise, and by one's own hand. */
import { draw, type EliminationChoice, h, type IDrawHost } from '../draw/index.js';
import { fromWritten, GaussJordan } from '../exact/index.js';
import { type ISavedSteps, type IStepsView, isFollowed, stepsView } from '../latex/index.js';
import { HandElimination } from './hand-elimination.js';

/** The same elimination by another rule, or written otherwise. */
export function eliminateAgain(view: IStepsView, choice: EliminationChoice): IStepsView {
  const A = view.exact.map(row => row.slice(0, view.split).map(fromWritten));
  const { attempt } = view;
  return { ...stepsView(new GaussJordan(A, choice)), ...(attempt && { attempt }) };
}

/** The steps of a matrix that is being written, computed when they are first asked for. */
export class StepsSection {
  readonly element: HTMLDetailsElement;
  readonly #host: IDrawHost;
  readonly #onChange: (saved: ISavedSteps) => void;
  #written?: string[][];
  /** Of which matrix an attempt is. */
  #saved: ISavedSteps;
  #isDrawn = false;

  constructor(host: IDrawHost, saved: ISavedSteps, onChange: (saved: ISavedSteps) => void) {
    this.#host = host;
    this.#saved = saved;
    this.#onChange = onChange;
    this.element = h('details', 'more', h('summary', '', host.trans.__('Step by step')));
    this.element.hidden = true;
    this.element.addEventListener('toggle', () => this.#draw());
  }

  /**
   * @param written the entries as text; undefined where there is nothing to follow
   */
  show(written: string[][] | undefined): void {
    if (JSON.stringify(written) === JSON.stringify(this.#written)) return;
    // The steps by hand were taken with another matrix.
    if (this.#written) this.#saved = { ...this.#saved, attempt: undefined };
    this.#written = written && isFollowed(written) ? written : undefined;
    this.#isDrawn = false;
    this.element.hidden = !this.#written;
    this.#draw();
  }

  /** The steps that are to be saved with the matrix. */
  get saved(): ISavedSteps {
    return this.#saved;
  }

  #draw(): void {
    if (!this.#written || !this.element.open || this.#isDrawn) return;
    this.#isDrawn = true;
    this.element.querySelector('.jp-Invertible-steps, .jp-Invertible-outcome')?.remove();
    try {
      this.#show(this.#view(this.#written));
    } catch (error) {
      this.element.append(h('p', 'outcome', (error as Error).message));
    }
  }

  #show(view: IStepsView): void {
    const host: IDrawHost = {
      ...this.#host,
      eliminate: async (of, choice) => {
        this.#save(choice);
        return eliminateAgain(of, choice);
      },
      practise: async of => {
        const { attempt = [] } = this.#saved;
        return new HandElimination(of, this.#host, attempt, done => this.#save({ attempt: done }))
          .element;
      }
    };
    this.element.append(draw(view, host));
    host.typeset(this.element);
  }

  #view(written: string[][]): IStepsView {
    const { pivot = 'first', attempt } = this.#saved;
    // Decimals with all their digits are no fractions that one would read.
    const isLong = written.flat().some(text => text.length > LONGEST);
    const form = this.#saved.form ?? (isLong ? 'decimals' : 'fractions');
    const A = written.map(row => row.map(fromWritten));
    return { ...stepsView(new GaussJordan(A, { pivot, form })), ...(attempt && { attempt }) };
  }

  #save(change: ISavedSteps): void {
    this.#saved = { ...this.#saved, ...change };
    this.#onChange(this.#saved);
  }
}

/** Characters of a fraction that is still read. */
const LONGEST = 12;
