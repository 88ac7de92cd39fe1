/** The socket by which JupyterLab's code speaks to the kernel in the page. */
import { WebSocket } from 'mock-socket';

/** As much of a socket of the library as its types do not tell. */
interface IListened {
  listeners: Record<string, unknown>;
  dispatchEvent(event: { type: string }, data: unknown): void;
}

/** By this name the library's servers listen to what a page sends. */
const TO_SERVER = 'server::message';

/**
 * Delivers at once: the library waits 4 ms, in which the page begins to draw a frame, so that the kernel heard of
 * a cell a frame later.
 */
export class PromptSocket extends WebSocket {
  override send(data: string | Blob | ArrayBuffer | ArrayBufferView): void {
    const socket = this as unknown as IListened;
    if (this.readyState !== WebSocket.OPEN || !socket.listeners?.[TO_SERVER]) {
      super.send(data);
      return;
    }
    queueMicrotask(() => socket.dispatchEvent({ type: TO_SERVER }, data));
  }
}
