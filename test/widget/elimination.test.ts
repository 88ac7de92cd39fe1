import { describe, expect, it } from '@jest/globals';
import { fromWritten, GaussJordan } from '../../src/exact/index.js';
import { stepsView } from '../../src/latex/index.js';
import { eliminateAgain } from '../../src/widget/elimination.js';

const rows = [
  ['1', '2'],
  ['3', '1/3']
].map(row => row.map(fromWritten));

describe('eliminateAgain', () => {
  const view = stepsView(new GaussJordan(rows, {}));

  it('goes by another rule', () => {
    expect(view.steps[0].plain).toBe('R2 ← R2 − 3 R1');
    const other = eliminateAgain(view, { pivot: 'partial', form: 'fractions' });
    expect(other).toEqual(stepsView(new GaussJordan(rows, { pivot: 'partial' })));
    expect(other.steps[0].plain).toBe('R1 ↔ R2');
  });

  it('is written otherwise, and keeps what was done by hand', () => {
    const attempt = [{ kind: 'swap' as const, row: 0, other: 1 }];
    const other = eliminateAgain({ ...view, attempt }, { pivot: 'first', form: 'decimals' });
    expect(other.start[1][1]).toBe('0.3333');
    expect(other.attempt).toEqual(attempt);
    expect(eliminateAgain(other, { pivot: 'first', form: 'fractions' }).start).toEqual(view.start);
  });
});
