/** Waiting for what can be observed. */
import { expect } from '@jest/globals';

/** Waits until something holds, for some seconds at most. */
export async function until(holds: () => boolean): Promise<void> {
  for (let i = 0; i < 5000 && !holds(); i++) await new Promise(resolve => setTimeout(resolve, 1));
  expect(holds()).toBe(true);
}
