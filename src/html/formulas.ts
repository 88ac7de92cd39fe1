/** Formulas in the text of HTML, which the host will typeset: each apart, each within bounds. */
import { latexFault, safeLatex } from '../latex/index.js';

/** In these the host looks for no formulas. */
const CODE = new Set(['CODE', 'PRE']);

/** Formulas in one document, and their characters. */
const MOST_FORMULAS = 1000;
const MOST_CHARACTERS = 20_000;

/**
 * Sets each formula in an element of its own, where it begins and ends for the typesetter too, and leaves no
 * other text that a typesetter could take for one.
 */
export function guardFormulas(root: DocumentFragment): void {
  root.normalize();
  const walker = root.ownerDocument.createTreeWalker(root, NodeFilter.SHOW_ALL, node =>
    CODE.has(node.nodeName) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT
  );
  const texts: Text[] = [];
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (node.nodeType === Node.TEXT_NODE && /[$\\]/.test(node.nodeValue ?? '')) {
      texts.push(node as Text);
    }
  }
  let [formulas, characters] = [MOST_FORMULAS, MOST_CHARACTERS];
  for (const text of texts) {
    const parts = split(text.data);
    formulas -= parts.length;
    if (formulas < 0) {
      text.replaceWith(wrap(text, 'code', text.data));
      continue;
    }
    // Sanitised once, it is so already.
    const isApart = parts.length === 1 && isAlone(text);
    const nodes = parts.map(({ kind, value }) => {
      if (kind === 'text') return value;
      if (kind === 'formula') characters -= value.length;
      const isFit = kind === 'sign' || (characters >= 0 && !latexFault(value));
      if (!isFit) return wrap(text, 'code', value);
      return isApart ? safeLatex(value) : wrap(text, 'span', safeLatex(value));
    });
    text.replaceWith(...nodes);
  }
}

function isAlone({ parentElement: parent }: Text): boolean {
  return parent?.nodeName === 'SPAN' && parent.childNodes.length === 1;
}

function wrap({ ownerDocument }: Text, tag: string, text: string): HTMLElement {
  const element = ownerDocument.createElement(tag);
  element.textContent = text;
  return element;
}

interface IPart {
  /** `sign`: a dollar that begins no formula. */
  kind: 'text' | 'formula' | 'sign';
  value: string;
}

const BEGIN = /\$\$|\$|\\\(|\\\[|\\begin\s*\{([^{}\\$]{1,40})\}|\\[\s\S]/g;

/** Ends of formulas by how they begin; other pairs with a backslash are passed over. */
const ENDS: Readonly<Record<string, RegExp>> = {
  $$: /\$\$|\\[\s\S]/g,
  $: /\$|\\[\s\S]/g,
  '\\(': /\\[\s\S]/g,
  '\\[': /\\[\s\S]/g
};
const CLOSING: Readonly<Record<string, string>> = { '\\(': '\\)', '\\[': '\\]' };

/** Text as formulas and what is between them, in time that grows with its length alone. */
function split(text: string): IPart[] {
  const parts: IPart[] = [];
  const endOf = ends(text);
  let done = 0;
  const addText = (to: number) => {
    // A beginning without an end is none.
    const value = text.slice(done, to).replace(/\\(?=[([]|begin)/g, '\\\u2060');
    if (value) parts.push({ kind: 'text', value });
  };
  BEGIN.lastIndex = 0;
  for (let match = BEGIN.exec(text); match; match = BEGIN.exec(text)) {
    const [sign, name] = match;
    const isDollar = sign[0] === '$';
    const end = endOf(sign, name, BEGIN.lastIndex);
    if (end === undefined && !isDollar) continue;
    addText(match.index);
    done = end ?? BEGIN.lastIndex;
    const value = text.slice(match.index, done);
    parts.push({ kind: end === undefined ? 'sign' : 'formula', value });
    BEGIN.lastIndex = done;
  }
  addText(text.length);
  return parts;
}

type FindEnd = (sign: string, name: string | undefined, from: number) => number | undefined;

/** Finds where formulas end; an end that was not found is not looked for again. */
function ends(text: string): FindEnd {
  const missing = new Set<string>();
  const environments = new Map<string, [start: number, end: number][]>();
  for (const match of text.matchAll(/\\end\s*\{([^{}\\$]{1,40})\}/g)) {
    const list = environments.get(match[1]) ?? [];
    environments.set(match[1], list);
    list.push([match.index, match.index + match[0].length]);
  }
  // Asked with ever larger positions, so that what lies before is dropped for good.
  for (const list of environments.values()) list.reverse();
  return (sign, name, from) => {
    if (name !== undefined) {
      const list = environments.get(name) ?? [];
      while (list.length > 0 && list[list.length - 1][0] < from) list.pop();
      return list.pop()?.[1];
    }
    const end = ENDS[sign];
    if (!end || missing.has(sign)) return undefined;
    const closing = CLOSING[sign] ?? sign;
    end.lastIndex = from;
    for (let match = end.exec(text); match; match = end.exec(text)) {
      if (match[0] === closing) return end.lastIndex;
    }
    missing.add(sign);
    return undefined;
  };
}
