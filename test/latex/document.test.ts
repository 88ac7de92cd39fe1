/** What is read of a saved output: all that the product makes, and nothing that is forged or damaged. */
import { beforeAll, describe, expect, it } from '@jest/globals';
import { ready } from '../../src/engine/index.js';
import { readDocument } from '../../src/latex/index.js';
import { madeDocuments, savedDocuments } from '../support/views.js';

let made: [string, unknown][];

beforeAll(async () => {
  await ready();
  made = await madeDocuments();
});

describe('a document', () => {
  it.each(savedDocuments())('of an example is read: %s', (_, document) => {
    expect(readDocument(document)).toEqual({ document });
  });

  it('of every kind and size that is made is read, within 100 ms', () => {
    for (const [name, document] of made) {
      expect([name, readDocument(document)]).toEqual([name, { document }]);
      const times = [1, 2, 3].map(() => {
        const started = performance.now();
        readDocument(document);
        return performance.now() - started;
      });
      if (Math.min(...times) > 30) console.log(name, times);
      expect([name, Math.min(...times) < 100]).toEqual([name, true]);
    }
  });
});
