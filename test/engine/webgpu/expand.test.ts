import { describe, expect, it } from '@jest/globals';
import { isTiles, recallTiles } from '../../../src/engine/backends/webgpu/index.js';
import { expand } from '../../../src/engine/backends/webgpu/local/expand.js';

describe('written-out loops', () => {
  it('are repeated, also within one another', () => {
    const text = 'a\n//# each i < M\n//# each j < N\ns_{i}_{j}\n//# end\nr_{i}\n//# end\nb';
    expect(expand(text, { M: 2, N: 2 })).toBe('a\ns_0_0\ns_0_1\nr_0\ns_1_0\ns_1_1\nr_1\nb');
    expect(expand('none', {})).toBe('none');
  });

  it('must end', () => {
    expect(() => expand('x\n//# each i < M\ny', { M: 1 })).toThrow('line 2');
  });
});

describe('remembered tiles', () => {
  it('are those that are tried, and nothing else', () => {
    expect(isTiles({ rows: 8, columns: 4 })).toBe(true);
    for (const other of [undefined, null, {}, { rows: 1e9, columns: 4 }, '8']) {
      expect(isTiles(other)).toBe(false);
    }
    expect(recallTiles()).toEqual({});
  });
});
