/** Parts that are drawn when someone opens them: many closed ones cost nothing. */
import { h } from './dom.js';
import type { IDrawHost } from './host.js';

export interface IFolded {
  /** Of its class. */
  name: string;
  head: HTMLElement;
  /** From the start. */
  open?: boolean;
  draw(): HTMLElement;
}

export function folded({ name, head, open, draw }: IFolded, host: IDrawHost): HTMLElement {
  const details = h('details', name, head);
  if (open) {
    details.append(draw());
    details.open = true;
    return details;
  }
  let isDrawn = false;
  details.addEventListener('toggle', () => {
    if (!details.open || isDrawn) return;
    isDrawn = true;
    const body = draw();
    details.append(body);
    host.typeset(body);
  });
  return details;
}
