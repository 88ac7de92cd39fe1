/** Views as DOM, and what they are made of. */
export { copyMenu } from './copy.js';
export {
  button,
  choice,
  displayMath,
  guardKeys,
  h,
  setIcon,
  svg,
  typesetMath
} from './dom.js';
export { draw, drawBars, drawReasons, drawWarning } from './draw.js';
export { heatMap } from './heat.js';
export type { EliminationChoice, IDrawHost } from './host.js';
export { drawMore } from './repairs.js';
export { ENGLISH, type ITranslation } from './translation.js';
