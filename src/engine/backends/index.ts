/** The devices. The first operand's device does the work. */
import { RuntimeError } from '../core/errors.js';
import type { GpuTensor } from '../gpu-tensor.js';
import type { Tensor } from '../tensor.js';
import { cpu } from './cpu/index.js';
import type { IDevice } from './device.js';
import { webgpu } from './webgpu/device.js';

export type {
  Arithmetic,
  IDevice,
  IEquation,
  ILuFactors,
  INormOf,
  IProduct,
  MatrixNorm
} from './device.js';
export type { ProductSizes } from './kernels.js';

export type AnyTensor = Tensor | GpuTensor;

const DEVICES = { cpu, webgpu };

/** The device that computes with a tensor. */
export function deviceOf<T extends AnyTensor>(operand: T): IDevice<T> {
  // The table is of both; an operand says which.
  return DEVICES[operand.device] as unknown as IDevice<T>;
}

/** torch's error for operands that are not on one device. */
export function differentDevices(op: string, first: string, second: string): RuntimeError {
  return new RuntimeError(
    `${op}: Expected all tensors to be on the same device, but found at least two devices, ${first} and ${second}! Move one with A.to('webgpu') or await A.cpu()`,
    { op, code: 'device' }
  );
}

/** Goes on with a value, or with a promise of one when it is there. */
export function whenThere<V, R>(value: V | Promise<V>, next: (value: V) => R): R | Promise<R> {
  return value instanceof Promise ? value.then(next) : next(value);
}

/** Runs an operation that waits for the device where it must: there what is thrown rejects its promise. */
export function awaited<R>(operand: AnyTensor, run: () => R | Promise<R>): R | Promise<R> {
  if (!deviceOf(operand).waits) return run();
  return new Promise(resolve => resolve(run()));
}
