/** An amount that is spent, and comes back with time. */
import { expect, it } from '@jest/globals';
import { Allowance } from '../../src/cell/allowance.js';

it('comes back as fast as it says, also to whoever asks without end', () => {
  const allowance = new Allowance({ burst: 3, rate: 2 }, 0);
  const spent = (now: number) => Array.from({ length: 100 }, () => allowance.spend(1, now));
  const count = (now: number) => spent(now).filter(Boolean).length;
  expect(count(0)).toBe(3);
  expect(count(1000)).toBe(2);
  expect(count(1250)).toBe(0);
  expect(count(1500)).toBe(1);
  expect(count(1e6)).toBe(3);
});
