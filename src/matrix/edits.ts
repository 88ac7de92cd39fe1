/** How an edit of a matrix in an output reaches the session that made it. Both are of one page. */

type Listener = (id: string, entries: string[][]) => void;

const listeners = new Set<Listener>();

/** @returns what ends the listening */
export function onEdit(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Tells all sessions; each knows the ids of its own matrices. */
export function tellEdit(id: string, entries: readonly (readonly string[])[]): void {
  const copy = entries.map(row => [...row]);
  for (const listener of listeners) listener(id, copy);
}
