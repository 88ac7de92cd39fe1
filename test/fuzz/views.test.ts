/**
 * Saved views as nobody makes them: those of the examples and of each kind, with anything changed anywhere.
 * By default 20,000 of them, in some seconds; FUZZ_SCALE=5 is 100,000.
 */
import { beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ready } from '../../src/engine/index.js';
import { type ReadDocument, readDocument } from '../../src/latex/index.js';
import { plainCheck } from '../support/schema.js';
import { madeDocuments, savedDocuments } from '../support/views.js';

const SCALE = Number(process.env.FUZZ_SCALE ?? 1);

/** Of mutations of one document, as JSON. */
const LARGEST = 60_000;

let texts: string[];

beforeAll(async () => {
  await ready();
  const documents = [...savedDocuments(), ...(await madeDocuments())];
  texts = documents.map(([, document]) => JSON.stringify(document));
});

type Container = Record<string | number, unknown>;

/** Every place in a document: what holds it, and its name there. */
function placesOf(root: unknown): [Container, string | number][] {
  const places: [Container, string | number][] = [];
  const queue = [root];
  // What was swapped with a part of itself holds itself.
  const seen = new Set<unknown>();
  for (let value = queue.pop(); value !== undefined; value = queue.pop()) {
    if (typeof value !== 'object' || value === null || seen.has(value)) continue;
    seen.add(value);
    const holder = value as Container;
    const names = Array.isArray(value) ? value.keys() : Object.keys(value);
    for (const name of names) {
      places.push([holder, name]);
      queue.push(holder[name]);
    }
  }
  return places;
}

/** What is put in the place of something. */
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
  const places = placesOf(root);
  if (places.length === 0) return;
  const [holder, key] = places[at % places.length];
  const [holder2, key2] = places[other % places.length];
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
  for (let i = 0; i < 3 && least >= 100; i++) {
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
    const documents = fc.nat().map(at => {
      const small = texts.filter(text => text.length < LARGEST);
      return JSON.parse(small[at % small.length]) as Container;
    });
    const mutations = fc.array(mutation, { minLength: 1, maxLength: 4 });
    let [accepted, refused] = [0, 0];
    fc.assert(
      fc.property(documents, mutations, (document, changes) => {
        const root = structuredClone(document);
        for (const change of changes) {
          try {
            mutate(root, change);
          } catch {
            // What cannot be copied is not put there twice.
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
        // What JSON would make of it, and nothing else.
        expect(JSON.stringify(read.document)).toBe(JSON.stringify(root));
      }),
      { seed: 12, numRuns: 20_000 * SCALE, endOnFailure: true }
    );
    // Both happen, so that something is tried.
    expect(Math.min(accepted, refused)).toBeGreaterThan(1000 * Math.min(1, SCALE));
  },
  60_000 * Math.max(1, SCALE)
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
      { seed: 12, numRuns: 60 * SCALE }
    );
  },
  60_000 * Math.max(1, SCALE)
);
