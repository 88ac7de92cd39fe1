/**
 * HTML of a cell, in a frame of its own: no script runs in it, a policy stops every request, and a click
 * in it reaches nothing of the page.
 *
 * The frame has the page's origin, so that the page can measure it and give it its theme; without scripts
 * nothing within can make use of that.
 */
import { sanitizeForFrame } from '../html/index.js';
import type { IHtmlView } from '../latex/index.js';
import { h } from './dom.js';
import { folded } from './folded.js';
import { countFrame, hasRoom } from './frame-count.js';
import { fitHeight } from './frame-size.js';
import { FRAME_STYLE } from './frame-style.js';
import { followTheme, forgetTheme } from './frame-theme.js';
import type { IDrawHost } from './host.js';

/** Links open in tabs that are as free as any. */
const SANDBOX = 'allow-same-origin allow-popups allow-popups-to-escape-sandbox';

const POLICY = [
  "default-src 'none'",
  'img-src data:',
  'font-src data:',
  "style-src 'unsafe-inline'",
  "form-action 'none'",
  "base-uri 'none'"
].join('; ');

/** Beyond a number of frames in the page each is drawn when someone opens it. */
export function drawHtml(view: IHtmlView, host: IDrawHost): HTMLElement {
  if (hasRoom()) return drawFrame(view, host);
  const head = h('summary', 'member', host.trans.__('HTML output'));
  return folded({ name: 'details', head, draw: () => drawFrame(view, host) }, host);
}

function drawFrame({ html }: IHtmlView, { trans }: IDrawHost): HTMLElement {
  const frame = h('iframe', 'html');
  frame.title = trans.__('HTML output');
  frame.setAttribute('sandbox', SANDBOX);
  frame.referrerPolicy = 'no-referrer';
  // Notebooks take outputs out of the page and put them back, and each time the frame is loaded anew.
  countFrame(frame);
  frame.addEventListener('load', () => {
    countFrame(frame);
    const page = pageOf(frame);
    if (!page) return;
    followTheme(frame, page);
    fitHeight(frame, page, () => forgetTheme(frame));
  });
  // A saved view is no more to be trusted than a message of a cell.
  frame.srcdoc = `<!DOCTYPE html><html><head><meta http-equiv="Content-Security-Policy" content="${POLICY}"><meta charset="utf-8"><style>${FRAME_STYLE}</style></head><body>${sanitizeForFrame(html)}</body></html>`;
  return frame;
}

/** The frame's document; undefined where a host forbids to look into it: then it scrolls. */
function pageOf(frame: HTMLIFrameElement): Document | undefined {
  try {
    return frame.contentDocument ?? undefined;
  } catch {
    return undefined;
  }
}
