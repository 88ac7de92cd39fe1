/** One in-browser kernel for each notebook, started at its first `%%ts` cell. */
import type { ISessionContext } from '@jupyterlab/apputils';
import { type Kernel, KernelManager, ServerConnection } from '@jupyterlab/services';
// By its path, so that it is a copy of our own: a shared one would look for its sockets in the host's.
import {
  type IKernel,
  KernelSpecs,
  LiteKernelClient,
  LiteKernelSpecClient
} from '@jupyterlite/services/lib/kernel/index.js';
import type { IDisposable } from '@lumino/disposable';
import type { IGpuOptions } from '../engine/internal.js';
import type { ILatexOptions } from '../latex/index.js';
import type { IChecking } from './checker.js';
import { loadArrays, loadBridge, loadSandboxAssets } from './files.js';
import { TsKernel } from './kernel.js';
import { PythonBridge } from './python.js';
import { PromptSocket } from './socket.js';
import { KERNEL_NAME, KERNEL_SPEC } from './spec.js';

/** A kernel client whose kernels can be stopped while they compute, which JupyterLite's cannot. */
class TsKernelClient extends LiteKernelClient {
  override async interrupt(id: string): Promise<void> {
    await super.interrupt(id);
    interruptKernel(id);
  }
}

const RESTARTED =
  'The kernel of this notebook was restarted or died while the cell ran. ' +
  'The variables of earlier TypeScript cells are forgotten too; run those cells again.';

/** How long the end of a cell may take before its kernel is shut down under it (ms). */
const FAREWELL = 2000;

const sleep = (ms: number) => new Promise(resolve => setTimeout(resolve, ms));

/** The kernels that run, by their ids. */
const kernels = new Map<string, TsKernel>();

let manager: KernelManager | undefined;

/** The Python kernels of notebooks, by the ids of their `%%ts` kernels. */
const pythons = new Map<string, () => Kernel.IKernelConnection | null | undefined>();

/** The options that sessions have in common. */
export interface ISessionOptions {
  /** The options of the GPU for a new worker. */
  gpu: () => IGpuOptions;
  checking: IChecking;
  /** How matrices are shown; undefined: as they are by default. */
  format: () => ILatexOptions | undefined;
  /** The library of new tensors in Python kernels. */
  library: () => string;
}

/** The private manager of all `%%ts` kernels: it never talks to a server. */
function getManager(options: ISessionOptions): KernelManager {
  if (manager) return manager;
  const kernelSpecs = new KernelSpecs();
  kernelSpecs.register({
    spec: KERNEL_SPEC,
    create: async kernel => createKernel(kernel, options)
  });
  const serverSettings = {
    ...ServerConnection.makeSettings(),
    WebSocket: PromptSocket as unknown as typeof globalThis.WebSocket
  };
  manager = new KernelManager({
    serverSettings,
    standby: 'never',
    kernelAPIClient: new TsKernelClient({ kernelSpecs, serverSettings }),
    kernelSpecAPIClient: new LiteKernelSpecClient({ kernelSpecs, serverSettings })
  });
  return manager;
}

/** Starts a kernel, for our own manager or for JupyterLite's. */
export function createKernel(
  options: IKernel.IOptions,
  { gpu, checking, format, library }: ISessionOptions
): TsKernel {
  const kernel = new TsKernel(options, {
    loadAssets: async () => ({ ...(await loadSandboxAssets()), gpu: gpu() }),
    checking,
    format,
    library,
    loadArrays,
    connectPython: async id => PythonBridge.connect(pythons.get(id)?.(), await loadBridge())
  });
  kernels.set(kernel.id, kernel);
  kernel.disposed.connect(() => kernels.delete(kernel.id));
  return kernel;
}

/** Ends the running cell of a kernel that JupyterLite's manager started, and cannot stop. */
export function interruptKernel(id: string): void {
  kernels.get(id)?.interrupt();
}

/** The `%%ts` session of one notebook. */
export class TsSession implements IDisposable {
  readonly #options: ISessionOptions;
  #kernel?: Promise<Kernel.IKernelConnection>;
  #isDisposed = false;
  /** The notebook's own session, for variables from and to Python. */
  python?: ISessionContext;

  constructor(options: ISessionOptions) {
    this.#options = options;
  }

  get isDisposed(): boolean {
    return this.#isDisposed;
  }

  /** The kernel, started where it is not running. */
  get kernel(): Promise<Kernel.IKernelConnection> {
    if (this.#isDisposed) return Promise.reject(new Error('Canceled: the notebook was closed'));
    this.#kernel ??= this.#start();
    return this.#kernel;
  }

  async #start(): Promise<Kernel.IKernelConnection> {
    const kernel = await getManager(this.#options).startNew({ name: KERNEL_NAME });
    pythons.set(kernel.id, () => this.python?.session?.kernel);
    return kernel;
  }

  /**
   * Ends the running cell.
   *
   * @param run ends with the cell, which may be on its way to the kernel still
   */
  async interrupt(run: Promise<unknown>): Promise<void> {
    const kernel = await this.#kernel;
    if (!kernel) return;
    await Promise.race([run, kernels.get(kernel.id)?.executing]);
    await kernel.interrupt();
  }

  /**
   * Forgets all variables: the next cell starts a new kernel.
   *
   * @param run ends with the running cell, which is told why it ends
   */
  async reset(run?: Promise<unknown>): Promise<void> {
    const kernel = await this.#kernel;
    this.#kernel = undefined;
    if (!kernel) return;
    pythons.delete(kernel.id);
    kernels.get(kernel.id)?.interrupt(RESTARTED);
    // Until what it was told is under the cell.
    if (run) await Promise.race([run.catch(() => undefined), sleep(FAREWELL)]);
    await kernel.shutdown();
    kernel.dispose();
  }

  dispose(): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    void this.reset();
  }
}
