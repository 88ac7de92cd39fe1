import { expect, test } from './support/lab.js';

test.describe('a %%ts cell', () => {
  test('shows its last value, streams, and keeps its variables', async ({ lab }) => {
    await lab.show('cells/basics.ipynb', [
      '%%ts\nconst greeting: string = "hello"\ngreeting + " world"',
      '%%ts\nconsole.log(greeting, 42)\nconsole.error("careful")',
      '%%ts\nlet greeting = 7 // declared again, as another type\ngreeting',
      '%%ts\ngreeting += 1\nconst {a, b: [c]} = {a: 1, b: [2]}\na + c + greeting',
      '%%ts\nawait new Promise(resolve => setTimeout(resolve, 20, "later"))',
      '%%ts\ndisplay(eye(2)); display("shown"); undefined'
    ]);
    await lab.runAll();
    await expect(lab.output(0)).toHaveText(/'hello world'/);
    await expect(lab.output(1).nth(0)).toHaveText(/hello 42/);
    await expect(lab.output(1).nth(1)).toHaveText(/careful/);
    await expect(lab.output(2)).toHaveText(/^7\s*$/);
    await expect(lab.output(3)).toHaveText(/^11\s*$/);
    await expect(lab.output(4)).toHaveText(/'later'/);
    await expect(lab.output(5)).toHaveCount(2);
    for (let i = 0; i < 6; i++) await expect(lab.prompt(i)).toHaveText(`[${i + 1}]:`);
    expect(lab.complaints).toEqual([]);
  });

  test('runs without any kernel', async ({ lab }) => {
    await lab.show('cells/no-kernel.ipynb', ['%%ts\n1 + 1'], 'none');
    const dialog = lab.page.locator('.jp-Dialog');
    await dialog.getByRole('button', { name: 'No Kernel' }).click();
    await lab.run(0);
    await expect(lab.output(0)).toHaveText(/^2\s*$/);
    await expect(dialog).toHaveCount(0);
    await expect(lab.prompt(0)).toHaveText('[1]:');
  });

  test('reports errors with name, message and place', async ({ lab }) => {
    await lab.show('cells/errors.ipynb', [
      {
        source:
          '%%ts\nconst ok = 1\n\nfunction fail(x: number) {\n  throw new RangeError("bad " + x)\n}\nfail(3)',
        tags: ['raises-exception']
      },
      { source: '%%ts\n// @ts-nocheck\nlet x = = 1', tags: ['raises-exception'] },
      { source: '%%ts\nlinalg.inv(ones(2, 3))', tags: ['raises-exception'] },
      { source: '%%ts --colour red\n1', tags: ['raises-exception'] },
      '%%ts\nok'
    ]);
    await lab.runAll();
    await expect(lab.output(0)).toContainText('RangeError: bad 3');
    await expect(lab.output(0)).toContainText('at fail (cell[1], line 5');
    await expect(lab.output(0)).toContainText('at cell[1], line 7');
    await expect(lab.output(0)).toContainText('throw new RangeError');
    await expect(lab.output(1)).toContainText(/SyntaxError: .*\n\s+at cell\[2\], line 3/);
    await expect(lab.output(2)).toContainText(
      'RuntimeError: linalg.inv: A must be batches of square matrices, but they are 2 by 3 matrices'
    );
    await expect(lab.output(3)).toContainText('unknown option --colour');
    await expect(lab.output(4)).toHaveText(/^1\s*$/);
  });

  test('is stopped by interrupt in an endless loop', async ({ lab }) => {
    await lab.show('cells/interrupt.ipynb', [
      '%%ts\nconst kept = 5',
      '%%ts\nconsole.log("looping"); while (true) {}',
      '%%ts\nkept',
      'print("python runs")'
    ]);
    await lab.run(0);
    await lab.settled();
    await lab.run(1);
    await expect(lab.output(1)).toHaveText(/looping/);
    // The page is alive: another cell can be edited meanwhile.
    await lab.cell(3).locator('.cm-content').click();
    await lab.page
      .locator(
        'jp-button[data-command="notebook:interrupt-kernel"], [data-command="notebook:interrupt-kernel"]'
      )
      .first()
      .click();
    await expect(lab.output(1).nth(1)).toContainText('Interrupted');
    await expect(lab.output(1).nth(1)).toContainText(
      'variables of earlier TypeScript cells are lost'
    );
    await expect(lab.prompt(1)).toHaveText('[2]:');
    await lab.run(2);
    // By the compiler, if it has been loaded by now, else by the worker.
    await expect(lab.output(2)).toContainText(/kept is not defined|Cannot find name 'kept'/);
    await lab.run(3);
    await expect(lab.output(3)).toHaveText(/python runs/);
  });

  test('that waits is given up by an interrupt, and its variables live', async ({ lab }) => {
    await lab.show('cells/waits.ipynb', [
      '%%ts\nlet a = 4, i = 0; console.log("waits"); while (true) { await new Promise(r => setTimeout(r, 50)); i++ }',
      '%%ts\ndisplay(a, { id: "plot" })'
    ]);
    await lab.run(0);
    await expect(lab.output(0)).toHaveText(/waits/);
    await lab.menu('Kernel', /^Interrupt Kernel/);
    await expect(lab.output(0).nth(1)).toContainText('all variables are kept');
    await lab.settled();
    for (const _ of [1, 2]) {
      await lab.run(1);
      await lab.settled();
      await expect(lab.output(1)).toHaveText('4');
    }
  });

  test('is stopped by an interrupt at whatever time', async ({ lab }) => {
    // Before the worker is there, while types are checked, while the loop runs (ms after the start).
    const delays = [0, 3, 10, 30, 100, 300];
    await lab.show('cells/early.ipynb', [...delays.map(() => '%%ts\nwhile (true) {}'), '%%ts\n6']);
    for (const [i, delay] of delays.entries()) {
      await lab.prompt(i).click();
      await lab.execute(['notebook:run-cell', 'notebook:interrupt-kernel'], delay);
      await expect(lab.output(i)).toContainText('Interrupted');
      await lab.settled();
    }
    await lab.run(delays.length);
    await expect(lab.output(delays.length)).toHaveText('6');
  });

  test('is stopped by interrupt where there is no kernel, and forgets at a restart', async ({
    lab
  }) => {
    await lab.show('cells/restart.ipynb', ['%%ts\nwhile (true) {}', '%%ts\nlet y = 1', '%%ts\ny']);
    await lab.run(1);
    await lab.settled();
    await lab.restart();
    await expect(lab.page.locator('.jp-Dialog')).toHaveCount(0);
    await lab.run(2);
    // By the compiler, if it has been loaded by now, else by the worker.
    await expect(lab.output(2)).toContainText(/y is not defined|Cannot find name 'y'/);
    await lab.show('cells/interrupt2.ipynb', ['%%ts\nwhile (true) {}'], 'none');
    await lab.page.locator('.jp-Dialog').getByRole('button', { name: 'No Kernel' }).click();
    await lab.run(0);
    await expect(lab.prompt(0)).toHaveText('[*]:');
    await lab.menu('Kernel', /^Interrupt Kernel/);
    await expect(lab.output(0)).toContainText('Interrupted');
  });

  test('streams while it runs, and loses nothing to an interrupt', async ({ lab }) => {
    await lab.show('cells/stream.ipynb', [
      '%%ts\nconsole.log("one"); await new Promise(r => setTimeout(r, 4000)); console.log("two")',
      '%%ts\nconsole.log("printed"); while (true) {}'
    ]);
    await lab.run(0);
    await expect(lab.output(0)).toHaveText(/one/);
    await expect(lab.prompt(0)).toHaveText('[*]:');
    await lab.settled();
    await expect(lab.output(0)).toHaveText(/one\s+two/);
    await lab.run(1);
    await expect(lab.output(1)).toHaveText(/printed/);
    await expect(lab.prompt(1)).toHaveText('[*]:');
    await lab.menu('Kernel', /^Interrupt Kernel/);
    await expect(lab.output(1).nth(0)).toHaveText(/printed/);
    await expect(lab.output(1).nth(1)).toContainText('Interrupted');
  });

  test('survives what fails later, and names that browsers use', async ({ lab }) => {
    await lab.show('cells/late.ipynb', [
      '%%ts\nconst kept = 1; setTimeout(() => { throw new Error("from a timer") }, 10); Promise.reject(new Error("forgotten")); await new Promise(r => setTimeout(r, 100))',
      '%%ts\nconst name = "a", location = "b", self = "c", origin = "d", close = "e", postMessage = "f", status = "g"',
      '%%ts\n[kept, name, location, self, origin, close, postMessage, status].join()',
      '%%ts --fresh\nclass Point<T> { constructor(private readonly x: T) {} get value(): T { return this.x } }\nconst p = new Point(3) satisfies object\np.value as number'
    ]);
    await lab.runAll();
    await expect(lab.output(0)).toContainText('from a timer');
    await expect(lab.output(0)).toContainText('forgotten');
    await expect(lab.output(2)).toHaveText(/'1,a,b,c,d,e,f,g'/);
    await expect(lab.output(3)).toHaveText(/^3\s*$/);
  });

  test('is highlighted as TypeScript, and back', async ({ lab }) => {
    await lab.show('cells/language.ipynb', ['%%ts\nconst x = 1', 'def f(): pass']);
    const line = (i: number, text: string) =>
      lab.cell(i).locator('.cm-line', { hasText: text }).locator('span').first();
    await expect(line(0, 'const x')).toHaveText('const');
    await expect(line(1, 'def f')).toHaveText('def');
    await lab.cell(0).locator('.cm-line').first().click();
    await lab.page.keyboard.press('Home');
    await lab.page.keyboard.type('#');
    // As Python, `const` is just a name, and not a keyword with a class of its own.
    await expect(lab.cell(0).locator('.cm-line').nth(1).locator('span').first()).not.toHaveText(
      'const'
    );
  });

  test('keeps its first line out of the program’s colours', async ({ lab }) => {
    await lab.show('cells/first-line.ipynb', ['%%ts -i `A /* "\nconst x = "text" // end']);
    const spans = (row: number) => lab.cell(0).locator('.cm-line').nth(row).locator('span');
    await expect(spans(0)).toHaveText(['%%ts -i `A /* "']);
    await expect(spans(1).first()).toHaveText('const');
    await expect(spans(1).last()).toHaveText('// end');
  });

  test('is timed as other cells are', async ({ lab }) => {
    lab.setting('@jupyterlab/notebook-extension', 'tracker', { recordTiming: true });
    await lab.show('cells/timing.ipynb', ['%%ts\n1', '1']);
    await lab.runAll();
    await lab.menu('File', /^Save Notebook/);
    const times = () =>
      lab
        .read('cells/timing.ipynb')
        .cells.map(cell => Object.keys(cell.metadata.execution ?? {}).sort());
    const expected = ['execute_input', 'status.busy', 'status.idle'].map(name => `iopub.${name}`);
    await expect.poll(() => times()[0]).toEqual([...expected, 'shell.execute_reply']);
    expect(times()[1]).toEqual(expect.arrayContaining(expected));
  });

  test('ends at its timeout', async ({ lab }) => {
    await lab.show('cells/timeout.ipynb', ['%%ts --timeout 0.5\nfor (;;) {}', '%%ts --help']);
    await lab.run(0);
    await expect(lab.output(0)).toContainText('ran longer than 0.5 s');
    await lab.run(1);
    await expect(lab.output(1)).toContainText('--fresh');
  });
});

