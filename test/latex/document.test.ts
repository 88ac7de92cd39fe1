/** Reading a saved output: all that the product makes is read, and nothing that is forged or damaged. */
import { beforeAll, describe, expect, it } from '@jest/globals';
import { ready } from '../../src/engine/index.js';
import { readDocument } from '../../src/latex/index.js';
import { type Forged, forged } from '../support/forged.js';
import { plainCheck } from '../support/schema.js';
import { madeDocuments, savedDocuments } from '../support/views.js';

let made: [string, unknown][];

beforeAll(async () => {
  await ready();
  made = await madeDocuments();
}, 120_000);

describe('a document', () => {
  it.each(savedDocuments())('of an example is read: %s', (_, document) => {
    expect(JSON.stringify(readDocument(document))).toBe(JSON.stringify({ document }));
  });

  it('of every kind and size that is made is read, within 100 ms', () => {
    for (const [name, document] of made) {
      const read = JSON.stringify(readDocument(document));
      expect([name, read === JSON.stringify({ document }) || read]).toEqual([name, true]);
      expect([name, plainCheck(document) || plainCheck.errors]).toEqual([name, true]);
      const times = [1, 2, 3].map(() => {
        const started = performance.now();
        readDocument(document);
        return performance.now() - started;
      });
      expect([name, Math.min(...times) < 100]).toEqual([name, true]);
    }
  });
});

describe('a forged document', () => {
  it('may be of another version, or no document at all', () => {
    const view = { kind: 'html', html: '' };
    const cases: [unknown, string][] = [
      [{ version: 2, view }, 'version: must be 1'],
      [{ version: '1', view }, 'version: must be integer'],
      [{ view }, "output: must have required property 'version'"],
      [{ version: 1 }, "output: must have required property 'view'"],
      [{ version: 1, view, x: 1 }, 'output: must not have x'],
      [JSON.parse('{"version":1,"__proto__":{"view":{}}}'), 'output: must not have __proto__'],
      [
        { version: 1, view: JSON.parse('{"kind":"html","html":"","__proto__":1}') },
        'view: must not have __proto__'
      ],
      [
        { version: 1, view: JSON.parse('{"kind":"html","html":"","constructor":1}') },
        'view: must not have constructor'
      ],
      [Object.create({ version: 1, view }), "output: must have required property 'version'"],
      [undefined, 'output: must be JSON, got undefined'],
      [() => 1, 'output: must be JSON, got function'],
      [1n, 'output: must be JSON, got bigint'],
      [null, 'output: must be object'],
      ['text', 'output: must be object'],
      [[], 'output: must be object']
    ];
    for (const [data, problem] of cases) {
      expect(readDocument(data)).toEqual({ problem: expect.stringContaining(problem) });
    }
  });

  it('never throws, whatever reading it does', () => {
    const bad = () => {
      throw new RangeError('x'.repeat(1e6));
    };
    const evil = {
      get message() {
        return bad();
      }
    };
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    const cycle: Record<string, unknown> = { kind: 'group' };
    cycle.items = [{ name: 'x', view: cycle }];
    let deep: unknown = 1;
    for (let i = 0; i < 1e5; i++) deep = [deep];
    const thrower = new Proxy(
      {},
      {
        ownKeys: () => {
          throw evil;
        }
      }
    );
    const cases = [
      {
        version: 1,
        get view() {
          return bad();
        }
      },
      { version: 1, view: proxy },
      { version: 1, view: thrower },
      { version: 1, view: cycle },
      { version: 1, view: deep },
      { version: 1, view: new Proxy([], { get: (_, name) => (name === 'length' ? 2 ** 40 : 0) }) },
      { version: 1, view: new Array(2 ** 31) },
      { version: 1, view: { kind: 'html', html: new String('x') } },
      { version: 1, view: new Date() },
      { version: 1, view: Symbol('x') }
    ];
    for (const [i, data] of cases.entries()) {
      const read = readDocument(data);
      expect([i, read]).toEqual([i, { problem: expect.any(String) }]);
      expect(JSON.stringify(read).length).toBeLessThan(400);
    }
  });

  it('is not changed between being checked and being drawn', () => {
    let times = 0;
    const view = {
      kind: 'html',
      get html() {
        return times++ === 0 ? 'fine' : 42;
      }
    };
    expect(readDocument({ version: 1, view })).toEqual({
      document: { version: 1, view: { kind: 'html', html: 'fine' } }
    });
    expect(times).toBe(1);
  });

  it('is read as JSON would write it', async () => {
    const sigma = [Number.POSITIVE_INFINITY, Number.NaN];
    const change = (view: Forged) => Object.assign(view.result, { sigma, view: undefined });
    const document = await forged('a matrix', change);
    expect(readDocument(document)).toEqual({
      document: {
        ...document,
        view: { ...document.view, result: { ...document.view.result, sigma: [null, null] } }
      }
    });
  });

  it('is too much where each of its parts may be there', async () => {
    const heat = await forged('a large inverse of the GPU', () => undefined);
    const items = Array.from({ length: 130 }, () => ({ name: 'x', view: heat.view }));
    expect(readDocument({ version: 1, view: { kind: 'group', items } })).toEqual({
      problem: expect.stringContaining('more than 200000 values are not drawn')
    });
    const long = { kind: 'tensor', summary: '', latex: 'x'.repeat(2 ** 22) };
    const many = Array.from({ length: 5 }, () => ({ name: 'x', view: long }));
    expect(readDocument({ version: 1, view: { kind: 'group', items: many } })).toEqual({
      problem: expect.stringContaining('more than 16777216 characters are not drawn')
    });
  });
});
