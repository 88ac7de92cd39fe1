/** Driving the matrix widget by its keys and controls. */
import { expect, type Lab } from './lab.js';

export class Widget {
  readonly node;
  readonly field;
  constructor(
    readonly lab: Lab,
    index = 0
  ) {
    this.node = lab.page.locator('.jp-Invertible-widget').nth(index);
    this.field = this.node.locator('.jp-Invertible-field');
  }

  static async open(lab: Lab): Promise<Widget> {
    await lab.show('matrix/start.ipynb', ['1']);
    await lab.execute(['invertible:open-matrix']);
    const widget = new Widget(lab);
    await expect(widget.node).toHaveAttribute('data-state', 'ready');
    await widget.field.focus();
    return widget;
  }

  /** Entries as they are drawn, row by row; the field stands on one of them. */
  cells(pane = 0) {
    return this.node.locator('.jp-Invertible-cells').nth(pane).locator('.jp-Invertible-cell');
  }

  press(...keys: string[]) {
    return keys.reduce(
      (done, key) => done.then(() => this.lab.page.keyboard.press(key)),
      Promise.resolve()
    );
  }

  type(text: string) {
    return this.lab.page.keyboard.type(text);
  }

  async paste(text: string) {
    await this.field.evaluate((field, data) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', data);
      field.dispatchEvent(
        new ClipboardEvent('paste', { clipboardData, cancelable: true, bubbles: true })
      );
    }, text);
  }
}
