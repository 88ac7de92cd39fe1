import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette, MainAreaWidget } from '@jupyterlab/apputils';
import { ILauncher } from '@jupyterlab/launcher';
import { ILatexTypesetter } from '@jupyterlab/rendermime';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { LabIcon } from '@jupyterlab/ui-components';
import { MATRIX_ICON } from './icon.js';

export const COMMAND = 'invertible:open-matrix';

/** A matrix in a panel of its own, from the launcher and the command palette. */
export const matrix: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-invertible:matrix',
  description: 'A matrix to write in, with its inverse beside it.',
  autoStart: true,
  optional: [ILauncher, ICommandPalette, ILatexTypesetter, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    launcher: ILauncher | null,
    palette: ICommandPalette | null,
    typesetter: ILatexTypesetter | null,
    translator: ITranslator | null
  ) => {
    const trans = (translator ?? nullTranslator).load('jupyterlab_invertible');
    const icon = new LabIcon({ name: 'invertible:matrix', svgstr: MATRIX_ICON });
    let count = 0;
    app.commands.addCommand(COMMAND, {
      label: trans.__('Matrix'),
      caption: trans.__('Write a matrix, and see its inverse'),
      icon,
      execute: async () => {
        // Loaded with the first matrix.
        const { MatrixModel, MatrixWidget, sharedSolver } = await import('../widget/index.js');
        const content = new MatrixWidget({
          model: new MatrixModel([
            ['2', '1'],
            ['1', '1/3']
          ]),
          solver: sharedSolver(),
          host: { typeset: element => void typesetter?.typeset(element), trans }
        });
        const panel = new MainAreaWidget({ content });
        // The widget has its own.
        panel.toolbar.hide();
        panel.id = `invertible-matrix-${++count}`;
        panel.title.label = trans.__('Matrix');
        panel.title.icon = icon;
        panel.title.closable = true;
        app.shell.add(panel, 'main');
        app.shell.activateById(panel.id);
        return panel;
      }
    });
    launcher?.add({ command: COMMAND, category: trans.__('Other'), rank: 10 });
    palette?.addItem({ command: COMMAND, category: trans.__('Invertible') });
  }
};
