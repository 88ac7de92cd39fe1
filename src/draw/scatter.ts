/** A scatter plot of the inverses of what a matrix may be. */
import { type IScatter, rangeToText } from '../latex/index.js';
import { h, svg } from './dom.js';
import type { IDrawHost } from './host.js';

/** Half the width of the picture, in its own units. */
const HALF = 90;

type Range = readonly [low: number, high: number];

export function drawScatter(
  { points, center, names, text }: IScatter,
  { trans }: IDrawHost
): HTMLElement {
  const [across, up] = [0, 1].map(k =>
    rangeOf(
      points.map(point => point[k]),
      center[k]
    )
  );
  const picture = svg('svg', {
    class: 'jp-Invertible-scatter',
    role: 'img',
    'aria-label': text,
    viewBox: `${-HALF - 4} ${-HALF - 4} ${2 * HALF + 8} ${2 * HALF + 8}`,
    width: 196,
    height: 196
  });
  picture.append(
    svg('path', {
      class: 'jp-Invertible-axes',
      d: `M${-HALF} ${-place(0, up)}H${HALF}M${place(0, across)} ${-HALF}V${HALF}`
    }),
    ...points.map(([x, y]) =>
      svg('circle', {
        class: 'jp-Invertible-point',
        cx: place(x, across),
        cy: -place(y, up),
        r: 2
      })
    ),
    cross(place(center[0], across), -place(center[1], up))
  );
  const [first, second] = names ?? ['(A⁻¹)₁₁', '(A⁻¹)₁₂'];
  const caption = trans.__(
    'Across: %1 between %2. Up: %3 between %4. ✕ is the inverse shown; at the rim is what lies further out.',
    first,
    rangeToText(...across),
    second,
    rangeToText(...up)
  );
  return h(
    'figure',
    'scatterBox',
    picture,
    h('figcaption', '', h('p', '', text), h('p', 'caption', caption))
  );
}

/** The range of nine of ten values; the inverse shown may lie far off it, which is what the picture tells. */
function rangeOf(values: readonly number[], center: number): Range {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? center;
  const [low, high] = [at(0.05), at(0.95)];
  const margin = 0.08 * (high - low) || Math.abs(center) || 1;
  return [low - margin, high + margin];
}

/** On the picture; what is further out is at its rim, and what a range beyond all numbers hides in its middle. */
function place(value: number, [low, high]: Range): number {
  const exact = (value - low) / (high - low);
  const share = Number.isNaN(exact) ? 0.5 : exact;
  return Number((HALF * (2 * Math.max(0, Math.min(1, share)) - 1)).toFixed(2));
}

function cross(x: number, y: number): SVGElement {
  return svg('path', {
    class: 'jp-Invertible-here',
    d: `M${x - 4} ${y - 4}l8 8m0 -8l-8 8`
  });
}
