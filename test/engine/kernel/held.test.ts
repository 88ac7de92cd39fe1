/** Arrays that the kernel or a cell tells of: whatever is not as it should be is none. */
import { describe, expect, it } from '@jest/globals';
import { heldArray } from '../../../src/engine/core/kernel/held.js';
import { fromKernel } from '../../../src/engine/index.js';
import { useKernel } from '../../../src/engine/internal.js';

const told = { shape: [2, 0], dtype: 'float64', library: 'torch', where: 'cuda:1' };

describe('an array that is told of', () => {
  it('keeps its shape, dtype, library and device, and nothing else', () => {
    expect(heldArray(3, { ...told, other: 1 })).toEqual({ handle: 3, ...told });
    expect(heldArray(3, { ...told, where: '; rm' })).not.toHaveProperty('where');
    expect(heldArray(3, { ...told, where: undefined })).not.toHaveProperty('where');
  });

  it.each([
    { shape: null },
    { shape: 'xx' },
    { shape: [-1] },
    { shape: [1.5] },
    { shape: ['2'] },
    { shape: [2 ** 53] },
    { shape: [2 ** 30, 2 ** 30] },
    { shape: [0, 2 ** 52, 2] },
    { shape: Array(33).fill(1) },
    { dtype: 'float16' },
    { dtype: ['float64'] },
    { library: 'os' },
    { library: undefined }
  ])('is refused with %j', wrong => {
    expect(heldArray(3, { ...told, ...wrong })).toBeUndefined();
  });

  it('becomes a tensor, or an error that says what to do', async () => {
    let fields: Record<string, unknown> = told;
    useKernel({
      newHandle: () => 1,
      post: () => undefined,
      ask: () => Promise.resolve({ fields, buffers: [] })
    });
    const A = await fromKernel('A');
    expect([A.shape, A.dtype, A.place]).toEqual([
      [2, 0],
      'float64',
      { library: 'torch', where: 'cuda:1' }
    ]);
    fields = { ...told, shape: 'xx' };
    await expect(fromKernel('A')).rejects.toThrow(
      "fromKernel: Python's answer about A is not of an array; run the cell again"
    );
    useKernel(undefined);
  });
});
