/** Building DOM from data that is not trusted: text only ever becomes text. */
import { latexFault, safeLatex } from '../latex/index.js';

type Child = Node | string | undefined;

/** An element with a class `jp-Invertible-…` and children. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  name: string,
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  if (name) element.className = `jp-Invertible-${name}`;
  element.append(...children.filter(child => child !== undefined));
  return element;
}

/** A formula on a line of its own; the host's typesetter replaces its text. */
export function displayMath(latex: string): HTMLElement {
  return math('div', latex, text => `$$${text}$$`);
}

/** A formula within a line. */
export function inlineMath(latex: string): HTMLElement {
  return math('span', latex, text => `\\(${text}\\)`);
}

/** LaTeX that has its dollars already, and words between them. */
export function mathText(latex: string): HTMLElement {
  return math('div', latex, text => text);
}

/** Only within these is anything typeset; a formula that would hold the page up is a sentence about it. */
function math(tag: 'div' | 'span', latex: string, wrap: (text: string) => string): HTMLElement {
  const fault = latexFault(latex);
  if (fault) return h(tag, 'note', fault);
  const element = h(tag, 'math', wrap(safeLatex(latex)));
  element.classList.add('mathjax_process');
  return element;
}

/** Has a typesetter set the formulas of an element, and nothing else of its text. */
export function typesetMath(element: HTMLElement, typeset: (element: HTMLElement) => unknown) {
  // MathJax's own classes: it looks for formulas below the second alone.
  if (!element.classList.contains('mathjax_process')) element.classList.add('mathjax_ignore');
  return typeset(element);
}

/** A button of JupyterLab's looks. */
export function button(name: string, onClick: () => void): HTMLButtonElement {
  const element = h('button', 'button', name);
  element.type = 'button';
  element.addEventListener('click', onClick);
  return element;
}

/** A list to choose from: names by their values. */
export function choice(name: string, options: Readonly<Record<string, string>>): HTMLSelectElement {
  const list = h('select', 'button');
  list.classList.add('jp-Invertible-choice');
  list.setAttribute('aria-label', name);
  for (const [value, text] of Object.entries(options)) list.append(new Option(text, value));
  return list;
}

/**
 * Keeps bare keys on buttons and lists from being shortcuts of the notebook. In fields they are none anyway,
 * and Ctrl+S has to reach JupyterLab from there.
 */
export function guardKeys(element: HTMLElement): void {
  element.addEventListener('focusin', ({ target }) => {
    element.toggleAttribute('data-lm-suppress-shortcuts', !(target instanceof HTMLInputElement));
  });
}

/** Gives a button a picture for its face; its name is what is read out, and its tip. */
export function setIcon(element: HTMLButtonElement, name: string, path: string): void {
  element.setAttribute('aria-label', name);
  element.title = name;
  const picture = svg('svg', {
    viewBox: '0 0 16 16',
    width: 16,
    height: 16,
    'aria-hidden': 'true'
  });
  picture.append(svg('path', { d: path, fill: 'currentColor' }));
  element.replaceChildren(picture);
}

const SVG = 'http://www.w3.org/2000/svg';

/** An SVG element with attributes. */
export function svg(
  tag: string,
  attributes: Readonly<Record<string, string | number>>,
  ...children: Node[]
): SVGElement {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, `${value}`);
  element.append(...children);
  return element;
}
