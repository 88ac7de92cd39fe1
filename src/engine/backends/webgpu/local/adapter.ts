/** Finding an adapter and a device, with all that the adapter allows; and what is said where there is none. */
import { RuntimeError } from '../../../core/errors.js';
import type { IGpuOptions } from '../../../core/gpu/gpu.js';

const REMEDY = `stay on 'cpu', which needs no GPU`;

/** Limits that matter here: asked for as the adapter has them, since the defaults are those of a phone. */
const LIMITS = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxComputeWorkgroupStorageSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupSizeX'
] as const;

export function deviceError(message: string): RuntimeError {
  return new RuntimeError(`webgpu: ${message}`, { op: 'webgpu', code: 'device' });
}

/** @throws RuntimeError where this host has no WebGPU at all, which is known without waiting */
export function findGpu(): GPU {
  const gpu = globalThis.navigator?.gpu;
  if (gpu) return gpu;
  throw deviceError(`this host has no WebGPU (navigator.gpu is missing); ${REMEDY}`);
}

/** @throws RuntimeError where this thread, browser or machine has no WebGPU */
export async function requestDevice({ powerPreference }: IGpuOptions): Promise<GPUDevice> {
  const adapter = await findGpu().requestAdapter({ powerPreference });
  if (!adapter) {
    throw deviceError(
      `the browser gives no adapter: no GPU, or one that it does not trust; ${REMEDY}`
    );
  }
  const requiredFeatures = [...adapter.features].filter(name => name === 'subgroups');
  const requiredLimits = Object.fromEntries(LIMITS.map(name => [name, adapter.limits[name]]));
  try {
    return await adapter.requestDevice({
      requiredFeatures: requiredFeatures as GPUFeatureName[],
      requiredLimits
    });
  } catch (cause) {
    const error = deviceError(
      `the adapter gives no device (${(cause as Error).message}); ${REMEDY}`
    );
    error.cause = cause;
    throw error;
  }
}

/** The name by which tuned tiles are remembered. */
export function adapterName({ adapterInfo }: GPUDevice): string {
  const { vendor, architecture, device, description } = adapterInfo;
  return [vendor, architecture, device, description].join('/');
}

/** Why a buffer of so many bytes cannot be had on this device, if it cannot. */
export function overLimit({ limits }: GPUDevice, bytes: number): RuntimeError | undefined {
  const most = Math.min(limits.maxBufferSize, limits.maxStorageBufferBindingSize);
  if (bytes <= most) return undefined;
  const [wanted, got] = [bytes, most].map(size => Math.ceil(size / 2 ** 20));
  return deviceError(
    `a tensor of ${wanted} MiB is over this adapter's limit of ${got} MiB; use smaller matrices, or the device 'cpu'`
  );
}
