/** What the methods of tensors call: the operations, bound when a door of the engine is opened. */
import { cast } from './backends/cpu/cast.js';
import { currentGpu } from './backends/webgpu/index.js';
import type { DType } from './core/dtype.js';
import type { Device } from './core/strided.js';
import { GpuTensor, provideGpuOperations } from './gpu-tensor.js';
import { add, conj, div, mul, sub } from './ops/elementwise.js';
import { matmul } from './ops/matmul.js';
import { provideOperations, type Tensor } from './tensor.js';

provideOperations({ add, sub, mul, div, matmul, conj, to });
provideGpuOperations({ add, sub, mul, div, matmul, conj });

function to(source: Tensor, target: DType | Device): Tensor | GpuTensor {
  if (target === 'cpu') return source;
  return target === 'webgpu' ? GpuTensor.from(currentGpu(), source) : cast(source, target);
}
