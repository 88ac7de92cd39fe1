/** Help in the editor of a `%%ts` cell: hover, squiggles, and the call's signature. Loaded with the first one. */
import { type Diagnostic, linter } from '@codemirror/lint';
import { type Extension, StateEffect, StateField } from '@codemirror/state';
import {
  type EditorView,
  hoverTooltip,
  showTooltip,
  type Tooltip,
  ViewPlugin,
  type ViewUpdate
} from '@codemirror/view';
import type { CodeEditor } from '@jupyterlab/codeeditor';
import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { programOf } from '../../cell/index.js';
import type { ICellText, IProblem, ISignature, LanguageClient } from '../../language/index.js';
import type { CellContexts, ICellContext } from './context.js';
import { inMarkdown } from './described.js';

/** How long one must have stopped typing before a cell is looked over (ms). */
const PAUSE = 400;

/** State that the editors of cells share. */
export interface IEditorServices {
  client: LanguageClient;
  contexts: CellContexts;
  rendermime: IRenderMimeRegistry;
}

/** A cell and its context, as questions need them. */
type Asked = ICellContext & { cell: ICellText };

/** The extension of one cell's editor. */
export function tsExtension(services: IEditorServices, model: CodeEditor.IModel): Extension {
  const asked = (view: EditorView): Asked | undefined => {
    const context = services.contexts.find(model);
    return context && { ...context, cell: programOf(view.state.doc.toString()) };
  };
  return [hover(services, asked), problems(services, asked), signatures(services, asked)];
}

type Ask = (view: EditorView) => Asked | undefined;

function hover({ client, rendermime }: IEditorServices, ask: Ask): Extension {
  return hoverTooltip(async (view, offset) => {
    const asked = ask(view);
    if (!asked) return null;
    const found = await client.ask({ type: 'hover', ...asked, offset }).catch(() => undefined);
    if (!found || found.start === found.end) return null;
    const dom = await render(rendermime, inMarkdown(found));
    return { pos: found.start, end: found.end, create: () => ({ dom }) };
  });
}

/** Markdown, formulas typeset, in a box of our own. */
async function render(rendermime: IRenderMimeRegistry, text: string): Promise<HTMLElement> {
  const dom = document.createElement('div');
  dom.className = 'jp-Invertible-hover';
  const renderer = rendermime.createRenderer('text/markdown');
  await renderer.renderModel(rendermime.createModel({ data: { 'text/markdown': text } }));
  dom.append(renderer.node);
  return dom;
}

function problems({ client }: IEditorServices, ask: Ask): Extension {
  const source = async (view: EditorView): Promise<Diagnostic[]> => {
    const asked = client.isStarted ? ask(view) : undefined;
    if (!asked) return [];
    const found = await client.ask({ type: 'check', ...asked }).catch(() => undefined);
    const { length } = view.state.doc;
    return (found?.problems ?? []).filter(({ end }) => end <= length).map(toDiagnostic);
  };
  return linter(source, { delay: PAUSE });
}

function toDiagnostic({ start, end, severity, message, code }: IProblem): Diagnostic {
  return { from: start, to: end, severity, message, source: `TS${code}` };
}

const setSignature = StateEffect.define<Tooltip | null>();

const signatureField = StateField.define<Tooltip | null>({
  create: () => null,
  update: (shown, { effects }) =>
    effects.reduce((now, effect) => (effect.is(setSignature) ? effect.value : now), shown),
  provide: field => showTooltip.from(field)
});

/** The signature of the call in whose parentheses one writes. */
function signatures({ client }: IEditorServices, ask: Ask): Extension {
  const plugin = ViewPlugin.define(view => {
    let latest = 0;
    const show = (tooltip: Tooltip | null) => {
      if (tooltip !== view.state.field(signatureField)) {
        view.dispatch({ effects: setSignature.of(tooltip) });
      }
    };
    const look = async () => {
      const mine = ++latest;
      const asked = client.isReady && view.hasFocus ? ask(view) : undefined;
      const offset = view.state.selection.main.head;
      const found =
        asked && (await client.ask({ type: 'signature', ...asked, offset }).catch(() => undefined));
      if (mine !== latest) return;
      show(
        found ? { pos: offset, above: true, create: () => ({ dom: drawSignature(found) }) } : null
      );
    };
    return {
      update({ docChanged, selectionSet, focusChanged, view: { state } }: ViewUpdate) {
        const inCall = docChanged || state.field(signatureField) !== null;
        if (inCall && (docChanged || selectionSet || focusChanged)) setTimeout(look);
      },
      destroy() {
        latest = -1;
      }
    };
  });
  return [signatureField, plugin];
}

function drawSignature({ label, active, documentation }: ISignature): HTMLElement {
  const dom = document.createElement('div');
  dom.className = 'jp-Invertible-signature';
  const [start, end] = active ?? [label.length, label.length];
  const code = document.createElement('code');
  const current = document.createElement('strong');
  current.textContent = label.slice(start, end);
  code.append(label.slice(0, start), current, label.slice(end));
  dom.append(code);
  const [first] = documentation.split('\n\n');
  if (first) {
    const about = document.createElement('p');
    // Plain text: there is no room for more.
    about.textContent = first.replaceAll('`', '');
    dom.append(about);
  }
  return dom;
}
