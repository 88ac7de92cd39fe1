import { describe, expect, it } from '@jest/globals';
import { eye, linalg, ready } from '../../src/engine/index.js';

describe('ready', () => {
  it('comes before linear algebra, and says so', async () => {
    expect(() => linalg.inv(eye(2))).toThrow(
      'linalg.inv: the engine is not loaded yet; call `await ready()` first'
    );
    await ready();
    await ready();
    expect(linalg.inv(eye(2)).toArray()).toEqual([
      [1, 0],
      [0, 1]
    ]);
  });
});
