/** One operation: its dispatches in one pass, with the numbers of all of them in one buffer. */

import type { ITiles, Operation } from '../../../core/gpu/gpu.js';
import type { BufferPool } from './buffers.js';
import type { IProgram, IProgramOptions, Programs } from './programs.js';

/** A dispatch's numbers: 16 vectors of 4 words, which is also the alignment of dynamic offsets. */
const BLOCK = 256;

/** The parts of a device that jobs need; made once. */
export interface IMachine {
  device: GPUDevice;
  programs: Programs;
  storage: BufferPool;
  uniforms: BufferPool;
  tiles: ITiles;
  /** Hands an operation to the device. */
  encode(operation: Operation, buffers: readonly GPUBuffer[], numbers: readonly number[]): void;
}

interface IDispatch {
  program: IProgram;
  buffers: readonly GPUBuffer[];
  counts: readonly [number, number, number];
  numbers: readonly number[];
}

export class Job {
  readonly machine: IMachine;
  readonly #dispatches: IDispatch[] = [];
  readonly #scratch: GPUBuffer[] = [];

  constructor(machine: IMachine) {
    this.machine = machine;
  }

  /** A buffer for the time of this job. */
  scratch(words: number): GPUBuffer {
    const buffer = this.machine.storage.take(words * 4);
    this.#scratch.push(buffer);
    return buffer;
  }

  /** A dispatch for every member: the first number is that of the first one. */
  each(
    options: IProgramOptions,
    buffers: readonly GPUBuffer[],
    [x, y]: readonly [number, number],
    count: number,
    numbers: readonly number[]
  ): void {
    const most = this.machine.device.limits.maxComputeWorkgroupsPerDimension;
    for (let first = 0; first < count && x > 0 && y > 0; first += most) {
      const z = Math.min(most, count - first);
      this.#add(options, buffers, [x, y, z], [first, ...numbers]);
    }
  }

  /** So many workgroups, in rows. */
  linear(
    options: IProgramOptions,
    buffers: readonly GPUBuffer[],
    groups: number,
    numbers: readonly number[]
  ): void {
    const most = this.machine.device.limits.maxComputeWorkgroupsPerDimension;
    const x = Math.min(groups, most);
    if (groups > 0) this.#add(options, buffers, [x, Math.ceil(groups / x), 1], numbers);
  }

  #add(
    options: IProgramOptions,
    buffers: readonly GPUBuffer[],
    counts: readonly [number, number, number],
    numbers: readonly number[]
  ): void {
    const program = this.machine.programs.get(options);
    this.#dispatches.push({ program, buffers, counts, numbers });
  }

  submit(): void {
    const { device, storage, uniforms } = this.machine;
    const words = new Uint32Array((this.#dispatches.length * BLOCK) / 4);
    this.#dispatches.forEach(({ numbers }, i) => {
      words.set(numbers, (i * BLOCK) / 4);
    });
    const parameters = uniforms.take(words.byteLength);
    device.queue.writeBuffer(parameters, 0, words);
    const groups = new Groups(device, parameters);
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    this.#dispatches.forEach(({ program, buffers, counts }, i) => {
      pass.setPipeline(program.pipeline);
      pass.setBindGroup(0, groups.get(program, buffers), [i * BLOCK]);
      pass.dispatchWorkgroups(...counts);
    });
    pass.end();
    device.queue.submit([encoder.finish()]);
    for (const buffer of this.#scratch) storage.give(buffer);
    uniforms.give(parameters);
  }
}

/** The bind groups of a job: one for all dispatches of a program with the same buffers. */
class Groups {
  readonly #device: GPUDevice;
  readonly #parameters: GPUBuffer;
  readonly #known = new Map<IProgram, { buffers: readonly GPUBuffer[]; group: GPUBindGroup }[]>();

  constructor(device: GPUDevice, parameters: GPUBuffer) {
    this.#device = device;
    this.#parameters = parameters;
  }

  get(program: IProgram, buffers: readonly GPUBuffer[]): GPUBindGroup {
    const known = this.#known.get(program) ?? [];
    this.#known.set(program, known);
    const same = known.find(entry => entry.buffers.every((buffer, i) => buffer === buffers[i]));
    if (same) return same.group;
    const group = this.#device.createBindGroup({
      layout: program.layout,
      entries: [
        { binding: 0, resource: { buffer: this.#parameters, size: BLOCK } },
        ...buffers.map((buffer, i) => ({ binding: i + 1, resource: { buffer } }))
      ]
    });
    known.push({ buffers, group });
    return group;
  }
}
