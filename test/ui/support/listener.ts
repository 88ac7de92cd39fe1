/** A server that hears whether anything asks it. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface IListener {
  /** Without a slash at its end. */
  url: string;
  /** The paths that were asked for. */
  heard: string[];
  stop(): Promise<void>;
}

export function listen(): Promise<IListener> {
  const heard: string[] = [];
  const server = createServer(({ url }, response) => {
    heard.push(url ?? '');
    response.end();
  });
  return new Promise(resolve => {
    server.listen(0, 'localhost', () => {
      const { port } = server.address() as AddressInfo;
      resolve({
        url: `http://localhost:${port}`,
        heard,
        stop: () => new Promise(done => server.close(() => done()))
      });
    });
  });
}
