/** The cloud of inverses of what a matrix may be. */
import { type ICloud, numberToText } from '../latex/index.js';
import { h, svg } from './dom.js';

/** Half the width of the picture, in its own units. */
const HALF = 90;

export function drawCloud({ points, center, text }: ICloud): HTMLElement {
  const limit = scaleOf(points, center);
  const place = (value: number) => Math.max(-HALF, Math.min(HALF, (value / limit) * HALF));
  const picture = svg('svg', {
    class: 'jp-Invertible-cloud',
    role: 'img',
    'aria-label': text,
    viewBox: `${-HALF - 4} ${-HALF - 4} ${2 * HALF + 8} ${2 * HALF + 8}`,
    width: 196,
    height: 196
  });
  picture.append(
    svg('path', { class: 'jp-Invertible-axes', d: `M${-HALF} 0H${HALF}M0 ${-HALF}V${HALF}` }),
    ...points.map(([x, y]) =>
      svg('circle', { class: 'jp-Invertible-point', cx: place(x), cy: -place(y), r: 2 })
    ),
    cross(place(center[0]), -place(center[1]))
  );
  const caption = `(A⁻¹)₁₁ and (A⁻¹)₁₂, both to ±${numberToText(limit)}; ✕ is the inverse shown; at the rim, what is further out`;
  return h(
    'figure',
    'cloudBox',
    picture as unknown as HTMLElement,
    h('figcaption', '', h('p', '', text), h('p', 'caption', caption))
  );
}

/** Nine of ten points are within. */
function scaleOf(points: ICloud['points'], center: ICloud['center']): number {
  const sizes = points.map(([x, y]) => Math.max(Math.abs(x), Math.abs(y))).sort((a, b) => a - b);
  const most = sizes[Math.floor(0.9 * sizes.length)] ?? 0;
  return most || Math.max(...center.map(Math.abs)) || 1;
}

function cross(x: number, y: number): SVGElement {
  return svg('path', {
    class: 'jp-Invertible-here',
    d: `M${x - 4} ${y - 4}l8 8m0 -8l-8 8`
  });
}
