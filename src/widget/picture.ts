/** The unit circle or sphere under a 2 × 2 or 3 × 3 matrix, and singular values as bars. */
import { h, type ITranslation, svg } from '../draw/index.js';
import { numberToText } from '../latex/index.js';
import type { IMatrixResult, IPicture } from '../matrix/index.js';
import { backOf, type ITraced, type ITransform, type Point, transformOf } from './geometry.js';

/** Half the width of the picture, in its own units. */
const HALF = 100;
/** The way there by A and, if it can be undone, back by A⁻¹. */
export function drawTransforms(
  picture: IPicture,
  isInvertible: boolean,
  trans: ITranslation
): HTMLElement[] {
  const isPlane = picture.sigma.length === 2;
  const half = picture.sigma.map(value => numberToText(value, 3)).join(', ');
  const there = isPlane ? trans.__('A: circle → ellipse') : trans.__('A: sphere → ellipsoid');
  const said = isPlane
    ? '%1; the half axes of the image of the unit circle are %2.'
    : '%1; the half axes of the image of the unit sphere are %2.';
  const transform = transformOf(picture);
  const unit = (HALF - 16) / Math.max(1, ...picture.sigma);
  const first = drawTransform(transform, unit, there, trans.__(said, there, half));
  if (!isInvertible) return [first];
  const back = trans.__('A⁻¹: and back');
  const saidOfBack = isPlane
    ? '%1; the ellipse with the half axes %2 becomes the unit circle.'
    : '%1; the ellipsoid with the half axes %2 becomes the unit sphere.';
  return [first, drawTransform(backOf(transform), unit, back, trans.__(saidOfBack, back, half))];
}

/** Dashed what there was, and drawn through what becomes of it, with the axes of both. */
function drawTransform(
  { before, after }: ITransform,
  unit: number,
  caption: string,
  words: string
): HTMLElement {
  const picture = svg('svg', {
    class: 'jp-Invertible-picture',
    role: 'img',
    'aria-label': words,
    viewBox: `${-HALF} ${-HALF} ${2 * HALF} ${2 * HALF}`,
    width: 180,
    height: 180
  });
  const size = before.axes.length;
  const ends = before.axes.map((_, k) => before.axes.map((__, i) => (i === k ? HALF : 0)));
  const scaled = (points: readonly Point[]) => points.map(point => point.map(x => x * unit));
  const origin = new Array<number>(size).fill(0);
  const arrows = (kind: string, { axes }: ITraced) =>
    axes.map(axis => line(kind, scaled([origin, axis])));
  picture.append(
    ...ends.map(end => line('axes', [end.map(x => -x), end])),
    ...before.grid.map(points => line('gridBefore', scaled(points))),
    ...after.grid.map(points => line('gridAfter', scaled(points))),
    ...before.outline.map(points => line('unit', scaled(points))),
    ...after.outline.map(points => line('image', scaled(points))),
    ...arrows('before', before),
    ...arrows('after', after),
    ...names(before, after, unit)
  );
  return h('figure', 'pane', picture, h('figcaption', 'caption', caption));
}

/** σ₁ … at the axes of the ellipse, which is the longer of the two outlines. */
function names(before: ITraced, after: ITraced, unit: number): SVGElement[] {
  const lengths = ({ axes }: ITraced) => axes.map(axis => Math.hypot(...axis));
  const isUnit = (traced: ITraced) => lengths(traced).every(length => Math.abs(length - 1) < 1e-9);
  const { axes, directions } = isUnit(after) && !isUnit(before) ? before : after;
  return axes.map((axis, k) => {
    const far = Math.max(Math.hypot(...axis) * unit, 18) + 8;
    return name(
      `σ${'₁₂₃'[k]}`,
      directions[k].map(x => x * far)
    );
  });
}

/** The place on the screen, whose y goes down, of a point; one that overflowed is at the origin. */
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
    // Only a zero is not rounded.
    bar.title = `σ${indices[k] + 1} ${value === 0 ? '=' : '≈'} ${numberToText(value, 4)}`;
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
