/** The JupyterLab extension: its plugins. The engine has a door of its own, `jupyterlab-invertible/engine`. */
import { plugins } from './plugins/index.js';

export { ITsCellExecutor } from './tokens.js';

export default plugins;
