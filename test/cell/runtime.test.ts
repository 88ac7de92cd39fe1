import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Output } from '../../src/cell/protocol.js';
import { Runtime } from '../../src/cell/runtime.js';
import { ready } from '../../src/engine/index.js';
import { MIME } from '../../src/latex/index.js';

beforeAll(() => ready());

/** A session with a console and an event target of its own, as a worker has. */
function session() {
  const outputs: Output[] = [];
  const target = Object.assign(globalThis, { console: Object.create(globalThis.console) });
  const runtime = new Runtime(target as typeof globalThis, output => outputs.push(output));
  let count = 0;
  return async (source: string, fresh = false) => {
    outputs.length = 0;
    const values = await runtime.run({
      type: 'run',
      id: 0,
      count: ++count,
      source: `\n${source}`,
      fresh,
      device: 'cpu',
      inputs: [],
      outputs: []
    });
    return { ok: values !== undefined, outputs: joinStreams(outputs) };
  };
}

/** Neighbouring pieces of one stream as one, as a notebook joins them. */
function joinStreams(outputs: readonly Output[]): Output[] {
  const joined: Output[] = [];
  for (const output of outputs) {
    const last = joined.at(-1);
    if (output.kind === 'stream' && last?.kind === 'stream' && last.name === output.name) {
      joined[joined.length - 1] = { ...last, text: last.text + output.text };
    } else joined.push(output);
  }
  return joined;
}

describe('a cell', () => {
  const run = session();

  it('shows its last value', async () => {
    expect(await run('1 + 1')).toEqual({
      ok: true,
      outputs: [{ kind: 'result', data: { 'text/plain': '2' } }]
    });
    expect((await run('undefined')).outputs).toEqual([]);
    const { outputs } = await run('linalg.inv(tensor([[2]]))');
    expect(outputs[0]).toMatchObject({ kind: 'result', data: { [MIME]: { version: 1 } } });
  });

  it('leaves no group open for the next, and tells causes by their places', async () => {
    await run('console.group("g")');
    const [line] = (await run('console.log("left")')).outputs;
    expect(line).toEqual({ kind: 'stream', name: 'stdout', text: 'left\n' });
    const source =
      'throw new AggregateError([new Error("part")], "all", { cause: new Error("c") })';
    const [error] = (await run(source)).outputs;
    const text = 'traceback' in error ? error.traceback.join('\n') : '';
    expect(text).toMatch(/Error: part\n.*cell\[\d+\], line 2/);
    expect(text).toMatch(/Error: c\n.*cell\[\d+\], line 2/);
  });

  it('shows a matrix with the digits and the dots that are asked for', async () => {
    const latex = async (source: string) => {
      const [output] = (await run(source)).outputs;
      return 'data' in output ? (output.data['text/latex'] as string) : output;
    };
    expect(await latex('full([2, 2], Math.PI)')).toContain('3.142');
    expect(await latex('display(full([2, 2], Math.PI), { digits: 8 })')).toContain('3.1415927');
    expect(await latex('display(full([4, 4], 1), { limit: 3, id: "a" })')).toContain('ddots');
    for (const options of ['{ digits: 0 }', '{ digits: 1.5 }', '{ limit: 2 }', '{ limit: 201 }']) {
      const { ok, outputs } = await run(`display(ones(2, 2), ${options})`);
      expect(ok).toBe(false);
      expect(outputs[0]).toMatchObject({ name: 'RangeError' });
    }
    // An object that only looks like options is a value.
    expect((await run('display(1, { limit: "x" })')).outputs).toHaveLength(2);
  });

  it('shows every kind of value as text', async () => {
    const { outputs } = await run(
      "[new Map([[1, {a: [2]}]]), new Set(['x']), null, 1n, Symbol('s'), () => 1]"
    );
    const text = (outputs[0] as { data: Record<string, string> }).data['text/plain'];
    for (const part of ['Map', "'x'", 'null', 'Symbol(s)']) expect(text).toContain(part);
  });

  it('keeps the order of streams and displays', async () => {
    const { outputs } = await run(
      "console.log('a', 1); console.log('b'); display(2); console.warn('c %s %d', 'd', 3); 4"
    );
    expect(outputs).toEqual([
      { kind: 'stream', name: 'stdout', text: 'a 1\nb\n' },
      { kind: 'display', data: { 'text/plain': '2' } },
      { kind: 'stream', name: 'stderr', text: 'c d 3\n' },
      { kind: 'result', data: { 'text/plain': '4' } }
    ]);
  });

  it('reports an error, and for a singular matrix why', async () => {
    const { ok, outputs } = await run('linalg.inv(zeros(2, 2))');
    expect(ok).toBe(false);
    expect(outputs[0]).toMatchObject({
      kind: 'error',
      name: 'LinAlgError',
      message: expect.stringContaining('The diagonal element 1 is zero')
    });
    expect(outputs[1]).toMatchObject({
      kind: 'display',
      data: { [MIME]: { view: { kind: 'singular' } } }
    });
  });

  it('points into the cell', async () => {
    const { outputs } = await run('\nfunction f() {\n  null.x\n}\nf()');
    const text = (outputs[0] as { traceback: string[] }).traceback.join('\n');
    expect(text).toMatch(/at f \(cell\[\d+\], line 4, column 8\)/);
    expect(text).toMatch(/at cell\[\d+\], line 6, column 1/);
    expect(text).toContain('  null.x');
  });

  it('reports what was thrown, whatever it is', async () => {
    for (const thrown of ['"text"', 'undefined', '{a: 1}']) {
      const { ok, outputs } = await run(`throw ${thrown}`);
      expect(ok).toBe(false);
      expect(outputs[0]).toMatchObject({ kind: 'error', name: 'Uncaught' });
    }
    const { outputs } = await run("throw new Error('outer', {cause: new Error('inner')})");
    expect((outputs[0] as { traceback: string[] }).traceback.join('\n')).toContain('inner');
  });

  it('starts afresh when asked', async () => {
    await run('const old = 1, linalg = 2');
    expect((await run('typeof old + typeof linalg', true)).outputs[0]).toMatchObject({
      data: { 'text/plain': "'undefinedobject'" }
    });
  });
});
