/** Runs one suite on every backend that this machine has, and says so where one is missing. */
import { beforeAll, describe, it } from '@jest/globals';
import { type IKernels, useKernels } from '../../src/engine/backends/kernels.js';
import { referenceKernels } from '../../src/engine/backends/reference/index.js';
import { loadWasmKernels, wasmUrl } from '../../src/engine/backends/wasm/index.js';

export const BACKENDS = ['reference', 'baseline', 'relaxed'] as const;
export type Backend = (typeof BACKENDS)[number];

/** Whether this Node runs the binary with relaxed SIMD (20 does with a flag, 22 without). */
const HAS_RELAXED = wasmUrl().href.includes('relaxed');

export async function loadBackend(name: Backend): Promise<IKernels> {
  if (name === 'reference') return referenceKernels;
  return loadWasmKernels({ reproducible: name === 'baseline' });
}

export function onEachBackend(suite: (backend: Backend) => void): void {
  describe.each(BACKENDS)('%s kernels', backend => {
    if (backend === 'relaxed' && !HAS_RELAXED) {
      it('are not for this Node: relaxed SIMD is missing', () => undefined);
      return;
    }
    beforeAll(async () => useKernels(await loadBackend(backend)));
    suite(backend);
  });
}
