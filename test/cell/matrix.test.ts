import { beforeAll, describe, expect, it } from '@jest/globals';
import { type CellMatrix, type MakeMatrix, makeMatrix } from '../../src/cell/matrix.js';
import { complex, ready, tensor, zeros } from '../../src/engine/index.js';
import { type IMatrixView, MIME } from '../../src/latex/index.js';

const made: CellMatrix[] = [];
const matrix: MakeMatrix = makeMatrix(one => made.push(one));

beforeAll(() => ready());

describe('matrix', () => {
  it('has a value, which edits change and listeners follow', () => {
    const A = matrix([
      [2, 1],
      [1, '1/3']
    ]);
    expect(made).toContain(A);
    expect(A.value.toArray()).toEqual([
      [2, 1],
      [1, 1 / 3]
    ]);
    const seen: unknown[] = [];
    const stop = A.onChange(value => seen.push(value.toArray()));
    A.edit([['4']]);
    // An entry that cannot be read changes nothing.
    A.edit([['x']]);
    expect(A.inverse.toArray()).toEqual([[0.25]]);
    stop();
    A.edit([['5']]);
    expect(seen).toHaveLength(2);
    expect(A.entries).toEqual([['5']]);
  });

  it('has at most 200 rows and columns, which is said before anything is made of them', () => {
    expect(() => matrix(zeros(2000, 2000))).toThrow(
      'at most 200 rows and columns, got 2000 by 2000'
    );
    expect(() => matrix(new Array(5000).fill([1]))).toThrow('got 5000 by 1');
    expect(() => matrix([new Array(201).fill(1)])).toThrow('got 1 by 201');
    expect(() => matrix([])).toThrow('expected rows of one length');
  });

  it('is shown with what is said of it', () => {
    const bundle = matrix([
      [2, 1],
      [1, 1]
    ]).toBundle();
    const { view } = bundle[MIME] as { view: IMatrixView };
    expect(view).toMatchObject({ kind: 'matrix', mode: 'free', readOnly: false });
    expect(bundle['text/latex']).toContain('A^{-1} =');
    expect(JSON.parse(JSON.stringify(view))).toEqual(view);
    expect(matrix().toBundle()['text/plain']).toContain('tensor(');
  });

  it('has the precision that it is given, or that is chosen below the cell', () => {
    const A = matrix(tensor([[0.1]], { dtype: 'float32' }));
    expect(A.entries).toEqual([['0.1']]);
    expect(A.value.dtype).toBe('float32');
    A.edit([['1/3']], { dtype: 'float64' });
    expect(A.value.at(0, 0)).toBe(1 / 3);
    A.edit([['i']], { dtype: 'float32' });
    expect(A.value.dtype).toBe('complex64');
    expect(matrix([[1]], { dtype: 'float32' }).value.dtype).toBe('float32');
    expect(() => matrix([[1]], { dtype: 'int32' as 'float32' })).toThrow(/'float64' or 'float32'/);
  });

  it('takes tensors, and refuses what is no matrix', () => {
    expect(matrix(tensor([[complex(1, -2)]])).value.at(0, 0)).toMatchObject({ re: 1, im: -2 });
    expect(() => matrix([[1, 'x + 1']])).toThrow('matrix: row 1, column 2: x is not known here');
    expect(() => matrix([[1], [2, 3]])).toThrow(/rows of one length/);
    expect(() => matrix([])).toThrow(/at least one entry/);
    expect(() => matrix(tensor([1, 2]))).toThrow(/2 dimensions/);
    expect(() => matrix([[2]], { bounds: [0, 1] })).toThrow(/is not between 0 and 1/);
    expect(() => matrix([[2]], { bounds: [1, 0] })).toThrow(/\[least, largest\], got \[1,0\]/);
    expect(() => matrix([[2]], { mode: 'round' as 'free' })).toThrow(/mode must be one of/);
    const bounded = matrix([[1]], { bounds: [0, 1] });
    bounded.edit([['2']]);
    expect(bounded.value.at(0, 0)).toBe(1);
    // Bounds may be taken away below the cell.
    bounded.edit([['2']], { dtype: 'float64' });
    expect(bounded.value.at(0, 0)).toBe(2);
    expect(matrix([[1]]).id).not.toBe(matrix([[1]]).id);
  });
});
