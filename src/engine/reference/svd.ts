/**
 * Singular values and right singular vectors by one-sided Jacobi rotations.
 *
 * Source: Demmel and Veselić, Jacobi's method is more accurate than QR, SIAM J. Matrix Anal. Appl. 13
 * (1992); LAPACK xGESVJ. Requires: finite entries. Always in double precision.
 * Ensures: A V = U Σ with σ₁ >= σ₂ >= …; small singular values to high relative accuracy where the
 * columns are well scaled. Never forms AᵀA, which would lose half of the digits.
 */

/** A real matrix by columns, in double precision. */
export interface IColumns {
  rows: number;
  columns: number;
  /** Column j is at `j * rows`. */
  data: Float64Array;
}

export interface ISingular {
  /** Descending; as many as A has columns. */
  values: Float64Array;
  /** The right singular vectors, by columns, in the order of the values. */
  V: Float64Array;
}

const SWEEPS = 60;

export function jacobiSvd(a: IColumns): ISingular {
  const { rows: m, columns: n } = a;
  const scale = largest(a.data);
  const work = Float64Array.from(a.data, scale === 0 ? undefined : x => x / scale);
  const V = new Float64Array(n * n);
  for (let j = 0; j < n; j++) V[j * n + j] = 1;
  for (let sweep = 0; sweep < SWEEPS && rotateAll(work, V, m, n); sweep++);
  return sort(work, V, m, n, scale);
}

/** The power of two at or below the largest magnitude, so that scaling by it is exact; 0 for a zero matrix. */
function largest(data: Float64Array): number {
  const peak = data.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  return peak === 0 ? 0 : 2 ** Math.max(Math.floor(Math.log2(peak)), -1021);
}

/** One sweep over all pairs of columns; whether any was rotated. */
function rotateAll(work: Float64Array, V: Float64Array, m: number, n: number): boolean {
  let rotated = false;
  for (let p = 0; p < n - 1; p++) {
    for (let q = p + 1; q < n; q++) {
      const angle = rotation(work, p * m, q * m, m);
      if (!angle) continue;
      rotated = true;
      rotate(work, p * m, q * m, m, angle);
      rotate(V, p * n, q * n, n, angle);
    }
  }
  return rotated;
}

interface IAngle {
  c: number;
  s: number;
}

/** The rotation that makes two columns orthogonal; undefined where they are so to working precision. */
function rotation(w: Float64Array, p: number, q: number, m: number): IAngle | undefined {
  let [pp, qq, pq] = [0, 0, 0];
  for (let i = 0; i < m; i++) {
    pp += w[p + i] * w[p + i];
    qq += w[q + i] * w[q + i];
    pq += w[p + i] * w[q + i];
  }
  if (Math.abs(pq) <= m * 2 ** -53 * Math.sqrt(pp) * Math.sqrt(qq) || pq === 0) return undefined;
  const zeta = (qq - pp) / (2 * pq);
  const t = (zeta >= 0 ? 1 : -1) / (Math.abs(zeta) + Math.hypot(1, zeta));
  const c = 1 / Math.hypot(1, t);
  return { c, s: c * t };
}

function rotate(x: Float64Array, p: number, q: number, length: number, { c, s }: IAngle): void {
  for (let i = 0; i < length; i++) {
    const kept = x[p + i];
    x[p + i] = c * kept - s * x[q + i];
    x[q + i] = s * kept + c * x[q + i];
  }
}

function sort(work: Float64Array, V: Float64Array, m: number, n: number, scale: number): ISingular {
  const norms = Array.from({ length: n }, (_, j) => norm(work, j * m, m));
  const order = norms.map((_, j) => j).sort((i, j) => norms[j] - norms[i]);
  const sorted = new Float64Array(n * n);
  order.forEach((from, to) => {
    sorted.set(V.subarray(from * n, (from + 1) * n), to * n);
  });
  return { values: Float64Array.from(order, j => norms[j] * scale), V: sorted };
}

function norm(x: Float64Array, at: number, length: number): number {
  let peak = 0;
  for (let i = at; i < at + length; i++) peak = Math.max(peak, Math.abs(x[i]));
  if (peak === 0) return 0;
  let sum = 0;
  for (let i = at; i < at + length; i++) sum += (x[i] / peak) ** 2;
  return peak * Math.sqrt(sum);
}
