import { describe, expect, it } from '@jest/globals';
import { ShownNames } from '../../src/notebook/shown.js';

describe('the names of outputs', () => {
  it.each(['a', undefined])('are shown once in each run of cell %s', cell => {
    const names = new ShownNames();
    for (const other of [cell, cell, 'b']) {
      names.begin(other);
      expect(names.has('plot', other)).toBe(false);
      expect(names.has('plot', other)).toBe(true);
      names.forget(other);
      expect(names.has('plot', other)).toBe(false);
      names.end();
      expect(names.has('plot', other)).toBe(true);
    }
  });

  it('are updated between runs, wherever they are, until their cell runs again', () => {
    const names = new ShownNames();
    names.begin('a');
    names.has('plot', 'a');
    names.end();
    names.begin('b');
    names.end();
    expect(names.has('plot', 'b')).toBe(true);
    names.begin('a');
    names.end();
    expect(names.has('plot', 'a')).toBe(false);
  });
});
