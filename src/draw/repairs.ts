/** Alternatives to inverting: buttons, each of which shows what it would give. */
import type { IRepair } from '../latex/index.js';
import { copyText } from './copy.js';
import { button, displayMath, h } from './dom.js';
import type { IDrawHost } from './host.js';
import { translateSaved } from './translation.js';

let lastId = 0;

export function drawRepairs(repairs: readonly IRepair[], host: IDrawHost): HTMLElement {
  return choices(host.trans.__('Instead'), repairs, host);
}

/** Beside an inverse, on demand: itself refined, and its bounds. */
export function drawMore(more: readonly IRepair[], host: IDrawHost): HTMLElement {
  return choices(host.trans.__('More'), more, host);
}

function choices(label: string, repairs: readonly IRepair[], host: IDrawHost): HTMLElement {
  const panel = h('div', 'repair');
  panel.id = `jp-Invertible-repair-${++lastId}`;
  panel.hidden = true;
  const buttons = repairs.map(repair => {
    const choose = button(translateSaved(host.trans, repair.name), () => {
      const open = choose.getAttribute('aria-expanded') !== 'true';
      for (const other of buttons) other.setAttribute('aria-expanded', 'false');
      choose.setAttribute('aria-expanded', `${open}`);
      panel.hidden = !open;
      if (!open) return;
      panel.replaceChildren(...drawRepair(repair, host));
      host.typeset(panel);
    });
    choose.setAttribute('aria-expanded', 'false');
    choose.setAttribute('aria-controls', panel.id);
    return choose;
  });
  return h('div', 'repairs', h('span', 'label', label), ...buttons, panel);
}

function drawRepair({ code, latex, text }: IRepair, { trans }: IDrawHost): HTMLElement[] {
  const copy = button(trans.__('Copy code'), () => {
    void copyText(code).then(done => {
      copy.textContent = trans.__(done ? 'Copied' : 'Not copied');
    });
  });
  return [
    displayMath(latex),
    h('p', '', translateSaved(trans, text)),
    h('div', 'code', h('pre', '', code), copy)
  ];
}
