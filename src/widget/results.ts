/** Findings about a matrix, beside and below it. */
import {
  copyMenu,
  draw,
  drawBars,
  drawMore,
  drawReasons,
  drawWarning,
  h,
  heatMap,
  type IDrawHost,
  type ITranslation
} from '../draw/index.js';
import { trustSentence } from '../latex/index.js';
import type { IMatrixResult } from '../matrix/index.js';
import { CellTable, ROOM } from './cells.js';
import { drawSigma, drawTransforms } from './picture.js';
import { OF_TWO_PARTS, shortened } from './shorten.js';
import { spoken } from './spoken.js';

/** The pictures, which stand beside A, A⁻¹ and A⁻¹A. */
export function drawPictures(result: IMatrixResult, host: IDrawHost): HTMLElement[] {
  const { inverse, view, picture } = result;
  const panes: HTMLElement[] = [];
  if (inverse && view?.kind === 'inverse') panes.push(h('div', 'pane', heatMap(view.heat, host)));
  if (picture) panes.push(...drawTransforms(picture, inverse !== undefined, host.trans));
  return [...panes, drawSigma(result, host.trans)];
}

/** The figures, and what there is to be said. */
export function drawBelow(result: IMatrixResult, host: IDrawHost): HTMLElement[] {
  const { inverse, view, disagreement, rows, columns } = result;
  const { trans } = host;
  const below = [drawFacts(result, host)];
  if (view?.kind === 'inverse' && inverse) {
    below.unshift(drawBars(view.trust, host));
    if (view.more) below.push(drawMore(view.more, host));
  }
  if (rows !== columns) {
    const only = 'Only square matrices have inverses; singular values and rank are of any.';
    below.push(h('p', 'note', trans.__(only)));
  }
  if (disagreement?.length) below.push(drawReasons(disagreement, host));
  if (view?.kind === 'singular') {
    below.push(h('p', 'message', view.message), draw(view, host));
  } else if (view?.kind === 'inverse' && view.warning) below.push(drawWarning(view.warning, host));
  return below;
}

function drawFacts(result: IMatrixResult, host: IDrawHost): HTMLElement {
  const { copies } = result;
  const { trans } = host;
  const facts = h('div', 'facts');
  for (const { name, value } of result.facts) {
    facts.append(h('span', 'fact', `${relation(name, trans)} `, h('strong', '', value)));
  }
  // A result that an older version saved has none.
  const { A, inverse: X } = copies ?? {};
  if (A) facts.append(copyMenu(A.latex, A.entries, host, trans.__('Copy %1', 'A')));
  if (X) facts.append(copyMenu(X.latex, X.entries, host, trans.__('Copy %1', 'A⁻¹')));
  return facts;
}

/** `det =`; `det ≈` where the value is rounded. */
function relation(name: string, trans: ITranslation): string {
  const [word, sign = '='] = name.split(/ (?=[≤≈]$)/);
  return `${trans.__(word)} ${sign}`;
}

/** Of an inverse that is not exact: what is typed may be rounded. */
const STORED = 'as the computer stores it';

/** The words of a screen reader after an edit: the result in a sentence, and the warning. */
export function inSentences({ facts, inverse, view }: IMatrixResult, trans: ITranslation): string {
  const figures = facts
    .filter(({ name }) => /κ₂|det|rank/.test(name))
    .map(({ name, value }) => {
      const [word, sign] = name.split(/ (?=[≤≈]$)/);
      const said = sign ? trans.__('about %1', spoken(value, trans)) : spoken(value, trans);
      return `${trans.__(word).replace('κ₂', 'kappa 2')} ${said}`;
    });
  const has = inverse ? trans.__('There is an inverse.') : trans.__('There is no inverse.');
  const trust = view?.kind === 'inverse' && inverse ? trustSentence(view.trust, STORED) : '';
  const warning = view?.kind === 'inverse' && view.warning;
  const why = view?.kind === 'singular' ? view.message : '';
  return [
    has,
    `${figures.join(', ')}.`,
    trust,
    why,
    warning ? `${warning.title} ${warning.text}` : ''
  ]
    .filter(Boolean)
    .join(' ');
}

/** Rows and columns up to which a table is said entry by entry. */
const SAID = 8;

/** Characters of a column. */
const NARROWEST = ROOM;
const WIDEST = 32;

/** Characters of a fraction that is still read at a glance. */
const AT_A_GLANCE = 12;

/** A table that is only read; hidden while there is nothing to be read. */
export class ResultTable {
  readonly element: HTMLElement;
  readonly #trans: ITranslation;
  readonly #caption = h('figcaption', 'caption');
  readonly #table = new CellTable((row, column) => {
    const text = this.#short[row][column];
    const full = this.#cells[row][column];
    return { text, states: ['result'], ...(text !== full && { title: full }) };
  });
  #cells: readonly (readonly string[])[] = [];
  /** The same, as they are drawn. */
  #short: readonly (readonly string[])[] = [];

  constructor(trans: ITranslation) {
    this.#trans = trans;
    this.#table.element.setAttribute('role', 'img');
    this.element = h('figure', 'pane', brackets(this.#table.element), this.#caption);
  }

  show(cells: readonly (readonly string[])[] | undefined, caption: string): void {
    this.element.hidden = !cells;
    this.#cells = cells ?? [];
    this.#short = this.#cells.map(row => row.map(atAGlance));
    const longest = this.#short.flat().reduce((most, text) => Math.max(most, text.length), 0);
    const [rows, columns] = [this.#cells.length, this.#cells[0]?.length ?? 0];
    const isLarge = rows > SAID;
    const said = isLarge
      ? this.#trans.__('%1 by %2', rows, columns)
      : inWords(this.#cells, this.#trans);
    this.#caption.textContent = caption;
    const spokenCaption = caption.replace(' ≈', this.#trans.__(', rounded'));
    this.#table.element.setAttribute('aria-label', `${spokenCaption}: ${said}`);
    this.#table.element.tabIndex = isLarge ? 0 : -1;
    this.#table.resize(rows, columns, Math.min(WIDEST, Math.max(NARROWEST, longest + 1)));
  }
}

function atAGlance(text: string): string {
  return shortened(text, text.endsWith('i') ? OF_TWO_PARTS : AT_A_GLANCE);
}

function inWords(cells: readonly (readonly string[])[], trans: ITranslation): string {
  return cells
    .map((row, i) => trans.__('row %1: %2', i + 1, row.map(text => spoken(text, trans)).join(', ')))
    .join('; ');
}

export function brackets(element: HTMLElement): HTMLElement {
  return h('div', 'brackets', element);
}
