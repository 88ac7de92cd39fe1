/**
 * How many frames are drawn: browsers open no more than a thousand in a page (Chromium), and the one in which
 * cells run has to be among them.
 */

const MOST = 200;

const drawn = new Set<WeakRef<HTMLIFrameElement>>();
const references = new WeakMap<HTMLIFrameElement, WeakRef<HTMLIFrameElement>>();
const loaded = new WeakSet<HTMLIFrameElement>();

/** Whether another frame may be drawn without being asked for. */
export function hasRoom(): boolean {
  for (const reference of drawn) {
    const frame = reference.deref();
    // One that has not been in the page yet is on its way there.
    if (!frame || (loaded.has(frame) && !frame.isConnected)) drawn.delete(reference);
  }
  return drawn.size < MOST;
}

/** Counts a frame from its making on, and again when it was put back into the page. */
export function countFrame(frame: HTMLIFrameElement): void {
  const reference = references.get(frame) ?? new WeakRef(frame);
  references.set(frame, reference);
  drawn.add(reference);
  if (frame.isConnected) loaded.add(frame);
}
