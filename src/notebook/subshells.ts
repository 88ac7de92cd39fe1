/**
 * Comms of ours on the kernel's main thread. JupyterLab gives each comm target a subshell, a thread that takes a tenth
 * of a second to come and go; and what is sent has to keep its order with what is executed.
 */
import { CommsOverSubshells, type Kernel } from '@jupyterlab/services';

interface IHolding {
  count: number;
  before: CommsOverSubshells | undefined;
}

const holdings = new WeakMap<Kernel.IKernelConnection, IHolding>();

/**
 * Opens comms without subshells until what is returned is called; several may want that at a time.
 * @returns ends it
 */
export function withoutSubshells(kernel: Kernel.IKernelConnection): () => void {
  const holding = holdings.get(kernel) ?? { count: 0, before: kernel.commsOverSubshells };
  holdings.set(kernel, holding);
  holding.count++;
  kernel.commsOverSubshells = CommsOverSubshells.Disabled;
  return () => {
    holding.count--;
    if (holding.count > 0) return;
    kernel.commsOverSubshells = holding.before;
    holdings.delete(kernel);
  };
}
