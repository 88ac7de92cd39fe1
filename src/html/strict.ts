/** HTML that is safe in any page, whatever listens there: text, tables, lists, images, links that lead out. */
import { guardFormulas } from './formulas.js';
import { publicLink } from './links.js';
import { parse } from './parse.js';
import { isDataImage, purifier, toHtml } from './purifier.js';
import { plainStyle } from './style.js';

const TAGS =
  'p div span br hr h1 h2 h3 h4 h5 h6 b strong i em u s sub sup small mark code pre kbd samp var blockquote q cite abbr dl dt dd ul ol li details summary figure figcaption table caption colgroup col thead tbody tfoot tr th td img a'.split(
    ' '
  );

/** Elements whose text goes with them; that of all others stays. */
const WORDLESS =
  'script style title textarea noscript template svg math iframe noembed noframes xmp plaintext select'.split(
    ' '
  );

type Check = (value: string, element: HTMLElement) => string | undefined;

const text: Check = value => value.slice(0, 2000);
const flag: Check = () => '';
const size: Check = value => (/^\s*\d{1,4}%?\s*$/.test(value) ? bounded(value, 2000) : undefined);
const span: Check = value => (/^\s*\d{1,4}\s*$/.test(value) ? bounded(value, 100) : undefined);
const oneOf =
  (...words: string[]): Check =>
  value =>
    words.find(word => word === value.trim().toLowerCase());

/** The attributes that may stay, and what of them. */
const ATTRIBUTES = new Map<string, Check>([
  ['colspan', span],
  ['rowspan', span],
  ['scope', oneOf('row', 'col', 'rowgroup', 'colgroup')],
  ['start', value => (/^\s*-?\d{1,6}\s*$/.test(value) ? value.trim() : undefined)],
  ['reversed', flag],
  ['open', flag],
  ['align', oneOf('left', 'right', 'center', 'justify')],
  ['title', text],
  ['alt', text],
  ['width', size],
  ['height', size],
  ['lang', value => (/^[A-Za-z0-9-]{1,35}$/.test(value) ? value : undefined)],
  ['dir', oneOf('ltr', 'rtl', 'auto')],
  ['style', (_, element) => plainStyle(element) || undefined],
  ['src', (value, { nodeName }) => (nodeName === 'IMG' && isDataImage(value) ? value : undefined)],
  ['href', (value, { nodeName }) => (nodeName === 'A' ? publicLink(value) : undefined)]
]);

/** Elements that keep a style of their own. */
const MOST_STYLES = 2000;

const purify = purifier(() => undefined);

/** @throws RangeError for what is too long, has too many elements, or nests them too deeply */
export function sanitizeStrict(html: string): string {
  const fragment = purify().sanitize(parse(html, 'HTML'), {
    // The body is what it is given.
    ALLOWED_TAGS: [...TAGS, 'body'],
    ALLOWED_ATTR: [...ATTRIBUTES.keys()],
    ALLOW_ARIA_ATTR: false,
    ALLOW_DATA_ATTR: false,
    FORBID_CONTENTS: WORDLESS,
    RETURN_DOM_FRAGMENT: true
  });
  // Reading a style takes longer than all else.
  for (const styled of [...fragment.querySelectorAll('[style]')].slice(MOST_STYLES)) {
    styled.removeAttribute('style');
  }
  for (const element of fragment.querySelectorAll<HTMLElement>('*')) reduce(element);
  guardFormulas(fragment);
  return toHtml(fragment);
}

/** Leaves of an element the attributes that are listed, and of one that is nothing without them its text. */
function reduce(element: HTMLElement): void {
  for (const { name, value } of [...element.attributes]) {
    const kept = ATTRIBUTES.get(name)?.(value, element);
    if (kept === undefined) element.removeAttribute(name);
    else if (kept !== value) element.setAttribute(name, kept);
  }
  if (element.nodeName === 'IMG' && !element.hasAttribute('src')) {
    element.replaceWith(element.getAttribute('alt') ?? '');
  } else if (element.nodeName === 'A') {
    if (!element.hasAttribute('href')) element.replaceWith(...element.childNodes);
    else {
      element.setAttribute('rel', 'noopener noreferrer');
      element.setAttribute('target', '_blank');
    }
  }
}

/** A number, with its sign of per cent, that is at most so large. */
function bounded(value: string, most: number): string {
  const number = Math.min(Number.parseInt(value, 10), most);
  return value.includes('%') ? `${Math.min(number, 100)}%` : `${number}`;
}
