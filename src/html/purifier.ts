/** DOMPurify, and what all its uses here share. */
import createPurifier, { type DOMPurify } from 'dompurify';

/** An instance of its own, since hooks are an instance's. Made when first needed: elsewhere there is no DOM. */
export function purifier(prepare: (purify: DOMPurify) => void): () => DOMPurify {
  let made: DOMPurify | undefined;
  return () => {
    if (!made) {
      made = createPurifier(window);
      prepare(made);
    }
    return made;
  };
}

/** Images that are in the document itself; no SVG, of which nobody knows how long it takes to draw. */
const DATA_IMAGE = /^data:image\/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]*$/;

export function isDataImage(source: string): boolean {
  return DATA_IMAGE.test(source);
}

/** A fragment as text again. */
export function toHtml(fragment: DocumentFragment): string {
  const box = fragment.ownerDocument.createElement('div');
  box.append(fragment);
  return box.innerHTML;
}
