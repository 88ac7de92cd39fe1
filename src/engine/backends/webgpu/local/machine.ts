/** A device with the programs of its operations: what `local.ts` loads when it is first asked to compute. */
import type { IGpuOptions } from '../../../core/gpu/gpu.js';
import { adapterName, requestDevice } from './adapter.js';
import { BufferPool } from './buffers.js';
import { USAGE } from './flags.js';
import { type IMachine, Job } from './job.js';
import { RUN } from './operations.js';
import { Programs } from './programs.js';
import { tunedTiles } from './tiles.js';

/** Connects to the device that the options ask for. */
export async function startMachine(options: IGpuOptions): Promise<IMachine> {
  const device = await requestDevice(options);
  // Errors are told by what depends on them; see `local.ts`.
  device.onuncapturederror = event => event.preventDefault();
  const { STORAGE, COPY_SRC, COPY_DST, UNIFORM } = USAGE;
  const machine: IMachine = {
    device,
    programs: new Programs(device),
    storage: new BufferPool(device, STORAGE | COPY_SRC | COPY_DST),
    uniforms: new BufferPool(device, UNIFORM | COPY_DST),
    tiles: { rows: 8, columns: 8 },
    encode(operation, buffers, numbers) {
      const job = new Job(machine);
      RUN[operation](job, buffers, numbers);
      job.submit();
    }
  };
  machine.tiles = await tunedTiles(machine, adapterName(device), options);
  return machine;
}
