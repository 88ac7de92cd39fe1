/** All that the page is asked, for one bundle. */
export { ready } from '../../src/engine/index.js';
export {
  againstCpu,
  empty,
  illConditioned,
  lapack,
  large,
  manySmall,
  notFinite,
  oneSingular,
  outs,
  products,
  roundTrip,
  singularTexts,
  structurallySingular
} from './cases.js';
export {
  absent,
  deviceLoss,
  exhausted,
  hasAdapter,
  lifetimes,
  refusals,
  tuning,
  waiting
} from './webgpu.js';
