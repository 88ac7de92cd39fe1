/** The program of the sandboxed frame: the page sends it one end of a line, and nothing else. */
import { HelperHost } from './helper-host.js';
import { Relay } from './relay.js';

addEventListener(
  'message',
  ({ data }: MessageEvent<MessagePort>) => new Relay(data, HelperHost.open),
  { once: true }
);
