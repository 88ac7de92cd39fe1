import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { preloadDrawing } from '../mime/index.js';
import { TsCellExecutor } from '../notebook/index.js';
import { ITsCellExecutor } from '../tokens.js';

const ID = 'jupyterlab-invertible:ts-executor';

/** Makes the one executor that the plugins below share, and reads its settings. */
export const tsExecutor: JupyterFrontEndPlugin<TsCellExecutor> = {
  id: ID,
  description: 'Runs %%ts cells as TypeScript in the browser.',
  autoStart: true,
  optional: [ISettingRegistry],
  provides: ITsCellExecutor,
  activate: (_app, registry: ISettingRegistry | null) => {
    const executor = new TsCellExecutor(preloadDrawing);
    if (registry) void follow(registry, executor);
    return executor;
  }
};

async function follow(registry: ISettingRegistry, executor: TsCellExecutor): Promise<void> {
  const settings = await registry.load(ID);
  const update = () => {
    const { powerPreference, check, digits, limit, library } = settings.composite;
    // JupyterLab has checked them against the schema.
    executor.format = { digits: digits as number, limit: limit as number };
    executor.library = library as string;
    executor.check = check === 'warn' || check === 'off' ? check : 'error';
    executor.gpu =
      powerPreference === 'low-power' || powerPreference === 'high-performance'
        ? { powerPreference }
        : {};
  };
  settings.changed.connect(update);
  update();
}
