/** Runs one suite on every backend that this machine has. */
import { beforeAll, describe } from '@jest/globals';
import { ready } from '../../src/engine/index.js';

export function onEachBackend(suite: () => void): void {
  describe.each(['reference', 'wasm'] as const)('%s kernels', kernels => {
    beforeAll(() => ready({ kernels }));
    suite();
  });
}
