/** How the in-browser kernel is offered; apart from the kernel, which is loaded when it is first wanted. */
import type { KernelSpec } from '@jupyterlab/services';

export const KERNEL_NAME = 'invertible-ts';

/** The brackets of a matrix and the exponent of its inverse. */
const LOGO = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" rx="8" fill="#3178c6"/><g fill="none" stroke="#fff" stroke-width="4"><path d="M19 18h-7v34h7M37 18h7v34h-7"/><path d="M47 13h5m3-6 3-2v12" stroke-width="3"/></g><text x="28" y="43" fill="#fff" font-family="sans-serif" font-size="21" font-weight="bold" text-anchor="middle">TS</text></svg>'
)}`;

export const KERNEL_SPEC: KernelSpec.ISpecModel & { argv: string[] } = {
  name: KERNEL_NAME,
  display_name: 'TypeScript (Invertible)',
  language: 'typescript',
  argv: [],
  resources: { 'logo-svg': LOGO, 'logo-64x64': LOGO }
} as KernelSpec.ISpecModel & { argv: string[] };
