/** One name for all devices: where the first operand is, there the work is done. */

import { cast } from '../backends/cpu/cast.js';
import { currentKernel, defaultPlace, parsePlace } from '../backends/kernel/index.js';
import { currentGpu } from '../backends/webgpu/current.js';
import type { DType } from '../core/dtype.js';
import { RuntimeError } from '../core/errors.js';
import type { IKernelPlace } from '../core/kernel/kernel.js';
import type { Shape } from '../core/shape.js';
import { DEVICES, type Device } from '../core/strided.js';
import { type GpuDType, GpuTensor } from '../gpu-tensor.js';
import { KernelTensor } from '../kernel-tensor.js';
import { Tensor } from '../tensor.js';
import type { ITensorOptions } from './create.js';
import type { IRecipe } from './recipes.js';

// biome-ignore lint/suspicious/noExplicitAny: any function at all
type AnyFunction = (...args: any[]) => any;

export interface IGpuTensorOptions {
  /** `float32` where absent: the one real type of the device. */
  dtype?: GpuDType;
  device: 'webgpu';
}

export interface IKernelTensorOptions<D extends DType = DType> {
  dtype?: D;
  device: 'kernel';
  /** The library of the array, and a device of it: `'torch:cuda:0'`; where absent, what `setDefaultLibrary` says. */
  library?: string;
}

/** Sizes, and options that say where. */
type SizesOn<O> = [...sizes: number[], options: O] | [shape: Shape, options: O];

/** A function that makes tensors of sizes, on any device. */
export type MadeOfSizes<C> = C &
  ((...sizes: SizesOn<IGpuTensorOptions>) => GpuTensor) &
  ((...sizes: SizesOn<IKernelTensorOptions>) => KernelTensor);

/**
 * @param recipe how the Python kernel makes such a tensor by itself; where absent, one of the CPU is copied there
 */
export function madeOfSizes<C extends AnyFunction>(
  op: string,
  make: C,
  recipe?: IRecipe
): MadeOfSizes<C> {
  return placed(op, make, recipe) as never;
}

/** A function that makes tensors of something, on any device. */
export type MadeOf<C extends AnyFunction> = C &
  ((...args: [...Head<Parameters<C>>, options: IGpuTensorOptions]) => GpuTensor) &
  ((...args: [...Head<Parameters<C>>, options: IKernelTensorOptions]) => KernelTensor);

export function madeOf<C extends AnyFunction>(op: string, make: C, recipe?: IRecipe): MadeOf<C> {
  return placed(op, make, recipe) as never;
}

/** Parameters without the last, the options. */
type Head<P extends unknown[]> = Required<P> extends [...infer H, unknown] ? H : never;

let standard: Device = 'cpu';

/** The device of new tensors that name none. Source: `torch.set_default_device`. */
export function setDefaultDevice(device: Device): void {
  standard = checkDevice('setDefaultDevice', device);
}

export function getDefaultDevice(): Device {
  return standard;
}

function checkDevice(op: string, device: unknown): Device {
  if (DEVICES.includes(device as Device)) return device as Device;
  const known = DEVICES.map(name => `'${name}'`).join(', ');
  throw new RuntimeError(`${op}: expected a device (${known}), got ${String(device)}`, {
    op,
    code: 'device'
  });
}

/** Makes a tensor where the options say. */
function placed(op: string, make: AnyFunction, recipe?: IRecipe): AnyFunction {
  return (...args: unknown[]) => {
    const last = args[args.length - 1];
    const given = isOptions(last) ? last : undefined;
    const device = checkDevice(op, given?.device ?? standard);
    if (!given && device === 'cpu') return make(...args);
    const rest = given ? args.slice(0, -1) : args;
    const { device: _, library, ...options } = given ?? {};
    if (device === 'kernel') {
      const place = library === undefined ? defaultPlace() : parsePlace(op, library);
      return madeInKernel(
        place,
        () => make(...rest, options),
        recipe?.(rest, options as ITensorOptions)
      );
    }
    if (library !== undefined) {
      throw new RuntimeError(
        `${op}: the option 'library' says which library of the Python kernel makes a tensor on the device 'kernel', and this one is on '${device}'`,
        { op, code: 'invalid-argument' }
      );
    }
    const made = make(...rest, options);
    if (device === 'cpu') return made;
    const asked = options.dtype !== undefined || rest[0] instanceof Tensor;
    return GpuTensor.from(currentGpu(), asked ? made : inSinglePrecision(made));
  };
}

function madeInKernel(
  place: IKernelPlace,
  make: () => Tensor,
  ingredients?: ReturnType<IRecipe>
): KernelTensor {
  const kernel = currentKernel();
  if (!ingredients) return KernelTensor.from(kernel, make(), place);
  const { shape, dtype, ...details } = ingredients;
  const result = new KernelTensor(kernel, shape, dtype, place);
  const { library, where = null } = place;
  kernel.post({ do: 'make', out: [result.handle], library, where, shape, dtype, ...details });
  return result;
}

function isOptions(
  value: unknown
): value is { device?: unknown; dtype?: unknown; library?: unknown } {
  if (typeof value !== 'object' || value === null || 'toArray' in value) return false;
  return 'device' in value || 'dtype' in value || 'library' in value;
}

/** The device's own dtype, where none was asked for. */
function inSinglePrecision(made: Tensor): Tensor {
  if (made.dtype === 'float64') return cast(made, 'float32');
  return made.dtype === 'complex128' ? cast(made, 'complex64') : made;
}
