/** The heat map of |A⁻¹A − I|: a logarithmic scale from ε up, values above the tolerance crossed out. */
import { type IHeat, numberToText, powerOfTen } from '../latex/index.js';
import { h, svg } from './dom.js';
import type { IDrawHost } from './host.js';
import type { ITranslation } from './translation.js';

/** Colours of the scale; the first stands for zero and whatever is below ε. */
const LEVELS = 6;

/** The edge of the map, in CSS pixels, where cells would otherwise be too small or too large. */
const EDGE = 120;
const LARGEST_CELL = 24;

export function heatMap(heat: IHeat, { trans }: IDrawHost): HTMLElement {
  const cells = Math.ceil(heat.size / heat.block);
  if (cells === 0) return h('figure', 'heat');
  const top = scaleTop(heat);
  const map = picture(heat, cells, top, trans);
  const figure = h('figure', 'heat', map, legend(heat, top, trans));
  readOut(figure, map, heat, cells, trans);
  return figure;
}

/** The value of the cell under the pointer, or to which arrows have gone, is said below. */
function readOut(
  figure: HTMLElement,
  map: SVGElement,
  heat: IHeat,
  cells: number,
  trans: ITranslation
): void {
  const said = h('div', 'heatSaid');
  said.setAttribute('role', 'status');
  const mark = svg('rect', { class: 'jp-Invertible-heatMark', width: 1, height: 1 });
  let [x, y] = [0, 0];
  const show = () => {
    mark.setAttribute('x', `${x}`);
    mark.setAttribute('y', `${y}`);
    map.append(mark);
    said.textContent = valueText(heat, y * cells + x, trans);
  };
  const hide = () => {
    mark.remove();
    said.textContent = '';
  };
  const point = ({ clientX, clientY }: PointerEvent) => {
    const { left, top, width, height } = map.getBoundingClientRect();
    x = within(Math.floor((cells * (clientX - left)) / width));
    y = within(Math.floor((cells * (clientY - top)) / height));
    show();
  };
  const within = (at: number) => Math.max(0, Math.min(cells - 1, at));
  map.setAttribute('tabindex', '0');
  map.addEventListener('focus', show);
  map.addEventListener('blur', hide);
  map.addEventListener('pointermove', point);
  // A tap has no move before it.
  map.addEventListener('pointerdown', point);
  map.addEventListener('pointerleave', hide);
  map.addEventListener('keydown', event => {
    const steps: Record<string, [number, number]> = {
      ArrowLeft: [-1, 0],
      ArrowRight: [1, 0],
      ArrowUp: [0, -1],
      ArrowDown: [0, 1]
    };
    const step = steps[event.key];
    if (!step) return;
    [x, y] = [within(x + step[0]), within(y + step[1])];
    show();
    event.preventDefault();
    // JupyterLab would move to another cell.
    event.stopPropagation();
  });
  figure.append(said);
}

/** The power of ten at the top of the scale, which holds all values and the tolerance. */
function scaleTop({ values, tolerance, epsilon }: IHeat): number {
  const least = Math.max(10 * epsilon, Math.min(tolerance, 1e300));
  const largest = values.reduce<number>((most, value) => Math.max(most, value ?? 0), least);
  return Math.ceil(Math.log10(largest) - 1e-9);
}

/** 0 for what rounds to nothing, then equal steps of the logarithm; NaN and Inf are the top. */
function level(value: number | null, { epsilon }: IHeat, top: number): number {
  if (value === null) return LEVELS - 1;
  if (value < epsilon / 2) return value === 0 ? 0 : 1;
  const bottom = Math.log10(epsilon);
  const share = (Math.log10(value) - bottom) / (top - bottom);
  return Math.min(LEVELS - 1, Math.max(1, 1 + Math.round(share * (LEVELS - 2))));
}

function picture(heat: IHeat, cells: number, top: number, trans: ITranslation): SVGElement {
  const edge = Math.min(LARGEST_CELL, EDGE / cells) * cells;
  const label = trans.__(
    'Heat map of the absolute value of A inverse times A minus I, %1 by %1: %2',
    heat.size,
    summary(heat, trans)
  );
  const root = svg('svg', {
    class: 'jp-Invertible-heatMap',
    role: 'img',
    'aria-label': label,
    width: edge,
    height: edge,
    viewBox: `0 0 ${cells} ${cells}`
  });
  heat.values.slice(0, cells * cells).forEach((value, at) => {
    const [x, y] = [at % cells, Math.floor(at / cells)];
    const cell = svg('rect', {
      class: `jp-Invertible-heat${level(value, heat, top)}`,
      x,
      y,
      width: 1,
      height: 1
    });
    cell.append(title(valueText(heat, at, trans)));
    root.append(cell);
    if (value === null || value > heat.tolerance) root.append(cross(x, y));
  });
  return root;
}

/** Which colour alone does not say: this value is more than rounding explains. */
function cross(x: number, y: number): SVGElement {
  const d = `M${x + 0.25} ${y + 0.25}l.5 .5m0 -.5l-.5 .5`;
  return svg('path', { class: 'jp-Invertible-heatCross', d });
}

function title(text: string): SVGElement {
  const element = svg('title', {});
  element.textContent = text;
  return element;
}

/** `row 2, column 1: 1.1·10⁻¹⁶` */
function valueText({ size, block, values }: IHeat, at: number, trans: ITranslation): string {
  const cells = Math.ceil(size / block);
  const [row, column] = [Math.floor(at / cells), at % cells];
  const value = values[at];
  const text = value === null ? trans.__('not finite') : numberToText(value);
  if (block === 1) return trans.__('row %1, column %2: %3', row + 1, column + 1, text);
  // The last block may be a smaller one.
  const range = (index: number) => {
    const [first, last] = [index * block + 1, Math.min(size, (index + 1) * block)];
    return first === last ? `${first}` : `${first}–${last}`;
  };
  return trans.__('rows %1, columns %2, largest: %3', range(row), range(column), text);
}

function summary({ values, tolerance }: IHeat, trans: ITranslation): string {
  const largest = values.reduce<number>((most, value) => Math.max(most, value ?? 0), 0);
  const above = values.filter(value => value === null || value > tolerance).length;
  const most = values.includes(null) ? trans.__('not finite') : numberToText(largest);
  const limit = numberToText(tolerance);
  return above === 0
    ? trans.__('largest %1, all within the tolerance %2', most, limit)
    : trans.__('largest %1, %2 above the tolerance %3', most, above, limit);
}

function legend(heat: IHeat, top: number, trans: ITranslation): HTMLElement {
  const bar = h('span', 'heatScale');
  for (let i = 0; i < LEVELS; i++) bar.append(h('span', `heat${i}`));
  const bottom = Math.log10(heat.epsilon);
  const at = (Math.log10(heat.tolerance) - bottom) / (top - bottom);
  if (at >= 0 && at <= 1) {
    const tick = h('span', 'heatTick');
    tick.style.left = `${(100 * (1.5 + at * (LEVELS - 2))) / LEVELS}%`;
    bar.append(tick);
  }
  bar.title = trans.__(
    'Rounding alone explains %1 (ε·‖|A⁻¹||A|‖∞); larger values are crossed',
    numberToText(heat.tolerance)
  );
  const ends = [h('span', '', '0'), bar, h('span', '', powerOfTen(top))];
  return h('figcaption', 'heatLegend', h('span', 'heatName', '|A⁻¹A − I|'), ...ends);
}
