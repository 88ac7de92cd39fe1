/** Views as DOM, and what they are made of. */
export { copyText } from './copy.js';
export { button, guardKeys, h, setIcon, svg } from './dom.js';
export { draw, drawTrust, drawWarning } from './draw.js';
export { heatMap } from './heat.js';
export type { IDrawHost } from './host.js';
