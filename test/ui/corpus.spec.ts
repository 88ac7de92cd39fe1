/** Every program of the corpus as cells of one notebook in JupyterLab, run from the top to the end. */
import { differences, type IProgram, type ISaid, readCorpus } from '../support/corpus.js';
import { expect, type Lab, test } from './support/lab.js';

/** As much of an output in a notebook's file as is compared. */
interface ISaved {
  output_type: string;
  text?: string | string[];
  data?: Record<string, string | string[]>;
  ename?: string;
  evalue?: string;
}

interface IModel {
  toJSON(): { cells: { execution_count: number | null; outputs: ISaved[] }[] };
}

/** JupyterLab's application, and its notebook that is in front. */
interface IApp {
  commands: { execute(id: string): Promise<unknown> };
  shell: { currentWidget: { content: { model: IModel } } };
}

/** Runs all cells of the notebook that is open, of which the last ends well. */
async function runWhole(lab: Lab): Promise<void> {
  await lab.page.evaluate(() => {
    const { jupyterapp } = globalThis as unknown as { jupyterapp: IApp };
    void jupyterapp.commands.execute('notebook:run-all-cells');
  });
  // The command itself ends at the first error, and not when the cells behind it have run.
  const ended = () => cellsIn(lab).then(cells => cells.at(-1)?.outputs.length);
  await expect.poll(ended, { timeout: 180_000 }).toBe(1);
}

/** The cells of the open notebook as they would be saved; of a large one not all are on the screen. */
function cellsIn(lab: Lab) {
  return lab.page.evaluate(() => {
    const { jupyterapp } = globalThis as unknown as { jupyterapp: IApp };
    return jupyterapp.shell.currentWidget.content.model.toJSON().cells;
  });
}

const joined = (text: string | string[] = '') => (Array.isArray(text) ? text.join('') : text);

function said(outputs: readonly ISaved[]): ISaid {
  const texts = outputs.map(({ output_type, text, data }) =>
    output_type === 'stream' ? joined(text) : data ? `${joined(data['text/plain'])}\n` : ''
  );
  const failed = outputs.find(({ output_type }) => output_type === 'error');
  return { text: texts.join(''), error: failed && `${failed.ename}: ${failed.evalue}` };
}

/** The cells of a program; the first of them starts afresh, and none ends the run. */
function cellsOf({ cells }: IProgram) {
  return cells.map(({ source }, i) => ({
    source: `%%ts${i === 0 ? ' --fresh' : ''}\n${source}`,
    tags: ['raises-exception']
  }));
}

for (const kind of ['valid', 'invalid'] as const) {
  test(`the ${kind} programs of the corpus say in the page what they should`, async ({ lab }) => {
    test.setTimeout(240_000);
    const programs = [...readCorpus(kind).values()].flat();
    await lab.show(`corpus/${kind}.ipynb`, [
      { source: '%%ts\nconst zero: string = 0', tags: ['raises-exception'] },
      ...programs.flatMap(cellsOf),
      "%%ts --fresh\n'the end'"
    ]);
    // The compiler is there when it has something to say of a cell that ran before.
    await lab.run(0);
    await expect(lab.output(0)).toContainText('which now finds');
    await runWhole(lab);
    const [, ...outputs] = (await cellsIn(lab)).map(cell => cell.outputs);
    const wrong = programs.flatMap(({ name, cells }) =>
      cells.flatMap((cell, i) =>
        differences(cell, said(outputs.shift() ?? [])).map(text => `${name}, cell ${i + 1} ${text}`)
      )
    );
    expect(wrong).toEqual([]);
  });
}
