/** One name for both devices: where the first operand is, there the work is done. */

import { cast } from '../backends/cpu/cast.js';
import { currentGpu } from '../backends/webgpu/current.js';
import { RuntimeError } from '../core/errors.js';
import type { Shape } from '../core/shape.js';
import type { Device } from '../core/strided.js';
import { type GpuDType, GpuTensor } from '../gpu-tensor.js';
import { Tensor } from '../tensor.js';

// biome-ignore lint/suspicious/noExplicitAny: any function at all
type AnyFunction = (...args: any[]) => any;

export interface IGpuTensorOptions {
  /** `float32` where absent: the one real type of the device. */
  dtype?: GpuDType;
  device: 'webgpu';
}

/** Sizes, and options that say where. */
type GpuSizes =
  | [...sizes: number[], options: IGpuTensorOptions]
  | [shape: Shape, options: IGpuTensorOptions];

/** A function that makes tensors of sizes, on either device. */
export type MadeOfSizes<C> = C & ((...sizes: GpuSizes) => GpuTensor);

export function madeOfSizes<C extends AnyFunction>(op: string, make: C): MadeOfSizes<C> {
  return placed(op, make) as never;
}

/** A function that makes tensors of something, on either device. */
export type MadeOf<C extends AnyFunction> = C &
  ((...args: [...Head<Parameters<C>>, options: IGpuTensorOptions]) => GpuTensor);

export function madeOf<C extends AnyFunction>(op: string, make: C): MadeOf<C> {
  return placed(op, make) as never;
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
  if (device === 'cpu' || device === 'webgpu') return device;
  throw new RuntimeError(`${op}: expected a device ('cpu', 'webgpu'), got ${String(device)}`, {
    op,
    code: 'device'
  });
}

/** Makes a tensor on the CPU, and moves it to where the options say. */
function placed(op: string, make: AnyFunction): AnyFunction {
  return (...args: unknown[]) => {
    const last = args[args.length - 1];
    const given = isOptions(last) ? last : undefined;
    const device = checkDevice(op, given?.device ?? standard);
    if (!given && device === 'cpu') return make(...args);
    const rest = given ? args.slice(0, -1) : args;
    const { device: _, ...options } = given ?? {};
    const made = make(...rest, options);
    if (device === 'cpu') return made;
    const asked = options.dtype !== undefined || rest[0] instanceof Tensor;
    return GpuTensor.from(currentGpu(), asked ? made : inSinglePrecision(made));
  };
}

function isOptions(value: unknown): value is { device?: unknown; dtype?: unknown } {
  if (typeof value !== 'object' || value === null || 'toArray' in value) return false;
  return 'device' in value || 'dtype' in value;
}

/** The device's own dtype, where none was asked for. */
function inSinglePrecision(made: Tensor): Tensor {
  if (made.dtype === 'float64') return cast(made, 'float32');
  return made.dtype === 'complex128' ? cast(made, 'complex64') : made;
}
