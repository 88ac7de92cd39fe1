/** The devices. The first operand's device does the work. */
import { RuntimeError } from '../core/errors.js';
import type { DeviceTensor } from '../device-tensor.js';
import type { Tensor } from '../tensor.js';
import { cpu } from './cpu/index.js';
import type { IDevice } from './device.js';
import { kernel } from './kernel/index.js';
import { webgpu } from './webgpu/device.js';

export type {
  Arithmetic,
  IDecompositions,
  IDevice,
  IEquation,
  ILuFactors,
  INormOf,
  IProduct,
  ITolerance,
  MatrixNorm
} from './device.js';
export type { ProductSizes } from './kernels.js';

export type AnyTensor = Tensor | DeviceTensor;

const DEVICES = { cpu, webgpu, kernel };

/** The device that computes with a tensor. */
export function deviceOf<T extends AnyTensor>(operand: T): IDevice<T> {
  // The table is of all; an operand says which.
  return DEVICES[operand.device] as unknown as IDevice<T>;
}

/** torch's error for operands that are not on one device. */
export function differentDevices(op: string, first: string, second: string): RuntimeError {
  const target = first === 'cpu' ? second : first;
  return new RuntimeError(
    `${op}: Expected all tensors to be on the same device, but found at least two devices, ${first} and ${second}! Move one with A.to('${target}') or await A.cpu()`,
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
