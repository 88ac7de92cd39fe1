/** The worker of all widgets of a page. */
import { MatrixSolver } from './solver.js';

let solver: MatrixSolver | undefined;

/** Nothing is loaded before it is first asked. */
export function sharedSolver(): MatrixSolver {
  solver ??= new MatrixSolver({
    script: new URL('../matrix/matrix.bundle.js', import.meta.url).href,
    // The one that every browser knows; by its address alone, since the page needs no engine for this.
    wasm: new URL('../engine/backends/wasm/engine.wasm', import.meta.url).href
  });
  return solver;
}
