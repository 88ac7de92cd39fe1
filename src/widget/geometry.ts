/** The unit circle or sphere and its grid, and where a matrix takes them: points, without a page to draw them on. */
import type { IPicture } from '../matrix/index.js';

export type Point = readonly number[];
type Curve = readonly Point[];

/** Curves in the same order before and after: each point of one goes to that of the other. */
export interface ITransform {
  before: ITraced;
  after: ITraced;
}

export interface ITraced {
  /** The circle or ellipse; of space the three great ones through the axes. */
  outline: Curve[];
  /** Lines of the plane's grid. */
  grid: Curve[];
  /** The axes of the outline. */
  axes: Point[];
  /** The same of length one, which those of a flat ellipse have too. */
  directions: Point[];
}

/** Corners of a drawn ellipse. */
const CORNERS = 64;
/** The places of the grid's lines. */
const LINES = [-1, -0.5, 0, 0.5, 1];

/** The image of the unit circle or sphere under A = U diag(σ) Vᵀ. */
export function transformOf({ U, V, sigma }: IPicture): ITransform {
  const columnOf = (rows: number[][], k: number, length: number) =>
    rows.map(row => row[k] * length);
  const directionsOf = (rows: number[][]) => sigma.map((_, k) => columnOf(rows, k, 1));
  const before = traced(
    directionsOf(V),
    sigma.map(() => 1)
  );
  const after = traced(directionsOf(U), sigma);
  const A = (x: Point) =>
    U.map(row =>
      dot(
        row,
        sigma.map((length, k) => length * dot(columnOf(V, k, 1), x))
      )
    );
  const grid = sigma.length === 2 ? gridLines() : [];
  return {
    before: { ...before, grid },
    after: { ...after, grid: grid.map(line => line.map(A)) }
  };
}

/** The way back by A⁻¹: from the ellipse to the circle. */
export function backOf({ before, after }: ITransform): ITransform {
  return { before: after, after: before };
}

/** The outline with axes of these directions and lengths. */
function traced(directions: Point[], lengths: readonly number[]): Omit<ITraced, 'grid'> {
  const axes = directions.map((direction, k) => direction.map(x => x * lengths[k]));
  const pairs = axes.flatMap((a, i) => axes.slice(i + 1).map(b => [a, b] as const));
  return { directions, axes, outline: pairs.map(([a, b]) => ellipse(a, b)) };
}

function ellipse(a: Point, b: Point): Point[] {
  return Array.from({ length: CORNERS + 1 }, (_, k) => {
    const angle = (2 * Math.PI * k) / CORNERS;
    return a.map((x, i) => x * Math.cos(angle) + b[i] * Math.sin(angle));
  });
}

function gridLines(): Curve[] {
  return LINES.flatMap(at => [
    [
      [at, -1],
      [at, 1]
    ],
    [
      [-1, at],
      [1, at]
    ]
  ]);
}

function dot(a: Point, b: Point): number {
  return a.reduce((sum, x, i) => sum + x * b[i], 0);
}
