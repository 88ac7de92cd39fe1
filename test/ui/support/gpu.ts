/** How Chromium is started with a WebGPU adapter in software, so that no GPU is needed. */
export const GPU_LAUNCH = {
  executablePath: process.env.CHROMIUM_PATH,
  args: [
    ...JSON.parse(process.env.CHROMIUM_FLAGS ?? '[]'),
    '--enable-unsafe-webgpu',
    '--use-webgpu-adapter=swiftshader',
    '--js-flags=--expose-gc'
  ]
};

/** The reason to skip where even that gives none, so that no test passes in silence. */
export const NO_ADAPTER = 'this Chromium gives no WebGPU adapter, not even a software one';
