/** WebGPU's bit flags, by the values of the specification: not every host has their namespaces. */
export const USAGE = { MAP_READ: 1, COPY_SRC: 4, COPY_DST: 8, UNIFORM: 64, STORAGE: 128 } as const;
export const MAP_READ = 1;
export const COMPUTE = 4;
