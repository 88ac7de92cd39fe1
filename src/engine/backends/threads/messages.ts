/** One matrix by several workers that share no memory. */
import { allocate, type FloatData } from '../../core/dtype.js';
import { columnOrder, cutsOf, PANEL, placeColumns } from './protocol.js';
import { type IInverses, type IOne, type ITeam, roomFor, workOf } from './work.js';

export async function invertByMessages(
  team: ITeam,
  threads: number,
  matrix: IOne
): Promise<IInverses> {
  const { dtype, n } = matrix;
  const cuts = cutsOf(n, threads);
  const asked = team.askAll(threads, workOf(dtype, 1, n), rank => {
    const a = ownColumns(matrix, threads, rank);
    return [{ type: 'columns', dtype, n, threads, cuts, a }, [a.buffer]];
  });
  const data = roomFor(dtype, n * n);
  const info = new Int32Array(1);
  for (const [rank, reply] of (await asked).entries()) {
    if (reply.type !== 'columns') continue;
    info[0] ||= reply.info;
    const order = columnOrder(reply.pivots);
    placeColumns(n, [0, n], [cuts[rank], cuts[rank + 1]], reply.x, order, data);
  }
  return { data, info };
}

/** The panels of A that a worker owns, side by side. */
function ownColumns({ dtype, n, data }: IOne, threads: number, rank: number): FloatData {
  const starts = Array.from({ length: Math.ceil(n / PANEL) }, (_, q) => q * PANEL);
  const own = starts.filter((_, q) => q % threads === rank);
  const width = own.reduce((sum, from) => sum + Math.min(PANEL, n - from), 0);
  const packed = allocate(dtype, n * width);
  let next = 0;
  for (let i = 0; i < n; i++) {
    for (const from of own) {
      const to = Math.min(from + PANEL, n);
      packed.set(data.subarray(i * n + from, i * n + to), next);
      next += to - from;
    }
  }
  return packed;
}
