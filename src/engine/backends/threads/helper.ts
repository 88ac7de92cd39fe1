/** A thread that helps another in its calls, until none has come for a while. */
import { loadWasmExports } from '../wasm/index.js';
import { Board } from './board.js';
import { type Call, workOn } from './calls.js';
import type { IJoinRequest } from './protocol.js';

export async function join({ wasm, lent, rank, rest }: IJoinRequest): Promise<void> {
  const { memory } = lent;
  const exports = await loadWasmExports({ wasm, memory });
  const board = new Board<Call>(lent.board);
  const look = () => {
    if (board.hasFailed) throw new Error('another thread died');
  };
  board.serve(rank, rest, call => workOn({ exports, memory }, call, rank, look));
}
