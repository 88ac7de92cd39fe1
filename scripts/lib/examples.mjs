/** Copies of the example notebooks to run, so that the committed ones stay as they are. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './run.mjs';

/**
 * Fills a folder with the examples without their outputs, so that whatever is seen was computed now;
 * as they were committed they lie in its folder `saved`.
 */
export function copyExamples(folder) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'saved'), { recursive: true });
  const examples = join(ROOT, 'examples');
  for (const name of readdirSync(examples).filter(file => file.endsWith('.ipynb'))) {
    const text = readFileSync(join(examples, name), 'utf8');
    writeFileSync(join(folder, 'saved', name), text);
    writeFileSync(join(folder, name), withoutOutputs(text));
  }
}

function withoutOutputs(text) {
  const notebook = JSON.parse(text);
  for (const cell of notebook.cells) {
    if (cell.cell_type === 'code') Object.assign(cell, { outputs: [], execution_count: null });
  }
  return JSON.stringify(notebook);
}
