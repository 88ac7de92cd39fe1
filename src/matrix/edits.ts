/** How an edit of a matrix in an output reaches the session that made it. Both are of one page. */
import type { Bounds, Precision } from './model.js';

export interface IMatrixEdit {
  /** The id of the matrix. */
  matrix: string;
  /** As they are written, by rows. */
  entries: string[][];
  dtype: Precision;
  bounds?: Bounds;
}

type Listener = (edit: IMatrixEdit) => void;

const listeners = new Set<Listener>();

/** @returns what ends the listening */
export function onEdit(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Tells all sessions; each knows the ids of its own matrices. */
export function tellEdit(edit: IMatrixEdit): void {
  for (const listener of listeners) listener(edit);
}
