/** The schema of views as ajv itself compiles it: what the build makes of it is compared with this. */
import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';

const schema = JSON.parse(
  readFileSync(new URL('../../schema/view.v1.json', import.meta.url), 'utf8')
);

export const plainCheck = new Ajv({
  strict: true,
  allowUnionTypes: true,
  discriminator: true
}).compile(schema);
