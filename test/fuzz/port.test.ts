/** Messages that leave the sandbox: whatever comes, only the shapes of the protocol pass, and nothing throws. */
import { beforeAll, describe, expect, it } from '@jest/globals';
import { Backlog } from '../../src/cell/backlog.js';
import { Gate } from '../../src/cell/gate.js';
import { OutputLimiter } from '../../src/cell/limiter.js';
import { fromPacket } from '../../src/cell/packet.js';
import { type Output, parseFromSandbox } from '../../src/cell/protocol.js';
import { linalg, ready, tensor } from '../../src/engine/index.js';
import { MIME, readDocument, toBundle } from '../../src/latex/index.js';
import { fuzz } from '../support/fuzz.js';
import { mutatedJson } from '../support/mutations.js';

let messages: unknown[];

beforeAll(async () => {
  await ready();
  const A = tensor([
    [2, 1],
    [1, 3]
  ]);
  const outputs: Output[] = [
    { kind: 'stream', name: 'stdout', text: 'x' },
    { kind: 'result', data: toBundle(linalg.inv(A)) ?? {} },
    { kind: 'display', data: { 'text/html': '<b>x</b>', 'text/plain': 'x' }, id: 'a' },
    { kind: 'display', data: { 'image/png': 'QUJD', 'application/json': { a: [1] } } },
    { kind: 'clear', wait: true },
    { kind: 'error', name: 'E', message: 'm', traceback: ['a', 'b'] }
  ];
  messages = [
    { type: 'ready' },
    { type: 'broken', message: 'x' },
    { type: 'started', id: 1 },
    ...outputs.map(output => ({ type: 'output', output })),
    {
      type: 'done',
      id: 1,
      ok: true,
      values: [
        { name: 'A', dtype: 'float64', shape: [2], data: 0 },
        { name: 'b', json: 1 }
      ]
    },
    { type: 'gpu', request: { kind: 'write', handle: 1, data: 0 } },
    { type: 'tuned', adapter: 'a', tiles: { rows: 8, columns: 8 } }
  ];
});

const MIMES = [
  MIME,
  'application/json',
  'image/gif',
  'image/jpeg',
  'image/png',
  'image/svg+xml',
  'image/webp',
  'text/html',
  'text/latex',
  'text/markdown',
  'text/plain'
];

describe('a message at the port', () => {
  it('passes in the shapes of the protocol, or not at all', () => {
    fuzz(100_000, mutatedJson(messages), message => {
      const buffers = [
        [new ArrayBuffer(16), new TextEncoder().encode('[1]').buffer as ArrayBuffer]
      ];
      const admitted = new Gate().admit({ text: JSON.stringify([message]), buffers });
      if (typeof admitted !== 'object') return;
      for (const item of fromPacket(admitted)) {
        const known = parseFromSandbox(item);
        if (known?.type === 'output') checkOutput(known.output);
        if (known?.type === 'done') for (const value of known.values) checkValue(value);
      }
    });
  });
});

function checkOutput(output: Output): void {
  const size = JSON.stringify(output).length;
  const accepted = new OutputLimiter().accept(output, size);
  if (accepted) {
    const backlog = new Backlog();
    backlog.addOutput(accepted, { text: JSON.stringify(accepted), buffers: [] });
    expect(backlog.length).toBe(1);
  }
  if (output.kind !== 'display' && output.kind !== 'result') return;
  for (const [mime, value] of Object.entries(output.data)) {
    expect(MIMES).toContain(mime);
    if (mime.startsWith('text/') || mime.startsWith('image/')) expect(typeof value).toBe('string');
    if (mime === MIME) expect(readDocument(value)).toHaveProperty('document');
  }
}

function checkValue(value: object): void {
  if ('json' in value) expect(typeof value.json).toBe('string');
  else {
    expect(value).toMatchObject({ name: expect.any(String), data: expect.any(ArrayBuffer) });
  }
}
