/** Words of saved views, which may be anybody's, in a translator's hands. */
import { describe, expect, it } from '@jest/globals';
import { ENGLISH, translateSaved } from '../../src/draw/translation.js';

describe('words of a saved view', () => {
  it('are translated, with their values', () => {
    expect(translateSaved(ENGLISH, 'Pseudoinverse')).toBe('Pseudoinverse');
    expect(translateSaved(ENGLISH, '%1 of %2 digits', 3, 16)).toBe('3 of 16 digits');
    const german = { __: (text: string) => (text === 'every digit' ? 'jede Ziffer' : text) };
    expect(translateSaved(german, 'every digit')).toBe('jede Ziffer');
  });

  it('are shown as they are where they ask for values that there are not', () => {
    for (const text of ['%1', '%2 digits', '100 %', '%%', '%0', '%99', '%1 of %2']) {
      expect(translateSaved(ENGLISH, text)).toBe(text);
    }
    expect(translateSaved(ENGLISH, '%1 of %2', 5)).toBe('%1 of %2');
  });
});
