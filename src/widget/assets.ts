/** The worker of all widgets of a page. */
import { wasmUrl } from '../engine/index.js';
import { MatrixSolver } from './solver.js';

let solver: MatrixSolver | undefined;

/** Nothing is loaded before it is first asked. */
export function sharedSolver(): MatrixSolver {
  solver ??= new MatrixSolver({
    script: new URL('../matrix/matrix.bundle.js', import.meta.url).href,
    wasm: wasmUrl().href
  });
  return solver;
}
