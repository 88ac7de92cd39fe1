import { describe, expect, it } from '@jest/globals';
import { differences, parseCorpus, readCorpus } from '../support/corpus.js';

describe('the corpus', () => {
  it('is read as programs of cells with what they should say', () => {
    const [one, two] = parseCorpus(
      '//// one\n//// needs Set\nconst a = 1\n\n//// cell\na // a comment\n//> 1\n//>\n//> 2\n//~ ^1\n//// two\nb\n//! find B\n'
    );
    expect(one).toMatchObject({ name: 'one', needs: 'Set' });
    expect(one.cells.map(({ source }) => source)).toEqual(['const a = 1', 'a // a comment']);
    expect(one.cells[1]).toMatchObject({ prints: '1\n\n2', shows: [/^1/] });
    expect(two.cells[0]).toMatchObject({ source: 'b', refused: [/find B/i] });
    expect(() => parseCorpus('a\n//// late')).toThrow('before the first');
  });

  it('tells how a cell differs', () => {
    const [{ cells }] = parseCorpus('//// one\n1\n//> 1 \n//// cell\nx\n//! not defined');
    expect(differences(cells[0], { text: '1\n' })).toEqual([]);
    expect(differences(cells[0], { text: '2\n' })[0]).toContain('instead of: 1');
    expect(differences(cells[0], { text: '', error: 'no' })[0]).toBe('refused: no');
    expect(differences(cells[1], { text: '' })).toEqual(['accepted']);
    expect(differences(cells[1], { text: '', error: 'x is Not Defined' })).toEqual([]);
    expect(differences(cells[1], { text: '', error: 'other' })).toHaveLength(1);
  });

  it('has names of its own for its programs, and a size', () => {
    for (const [kind, least] of [
      ['valid', 200],
      ['invalid', 60]
    ] as const) {
      const programs = [...readCorpus(kind).values()].flat();
      const names = programs.map(({ name }) => name);
      expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
      expect(programs.length).toBeGreaterThanOrEqual(least);
      const refused = programs.map(({ cells }) => (cells.at(-1)?.refused.length ?? 0) > 0);
      expect(new Set(refused)).toEqual(new Set([kind === 'invalid']));
    }
  });
});
