/** Markdown that JupyterLab itself renders, of texts that a notebook's author wrote. */
import { safeLatex } from '../latex/index.js';

/** Set within a sign of two characters it is invisible, and the sign is text. */
const JOINER = '\u2060';

/** The beginnings of HTML, an image, a link's address or the definition of one, and an address by itself. */
const SIGNS = /<(?=[A-Za-z/!?])|!(?=\[)|\](?=[(:])|:(?=\/\/)/g;

/** Markdown without HTML, images, links, and formulas that reach beyond themselves; it looks as it did. */
export function quietMarkdown(text: string): string {
  return safeLatex(text.replace(SIGNS, sign => sign + JOINER));
}

/** Code, fenced so that nothing within ends it. */
export function fenced(code: string, language: string): string {
  const longest = Math.max(2, ...[...code.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${code}\n${fence}`;
}
