/** Values as they are shown: the rich form checked against its schema. */
import { readFileSync } from 'node:fs';
import { expect } from '@jest/globals';
import { Ajv } from 'ajv';
import { linalg, type Tensor } from '../../src/engine/index.js';
import { MIME, toBundle, type View } from '../../src/latex/index.js';

const schema = JSON.parse(
  readFileSync(new URL('../../schema/view.v1.json', import.meta.url), 'utf8')
);
const validate = new Ajv({ strict: false }).compile(schema);

/** The three forms of a value. */
export function show<V extends View = View>(value: unknown) {
  const bundle = toBundle(value);
  const document = JSON.parse(JSON.stringify(bundle?.[MIME]));
  expect(validate(document) || validate.errors).toBe(true);
  return {
    view: document.view as V,
    latex: bundle?.['text/latex'] as string,
    plain: bundle?.['text/plain'] as string
  };
}

/** What is shown of the error that a singular matrix gives. */
export function singular(matrix: Tensor) {
  try {
    linalg.inv(matrix);
  } catch (error) {
    return show(error);
  }
  throw new Error('expected a singular matrix');
}
