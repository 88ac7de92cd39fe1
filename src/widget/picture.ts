/** What a 2 × 2 or 3 × 3 matrix does to the unit circle or sphere, and singular values as bars. */
import { h, type ITranslation, svg } from '../draw/index.js';
import { numberToText } from '../latex/index.js';
import type { IMatrixResult, IPicture } from '../matrix/index.js';

/** Half the width of the picture, in its own units. */
const HALF = 100;
/** Corners of a drawn ellipse. */
const CORNERS = 64;

type Point = readonly number[];

/** What A does and, where it can be undone, what A⁻¹ does. */
export function drawTransforms(
  picture: IPicture,
  isInvertible: boolean,
  trans: ITranslation
): HTMLElement[] {
  const isPlane = picture.sigma.length === 2;
  const body = isPlane ? trans.__('A: circle → ellipse') : trans.__('A: sphere → ellipsoid');
  const there = drawPicture(picture, body, trans);
  if (!isInvertible) return [there];
  return [there, drawPicture(inverted(picture), trans.__('A⁻¹: and back'), trans)];
}

/** A⁻¹ = V diag(1/σ) Uᵀ, its largest singular value first. */
function inverted({ U, V, sigma }: IPicture): IPicture {
  const turn = (rows: number[][]) => rows.map(row => [...row].reverse());
  return { U: turn(V), V: turn(U), sigma: sigma.map(value => 1 / value).reverse() };
}

/**
 * The unit circle (or the three great circles through the right singular vectors of the unit sphere), their
 * images, and the singular vectors.
 */
function drawPicture({ U, V, sigma }: IPicture, caption: string, trans: ITranslation): HTMLElement {
  const n = sigma.length;
  const unit = (HALF - 16) / Math.max(1, ...sigma);
  const column = (rows: number[][], k: number, length: number) =>
    rows.map(row => row[k] * length * unit);
  const before = (k: number) => column(V, k, 1);
  const after = (k: number) => column(U, k, sigma[k]);
  const pairs =
    n === 2
      ? [[0, 1]]
      : [
          [0, 1],
          [0, 2],
          [1, 2]
        ];
  const all = sigma.map((_, k) => k);
  const half = sigma.map(value => numberToText(value, 3)).join(', ');
  const picture = svg('svg', {
    class: 'jp-Invertible-picture',
    role: 'img',
    'aria-label':
      n === 2
        ? trans.__('%1; the half axes of the image of the unit circle are %2.', caption, half)
        : trans.__('%1; the half axes of the image of the unit sphere are %2.', caption, half),
    viewBox: `${-HALF} ${-HALF} ${2 * HALF} ${2 * HALF}`,
    width: 180,
    height: 180
  });
  const axes = all.map(k => {
    const end = all.map(i => (i === k ? HALF : 0));
    return line('axes', [end.map(x => -x), end]);
  });
  picture.append(
    ...axes,
    ...pairs.map(([i, j]) => line('unit', ellipse(before(i), before(j)))),
    ...pairs.map(([i, j]) => line('image', ellipse(after(i), after(j)))),
    ...all.map(k => line('before', [before(k).map(() => 0), before(k)])),
    ...all.map(k => line('after', [after(k).map(() => 0), after(k)])),
    ...all.map(k => name(`σ${'₁₂₃'[k]}`, column(U, k, Math.max(sigma[k], 18 / unit) + 8 / unit)))
  );
  return h(
    'figure',
    'pane',
    picture as unknown as HTMLElement,
    h('figcaption', 'caption', caption)
  );
}

/** The ellipse of these half axes. */
function ellipse(a: Point, b: Point): Point[] {
  return Array.from({ length: CORNERS + 1 }, (_, k) => {
    const angle = (2 * Math.PI * k) / CORNERS;
    return a.map((x, i) => x * Math.cos(angle) + b[i] * Math.sin(angle));
  });
}

/** Where a point of the plane or of space is seen; the screen's y goes down. What overflowed is at the origin. */
function seen(point: Point): [number, number] {
  const [x, y, z] = point.map(value => (Number.isFinite(value) ? value : 0));
  if (z === undefined) return [x, -y];
  // From above and the right, so that all three axes are seen.
  return [0.82 * y - 0.57 * x, 0.34 * x + 0.24 * y - 0.91 * z];
}

function line(kind: string, points: readonly Point[]): SVGElement {
  const d = points
    .map(point =>
      seen(point)
        .map(x => x.toFixed(2))
        .join(' ')
    )
    .join('L');
  return svg('path', { class: `jp-Invertible-${kind}`, d: `M${d}` });
}

function name(text: string, at: Point): SVGElement {
  const [x, y] = seen(at);
  const element = svg('text', { x, y, 'text-anchor': 'middle', 'dominant-baseline': 'middle' });
  element.textContent = text;
  return element;
}

/** Bars drawn at most. */
const BARS = 40;
/** Decades of the scale: at least two, and at most what double precision can tell apart. */
const DECADES = [2, 17] as const;

/** Singular values on a logarithmic scale: a gap says how near to singular a matrix is. */
export function drawSigma({ sigma }: IMatrixResult, trans: ITranslation): HTMLElement {
  const indices = sampled(sigma.length);
  const shown = indices.map(k => sigma[k]);
  const [largest = 0] = shown;
  const decades = decadesOf(shown);
  const bars = shown.map((value, k) => {
    const part = Math.min(1, Math.max(value / largest, 10 ** -decades));
    const share = largest > 0 ? Math.log10(part) / decades + 1 : 0;
    const bar = h('span', 'sigmaBar');
    bar.style.height = `${Math.max(2, Math.round(96 * share))}px`;
    bar.title = `σ${indices[k] + 1} = ${numberToText(value, 4)}`;
    return bar;
  });
  const row = h('div', 'sigma', ...bars);
  row.setAttribute('role', 'img');
  row.setAttribute(
    'aria-label',
    trans.__('Singular values: %1', shown.map(value => numberToText(value, 3)).join(', '))
  );
  const ends = `${numberToText(largest, 3)} … ${numberToText(sigma.at(-1) ?? 0, 3)}`;
  return h('figure', 'pane', row, h('figcaption', 'caption', trans.__('σ, log scale: %1', ends)));
}

/** Of many every so many-th, the first and the last among them. */
function sampled(count: number): number[] {
  const length = Math.min(count, BARS);
  const step = length > 1 ? (count - 1) / (length - 1) : 0;
  return Array.from({ length }, (_, k) => Math.round(k * step));
}

/** One more than they span, so that the least has a height. */
function decadesOf(sigma: readonly number[]): number {
  const [least, most] = DECADES;
  const ratio = (sigma[0] ?? 0) / (sigma.at(-1) ?? 0);
  return Number.isFinite(ratio)
    ? Math.min(most, Math.max(least, Math.ceil(Math.log10(ratio)) + 1))
    : most;
}
