/** All plugins, in the order in which they depend on each other. */

import { assistance } from './assistance.js';
import { cellExecutor } from './cell-executor.js';
import { tsExecutor } from './executor.js';
import { kernel } from './kernel.js';
import { language } from './language.js';
import { lifecycle } from './lifecycle.js';
import { matrix } from './matrix.js';

export const plugins = [tsExecutor, cellExecutor, lifecycle, language, assistance, kernel, matrix];
