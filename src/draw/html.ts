/** HTML that a cell showed. */
import type { IHtmlView } from '../latex/index.js';
import { h } from './dom.js';
import type { IDrawHost } from './host.js';

/** As text: nothing in it is an element of the page. */
export function drawHtml({ html }: IHtmlView, _host: IDrawHost): HTMLElement {
  return h('pre', '', html);
}
