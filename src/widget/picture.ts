/** What a 2 × 2 matrix does to the unit circle, and its singular values as bars. */
import { h, svg } from '../draw/index.js';
import { numberToText } from '../latex/index.js';
import type { IMatrixResult, IPicture } from '../matrix/index.js';

/** Half the width of the picture, in its own units. */
const HALF = 100;

/** What A does to the unit circle and, where it can be undone, what A⁻¹ does to it. */
export function drawPictures(picture: IPicture, isInvertible: boolean): HTMLElement[] {
  const there = drawPicture(picture, 'A: circle → ellipse');
  if (!isInvertible) return [there];
  return [there, drawPicture(inverted(picture), 'A⁻¹: and back')];
}

/** A⁻¹ = V diag(1/σ) Uᵀ, its larger singular value first. */
function inverted({ U, V, sigma }: IPicture): IPicture {
  const swap = (columns: number[][]) => columns.map(([first, second]) => [second, first]);
  return { U: swap(V), V: swap(U), sigma: sigma.map(value => 1 / value).reverse() };
}

/** The unit circle, its image, and the singular vectors on both. */
function drawPicture({ U, V, sigma }: IPicture, caption: string): HTMLElement {
  const largest = Math.max(1, ...sigma);
  const unit = (HALF - 16) / largest;
  const degrees = (Math.atan2(U[1][0], U[0][0]) * 180) / Math.PI;
  const label = `The unit circle becomes an ellipse (${caption}) with half axes ${sigma.map(s => numberToText(s, 3)).join(' and ')}.`;
  const axes = svg('path', {
    class: 'jp-Invertible-axes',
    d: `M${-HALF} 0H${HALF}M0 ${-HALF}V${HALF}`
  });
  const circle = svg('circle', { class: 'jp-Invertible-unit', r: unit });
  const ellipse = svg('ellipse', {
    class: 'jp-Invertible-image',
    rx: unit * sigma[0],
    // A segment is still to be seen.
    ry: Math.max(unit * sigma[1], 0.8),
    // The screen's y goes down.
    transform: `rotate(${-degrees})`
  });
  const arrows = [0, 1].flatMap(k => [
    arrow('before', V[0][k] * unit, V[1][k] * unit),
    arrow('after', U[0][k] * sigma[k] * unit, U[1][k] * sigma[k] * unit)
  ]);
  const names = [0, 1].map(k => {
    const reach = Math.max(unit * sigma[k], 18) + 6;
    return text(`σ${'₁₂'[k]}`, U[0][k] * reach, U[1][k] * reach);
  });
  const picture = svg('svg', {
    class: 'jp-Invertible-picture',
    role: 'img',
    'aria-label': label,
    viewBox: `${-HALF} ${-HALF} ${2 * HALF} ${2 * HALF}`,
    width: 180,
    height: 180
  });
  picture.append(axes, circle, ellipse, ...arrows, ...names);
  return h(
    'figure',
    'pane',
    picture as unknown as HTMLElement,
    h('figcaption', 'caption', caption)
  );
}

function arrow(kind: string, x: number, y: number): SVGElement {
  return svg('path', { class: `jp-Invertible-${kind}`, d: `M0 0L${x} ${-y}` });
}

function text(content: string, x: number, y: number): SVGElement {
  const element = svg('text', { x, y: -y, 'text-anchor': 'middle', 'dominant-baseline': 'middle' });
  element.textContent = content;
  return element;
}

/** Bars drawn at most. */
const BARS = 40;

/** Singular values on a logarithmic scale: a gap says how near to singular a matrix is. */
export function drawSigma({ sigma }: IMatrixResult): HTMLElement {
  const shown = sigma.slice(0, BARS);
  const [largest] = shown;
  const floor = 1e-17;
  const bars = shown.map((value, k) => {
    const share = largest > 0 ? Math.log10(Math.max(value / largest, floor)) / 17 + 1 : 0;
    const bar = h('span', 'sigmaBar');
    bar.style.height = `${Math.max(2, Math.round(96 * share))}px`;
    bar.title = `σ${k + 1} = ${numberToText(value, 4)}`;
    return bar;
  });
  const row = h('div', 'sigma', ...bars);
  row.setAttribute('role', 'img');
  row.setAttribute(
    'aria-label',
    `Singular values: ${shown.map(value => numberToText(value, 3)).join(', ')}`
  );
  const ends = `${numberToText(largest ?? 0, 3)} … ${numberToText(sigma.at(-1) ?? 0, 3)}`;
  return h('figure', 'pane', row, h('figcaption', 'caption', `σ: ${ends}`));
}
