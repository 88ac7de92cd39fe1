/** Checks of a view that its schema cannot make: lists whose lengths depend on each other. */
import type { IEntriesView } from './copy.js';
import type { IHeat, IMatrixView, ISavedOperation, IStepsView, ITrust, View } from './view.js';

/** Why a view is not drawn, and the place in it. */
export class Refusal extends Error {
  constructor(
    readonly path: string,
    readonly reason: string
  ) {
    super(`${path}: ${reason}`);
  }
}

/** Cells along an edge of a heat map. */
const HEAT_CELLS = 40;
/** Entries that are carried to be copied. */
const COPIED = 1024;
/** Cells of a table. */
const TABULATED = 10_000;
/** Rows of what is eliminated. */
const ELIMINATED = 12;

/**
 * @param view of the schema
 * @throws Refusal
 */
export function checkRelations(view: View, path: string): void {
  switch (view.kind) {
    case 'tensor':
      checkEntries(view.entries, `${path}.entries`);
      break;
    case 'inverse':
      checkEntries(view.entries, `${path}.entries`);
      checkHeat(view.heat, `${path}.heat`);
      checkBars(view.trust, `${path}.trust`);
      break;
    case 'batch':
      view.members.forEach(({ view: member }, i) => {
        checkRelations(member, `${path}.members[${i}].view`);
      });
      break;
    case 'group':
      view.items.forEach(({ view: item }, i) => {
        checkRelations(item, `${path}.items[${i}].view`);
      });
      break;
    case 'steps':
      checkSteps(view, path);
      break;
    case 'matrix':
      checkMatrix(view, path);
      break;
    case 'table':
      checkGrid(view.rows, view.rows.length, view.columns.length, `${path}.rows`);
      if (view.rows.length * view.columns.length > TABULATED) {
        throw new Refusal(`${path}.rows`, `must have at most ${TABULATED} cells`);
      }
      break;
  }
}

function checkHeat({ size, block, values }: IHeat, path: string): void {
  const cells = Math.ceil(size / block);
  if (cells > HEAT_CELLS) {
    throw new Refusal(`${path}.block`, `must leave at most ${HEAT_CELLS} by ${HEAT_CELLS} cells`);
  }
  if (values.length === cells ** 2) return;
  throw new Refusal(`${path}.values`, `must have ${cells} by ${cells} items, got ${values.length}`);
}

function checkBars({ segments, ...bars }: ITrust, path: string): void {
  for (const name of ['proved', 'rounded'] as const) {
    if (bars[name].filled <= segments) continue;
    throw new Refusal(`${path}.${name}.filled`, `must be <= ${segments}`);
  }
}

function checkEntries(entries: IEntriesView | undefined, path: string): void {
  if (!entries) return;
  const { re, im } = entries;
  const [rows, columns] = [re.length, re[0]?.length ?? 0];
  checkGrid(re, rows, columns, `${path}.re`);
  if (im) checkGrid(im, rows, columns, `${path}.im`);
  if (rows * columns > COPIED) throw new Refusal(path, `must have at most ${COPIED} entries`);
}

/** A list of so many rows, each of so many columns. */
function checkGrid(
  grid: readonly (readonly unknown[])[],
  rows: number,
  columns: number,
  path: string
): void {
  const wrong = grid.findIndex(row => row.length !== columns);
  if (grid.length === rows && wrong < 0) return;
  const got =
    grid.length === rows ? `row ${wrong} has ${grid[wrong].length}` : `got ${grid.length} rows`;
  throw new Refusal(path, `must be ${rows} by ${columns}, but ${got}`);
}

function checkSteps({ split, start, exact, steps, attempt }: IStepsView, path: string): void {
  const shape = [split, 2 * split] as const;
  checkGrid(start, ...shape, `${path}.start`);
  checkGrid(exact, ...shape, `${path}.exact`);
  steps.forEach(({ cells, changed }, i) => {
    checkGrid(cells, ...shape, `${path}.steps[${i}].cells`);
    checkRows(changed, split, `${path}.steps[${i}].changed`);
  });
  checkAttempt(attempt, split, `${path}.attempt`);
}

function checkRows(rows: readonly number[], count: number, path: string): void {
  if (rows.some(row => row >= count)) throw new Refusal(path, `must be of ${count} rows`);
}

function checkAttempt(
  attempt: readonly ISavedOperation[] | undefined,
  count: number,
  path: string
): void {
  attempt?.forEach((operation, i) => {
    const { row } = operation;
    const rows = operation.kind === 'scale' ? [row] : [row, operation.other];
    checkRows(rows, count, `${path}[${i}]`);
  });
}

/** As much of what is said of a matrix as has lengths; `matrix/explain.ts` has all of it. */
interface IResult {
  rows: number;
  columns: number;
  inverse?: string[][];
  product?: string[][];
  view?: View;
  picture?: { U: unknown[][]; V: unknown[][]; sigma: unknown[] };
  written?: string[][];
  copies?: { A: { entries?: IEntriesView }; inverse?: { entries?: IEntriesView } };
}

function checkMatrix({ entries, bounds, steps, result }: IMatrixView, path: string): void {
  checkGrid(entries, entries.length, entries[0].length, `${path}.entries`);
  const [least, largest] = bounds ?? [null, null];
  if (least !== null && largest !== null && least > largest) {
    throw new Refusal(`${path}.bounds`, 'must be the least entry and the largest');
  }
  const said = result as IResult;
  checkResult(said, `${path}.result`);
  const rows = said.written?.length ?? ELIMINATED;
  checkAttempt(steps?.attempt, rows, `${path}.steps.attempt`);
}

/** It may be of an older matrix than the entries: what is said of those is still computed when they are saved. */
function checkResult(result: IResult, path: string): void {
  const { rows, columns, picture, view, copies } = result;
  for (const name of ['inverse', 'product', 'written'] as const) {
    const grid = result[name];
    if (!grid) continue;
    if (rows !== columns) throw new Refusal(`${path}.${name}`, 'must be of a square matrix');
    checkGrid(grid, rows, columns, `${path}.${name}`);
  }
  if (picture) {
    const n = picture.sigma.length;
    checkGrid(picture.U, n, n, `${path}.picture.U`);
    checkGrid(picture.V, n, n, `${path}.picture.V`);
  }
  if (view) checkRelations(view, `${path}.view`);
  checkEntries(copies?.A.entries, `${path}.copies.A.entries`);
  checkEntries(copies?.inverse?.entries, `${path}.copies.inverse.entries`);
}
