/** SVG whose elements refer to one another. */

/** Elements that may be drawn in place of those that refer to them, and how long a chain of them may be. */
const MOST = 20_000;
const LONGEST = 100;

const BY_STYLE = /url\(\s*['"]?#([\w:.-]+)/g;

/** Removes references that would be drawn too often: ten levels of ten are ten thousand million. */
export function limitReferences(root: ParentNode): void {
  const byId = new Map<string, Element>();
  for (const element of root.querySelectorAll('[id]')) {
    if (!byId.has(element.id)) byId.set(element.id, element);
  }
  if (byId.size === 0) return;
  const sizes = new Map<Element, number>();
  /** How many elements are drawn for one; endlessly many for one that holds itself. */
  const sizeOf = (element: Element, depth: number): number => {
    const known = sizes.get(element);
    if (known !== undefined) return known;
    if (depth > LONGEST) return Number.POSITIVE_INFINITY;
    sizes.set(element, Number.POSITIVE_INFINITY);
    let size = 1;
    for (const child of element.children) size += sizeOf(child, depth + 1);
    for (const id of referred(element)) {
      const target = byId.get(id);
      if (target) size += sizeOf(target, depth + 1);
    }
    sizes.set(element, size);
    return size;
  };
  let left = MOST;
  for (const element of root.querySelectorAll('*')) {
    if (referred(element).length === 0) continue;
    left -= sizeOf(element, 0);
    if (left < 0) cut(element);
  }
}

/** The names that an element refers to. */
function referred(element: Element): string[] {
  const found: string[] = [];
  for (const { name, value } of element.attributes) {
    if (isReference(element, name)) found.push(value.slice(1));
    else if (value.includes('url(')) {
      for (const [, id] of value.matchAll(BY_STYLE)) found.push(id);
    }
  }
  return found;
}

function cut(element: Element): void {
  for (const { name, value } of [...element.attributes]) {
    if (isReference(element, name) || value.includes('url(')) element.removeAttribute(name);
  }
}

/** Gradients and text on paths refer too, but are not drawn anew. */
function isReference({ localName }: Element, attribute: string): boolean {
  const isHref = attribute === 'href' || attribute === 'xlink:href';
  return isHref && (localName === 'use' || localName === 'pattern' || localName === 'mpath');
}
