import {
  ILayoutRestorer,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette, MainAreaWidget, WidgetTracker } from '@jupyterlab/apputils';
import { ILauncher } from '@jupyterlab/launcher';
import { ILatexTypesetter } from '@jupyterlab/rendermime';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { LabIcon } from '@jupyterlab/ui-components';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import type { MatrixModel, MatrixWidget } from '../widget/index.js';
import { MATRIX_ICON } from './icon.js';

export const COMMAND = 'invertible:open-matrix';

const START = [
  ['2', '1'],
  ['1', '1/3']
];

/** A matrix in a panel of its own, from the launcher and the command palette; it survives a reload. */
export const matrix: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-invertible:matrix',
  description: 'A matrix to write in, with its inverse beside it.',
  autoStart: true,
  optional: [ILauncher, ICommandPalette, ILatexTypesetter, ITranslator, ILayoutRestorer],
  activate: (
    app: JupyterFrontEnd,
    launcher: ILauncher | null,
    palette: ICommandPalette | null,
    typesetter: ILatexTypesetter | null,
    translator: ITranslator | null,
    restorer: ILayoutRestorer | null
  ) => {
    const trans = (translator ?? nullTranslator).load('jupyterlab_invertible');
    const icon = new LabIcon({ name: 'invertible:matrix', svgstr: MATRIX_ICON });
    const tracker = new WidgetTracker<MainAreaWidget<MatrixWidget>>({
      namespace: 'invertible-matrix'
    });
    app.commands.addCommand(COMMAND, {
      label: trans.__('Matrix'),
      caption: trans.__('Write a matrix, and see its inverse'),
      icon,
      execute: async args => {
        // Loaded with the first matrix.
        const { MatrixModel, MatrixWidget, readSaved, sharedSolver, typesetMath } = await import(
          '../widget/index.js'
        );
        // A layout of an earlier day is not taken on trust.
        const { entries, ...options } = readSaved(args) ?? { entries: START };
        const model = new MatrixModel(entries, options);
        const content = new MatrixWidget({
          model,
          solver: sharedSolver(),
          host: {
            typeset: element => void typesetMath(element, it => typesetter?.typeset(it)),
            trans
          }
        });
        const panel = new MainAreaWidget({ content });
        // A layout finds it by its name.
        if (isId(args.id)) panel.id = args.id;
        // The widget has its own.
        panel.toolbar.hide();
        panel.title.label = trans.__('Matrix');
        panel.title.icon = icon;
        panel.title.closable = true;
        model.onChange(() => void tracker.save(panel));
        app.shell.add(panel, 'main');
        await tracker.add(panel);
        app.shell.activateById(panel.id);
        return panel;
      }
    });
    void restorer?.restore(tracker, {
      command: COMMAND,
      args: ({ id, content }) => ({ id, ...stateOf(content.model) }),
      name: ({ id }) => id
    });
    launcher?.add({ command: COMMAND, category: trans.__('Other'), rank: 10 });
    palette?.addItem({ command: COMMAND, category: trans.__('Invertible') });
  }
};

function stateOf({ entries, mode, dtype, bounds }: MatrixModel): ReadonlyPartialJSONObject {
  const limits = bounds && [...bounds];
  return { entries: entries.map(row => [...row]), mode, dtype, bounds: limits };
}

/** As Lumino makes them, or `MainAreaWidget`. */
function isId(id: unknown): id is string {
  return typeof id === 'string' && /^[\w-]{1,100}$/.test(id);
}
