/** The plain-TypeScript kernels: short, exact in what they promise, and what every backend must agree with. */
import type { IKernels } from '../device.js';
import { invert } from './inverse.js';
import { factor } from './lu.js';

export const referenceKernels: IKernels = { name: 'reference', factor, invert };
