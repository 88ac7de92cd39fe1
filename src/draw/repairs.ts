/** What can be done instead of inverting: buttons, each of which shows what it would give. */
import type { IRepair } from '../latex/index.js';
import { copyText } from './copy.js';
import { button, displayMath, h } from './dom.js';
import type { IDrawHost } from './host.js';

let lastId = 0;

export function drawRepairs(repairs: readonly IRepair[], host: IDrawHost): HTMLElement {
  const panel = h('div', 'repair');
  panel.id = `jp-Invertible-repair-${++lastId}`;
  panel.hidden = true;
  const buttons = repairs.map(repair => {
    const choose = button(repair.name, () => {
      const open = choose.getAttribute('aria-expanded') !== 'true';
      for (const other of buttons) other.setAttribute('aria-expanded', 'false');
      choose.setAttribute('aria-expanded', `${open}`);
      panel.hidden = !open;
      if (!open) return;
      panel.replaceChildren(...drawRepair(repair));
      host.typeset(panel);
    });
    choose.setAttribute('aria-expanded', 'false');
    choose.setAttribute('aria-controls', panel.id);
    return choose;
  });
  return h('div', 'repairs', h('span', 'label', 'Instead'), ...buttons, panel);
}

function drawRepair({ code, latex, text }: IRepair): HTMLElement[] {
  const copy = button('Copy code', () => {
    void copyText(code).then(done => {
      copy.textContent = done ? 'Copied' : 'Not copied';
    });
  });
  return [displayMath(latex), h('p', '', text), h('div', 'code', h('pre', '', code), copy)];
}
