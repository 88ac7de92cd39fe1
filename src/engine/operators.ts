/** The methods of tensors call these: the operations, bound when a door of the engine is opened. */
import { cast } from './backends/cpu/cast.js';
import { currentKernel, defaultPlace } from './backends/kernel/index.js';
import { currentGpu } from './backends/webgpu/index.js';
import type { DType } from './core/dtype.js';
import type { Device } from './core/strided.js';
import { type DeviceTensor, provideDeviceOperations } from './device-tensor.js';
import { GpuTensor } from './gpu-tensor.js';
import { KernelTensor } from './kernel-tensor.js';
import { det } from './linalg/determinant.js';
import { inv } from './linalg/inverse.js';
import { allclose } from './ops/close.js';
import { eq, equal, ge, gt, le, lt, ne } from './ops/compare.js';
import { add, conj, div, mul, sub } from './ops/elementwise.js';
import { matmul } from './ops/matmul.js';
import { dot, outer } from './ops/products.js';
import { amax, amin, argmax, mean, sum } from './ops/reduce.js';
import { trace } from './ops/trace.js';
import { tril, triu } from './ops/triangle.js';
import { abs, exp, sqrt } from './ops/unary.js';
import { provideOperations, type Tensor } from './tensor.js';

const arithmetic = { add, sub, mul, div, matmul, conj };

provideOperations({
  ...arithmetic,
  ...{ inverse: A => inv(A), det: A => det(A), trace, abs, sqrt, exp },
  ...{ sum, mean, amax, amin, argmax, triu, tril, dot, outer },
  ...{ eq, ne, lt, le, gt, ge, equal, allclose },
  to
});
provideDeviceOperations(arithmetic);

function to(source: Tensor, target: DType | Device): Tensor | DeviceTensor {
  if (target === 'cpu') return source;
  if (target === 'webgpu') return GpuTensor.from(currentGpu(), source);
  if (target === 'kernel') return KernelTensor.from(currentKernel(), source, defaultPlace());
  return cast(source, target);
}
