import { describe, expect, it } from '@jest/globals';
import { parseFromSandbox } from '../../src/cell/protocol.js';
import { MIME } from '../../src/latex/index.js';

const output = (value: unknown) => parseFromSandbox({ type: 'output', output: value });

describe('a message that leaves the sandbox', () => {
  it('passes in the shapes of the protocol', () => {
    expect(parseFromSandbox({ type: 'ready' })).toEqual({ type: 'ready' });
    for (const count of [0, 8])
      expect(parseFromSandbox({ type: 'threads', count, script: 'x' })).toEqual({
        type: 'threads',
        count
      });
    for (const count of [undefined, -1, 0.5, '2', Number.NaN])
      expect(parseFromSandbox({ type: 'threads', count })).toBeUndefined();
    expect(parseFromSandbox({ type: 'done', id: 3, ok: true })).toEqual({
      type: 'done',
      id: 3,
      ok: true,
      values: [],
      kept: []
    });
    expect(output({ kind: 'stream', name: 'stderr', text: 'x' })).toEqual({
      type: 'output',
      output: { kind: 'stream', name: 'stderr', text: 'x' }
    });
    expect(output({ kind: 'error', name: 'E', message: 'm', traceback: ['a', 1] })).toMatchObject({
      output: { traceback: ['a'] }
    });
  });

  it('holds no JSON that is nested deeper than a notebook can be saved with', () => {
    const nested = (levels: number) => JSON.parse('['.repeat(levels) + ']'.repeat(levels));
    const of = (levels: number) =>
      output({ kind: 'display', data: { 'application/json': nested(levels), 'text/plain': 'x' } });
    expect(of(100)).toMatchObject({ output: { data: { 'application/json': nested(100) } } });
    expect(of(1000)).toMatchObject({ output: { data: { 'text/plain': 'x' } } });
    expect(JSON.stringify(of(1000))).not.toContain('application/json');
    expect(JSON.stringify(of(100_000))).not.toContain('application/json');
  });

  it('holds only known mimes', () => {
    const data = {
      'text/html': '<script>1</script>',
      'application/javascript': '1',
      'image/svg+xml': '<svg onload="1">',
      'text/markdown': '<img onerror=1>',
      'text/plain': 'plain',
      [MIME]: { version: 1, view: { kind: 'html', html: '<b>x</b>' } }
    };
    expect(output({ kind: 'display', data })).toEqual({
      type: 'output',
      output: {
        kind: 'display',
        // Content that could run is taken out by the host; see `test/ui/sandbox.spec.ts`.
        data: {
          'text/html': '<script>1</script>',
          'image/svg+xml': '<svg onload="1">',
          'text/markdown': '<img onerror=1>',
          'text/plain': 'plain',
          [MIME]: data[MIME]
        }
      }
    });
    for (const bad of [{ version: 1 }, { version: 2, view: data[MIME].view }, 'x', null]) {
      expect(output({ kind: 'result', data: { [MIME]: bad } })).toBeUndefined();
    }
    expect(output({ kind: 'result', data: { 'image/png': '<svg onload=1>' } })).toBeUndefined();
    expect(output({ kind: 'result', data: { 'application/vnd.x': '<b>' } })).toBeUndefined();
    expect(output({ kind: 'display', data: { 'text/plain': { toString: 1 } } })).toBeUndefined();
  });

  it.each([
    null,
    undefined,
    1,
    'done',
    [],
    {},
    { type: 'eval', code: '1' },
    { type: 'done', id: '1' },
    { type: 'output' },
    { type: 'output', output: { kind: 'stream', text: 1 } },
    { type: 'output', output: { kind: 'display', data: [] } },
    { type: 'output', output: { kind: 'error', name: 'E', message: 1, traceback: [] } },
    { type: 'output', output: { kind: 'comm', data: {} } }
  ])('is dropped when it is %j', message => {
    expect(parseFromSandbox(message)).toBeUndefined();
  });

  it('has no mime by a name of the language', () => {
    const data = JSON.parse('{"__proto__":"x","constructor":"x","toString":"x","text/plain":"y"}');
    expect(output({ kind: 'display', data })).toEqual({
      type: 'output',
      output: { kind: 'display', data: { 'text/plain': 'y' } }
    });
    expect(output({ kind: 'display', data: JSON.parse('{"__proto__":"x"}') })).toBeUndefined();
  });

  it('holds images whose base64 is read in one pass', () => {
    const image = (text: string) => output({ kind: 'result', data: { 'image/png': text } });
    for (const good of ['iVBORw0KGgo=', 'QQ==\n', '', 'QU\n JD']) expect(image(good)).toBeDefined();
    for (const bad of ['Q=Q', 'QQ===', '<svg>', 'é', `${' '.repeat(1e6)}!`]) {
      expect([bad.slice(0, 9), image(bad)]).toEqual([bad.slice(0, 9), undefined]);
    }
    expect(image(`${'A '.repeat(2e6)}!`)).toBeUndefined();
  });
});

describe('news of a sandbox about its GPU', () => {
  it('is passed on where it is one of the tiles, and its request as it is', () => {
    const tuned = { type: 'tuned', adapter: 'a/b', tiles: { rows: 8, columns: 4 } };
    expect(parseFromSandbox(tuned)).toEqual(tuned);
    for (const bad of [
      { ...tuned, tiles: { rows: 3, columns: 3 } },
      { ...tuned, tiles: undefined },
      { ...tuned, adapter: 'x'.repeat(1000) },
      { ...tuned, adapter: 7 }
    ]) {
      expect(parseFromSandbox(bad)).toBeUndefined();
    }
    expect(parseFromSandbox({ type: 'gpu', request: { kind: 'x' }, more: 1 })).toEqual({
      type: 'gpu',
      request: { kind: 'x' }
    });
  });
});

describe('the output of a cell for Python', () => {
  const values = (list: unknown) => {
    const message = parseFromSandbox({ type: 'done', id: 1, ok: true, values: list });
    return message?.type === 'done' ? message.values : undefined;
  };

  it('is arrays and JSON, and nothing else', () => {
    const data = new ArrayBuffer(16);
    const array = { name: 'A', dtype: 'float64', shape: [2], data };
    expect(values([array, { name: 'n', json: '1', more: 2 }])).toEqual([
      array,
      { name: 'n', json: '1' }
    ]);
    for (const bad of [
      null,
      { json: '1' },
      { ...array, dtype: 'object' },
      { ...array, shape: [-2] },
      { ...array, shape: '2' },
      { ...array, data: [1, 2] },
      { name: 'A' }
    ]) {
      expect(values([bad])).toEqual([]);
    }
    expect(values('A')).toEqual([]);
  });
});
