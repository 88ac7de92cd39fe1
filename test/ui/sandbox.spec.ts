import { expect, type IApp, test } from './support/lab.js';

test.describe('the sandbox', () => {
  test('gives a cell no way to the server', async ({ lab }) => {
    await lab.show('sandbox/api.ipynb', [
      { source: "%%ts\nawait (await fetch('/api/contents')).text()", tags: ['raises-exception'] },
      {
        source: `%%ts\nawait (await fetch('${new URL('api/contents', process.env.INVERTIBLE_UI_URL).href}', {credentials: 'include'})).text()`,
        tags: ['raises-exception']
      },
      '%%ts\n[self.origin, typeof document, typeof window, typeof localStorage]',
      { source: '%%ts\nindexedDB.open("x")', tags: ['raises-exception'] }
    ]);
    // The same address answers the page, so that it is the sandbox that refuses.
    expect(await lab.page.evaluate(async () => (await fetch('/api/contents')).status)).toBe(200);
    await lab.runAll();
    await expect(lab.output(0)).toContainText('TypeError');
    await expect(lab.output(1)).toContainText('TypeError: Failed to fetch');
    await expect(lab.output(2)).toContainText("'null', 'undefined', 'undefined', 'undefined'");
    await expect(lab.output(3)).toContainText('SecurityError');
    for (const i of [0, 1]) await expect(lab.output(i)).not.toContainText('"content"');
  });

  test('lets nothing out that could run, and no message of its own making', async ({ lab }) => {
    const attack =
      '<b class="kept">kept</b><img src=x onerror="window.escaped=1"><script>window.escaped=2</script><a href="javascript:window.escaped=3">link</a><iframe srcdoc="x"></iframe>';
    await lab.show('sandbox/escape.ipynb', [
      "%%ts\npostMessage({type: 'output', output: {kind: 'display', data: {'text/html': '<img src=x onerror=\"window.escaped=1\">'}}})\ndisplay({'text/html': '<b id=\"escaped\">x</b>'})",
      '%%ts\n"<img src=x onerror=window.escaped=1>"',
      `%%ts\ndisplay.html(${JSON.stringify(attack)})`,
      `%%ts\ndisplay.markdown(${JSON.stringify(`# Title\n\n${attack}\n\n[click](javascript:window.escaped=4)`)})`,
      `%%ts\ndisplay.svg('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9" onload="window.escaped=5"><script>parent.escaped=6</script><rect width="9" height="9"/></svg>')`
    ]);
    await lab.runAll();
    await expect(lab.output(1)).toContainText('<img');
    // HTML in a frame of its own, Markdown in the page, without classes.
    const frame = lab.output(2).frameLocator('iframe');
    await expect(frame.locator('.kept')).toHaveText('kept');
    await expect(lab.output(3).locator('b')).toHaveText('kept');
    await expect(lab.output(3).locator('[class="kept"], img')).toHaveCount(0);
    for (const place of [frame, lab.output(3)]) {
      await expect(place.locator('script, iframe, [onerror], [href^=javascript]')).toHaveCount(0);
    }
    await expect(lab.output(3).locator('h1')).toContainText('Title');
    await expect(lab.output(4).locator('img')).toHaveCount(1);
    await expect(lab.page.locator('#escaped')).toHaveCount(0);
    expect(await lab.page.evaluate(() => 'escaped' in window)).toBe(false);
  });

  test('starts nothing when a notebook is only opened', async ({ lab }) => {
    await lab.open('saved/tour.ipynb');
    await expect(lab.page.locator('.jp-Invertible-heatMap').first()).toBeVisible();
    // Time enough to start a worker: none is.
    await lab.page.waitForTimeout(1500);
    expect(lab.page.workers().filter(worker => worker.url().startsWith('data:'))).toEqual([]);
    await lab.run(2);
    await expect(lab.output(2).last()).toBeVisible();
    await expect
      .poll(() => lab.page.workers().filter(w => w.url().startsWith('data:')).length)
      .toBe(1);
  });

  test('ends with its notebook', async ({ lab }) => {
    await lab.show('sandbox/close.ipynb', ['%%ts\n1']);
    await lab.run(0);
    const workers = () =>
      lab.page.workers().filter(worker => worker.url().startsWith('data:')).length;
    await expect.poll(workers).toBe(1);
    await lab.menu('File', /^Close Tab/);
    const discard = lab.page
      .locator('.jp-Dialog')
      .getByRole('button', { name: /Discard|Don.t Save/ });
    if (await discard.isVisible().catch(() => false)) await discard.click();
    await expect.poll(workers).toBe(0);
  });

  test('says that memory is exhausted', async ({ lab }) => {
    const tags = ['raises-exception'];
    await lab.show('sandbox/arrays.ipynb', [
      { source: '%%ts\nconst kept = 42; new Float64Array(2 ** 36)', tags },
      { source: '%%ts\nzeros(1e6, 1e6)', tags },
      { source: '%%ts\nlet s = "x"; for (;;) s += s', tags },
      '%%ts\nkept'
    ]);
    await lab.runAll();
    for (const i of [0, 1, 2]) await expect(lab.output(i)).toContainText('RangeError');
    await expect(lab.output(3)).toContainText('42');
  });

  test('dies alone when its heap is full', async ({ lab }) => {
    const path = 'sandbox/heap.ipynb';
    await lab.show(path, [
      '%%ts\nconst kept: unknown[] = []; for (;;) kept.push(new Array(1e6).fill(0.5))',
      '%%ts\n6 * 7'
    ]);
    await lab.prompt(0).click();
    // The browser's driver takes the end of a frame's process for the page's: from here on the page is on its
    // own, and what it saves is read from the disk.
    await lab.page.evaluate(() => {
      const { commands } = (globalThis as unknown as { jupyterapp: IApp }).jupyterapp;
      const run = () => commands.execute('notebook:run-cell-and-select-next');
      void run()
        .then(run)
        .then(() => commands.execute('docmanager:save'));
    });
    const saved = () => JSON.stringify(lab.read(path).cells.map(({ outputs }) => outputs));
    await expect.poll(saved, { timeout: 80_000 }).toContain('OutOfMemory');
    expect(saved()).toContain('more memory than the browser gives it');
    expect(saved()).toContain('"42"');
  });

  test('is started by the page where the page may have no such frame', async ({ lab }) => {
    // As a policy without inline scripts does: the frame is there, and silent.
    await lab.page.addInitScript(() => {
      Object.defineProperty(HTMLIFrameElement.prototype, 'srcdoc', { set() {} });
    });
    await lab.show('sandbox/frameless.ipynb', [
      '%%ts\n6 * 7',
      '%%ts\n[self.origin, typeof document]'
    ]);
    await lab.runAll();
    await expect(lab.output(0)).toHaveText('42');
    await expect(lab.output(1)).toContainText("'null', 'undefined'");
    await expect(lab.page.locator('iframe[title="TypeScript cells"]')).toHaveCount(0);
  });

  test('is one for each notebook', async ({ lab }) => {
    await lab.show('sandbox/one.ipynb', ['%%ts\nconst secret = 1']);
    await lab.run(0);
    await lab.settled();
    await lab.show('sandbox/two.ipynb', [{ source: '%%ts\nsecret', tags: ['raises-exception'] }]);
    await lab.run(0);
    await expect(lab.output(0)).toContainText(/secret is not defined|Cannot find name 'secret'/);
  });
});
