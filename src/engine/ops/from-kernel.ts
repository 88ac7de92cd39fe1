/** Arrays of the notebook's Python kernel, by their names. */
import { currentKernel } from '../backends/kernel/index.js';
import { RuntimeError } from '../core/errors.js';
import { heldArray } from '../core/kernel/held.js';
import { KernelStorage } from '../core/kernel/storage.js';
import { KernelTensor } from '../kernel-tensor.js';

/**
 * The array that a variable of the Python kernel holds, as a tensor on the device 'kernel'. Nothing is copied: the
 * tensor is that array, whatever Python makes of it later.
 *
 * @param name of a variable that holds an array of NumPy, torch, CuPy, JAX or Dask, float32, float64, complex64,
 *   complex128, int32, int64 or bool
 * @throws RuntimeError where there is no such variable, or where it is no such array
 */
export async function fromKernel(name: string): Promise<KernelTensor> {
  const op = 'fromKernel';
  if (typeof name !== 'string') {
    throw new RuntimeError(`${op}: expected the name of a variable in Python, got ${typeof name}`, {
      op,
      code: 'invalid-argument'
    });
  }
  const kernel = currentKernel();
  const storage = new KernelStorage(kernel);
  const { fields } = await kernel.ask({ do: 'refer', out: [storage.handle], name });
  if (fields.other) {
    throw new RuntimeError(
      `${op}: ${name} is no array of NumPy, torch, CuPy, JAX or Dask; the cell gets its value with %%ts -i ${name}`,
      { op, code: 'invalid-argument' }
    );
  }
  const array = heldArray(storage.handle, fields);
  if (array) {
    const { shape, dtype, library, where } = array;
    return new KernelTensor(kernel, shape, dtype, { library, where }, storage);
  }
  throw new RuntimeError(
    `${op}: Python's answer about ${name} is not of an array; run the cell again`,
    { op, code: 'device' }
  );
}
