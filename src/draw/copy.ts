/** Copying a matrix for another program. */
import { copyForms, type IEntriesView, safeLatex } from '../latex/index.js';
import { button, h } from './dom.js';
import type { IDrawHost } from './host.js';

/** A menu of the forms in which the matrix can be copied; the view may be anybody's. */
export function copyMenu(
  latex: string,
  entries: IEntriesView | undefined,
  { trans }: IDrawHost,
  title = trans.__('Copy')
): HTMLElement {
  const forms = [
    { name: 'LaTeX', text: () => safeLatex(latex) },
    ...(entries ? copyForms(entries) : [])
  ];
  const said = h('span', 'said');
  said.setAttribute('role', 'status');
  const menu = h('details', 'copy', h('summary', 'button', title));
  const list = h('div', 'copyList');
  for (const { name, text } of forms) {
    list.append(
      button(name, () => {
        menu.open = false;
        void copyText(text()).then(done => {
          said.textContent = done
            ? trans.__('Copied as %1', name)
            : trans.__('The browser allows no copying here');
        });
      })
    );
  }
  menu.append(list);
  menu.addEventListener('keydown', event => {
    if (event.key !== 'Escape' || !menu.open) return;
    menu.open = false;
    menu.querySelector('summary')?.focus();
    event.stopPropagation();
  });
  return h('span', 'copyBox', menu, said);
}

/** By the clipboard where the page may use it, else by a selection, as pages without TLS must. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement('textarea');
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand('copy');
    area.remove();
    return done;
  }
}
