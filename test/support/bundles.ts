/** Values as they are shown: the rich form checked against its schema. */
import { expect } from '@jest/globals';
import { linalg, type Tensor } from '../../src/engine/index.js';
import { MIME, readDocument, toBundle, type View } from '../../src/latex/index.js';
import { plainCheck } from './schema.js';

/** The three forms of a value. */
export function show<V extends View = View>(value: unknown) {
  const bundle = toBundle(value);
  const document = JSON.parse(JSON.stringify(bundle?.[MIME]));
  expect(plainCheck(document) || plainCheck.errors).toBe(true);
  expect(readDocument(document)).toEqual({ document });
  return {
    view: document.view as V,
    latex: bundle?.['text/latex'] as string,
    plain: bundle?.['text/plain'] as string
  };
}

/** The bundle of the error that a singular matrix gives. */
export function singular(matrix: Tensor) {
  try {
    linalg.inv(matrix);
  } catch (error) {
    return show(error);
  }
  throw new Error('expected a singular matrix');
}
