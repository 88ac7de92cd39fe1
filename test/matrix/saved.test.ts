import { describe, expect, it } from '@jest/globals';
import { MatrixModel, readSaved } from '../../src/matrix/index.js';

describe('a saved matrix', () => {
  it('is what a model was', () => {
    const entries = [
      ['1', 'sqrt(2)'],
      ['0', '1/3']
    ];
    const options = { mode: 'upper', dtype: 'float32', bounds: [-1, 2] } as const;
    const { mode, dtype, bounds } = new MatrixModel(entries, options);
    expect(readSaved({ entries, mode, dtype, bounds, id: 'x' })).toEqual({ entries, ...options });
    expect(readSaved({ entries })).toEqual({ entries });
    // As JSON writes what has no largest, and Python what has none.
    expect(readSaved({ entries, bounds: [0, null] })?.bounds).toEqual([0, Infinity]);
    expect(readSaved({ entries, bounds: null })?.bounds).toBeUndefined();
  });

  it.each([
    [{}],
    [{ entries: 'x' }],
    [{ entries: [] }],
    [{ entries: [[]] }],
    [{ entries: [[1]] }],
    [{ entries: new Array(201).fill(['1']) }],
    [{ entries: [new Array(201).fill('1')] }],
    [{ entries: [['1'.repeat(1001)]] }],
    [{ entries: [['1']], mode: 'round' }],
    [{ entries: [['1']], mode: null }],
    [{ entries: [['1']], dtype: 'constructor' }],
    [{ entries: [['1']], bounds: [1, 0] }],
    [{ entries: [['1']], bounds: [Number.NaN, 1] }],
    [{ entries: [['1']], bounds: ['0', '1'] }],
    [{ entries: [['1']], bounds: [0] }],
    [{ entries: [['1']], bounds: {} }]
  ])('is none: %j', saved => {
    expect(readSaved(saved)).toBeUndefined();
  });
});
