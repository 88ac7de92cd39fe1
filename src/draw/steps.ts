/** Gauss–Jordan elimination, one step at a time: by buttons, by keys, or playing. */
import { augmentedToLatex, type IStepsView } from '../latex/index.js';
import { button, choice, displayMath, h, inlineMath, setIcon } from './dom.js';
import type { EliminationChoice, IDrawHost } from './host.js';

/** How long a step is shown while it plays (ms). */
const PACE = 1600;

const ICONS = {
  first: 'M3 3h2v10H3zM13 3v10L6 8z',
  back: 'M11 3v10L4 8z',
  play: 'M4 2l10 6-10 6z',
  pause: 'M4 3h3v10H4zM9 3h3v10H9z',
  next: 'M5 3v10l7-5z',
  last: 'M11 3h2v10h-2zM3 3v10l7-5z'
} as const;

export function drawSteps(view: IStepsView, host: IDrawHost): HTMLElement {
  return new Stepper(view, host).element;
}

class Stepper {
  readonly element = h('section', 'steps');
  #view: IStepsView;
  readonly #host: IDrawHost;
  readonly #count = h('span', 'fact');
  readonly #name = h('div', 'stepName');
  readonly #matrix = h('div', 'stepMatrix');
  readonly #outcome = h('p', 'outcome');
  /** Steps done so far. */
  #at = 0;
  #playing?: ReturnType<typeof setInterval>;
  readonly #first = button('First', () => this.#stopAt(0));
  readonly #back = button('Back', () => this.#stopAt(this.#at - 1));
  readonly #play = button('Play', () => this.#toggle());
  readonly #next = button('Next', () => this.#stopAt(this.#at + 1));
  readonly #last = button('Last', () => this.#stopAt(this.#view.steps.length));

