/** Messages to the page's adapter, from a sandbox that wants to read or hang what is not its own. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type GpuReply, GpuService } from '../../src/engine/backends/webgpu/remote.js';
import { OPERATIONS, type Operation } from '../../src/engine/core/gpu/gpu.js';
import { PATIENCE, runs, seedOf } from '../support/fuzz.js';
import { KernelsModel } from '../support/kernels-model.js';

/** Errors of the model are no errors of the service: it must not have asked. */
class Strict extends KernelsModel {
  readonly failures: string[] = [];

  override run(...args: Parameters<KernelsModel['run']>): void {
    try {
      super.run(...args);
    } catch (error) {
      this.failures.push((error as Error).message);
    }
  }
}

const handles = fc.integer({ min: 1, max: 8 });
const small = fc.integer({ min: 0, max: 9 });
const words = fc.oneof(
  { weight: 8, arbitrary: small },
  { weight: 2, arbitrary: fc.constantFrom(16, 25, 81, 1000, 65_536, 2 ** 20) },
  { weight: 1, arbitrary: fc.constantFrom(2 ** 31, 2 ** 32 - 1, 2 ** 32 - 256, 65_537) }
);
const strange = fc.oneof(
  fc.constantFrom<unknown>(-1, 0.5, Number.NaN, 2 ** 32, 2 ** 53, '1', null, undefined, [1], {}),
  fc.anything()
);

/** Numbers of an operation that may be right, for buffers of some hundred words. */
const COUNTS: Readonly<Record<Operation, number>> = {
  copy: 8,
  elementwise: 9,
  multiply: 7,
  factor: 4,
  solve: 7,
  invert: 3,
  norm: 6,
  condition: 1,
  determinant: 3,
  heat: 4
};
const HANDLES: Readonly<Record<Operation, number>> = {
  ...{ copy: 2, elementwise: 3, multiply: 3, factor: 3, solve: 3, invert: 3 },
  ...{ norm: 2, condition: 4, determinant: 5, heat: 2 }
};

/** A view: its dimensions, and how many entries it has. */
const axes = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 5 }), small, small), { maxLength: 4 })
  .map(list => ({ dims: list.length, count: list.reduce((n, [size]) => n * size, 1), list }));

function numbersOf(operation: Operation): fc.Arbitrary<number[]> {
  const free = fc.array(words, {
    minLength: COUNTS[operation],
    maxLength: COUNTS[operation]
  });
  const [flag, size] = [fc.constantFrom(0, 1), fc.integer({ min: 1, max: 6 })];
  const tidy = fc
    .tuple(flag, fc.array(size, { minLength: 8, maxLength: 8 }))
    .map(([complex, list]) =>
      operation === 'condition' ? [list[0]] : [complex, ...list].slice(0, COUNTS[operation])
    );
  if (operation !== 'copy' && operation !== 'elementwise') return fc.oneof(free, tidy);
  const views = fc
    .tuple(axes, small, small, fc.integer({ min: 0, max: 4 }), flag)
    .map(([{ dims, count, list }, a, b, kind, complex]) =>
      operation === 'copy'
        ? [count, dims, a, b, 0, 0, 0, 0, ...list.flat()]
        : [complex, count, dims, kind, a, b, 0, 0, 0, ...list.flat()]
    );
  return fc.oneof(views, free);
}

/** With one number exchanged for one that is none, or very large. */
const mutated = (list: fc.Arbitrary<number[]>) =>
  fc
    .tuple(list, fc.nat(20), fc.option(fc.oneof(words, strange), { freq: 4 }))
    .map(([numbers, at, value]) =>
      value === null || at >= numbers.length ? numbers : numbers.with(at, value as number)
    );

const run = fc.constantFrom(...OPERATIONS).chain(operation =>
  fc.record({
    kind: fc.constant('run'),
    operation: fc.constant(operation),
    handles: fc.oneof(
      {
        weight: 4,
        arbitrary: fc.shuffledSubarray([1, 2, 3, 4, 5, 6, 7, 8], {
          minLength: HANDLES[operation],
          maxLength: HANDLES[operation]
        })
      },
      { weight: 1, arbitrary: fc.array(handles, { maxLength: 6 }) }
    ),
    numbers: mutated(numbersOf(operation))
  })
);
const create = fc.record({ kind: fc.constant('create'), handle: handles, words });
const message = fc.oneof(
  { weight: 8, arbitrary: run },
  { weight: 2, arbitrary: create },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('free'), handle: handles }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('read'),
      id: small,
      handle: handles,
      first: words,
      words
    })
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('write'),
      handle: handles,
      data: fc.oneof(
        fc.integer({ min: 0, max: 64 }).map(size => new ArrayBuffer(size)),
        strange
      )
    })
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constantFrom('run', 'read', 'ready', 'x'),
      id: strange,
      handles: strange,
      numbers: strange,
      operation: strange
    })
  },
  { weight: 1, arbitrary: strange }
);

/** Messages a session: each begins with eight buffers, most of them of some hundred words. */
const LENGTH = 20;
const session = fc.tuple(
  fc.array(
    fc.oneof(
      { weight: 3, arbitrary: fc.integer({ min: 100, max: 600 }) },
      { weight: 1, arbitrary: words }
    ),
    {
      minLength: 8,
      maxLength: 8
    }
  ),
  fc.array(message, { minLength: LENGTH, maxLength: LENGTH })
);

describe('the page’s adapter', () => {
  it(
    'is asked nothing that leaves its buffers or never ends',
    async () => {
      let [ran, asked] = [0, 0];
      await fc.assert(
        fc.asyncProperty(session, async ([sizes, messages]) => {
          const gpu = new Strict();
          const replies: GpuReply[] = [];
          const service = new GpuService(gpu, reply => replies.push(reply));
          sizes.forEach((size, i) => {
            service.receive({ kind: 'create', handle: i + 1, words: size });
          });
          for (const item of messages) service.receive(item);
          service.dispose();
          await new Promise(resolve => setImmediate(resolve));
          if (gpu.failures.length > 0) throw new Error(gpu.failures[0]);
          if (gpu.buffers > 0) throw new Error(`${gpu.buffers} buffers are left`);
          ran += gpu.runs;
          asked += messages.length;
        }),
        { seed: seedOf(12), numRuns: runs(5000) }
      );
      // Many fit: what refused everything would pass all else.
      expect(ran).toBeGreaterThan(asked / 100);
    },
    PATIENCE
  );
});
