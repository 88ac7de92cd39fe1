/** Documents as someone would forge them. */
import { madeDocument } from './views.js';

// biome-ignore lint/suspicious/noExplicitAny: whatever a forger writes
export type Forged = any;

const made = new Map<string, unknown>();

/** A document of a kind that the product makes, with one of its fields as someone would forge it. */
export async function forged(name: string, change: (view: Forged) => void): Promise<Forged> {
  if (!made.has(name)) made.set(name, await madeDocument(name));
  const copy: Forged = structuredClone(made.get(name));
  change(copy.view);
  return copy;
}
