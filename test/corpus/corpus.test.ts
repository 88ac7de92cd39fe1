/** Every program of the corpus, as the page's kernel runs it: each cell is checked, then run. */
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Output } from '../../src/cell/protocol.js';
import { Runtime } from '../../src/cell/runtime.js';
import { ready } from '../../src/engine/index.js';
import {
  differences,
  type ICorpusCell,
  type IProgram,
  type ISaid,
  readCorpus
} from '../support/corpus.js';
import { newProject, cell as toCell } from '../support/language.js';

beforeAll(() => ready());

const outputs: Output[] = [];
const target = Object.assign(globalThis, { console: Object.create(globalThis.console) });
const runtime = new Runtime(target as typeof globalThis, output => outputs.push(output));
const project = newProject();

/** Runs a program, and tells how its cells differ from what they should say. */
async function failures({ cells, needs }: IProgram): Promise<string[]> {
  project.reset();
  const found: string[] = [];
  const runs = needs === undefined || isThere(needs);
  for (const [i, cell] of cells.entries()) {
    const said = await sayings(cell, i + 1, runs);
    const wrong = runs
      ? differences(cell, said)
      : differences({ ...cell, prints: undefined, shows: [] }, said);
    found.push(...wrong.map(text => `cell ${i + 1} ${text}`));
  }
  return found;
}

function isThere(expression: string): boolean {
  return Boolean(new Function(`return ${expression}`)());
}

async function sayings({ source }: ICorpusCell, count: number, runs: boolean): Promise<ISaid> {
  const { problems } = project.check(toCell(source));
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (errors.length > 0)
    return { text: '', error: errors.map(({ message }) => message).join('\n') };
  project.commit(toCell(source), count);
  if (!runs) return { text: '' };
  outputs.length = 0;
  await runtime.run({
    type: 'run',
    id: 0,
    count,
    source: `\n${source}`,
    fresh: count === 1,
    device: 'cpu',
    inputs: [],
    outputs: []
  });
  return { text: outputs.map(textOf).join(''), error: outputs.map(errorOf).find(Boolean) };
}

function textOf(output: Output): string {
  if (output.kind === 'stream') return output.text;
  return 'data' in output ? `${output.data['text/plain']}\n` : '';
}

function errorOf(output: Output): string | undefined {
  return output.kind === 'error' ? `${output.name}: ${output.message}` : undefined;
}

describe.each(['valid', 'invalid'] as const)('%s programs', kind => {
  describe.each([...readCorpus(kind)])('%s', (_, programs) => {
    it.each(programs.map(program => [program.name, program] as const))('%s', async (_, program) => {
      expect(await failures(program)).toEqual([]);
    });
  });
});
