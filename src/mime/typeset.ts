/** How much is handed to the host's typesetter, which takes seconds for a long formula. */
import { h, type ITranslation } from '../draw/index.js';

/** Characters, formulas and words, that are typeset at once: several times the longest matrix that one reads. */
const MOST = 100_000;
/** Characters that are left of a formula that is not. */
const LEFT = 2000;

export function isTypesettable(element: HTMLElement): boolean {
  const length = (node: Element) => node.textContent?.length ?? 0;
  const pictures = [...element.querySelectorAll('svg')];
  // The titles of the cells of a heat map are no formulas.
  return length(element) - pictures.reduce((sum, node) => sum + length(node), 0) <= MOST;
}

/** Shows the beginning of each formula as it is written, and says so. */
export function leaveUntypeset(element: HTMLElement, trans: ITranslation): void {
  const formulas = element.matches('.jp-Invertible-math')
    ? [element]
    : element.querySelectorAll('.jp-Invertible-math');
  for (const formula of formulas) {
    const text = formula.textContent ?? '';
    if (text.length > LEFT) formula.textContent = `${text.slice(0, LEFT)} …`;
  }
  const note = trans.__('The formulas are too long to be typeset here; how each begins is shown.');
  if (element.querySelector('.jp-Invertible-untypeset')) return;
  const said = h('p', 'untypeset', note);
  said.classList.add('jp-Invertible-note');
  element.prepend(said);
}
