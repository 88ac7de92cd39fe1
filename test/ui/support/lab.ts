/** Driving JupyterLab as a person does: menus, keys and what is on the screen. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test as base, expect, type Locator, type Page } from '@playwright/test';

/** The folder that the server under test serves; set by `scripts/test.mjs`. */
const ROOT = env('INVERTIBLE_UI_ROOT');
const SETTINGS = env('INVERTIBLE_UI_SETTINGS');

/**
 * The plain JupyterLab, the one that has other extensions beside ours, and the one whose pages are isolated: their
 * variables begin with these.
 */
const SERVERS = {
  plain: 'INVERTIBLE_UI',
  neighbours: 'INVERTIBLE_UI_NEIGHBOURS',
  isolated: 'INVERTIBLE_UI_ISOLATED'
};

function env(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run the browser tests with npm test`);
  return value;
}

export interface ICell {
  source: string;
  type?: 'code' | 'markdown';
  tags?: string[];
  /** As they were saved, by whomever. */
  outputs?: unknown[];
}

export type Kernel = 'python3' | 'none';

/** As much of JupyterLab's application as is used here; `--expose-app-in-browser` shows it. */
export interface IApp {
  commands: { execute(id: string): Promise<unknown> };
}

interface IPageConfig {
  federated_extensions: { name: string }[];
  disabledExtensions: string[];
}

export class Lab {
  /** Messages of the page's console that a user should not see. */
  readonly complaints: string[] = [];
  /** Whether the theme was changed. */
  isDark = false;

  constructor(
    readonly page: Page,
    readonly server: keyof typeof SERVERS = 'plain'
  ) {
    page.on('console', message => {
      if (message.type() === 'error') this.complaints.push(message.text());
    });
    page.on('pageerror', error => this.complaints.push(String(error)));
  }

  /** Writes a notebook where the server finds it. */
  write(path: string, cells: readonly (ICell | string)[], kernel: Kernel = 'python3'): void {
    const full = join(ROOT, path);
    mkdirSync(dirname(full), { recursive: true });
    writeFileSync(full, JSON.stringify(notebook(cells, kernel)));
  }

  /** Whether the server's folder has a file. */
  hasFile(path: string): boolean {
    return existsSync(join(ROOT, path));
  }

  /** Changes a notebook as no program would write it. */
  rewrite(path: string, change: (text: string) => string): void {
    const full = join(ROOT, path);
    writeFileSync(full, change(readFileSync(full, 'utf8')));
  }

  /** The address of a notebook, in a workspace of its own: so no earlier test's are opened beside it. */
  address(path: string): string {
    const workspace = `w${Math.random().toString(36).slice(2)}`;
    const [url, token] = ['URL', 'TOKEN'].map(name => env(`${SERVERS[this.server]}_${name}`));
    return `${url}lab/workspaces/${workspace}/tree/${path}?token=${token}`;
  }

  /** Reads a notebook as it was saved; without cells while it is being written. */
  read(path: string): {
    cells: { metadata: { execution?: Record<string, string> }; outputs: unknown[] }[];
  } {
    const text = readFileSync(join(ROOT, path), 'utf8');
    return text.trimEnd().endsWith('}') ? JSON.parse(text) : { cells: [] };
  }

  /** Changes a setting of JupyterLab before a page is opened. */
  setting(extension: string, plugin: string, value: Record<string, unknown>): void {
    const folder = join(SETTINGS, extension);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${plugin}.jupyterlab-settings`), JSON.stringify(value));
  }

  /** Opens a notebook and waits until its kernel, if it has one, is there. */
  async open(path: string, kernel: Kernel = 'python3'): Promise<void> {
    await this.page.goto(this.address(path));
    await this.page.locator('.jp-Notebook .jp-Cell').first().waitFor();
    if (kernel === 'none') return;
    // JupyterLab itself drops cells that are run before the kernel is connected.
    await expect(this.page.locator('#jp-main-statusbar')).toContainText(/Python 3.*\| Idle/);
  }

  /** Writes and opens a notebook in one. */
  async show(path: string, cells: readonly (ICell | string)[], kernel: Kernel = 'python3') {
    this.write(path, cells, kernel);
    await this.open(path, kernel);
  }

  /**
   * Loads JupyterLab without some extensions from now on; without ours, with the executor of cells that ours
   * replaces.
   */
  async without(names: readonly string[]): Promise<void> {
    await this.page.addInitScript(left => {
      // At "interactive", the configuration is there, and the scripts that read it have not run.
      document.addEventListener(
        'readystatechange',
        () => {
          const data = document.getElementById('jupyter-config-data');
          if (!data) return;
          const config = JSON.parse(data.textContent) as IPageConfig;
          const kept = config.federated_extensions.filter(({ name }) => !left.includes(name));
          if (kept.length < config.federated_extensions.length) config.disabledExtensions = [];
          config.federated_extensions = kept;
          config.disabledExtensions.push(...left);
          data.textContent = JSON.stringify(config);
        },
        { once: true }
      );
    }, names);
  }

  async menu(top: string, item: string | RegExp): Promise<void> {
    await this.page.locator('.lm-MenuBar-item', { hasText: new RegExp(`^${top}$`) }).click();
    await this.page.locator('.lm-Menu-item:visible', { hasText: item }).first().click();
  }

  /** Restarts the kernel by the menu, and says that this is meant. */
  async restart(item: RegExp = /^Restart Kernel…/): Promise<void> {
    await this.menu('Kernel', item);
    const dialog = this.page.locator('.jp-Dialog');
    await dialog.getByRole('button', { name: 'Confirm Kernel Restart' }).click();
  }

  /** Changes the theme, and waits until the splash is gone that comes with it. */
  async darken(): Promise<void> {
    this.isDark = true;
    await this.menu('Settings', 'Theme');
    await this.page
      .locator('.lm-Menu-item:visible', { hasText: 'JupyterLab Dark' })
      .first()
      .click();
    await expect(this.page.locator('body')).toHaveAttribute('data-jp-theme-light', 'false');
    await expect(this.page.locator('#jupyterlab-splash')).toHaveCount(0);
  }

  /** Runs all cells and waits until each has run, or was given up. */
  async runAll(timeout?: number): Promise<void> {
    const first = this.page.locator('.jp-CodeCell .jp-InputPrompt').first();
    const before = await first.textContent();
    await this.menu('Run', /^Run All Cells$/);
    await expect(first).not.toHaveText(before ?? '');
    await this.settled(timeout);
  }

  /** Executes commands of JupyterLab, one after the other, so many ms apart. */
  async execute(commands: string[], gap = 0): Promise<void> {
    await this.page.evaluate(
      async ({ commands: ids, gap: ms }) => {
        const { commands: registry } = (globalThis as unknown as { jupyterapp: IApp }).jupyterapp;
        for (const id of ids) {
          void registry.execute(id);
          await new Promise(resolve => setTimeout(resolve, ms));
        }
      },
      { commands, gap }
    );
  }

  /** Waits until no cell shows `[*]`. */
  async settled(timeout = 60_000): Promise<void> {
    await expect(this.page.locator('.jp-InputPrompt', { hasText: '[*]' })).toHaveCount(0, {
      timeout
    });
  }

  /** Selects a cell and runs it with Shift+Enter. */
  async run(index: number): Promise<void> {
    await this.cell(index).locator('.jp-InputPrompt').click();
    await this.page.keyboard.press('Shift+Enter');
  }

  cell(index: number): Locator {
    return this.page.locator('.jp-Notebook .jp-Cell').nth(index);
  }

  prompt(index: number): Locator {
    return this.cell(index).locator('.jp-InputPrompt');
  }

  /** The outputs of a cell; formulas of the typesetter are read as their text. */
  output(index: number): Locator {
    return this.cell(index).locator('.jp-OutputArea-output');
  }
}

/** A notebook file of these cells. */
function notebook(cells: readonly (ICell | string)[], kernel: Kernel) {
  const kernelspec = { display_name: 'Python 3 (ipykernel)', language: 'python', name: 'python3' };
  return {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: kernel === 'none' ? { kernelspec: { name: '', display_name: '' } } : { kernelspec },
    cells: cells.map((cell, i) => {
      const {
        source,
        type = 'code',
        tags = [],
        outputs = []
      } = typeof cell === 'string' ? { source: cell } : cell;
      const common = { id: `cell-${i}`, metadata: { tags }, source, cell_type: type };
      return type === 'code' ? { ...common, execution_count: null, outputs } : common;
    })
  };
}

export const test = base.extend<{ lab: Lab; server: keyof typeof SERVERS }>({
  server: ['plain', { option: true }],
  lab: async ({ page, server }, use) => {
    const lab = new Lab(page, server);
    await use(lab);
    // The theme is a setting, and would be the next test's.
    if (lab.isDark) lab.setting('@jupyterlab/apputils-extension', 'themes', {});
  }
});

export { expect };

/** The segments of the first bar of digits. */
export function segments(output: Locator): Locator {
  return output.locator('.jp-Invertible-bar').first().locator('> span');
}
