/** Every program of the corpus, as the page's kernel runs it: each cell is checked, then run. */
import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Output } from '../../src/cell/protocol.js';
import { Runtime } from '../../src/cell/runtime.js';
import { ready } from '../../src/engine/index.js';
import { lowered } from '../../src/language/lower.js';
import {
  differences,
  type ICorpusCell,
  type IProgram,
  type ISaid,
  readCorpus
} from '../support/corpus.js';
import { newProject, cell as toCell } from '../support/language.js';

// The first check reads all declarations.
jest.setTimeout(60_000);
beforeAll(() => ready());

const outputs: Output[] = [];
const target = Object.assign(globalThis, { console: Object.create(globalThis.console) });
const runtime = new Runtime(target as typeof globalThis, output => outputs.push(output));
const project = newProject();

/**
 * Runs a program, and tells how its cells differ from what they should say. All cells are checked before the
 * first runs: here, unlike in the page, the checker and the cells share their globals, also a cell's `class Map`.
 */
async function failures({ cells, needs }: IProgram): Promise<string[]> {
  project.reset();
  const checked = cells.map((cell, i) => refusal(cell, i + 1));
  const runs = needs === undefined || isThere(needs);
  const found: string[] = [];
  try {
    for (const [i, cell] of cells.entries()) {
      const error = checked[i];
      const said = error === undefined && runs ? await sayings(cell, i + 1) : { text: '', error };
      const told = runs ? cell : { ...cell, prints: undefined, shows: [] };
      found.push(...differences(told, said).map(text => `cell ${i + 1} ${text}`));
    }
  } finally {
    await run('', 1);
  }
  return found;
}

function isThere(expression: string): boolean {
  return Boolean(new Function(`return ${expression}`)());
}

/** The messages by which a cell is refused before it runs; the names of one that runs are kept. */
function refusal({ source }: ICorpusCell, count: number): string | undefined {
  const { problems } = project.check(toCell(source));
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) return errors.map(({ message }) => message).join('\n');
  project.commit(toCell(source), count);
  return undefined;
}

async function sayings({ source }: ICorpusCell, count: number): Promise<ISaid> {
  outputs.length = 0;
  await run(source, count);
  return { text: outputs.map(textOf).join(''), error: outputs.map(errorOf).find(Boolean) };
}

function run(source: string, count: number) {
  return runtime.run({
    type: 'run',
    id: 0,
    count,
    source: `\n${source}`,
    lowered: lowered(`\n${source}`),
    fresh: count === 1,
    device: 'cpu',
    library: 'numpy',
    inputs: [],
    outputs: []
  });
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
