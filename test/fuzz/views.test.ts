/**
 * Saved views as nobody makes them: those of the examples and of each kind, with anything changed anywhere.
 * 100,000 of them, which takes a minute or more; FUZZ_SCALE makes more, FUZZ_SEED others.
 */
import { beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ready } from '../../src/engine/index.js';
import { type ReadDocument, readDocument } from '../../src/latex/index.js';
import { seedOf } from '../support/fuzz.js';
import { plainCheck } from '../support/schema.js';
import { madeDocuments, savedDocuments } from '../support/views.js';

const SCALE = Number(process.env.FUZZ_SCALE ?? 1);

/** Of mutations of one document, as JSON. */
const LARGEST = 8_000;

let texts: string[];

beforeAll(async () => {
  await ready();
  const documents = [...savedDocuments(), ...(await madeDocuments())];
  texts = documents.map(([, document]) => JSON.stringify(document));
});

type Container = Record<string | number, unknown>;

/** A place somewhere in a document: what holds it, and its name there. One that was swapped may hold itself. */
function placeIn(root: Container, at: number): [Container, string | number] | undefined {
  let [holder, state] = [root, at % 2147483647];
  const next = (size: number) => {
    state = (state * 48271 + 11) % 2147483647;
    return state % size;
  };
  for (let depth = 0; depth < 40; depth++) {
    const names = Array.isArray(holder) ? undefined : Object.keys(holder);
    const size = names ? names.length : (holder.length as number);
    if (size === 0) return undefined;
    const name = names ? names[next(size)] : next(size);
    const value = holder[name];
    if (typeof value !== 'object' || value === null || next(8) === 0) return [holder, name];
    holder = value as Container;
  }
  return undefined;
}

/** Values that are put in the place of something. */
const strange = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom<unknown>(null, true, '', 'x', 0, -1, 0.5, 1e6, 13, 41, 201)
  },
  { weight: 2, arbitrary: fc.double() },
  { weight: 2, arbitrary: fc.maxSafeInteger() },
  { weight: 2, arbitrary: fc.string({ unit: 'binary' }) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      'tensor',
      'inverse',
      'batch',
      'group',
      'steps',
      'matrix',
      'html',
      'swap'
    )
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('__proto__', 'constructor', 'toString', '1/0', '1/2', '<b>', '$$x$$')
  },
  { weight: 1, arbitrary: fc.constantFrom(1e3, 1e5).map(length => 'y'.repeat(length)) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(0, 1, 13, 1601).map(length => new Array<unknown>(length).fill(0))
  },
  { weight: 1, arbitrary: fc.anything() }
);

function nested(depth: number): unknown {
  let value: unknown = { kind: 'html', html: '' };
  for (let i = 0; i < depth; i++) value = { kind: 'group', items: [{ name: 'x', view: value }] };
  return value;
}

const HOWS = [
  'delete',
  'replace',
  'double',
  'move',
  'swap',
  'name',
  'shorten',
  'deepen',
  'widen'
] as const;

const mutation = fc.record({
  how: fc.constantFrom(...HOWS),
  at: fc.nat(),
  other: fc.nat(),
  value: strange,
  name: fc.constantFrom('__proto__', 'constructor', 'kind', 'view', 'im', 'hasOwnProperty', 'x')
});

type Mutation = typeof mutation extends fc.Arbitrary<infer T> ? T : never;

function mutate(root: Container, { how, at, other, value, name }: Mutation): void {
  const [one, another] = [placeIn(root, at), placeIn(root, other)];
  if (!one || !another) return;
  const [holder, key] = one;
  const [holder2, key2] = another;
  const list = Array.isArray(holder) ? holder : undefined;
  switch (how) {
    case 'delete':
      if (list) list.splice(Number(key), 1);
      else delete holder[key];
      break;
    case 'replace':
      holder[key] = value;
      break;
    case 'double':
      list?.push(structuredClone(holder[key]));
      break;
    case 'move':
      holder2[key2] = JSON.parse(JSON.stringify(holder[key]) ?? 'null');
      break;
    case 'swap':
      [holder[key], holder2[key2]] = [holder2[key2], holder[key]];
      break;
    case 'name':
      Object.defineProperty(holder, name, {
        value,
        enumerable: true,
        configurable: true,
        writable: true
      });
      break;
    case 'deepen':
      holder[key] = nested([3, 30, 20_000][other % 3]);
      break;
    case 'widen':
      holder[key] = new Array<unknown>([201, 1601, 300_000][other % 3]).fill(0);
      break;
    case 'shorten':
      if (Array.isArray(holder[key])) holder[key] = (holder[key] as unknown[]).slice(0, other % 3);
      break;
  }
}

/** Reads within 100 ms: the least of some times, so that a busy machine fails nothing. */
function readSoon(data: unknown): ReadDocument {
  let least = Number.POSITIVE_INFINITY;
  let read: ReadDocument = { problem: '' };
  for (let i = 0; i < 5 && least >= 100; i++) {
    const started = performance.now();
    read = readDocument(data);
    least = Math.min(least, performance.now() - started);
  }
  expect(least).toBeLessThan(100);
  return read;
}

it(
  'are read or refused, soon, and never otherwise than the schema says',
  () => {
    const small = texts.filter(text => text.length < LARGEST);
    const documents = fc.nat().map(at => JSON.parse(small[at % small.length]) as Container);
    const mutations = fc.array(mutation, { minLength: 1, maxLength: 4 });
    let [accepted, refused] = [0, 0];
    fc.assert(
      fc.property(documents, mutations, (root, changes) => {
        for (const change of changes) {
          try {
            mutate(root, change);
          } catch {
            // A value that cannot be copied is not put there twice.
          }
        }
        const read = readSoon(root);
        if ('problem' in read) {
          refused++;
          expect(read.problem).not.toBe('');
          expect(read.problem.length).toBeLessThanOrEqual(300);
          return;
        }
        accepted++;
        expect(plainCheck(read.document) || plainCheck.errors).toBe(true);
        // The same as JSON would make of it, and nothing else.
        expect(JSON.stringify(read.document)).toBe(JSON.stringify(root));
      }),
      { seed: seedOf(12), numRuns: 100_000 * SCALE, endOnFailure: true }
    );
    // Both happen, so that something is tried.
    expect(Math.min(accepted, refused)).toBeGreaterThan(1000 * Math.min(1, SCALE));
  },
  600_000 * Math.max(1, SCALE)
);

it(
  'of the largest that are made are read or refused as soon',
  () => {
    const large = texts.filter(text => text.length >= LARGEST);
    fc.assert(
      fc.property(fc.nat(), mutation, (at, change) => {
        const root = JSON.parse(large[at % large.length]) as Container;
        try {
          mutate(root, change);
        } catch {
          // As above.
        }
        readSoon(root);
      }),
      { seed: seedOf(12), numRuns: 60 * SCALE }
    );
  },
  600_000 * Math.max(1, SCALE)
);
