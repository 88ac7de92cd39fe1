/** Objects that say themselves how they are shown, by `Symbol.for('Jupyter.display')`, as in Deno. */
import { renderMarkdown } from './markdown.js';
import { allowedPart } from './protocol.js';

/** Forms of one output by their mimes. */
export type MediaBundle = Record<string, unknown>;

/** The method of an object that shows itself. */
const SHOW = Symbol.for('Jupyter.display');

const { parse, stringify } = JSON;

/** Whether a value says itself how it is shown; false also of what does not want to be looked at. */
export function isDisplayable(value: unknown): value is { [SHOW]: () => unknown } {
  try {
    const isObject = (typeof value === 'object' && value !== null) || typeof value === 'function';
    return isObject && typeof (value as { [SHOW]?: unknown })[SHOW] === 'function';
  } catch {
    return false;
  }
}

/**
 * The forms of a bundle that can be shown, as plain JSON.
 * @throws TypeError where there are none
 */
export function checkedBundle(bundle: unknown): MediaBundle {
  const text = typeof bundle === 'object' && bundle !== null ? stringify(bundle) : undefined;
  const allowed = text === undefined ? undefined : allowedPart(parse(text));
  if (!allowed) {
    throw new TypeError(
      "expected an object of mimes and their texts, such as { 'text/plain': 'a' }, with at least one that can be shown"
    );
  }
  const markdown = allowed['text/markdown'];
  if (typeof markdown !== 'string' || 'text/html' in allowed) return allowed;
  return { ...allowed, 'text/html': renderMarkdown(markdown) };
}

/** @throws what the object's method throws, and TypeError for what is no bundle */
export async function bundleOfDisplayable(value: { [SHOW]: () => unknown }): Promise<MediaBundle> {
  return checkedBundle(await value[SHOW]());
}
