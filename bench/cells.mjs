/** How long a `%%ts` cell takes, from the run command to its output, in a real JupyterLab. */

/** Warm cells of one page, of which the median is told. */
export const WARM = 12;

/** The pause before a cell: the page is idle, and what ran behind the last one has ended (ms). */
const PAUSE = 1000;
/** The cells before the warm ones. */
const FIRST = 3;

const MATRIX = '[[4, 1, 0, 2], [1, 3, 1, 0], [0, 1, 5, 1], [2, 0, 1, 6]]';

/** The notebook: the first cells, and then the warm ones. */
export function notebook() {
  const cell = (_, i) => ({
    id: `cell-${i}`,
    cell_type: 'code',
    metadata: {},
    execution_count: null,
    outputs: [],
    source: `%%ts\nconst A${i} = tensor(${MATRIX}).add(${i});\nlinalg.inv(A${i})`
  });
  return {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { kernelspec: { display_name: 'Python 3', language: 'python', name: 'python3' } },
    cells: Array.from({ length: FIRST + WARM }, cell)
  };
}

/**
 * Runs the notebook's cells one after the other.
 *
 * @param page of Playwright, on the notebook, whose kernel is there
 * @param caret whether a caret is put into the first cell before it runs, as by a person who writes it
 * @param hurry whether the second and the third run as soon as the output before them is there
 * @returns milliseconds for each cell
 */
export async function timeCells(page, { caret = false, hurry = false } = {}) {
  const cells = page.locator('.jp-Notebook .jp-Cell');
  if (caret) await cells.first().locator('.cm-content').click();
  const times = [];
  for (let i = 0; i < FIRST + WARM; i++) {
    if (!(hurry && i > 0 && i < FIRST)) await page.waitForTimeout(PAUSE);
    times.push(await page.evaluate(timeCell, i));
  }
  return times;
}

/** In the page: runs a cell, and waits until its output can be read. */
async function timeCell(index) {
  const { commands, shell } = globalThis.jupyterapp;
  const { content } = shell.currentWidget;
  content.activeCellIndex = index;
  const { node } = content.widgets[index];
  const shown = new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`cell ${index} showed nothing`)), 60_000);
    const look = () => {
      if (!node.querySelector('.jp-OutputArea-output')?.textContent) return;
      observer.disconnect();
      clearTimeout(late);
      resolve(performance.now());
    };
    const observer = new MutationObserver(look);
    observer.observe(node, { childList: true, subtree: true, characterData: true });
  });
  const start = performance.now();
  void commands.execute('notebook:run-cell');
  return (await shown) - start;
}

/** @returns {{first: number, second: number, third: number, warm: number}} medians over pages */
export function summary(pages) {
  const at = i => median(pages.map(times => times[i]));
  return {
    first: at(0),
    second: at(1),
    third: at(2),
    warm: median(pages.flatMap(p => p.slice(FIRST)))
  };
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
