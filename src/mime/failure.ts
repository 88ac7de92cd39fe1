/** An output that is not drawn (damaged, forged, or of a later version): the text that came with it, and why. */
import { h, type ITranslation } from '../draw/index.js';

/** Characters of the text. */
const LONGEST = 20_000;

export function drawFailure(plain: unknown, reason: string, trans: ITranslation): HTMLElement {
  const text = typeof plain === 'string' ? plain : '';
  return h(
    'div',
    'failure',
    h('p', 'note', trans.__('This output cannot be drawn (%1).', reason)),
    h('pre', '', text.slice(0, LONGEST)),
    text.length > LONGEST
      ? h('p', 'note', trans.__('The first %1 of %2 characters are shown.', LONGEST, text.length))
      : undefined
  );
}
