/** HTML for a frame of its own, in which no script runs and a policy stops every request. */
import { publicLink } from './links.js';
import { parse } from './parse.js';
import { isDataImage, purifier, toHtml } from './purifier.js';
import { limitReferences } from './references.js';
import { limitSheets } from './sheets.js';

/** Besides what the sanitizer drops by itself: what asks, plays, floats, or belongs to the frame's own page. */
const TAGS =
  'form input button select textarea option optgroup datalist fieldset legend label output dialog template audio video source track picture area map link meta base animate animatecolor animatemotion animatetransform set foreignobject feimage'.split(
    ' '
  );

const ATTRIBUTES =
  'action autofocus autoplay accesskey background contenteditable download formaction ismap loading ping popover popovertarget popovertargetaction poster sizes slot srcset tabindex target usemap'.split(
    ' '
  );

/** Characters of what is drawn, as the schema of views says. */
const MOST = 2 ** 20;

const REFERENCES = ['href', 'xlink:href'];

const purify = purifier(it => {
  it.addHook('afterSanitizeAttributes', node => {
    if (node.hasAttribute('src') && !isDataImage(node.getAttribute('src') ?? '')) {
      node.removeAttribute('src');
    }
    for (const name of REFERENCES) {
      const address = node.getAttribute(name);
      if (address === null) continue;
      const kept = reference(node.localName, address);
      if (kept === undefined) node.removeAttribute(name);
      else if (kept !== address) node.setAttribute(name, kept);
    }
    if (node.localName === 'a' && REFERENCES.some(name => node.hasAttribute(name))) {
      node.setAttribute('rel', 'noopener noreferrer');
      node.setAttribute('target', '_blank');
    }
  });
});

/** Links lead out; of all else only images may name what is not in the same drawing. */
function reference(element: string, address: string): string | undefined {
  if (element === 'a') return publicLink(address);
  if (element === 'image' && isDataImage(address)) return address;
  return /^#[\w:.-]+$/.test(address) ? address : undefined;
}

/** @throws RangeError for what is too long, has too many elements, or nests them too deeply */
export function sanitizeForFrame(html: string): string {
  const fragment = purify().sanitize(parse(html, 'HTML'), {
    USE_PROFILES: { html: true, svg: true, svgFilters: true, mathMl: true },
    ADD_TAGS: ['use'],
    FORBID_TAGS: TAGS,
    FORBID_ATTR: ATTRIBUTES,
    ALLOW_DATA_ATTR: false,
    ADD_FORBID_CONTENTS: ['textarea', 'select', 'datalist'],
    RETURN_DOM_FRAGMENT: true
  });
  limitReferences(fragment);
  limitSheets(fragment, 'HTML');
  const safe = toHtml(fragment);
  if (safe.length > MOST) {
    throw new RangeError(`HTML is not shown: written out it has more than ${MOST} characters.`);
  }
  return safe;
}
