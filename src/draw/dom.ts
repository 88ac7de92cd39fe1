/** Building DOM from data that is not trusted: text only ever becomes text. */

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
  return h('div', 'math', `$$${latex}$$`);
}

/** A formula within a line. */
export function inlineMath(latex: string): HTMLElement {
  return h('span', 'math', `\\(${latex}\\)`);
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