  constructor(view: IStepsView, host: IDrawHost) {
    this.#view = view;
    this.#host = host;
    const bar = h(
      'div',
      'stepBar',
      this.#first,
      this.#back,
      this.#play,
      this.#next,
      this.#last,
      this.#count
    );
    const { trans } = host;
    setIcon(this.#first, trans.__('First'), ICONS.first);
    setIcon(this.#back, trans.__('Back'), ICONS.back);
    setIcon(this.#play, trans.__('Play'), ICONS.play);
    setIcon(this.#next, trans.__('Next'), ICONS.next);
    setIcon(this.#last, trans.__('Last'), ICONS.last);
    // Steps that an older version saved cannot be continued.
    if (host.eliminate && view.exact) bar.append(...this.#choices(host.eliminate));
    if (host.practise && view.exact) bar.append(this.#practice(host.practise));
    bar.setAttribute('role', 'toolbar');
    bar.setAttribute('aria-label', trans.__('Steps'));
    this.#name.setAttribute('role', 'status');
    this.#outcome.setAttribute('role', 'status');
    this.element.append(bar, this.#name, this.#matrix, this.#outcome);
    this.element.tabIndex = 0;
    this.element.setAttribute('aria-label', trans.__('Gauss–Jordan elimination, step by step'));
    this.element.addEventListener('keydown', event => this.#key(event));
    this.#draw();
  }

  /** Lists of the rules for pivots and of the ways to write numbers. */
  #choices(eliminate: NonNullable<IDrawHost['eliminate']>): HTMLElement[] {
    const { trans } = this.#host;
    const pivot = choice(trans.__('Pivot'), {
      first: trans.__('First pivot that is not zero'),
      partial: trans.__('Largest pivot')
    });
    const form = choice(trans.__('Numbers'), {
      fractions: trans.__('Fractions'),
      decimals: trans.__('Decimals')
    });
    pivot.value = this.#view.pivot ?? 'first';
    form.value = this.#view.form ?? 'fractions';
    const change = async () => {
      const chosen = { pivot: pivot.value, form: form.value } as EliminationChoice;
      const next = await eliminate(this.#view, chosen);
      this.#pause();
      // Otherwise written the steps are the same; by another rule they begin anew.
      if (next.pivot !== (this.#view.pivot ?? 'first')) this.#at = 0;
      this.#view = next;
      this.#draw();
      this.#host.typeset(this.element);
    };
    const tell = (error: Error) => {
      this.#outcome.textContent = error.message;
    };
    for (const list of [pivot, form]) list.addEventListener('change', () => change().catch(tell));
    return [pivot, form];
  }

  /** Opens what one does by hand below, and closes it again. */
  #practice(practise: NonNullable<IDrawHost['practise']>): HTMLElement {
    const place = h('div', 'practice');
    const { trans } = this.#host;
    const begin = trans.__(this.#view.attempt?.length ? 'Go on by hand' : 'By hand');
    const open = button(begin, () => {
      const isOpen = open.getAttribute('aria-expanded') === 'true';
      open.setAttribute('aria-expanded', `${!isOpen}`);
      place.replaceChildren();
      if (!isOpen) {
        void practise(this.#view).then(element => {
          place.append(element);
          this.#host.typeset(element);
        });
      }
    });
    open.setAttribute('aria-expanded', 'false');
    // After all else of the stepper.
    queueMicrotask(() => this.element.append(place));
    return open;
  }

  #key(event: KeyboardEvent): void {
    // Keys that are typed into a field are not for the stepper.
    if (
      event.target instanceof Element &&
      event.target.closest('.jp-Invertible-practice, select')
    ) {
      return;
    }
    const { steps } = this.#view;
    const goals: Record<string, () => void> = {
      ArrowRight: () => this.#stopAt(this.#at + 1),
      ArrowLeft: () => this.#stopAt(this.#at - 1),
      Home: () => this.#stopAt(0),
      End: () => this.#stopAt(steps.length)
    };
    // Space on a button presses it.
    if (event.target === this.element) goals[' '] = () => this.#toggle();
    const go = goals[event.key];
    if (!go || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    // JupyterLab would move to another cell.
    event.stopPropagation();
    go();
  }

  #stopAt(step: number): void {
    this.#pause();
    this.#goTo(step);
  }

  #goTo(step: number): void {
    const at = Math.min(Math.max(step, 0), this.#view.steps.length);
    if (at === this.#at) return;
    this.#at = at;
    this.#draw();
    this.#host.typeset(this.element);
  }

  #toggle(): void {
    if (this.#playing !== undefined) {
      this.#pause();
      return;
    }
    if (this.#at === this.#view.steps.length) this.#goTo(0);
    setIcon(this.#play, this.#host.trans.__('Pause'), ICONS.pause);
    this.#playing = setInterval(() => {
      // An output that was removed has nobody to show it to.
      if (!this.element.isConnected || this.#at === this.#view.steps.length) this.#pause();
      else this.#goTo(this.#at + 1);
    }, PACE);
  }

  #pause(): void {
    clearInterval(this.#playing);
    this.#playing = undefined;
    setIcon(this.#play, this.#host.trans.__('Play'), ICONS.play);
  }

  #draw(): void {
    const { steps, start, split, outcome, failed } = this.#view;
    const step = steps[this.#at - 1];
    const ended = this.#at === steps.length;
    this.#count.textContent = this.#host.trans.__('step %1 of %2', this.#at, steps.length);
    this.#name.replaceChildren(
      ...(step
        ? [inlineMath(step.latex), h('span', 'stepWhy', step.text)]
        : [this.#host.trans.__('The matrix, beside the identity.')])
    );
    const cells = step ? step.cells.map((row, i) => mark(row, step.changed.includes(i))) : start;
    const names = step ? arrows(step.changed, start.length) : '';
    this.#matrix.replaceChildren(displayMath(augmentedToLatex(cells, split) + names));
    this.#outcome.textContent = ended ? outcome : '';
    this.#outcome.classList.toggle('jp-mod-failed', ended && failed);
    for (const control of [this.#first, this.#back]) control.disabled = this.#at === 0;
    for (const control of [this.#next, this.#last]) control.disabled = ended;
  }
}

/** Bold where the row was changed, so that no colour is needed to see it. */
function mark(row: readonly string[], changed: boolean): string[] {
  return row.map(cell => (changed ? `\\boldsymbol{${cell}}` : cell));
}

/** An arrow beside each row that was changed. */
function arrows(changed: readonly number[], rows: number): string {
  const lines = Array.from({ length: rows }, (_, i) => (changed.includes(i) ? '\\leftarrow' : ''));
  return `\\begin{array}{l} ${lines.join(' \\\\ ')} \\end{array}`;
}