test.describe('a notebook with two kernels', () => {
  test('keeps the order of Python and %%ts cells', async ({ lab }) => {
    await lab.show('cells/mixed.ipynb', [
      'import time; time.sleep(1); print("py", time.time())',
      '%%ts\nconsole.log("ts", Date.now() / 1000); await new Promise(r => setTimeout(r, 800)); console.log(Date.now() / 1000)',
      'print("py", time.time())',
      { source: '# between', type: 'markdown' },
      '%%ts\nconsole.log("ts", Date.now() / 1000)'
    ]);
    await lab.runAll();
    const times: number[] = [];
    for (const i of [0, 1, 2, 4]) {
      const text = await lab.output(i).first().textContent();
      times.push(...[...(text ?? '').matchAll(/\d{9,}\.\d*/g)].map(match => Number(match[0])));
    }
    expect(times).toHaveLength(5);
    expect([...times].sort((a, b) => a - b)).toEqual(times);
  });

  test('stops at an error of either', async ({ lab }) => {
    await lab.show('cells/stop.ipynb', [
      '%%ts\nthrow new Error("stop here")',
      'print("must not run")',
      '%%ts\nconsole.log("must not run")'
    ]);
    await lab.runAll();
    await expect(lab.output(0)).toContainText('Error: stop here');
    await expect(lab.output(1)).toHaveCount(0);
    await expect(lab.output(2)).toHaveCount(0);
    await expect(lab.prompt(1)).toHaveText('[ ]:');
    await lab.show('cells/stop2.ipynb', [
      '%%ts\n1',
      'raise ValueError("stop here")',
      '%%ts\nconsole.log("must not run")',
      'print("must not run")'
    ]);
    await lab.runAll();
    await expect(lab.output(1)).toContainText('ValueError: stop here');
    await expect(lab.output(2)).toHaveCount(0);
    await expect(lab.output(3)).toHaveCount(0);
  });

  test('leaves Python cells to Python', async ({ lab }) => {
    await lab.show('cells/python.ipynb', ['%%time\nsum(range(10))', 'input("name? ")', '"%%ts"']);
    await lab.run(0);
    await expect(lab.output(0).first()).toContainText('CPU times');
    await lab.run(1);
    await lab.page.locator('.jp-Stdin-input').fill('Ada');
    await lab.page.locator('.jp-Stdin-input').press('Enter');
    await expect(lab.cell(1)).toContainText("'Ada'");
    await lab.run(2);
    await expect(lab.output(2)).toContainText("'%%ts'");
  });
});
