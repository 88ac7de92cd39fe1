/** Views as DOM. Nothing is computed here: every figure comes with the view. */
import type {
  IBar,
  IBatchView,
  IExplanation,
  IGroupView,
  IInverseView,
  IMember,
  ISingularView,
  ITensorView,
  ITrust,
  IWarning,
  View
} from '../latex/index.js';
import { copyMenu } from './copy.js';
import { displayMath, h, inlineMath, mathText } from './dom.js';
import { folded } from './folded.js';
import { heatMap } from './heat.js';
import type { IDrawHost } from './host.js';
import { drawHtml } from './html.js';
import { drawMore, drawRepairs } from './repairs.js';
import { drawScatter } from './scatter.js';
import { drawSteps } from './steps.js';
import { drawTable } from './table.js';
import { type ITranslation, translateSaved } from './translation.js';

/** Draws any view. */
export function draw(view: View, host: IDrawHost): HTMLElement {
  switch (view.kind) {
    case 'tensor':
      return drawTensor(view, host);
    case 'inverse':
      return drawInverse(view, host);
    case 'singular':
      return drawSingular(view, host);
    case 'batch':
      return drawBatch(view, host);
    case 'steps':
      return drawSteps(view, host);
    case 'matrix':
      // For hosts where nothing can be written; the renderer of JupyterLab shows the widget instead.
      return mathText(view.latex);
    case 'table':
      return drawTable(view, host);
    case 'html':
      return drawHtml(view, host);
    case 'group':
      return drawGroup(view, host);
    default:
      throw new TypeError(`unknown kind of view: ${String((view as { kind: unknown }).kind)}`);
  }
}

/** Results that are drawn at once, and members of a batch that are open from the start. */
const ITEMS = 8;
const OPEN = 4;

function drawGroup({ items }: IGroupView, host: IDrawHost): HTMLElement {
  const drawn = items.map(({ name, view }, i) => {
    if (i < ITEMS) return h('section', 'item', h('div', 'name', name), draw(view, host));
    const head = h('summary', 'member', h('code', '', name));
    return folded({ name: 'details', head, draw: () => draw(view, host) }, host);
  });
  return h('div', 'group', ...drawn);
}

/** Says what a tensor is where that is not seen: on a device other than the CPU. */
function drawPlace({ device, summary }: ITensorView | IInverseView): HTMLElement | undefined {
  return device && h('div', 'summary', summary);
}

function drawTensor(view: ITensorView, host: IDrawHost): HTMLElement {
  const { latex, entries, note } = view;
  const copy = entries && copyMenu(latex, entries, host);
  return h(
    'div',
    'tensor',
    h('div', 'row', displayMath(latex), copy),
    note && h('p', 'note', note),
    drawPlace(view)
  );
}

function drawInverse(view: IInverseView, host: IDrawHost): HTMLElement {
  const { latex, trust, heat, warning, exact, entries, more } = view;
  const figures = drawFigures(trust);
  figures.append(copyMenu(latex, entries, host));
  return h(
    'div',
    'inverse',
    warning && drawWarning(warning, host),
    h('div', 'row', displayMath(latex), heatMap(heat, host)),
    drawBars(trust, host),
    figures,
    more && drawMore(more, host),
    exact && drawReasons(exact, host),
    drawPlace(view)
  );
}

/** `5 digits`: the number in words is that of the bar. */
function translateBar(trans: ITranslation, { filled, text }: IBar): string {
  // Its own places would be taken for that of the number.
  if (text.includes('%')) return text;
  return translateSaved(trans, text.replace(/^\d+/, '%1'), filled);
}

