/** Matrices that do not fit: an error that says so, and never a trap. No memory is allocated for them. */
import { beforeAll, describe, expect, it } from '@jest/globals';
import { loadWasmExports } from '../../src/engine/backends/wasm/index.js';
import { type EngineExports, WasmKernels } from '../../src/engine/backends/wasm/kernels.js';
import { Heap } from '../../src/engine/backends/wasm/memory.js';
import { RuntimeError, zeros } from '../../src/engine/index.js';

const GIB = 2 ** 30;

/** A memory that notes how large it should become, and stays as it is. */
class Asked extends Error {
  constructor(readonly pages: number) {
    super('no');
  }
}

const memory = {
  buffer: new ArrayBuffer(2 ** 16),
  grow: (pages: number) => {
    throw new Asked(pages);
  }
} as unknown as WebAssembly.Memory;

let real: EngineExports;
beforeAll(async () => {
  real = await loadWasmExports({ reproducible: true });
});

/** The kernels, in that memory; none of them may run. */
function kernels(): WasmKernels {
  const never = () => {
    throw new Error('the kernel ran');
  };
  const names = ['factor', 'invert', 'solve', 'multiply'].flatMap(name => [
    [`${name}_32`, never],
    [`${name}_64`, never]
  ]);
  const exports = { ...real, memory, base: () => 1024, ...Object.fromEntries(names) };
  return new WasmKernels(exports as unknown as EngineExports);
}

function failure(call: () => unknown): RuntimeError {
  try {
    call();
  } catch (error) {
    if (error instanceof RuntimeError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

const NONE = new Float64Array(0);
const info = new Int32Array(1);
const sized = (byteLength: number) => ({ byteLength }) as Float64Array;
const WIDTH = { float32: 4, float64: 8, complex64: 8, complex128: 16 };

/** Each operation on n by n matrices, and what it needs beside scratch of 10 MiB at most. */
const OPERATIONS = {
  'an inverse': (dtype: keyof typeof WIDTH, n: number) =>
    kernels().invert(dtype, { count: 1, rows: n, columns: n }, NONE, NONE, info),
  'an LU factorization': (dtype: keyof typeof WIDTH, n: number) =>
    kernels().factor(dtype, { count: 1, rows: n, columns: n }, NONE, info, info),
  'a system': (dtype: keyof typeof WIDTH, n: number) => {
    const bytes = sized(n * n * WIDTH[dtype]);
    kernels().solve(dtype, { n, k: n, mode: 'plain' }, bytes, info, bytes);
  },
  'a product': (dtype: keyof typeof WIDTH, n: number) => {
    const bytes = sized(n * n * WIDTH[dtype]);
    kernels().multiply(dtype, [n, n, n], bytes, bytes, bytes);
  }
};

/** Matrices of n by n numbers that each holds, planes of complex ones counted as half. */
const MATRICES: Record<string, { real: number; complex: number }> = {
  'an inverse': { real: 2, complex: 3 },
  'an LU factorization': { real: 1, complex: 3 },
  'a system': { real: 2, complex: 4 },
  'a product': { real: 3, complex: 6 }
};

describe.each(Object.entries(OPERATIONS))('%s', (name, run) => {
  const cases = Object.keys(WIDTH).flatMap(dtype =>
    [8191, 8192, 9000, 11585, 11586, 16384, 20000, 23170, 40000].map(n => [dtype, n] as const)
  );

  it.each(cases)('of %s, n = %i, is told what it takes', (dtype, n) => {
    const own = dtype as keyof typeof WIDTH;
    const bytes =
      MATRICES[name][own.startsWith('complex') ? 'complex' : 'real'] * n * n * WIDTH[own];
    const error = failure(() => run(own, n));
    const told = Number(/takes (\d+) MiB/.exec(error.message)?.[1]) * 2 ** 20;
    expect(told).toBeGreaterThanOrEqual(bytes);
    expect(told).toBeLessThan(1.01 * bytes + 2 ** 25);
    expect(error.message).toContain(`out of memory: ${name} takes`);
    expect(error.message).toContain('use a smaller matrix, or a dtype of half the size');
    // Beyond 4 GiB the host is not even asked.
    const { cause } = error as { cause?: Asked };
    if (told > 4 * GIB) {
      expect(error.message).toContain('WebAssembly addresses 4096 MiB');
      expect(cause).toBeUndefined();
    } else {
      expect(error.message).toContain('this host gives no more than the 1 MiB it gave');
      expect((cause?.pages ?? 0) * 2 ** 16).toBeGreaterThan(told - 2 ** 21);
    }
  });
});

describe('the module’s memory', () => {
  it('sums sizes that would wrap in 32 bits', () => {
    const heap = new Heap(memory, 1024);
    for (const sizes of [[4 * GIB], [2 * GIB, 2 * GIB], [GIB, GIB, GIB, GIB], [8 * GIB, 1]]) {
      expect(failure(() => heap.layout(...sizes)).message).toContain('addresses 4096 MiB');
    }
    expect(heap.layout(100, 1)).toEqual([1024, 1152]);
  });
});

describe('arrays', () => {
  it.each(['float64', 'complex64', 'int64', 'bool'] as const)('of %s that no host has', dtype => {
    const error = failure(() => zeros(2 ** 30, 2 ** 24, { dtype }));
    expect(error.message).toMatch(/^out of memory: 18014398509481984 elements of \w+ take \d+ MiB/);
  });
});
