/** Reading HTML in pieces, so that what a parser takes minutes for is given up in time. */

/** Bounds of what is read: its characters, its elements, their attributes, and how deep they are nested. */
const MOST_CHARACTERS = 2 ** 19;
const MOST_ELEMENTS = 5000;
const MOST_ATTRIBUTES = 100;
const DEEPEST = 100;

/** Characters that are read at once. Parsers take time by the square of the elements that are open. */
const PIECE = 8192;

/**
 * The body of a document that belongs to no page: nothing in it runs, and nothing is fetched.
 * @param form what it is, for the error
 * @throws RangeError beyond the bounds
 */
export function parse(html: string, form: string): HTMLElement {
  if (html.length > MOST_CHARACTERS) {
    throw tooMuch(form, `${html.length} characters`, `${MOST_CHARACTERS}`);
  }
  const page = document.implementation.createHTMLDocument('');
  const elements = page.getElementsByTagName('*');
  page.open();
  page.write('<!DOCTYPE html><body>');
  for (let at = 0; at < html.length; at += PIECE) {
    page.write(html.slice(at, at + PIECE));
    if (elements.length > MOST_ELEMENTS) {
      throw tooMuch(form, `more than ${MOST_ELEMENTS} elements`, `${MOST_ELEMENTS}`);
    }
    if (isDeep(page.body, DEEPEST)) {
      throw tooMuch(form, 'elements nested too deeply', `${DEEPEST} levels`);
    }
  }
  page.close();
  // Sanitizers take time by the square of an element's attributes.
  for (const { attributes } of elements) {
    if (attributes.length > MOST_ATTRIBUTES) {
      throw tooMuch(form, 'too many attributes', `${MOST_ATTRIBUTES} of an element`);
    }
  }
  return page.body;
}

function tooMuch(form: string, what: string, most: string): RangeError {
  return new RangeError(
    `${form} with ${what} is not shown: at most ${most} can be. Show a part of it, or draw it as an image.`
  );
}

function isDeep(element: Element, levels: number): boolean {
  if (levels === 0) return true;
  for (let child = element.firstElementChild; child; child = child.nextElementSibling) {
    if (isDeep(child, levels - 1)) return true;
  }
  return false;
}