/** Proved, and if A is rounded: each a name, a bar of as many segments as there are digits, and words. */
export function drawBars({ segments, proved, rounded }: ITrust, { trans }: IDrawHost): HTMLElement {
  const bars = h('div', 'bars');
  const add = (name: string, title: string, { filled, text }: IBar) => {
    const label = h('span', 'barName', name);
    label.title = title;
    const bar = h('span', filled <= segments / 2 ? 'bar jp-mod-warn' : 'bar');
    bar.setAttribute('role', 'img');
    bar.setAttribute('aria-label', `${name}: ${trans.__('%1 of %2 digits', filled, segments)}`);
    bar.setAttribute('aria-description', title);
    for (let i = 0; i < segments; i++) bar.append(h('span', i < filled ? 'kept' : 'lost'));
    bars.append(
      h('div', 'barRow', label, bar, h('span', 'barText', translateBar(trans, { filled, text })))
    );
  };
  add(
    trans.__('proved'),
    trans.__('Digits of the arithmetic that are proven, from I − A·A⁻¹. Is the answer right?'),
    proved
  );
  add(
    trans.__('if A is rounded'),
    trans.__(
      'Digits that stay if the entries of A are rounded, by |A⁻¹||A||A⁻¹|. Do the data support it?'
    ),
    rounded
  );
  return bars;
}

export function drawFigures({ facts }: Pick<ITrust, 'facts'>): HTMLElement {
  const figures = facts.map(({ name, relation = '=', value }) =>
    h('span', 'fact', `${name} ${relation} `, h('strong', '', value))
  );
  return h('div', 'facts', ...figures);
}

export function drawWarning(
  { title, text, why, repairs, cloud }: IWarning,
  host: IDrawHost
): HTMLElement {
  const name = h('strong', 'warningTitle', translateSaved(host.trans, title));
  const box = h('div', 'warning', h('p', '', name, ` ${text}`));
  if (why.length > 0) box.append(drawReasons(why, host));
  if (repairs?.length) box.append(drawRepairs(repairs, host));
  if (cloud) {
    const head = h('summary', '', host.trans.__('%1 inverses', 200));
    box.append(folded({ name: 'more', head, draw: () => drawScatter(cloud, host) }, host));
  }
  return box;
}

function drawSingular({ message, why, repairs }: ISingularView, host: IDrawHost): HTMLElement {
  const box = h('div', 'singular');
  box.title = message;
  box.append(why.length > 0 ? drawReasons(why, host) : h('p', '', message));
  if (repairs?.length) box.append(drawRepairs(repairs, host));
  return box;
}

export function drawReasons(why: readonly IExplanation[], { trans }: IDrawHost): HTMLElement {
  const list = h('div', 'reasons');
  for (const { label, latex, text } of why) {
    list.append(
      h('div', 'label', translateSaved(trans, label)),
      h('div', 'reason', inlineMath(latex), text)
    );
  }
  return h('div', 'why', list);
}

const HEALTH_MARKS = {
  fine: '✓',
  'ill-conditioned': '⚠',
  inaccurate: '⚠',
  'not proven': '?',
  singular: '✕'
} as const;

/** The first member and those that failed are open from the start, as long as they are few. */
function drawBatch({ summary, members, total }: IBatchView, host: IDrawHost): HTMLElement {
  const rest = total - members.length;
  let open = 0;
  const drawn = members.map((member, position) => {
    const isOpen = (position === 0 || member.health === 'singular') && open < OPEN;
    if (isOpen) open++;
    return drawMember(member, isOpen, host);
  });
  return h(
    'div',
    'batch',
    h('div', 'summary', summary),
    ...drawn,
    rest > 0 ? h('div', 'summary', host.trans.__('and %1 more', rest)) : undefined
  );
}

function drawMember(
  { index, health, line, view }: IMember,
  open: boolean,
  host: IDrawHost
): HTMLElement {
  const head = h('summary', 'member', h('code', '', index));
  if (health)
    head.append(
      h(
        'span',
        `health jp-mod-${health.replace(' ', '-')}`,
        `${HEALTH_MARKS[health]} ${host.trans.__(health)}`
      )
    );
  head.append(h('span', 'fact', line));
  return folded({ name: 'details', head, open, draw: () => draw(view, host) }, host);
}
