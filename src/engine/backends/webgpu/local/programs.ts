/** From WGSL to pipelines: each is made once for a device. */

import { expand } from './expand.js';
import { COMPUTE } from './flags.js';
import { SHADERS } from './shaders.js';

/** How a kernel sees a buffer: its name, what it holds, and whether it is written. */
export interface IBinding {
  name: string;
  type: 'E' | 'f32' | 'i32' | 'u32';
  write?: boolean;
}

export interface IProgramOptions {
  kernel: keyof typeof SHADERS;
  complex: boolean;
  bindings: readonly IBinding[];
  /** Replacements of names in the text: constants, and names of buffers. */
  replace?: Readonly<Record<string, string>>;
  /** Numbers by name: constants (`N` is also written `Nu`), and how often written-out loops are repeated. */
  counts?: Readonly<Record<string, number>>;
}

export interface IProgram {
  pipeline: GPUComputePipeline;
  layout: GPUBindGroupLayout;
}

export class Programs {
  readonly #device: GPUDevice;
  readonly #programs = new Map<string, IProgram>();
  readonly #subgroups: boolean;

  constructor(device: GPUDevice) {
    this.#device = device;
    this.#subgroups = device.features.has('subgroups');
  }

  get(options: IProgramOptions): IProgram {
    const { kernel, complex, bindings, replace = {}, counts = {} } = options;
    const names = bindings.map(({ name }) => name).join();
    const key = `${kernel} ${complex} ${names} ${JSON.stringify([replace, counts])}`;
    const program = this.#programs.get(key) ?? this.#make(options);
    this.#programs.set(key, program);
    return program;
  }

  #make(options: IProgramOptions): IProgram {
    const { kernel, bindings } = options;
    const layout = this.#device.createBindGroupLayout({
      entries: [
        {
          binding: 0,
          visibility: COMPUTE,
          buffer: { type: 'uniform', hasDynamicOffset: true }
        },
        ...bindings.map(({ write }, i) => ({
          binding: i + 1,
          visibility: COMPUTE,
          buffer: { type: write ? 'storage' : 'read-only-storage' } as const
        }))
      ]
    });
    const module = this.#device.createShaderModule({
      label: kernel,
      code: this.#text(options)
    });
    const pipeline = this.#device.createComputePipeline({
      label: kernel,
      layout: this.#device.createPipelineLayout({ bindGroupLayouts: [layout] }),
      compute: { module, entryPoint: 'main' }
    });
    return { pipeline, layout };
  }

  #text({ kernel, complex, bindings, replace, counts = {} }: IProgramOptions): string {
    const reduction = kernel === 'panel';
    const declared = bindings.map(
      ({ name, type, write }, i) =>
        `@group(0) @binding(${i + 1}) var<storage, ${write ? 'read_write' : 'read'}> ${name}: array<${type}>;`
    );
    const parts = [
      reduction && this.#subgroups ? 'enable subgroups;' : '',
      SHADERS[complex ? 'complex' : 'real'],
      SHADERS.parameters,
      declared.join('\n'),
      reduction ? SHADERS[this.#subgroups ? 'largest.subgroups' : 'largest'] : '',
      SHADERS[kernel]
    ];
    const names = {
      SUBGROUP_ARGUMENTS: this.#subgroups ? '@builtin(subgroup_size) size: u32' : '',
      SUBGROUP_VALUES: this.#subgroups ? 'size' : '0u',
      ...replace
    };
    const constants = Object.entries(counts).flatMap(([name, value]) => [
      [name, `${value}`],
      [`${name}u`, `${value}u`]
    ]);
    return [...Object.entries(names), ...constants].reduce(
      (text, [name, value]) => text.replaceAll(new RegExp(`\\b${name}\\b`, 'g'), value),
      expand(parts.join('\n'), counts)
    );
  }
}
