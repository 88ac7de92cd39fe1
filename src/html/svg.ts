/** SVG that is safe where it becomes part of a page, as nbconvert makes it, and not only an image. */
import { parse } from './parse.js';
import { isDataImage, purifier } from './purifier.js';
import { limitReferences } from './references.js';
import { limitSheets } from './sheets.js';

const TAGS =
  'a script foreignobject animate animatecolor animatemotion animatetransform set feimage'.split(
    ' '
  );

const purify = purifier(it => {
  it.addHook('afterSanitizeAttributes', node => {
    for (const { name, value } of [...node.attributes]) {
      const isReference = name === 'href' || name === 'xlink:href';
      const isImage = node.localName === 'image' && isDataImage(value);
      if (isReference ? !isImage && !/^#[\w:.-]+$/.test(value) : !isLocal(value)) {
        node.removeAttribute(name);
      }
    }
    if (node.localName === 'style' && !isLocal(node.textContent ?? '')) node.textContent = '';
  });
});

const FAR = /url|\\|image\(|image-set|src\(|expression|@import|position\s*:/i;

/** Whether every address in a value is of the same drawing; an escape could spell any other. */
function isLocal(value: string): boolean {
  return (
    !FAR.test(value) || !FAR.test(value.replace(/url\(\s*(['"]?)#[\w:.-]{1,200}\1\s*\)/gi, ''))
  );
}

/**
 * The drawing without scripts, links and requests; undefined where there is none.
 * @throws RangeError for what is too long, has too many elements, or nests them too deeply
 */
export function sanitizeSvg(text: string): string | undefined {
  const fragment = purify().sanitize(parse(text, 'SVG'), {
    USE_PROFILES: { svg: true, svgFilters: true },
    ADD_TAGS: ['use', 'body'],
    FORBID_TAGS: TAGS,
    FORBID_ATTR: ['target', 'tabindex'],
    ALLOW_DATA_ATTR: false,
    RETURN_DOM_FRAGMENT: true
  });
  const drawing = fragment.querySelector('svg');
  if (!drawing) return undefined;
  limitReferences(fragment);
  limitSheets(fragment, 'SVG');
  // As an image it is read as XML.
  return new XMLSerializer().serializeToString(drawing);
}
