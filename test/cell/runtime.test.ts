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
  const interrupt = () => runtime.interrupt('Interrupted', 'The cell was interrupted.');
  const run = async (source: string, fresh = false) => {
    outputs.length = 0;
    const values = await runtime.run({
      type: 'run',
      id: 0,
      count: ++count,
      source: `\n${source}`,
      fresh,
      device: 'cpu',
      library: 'numpy',
      inputs: [],
      outputs: []
    });
    return { ok: values !== undefined, outputs: joinStreams(outputs) };
  };
  return Object.assign(run, { interrupt });
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

// One for all: they share the global object.
const run = session();

describe('an interrupt', () => {
  const soon = () => new Promise(resolve => setTimeout(resolve, 20));

  it('ends a cell that waits, and keeps what it has initialised', async () => {
    await run('let before = 1; let again = 2');
    const waiting = run(
      'let kept = 3; let beats = 0; setInterval(() => beats++, 1); await new Promise(() => {}); let again = 4'
    );
    await soon();
    run.interrupt();
    const { ok, outputs } = await waiting;
    expect(ok).toBe(false);
    expect(outputs).toMatchObject([{ kind: 'error', name: 'Interrupted' }]);
    const { outputs: shown } = await run('[before, kept, again].join()');
    expect(shown).toMatchObject([{ data: { 'text/plain': "'1,3,2'" } }]);
    const beats = async () => (await run('beats')).outputs;
    const first = await beats();
    await soon();
    expect(await beats()).toEqual(first);
  });

  it('ends loops that wait, also those of functions', async () => {
    const nap = 'new Promise(r => setTimeout(r, 1))';
    await run(`var turns = 0; const naps = () => ${nap}`);
    const waiting = run(
      'const f = async () => { for (;;) { await naps(); turns++ } }; f(); for (;;) { await naps(); turns++ }'
    );
    await soon();
    run.interrupt();
    await waiting;
    const first = (await run('turns')).outputs;
    await soon();
    expect((await run('turns')).outputs).toEqual(first);
  });

  it('gives up an output that never is there, and does nothing between cells', async () => {
    const waiting = run('display(new Promise(() => {})); 1');
    await soon();
    run.interrupt();
    run.interrupt();
    expect((await waiting).outputs).toMatchObject([{ name: 'Interrupted' }]);
    run.interrupt();
    expect((await run('2')).outputs).toMatchObject([{ data: { 'text/plain': '2' } }]);
  });
});

describe('an object that shows itself', () => {
  const made = (body: string) => `({ [Symbol.for('Jupyter.display')]() { ${body} } })`;

  it('is shown as the bundle that it gives or promises', async () => {
    const bundle = "return { 'text/html': '<b>a</b>', 'application/javascript': 'evil()' }";
    const data = { 'text/html': '<b>a</b>' };
    expect((await run(made(bundle))).outputs).toEqual([{ kind: 'result', data }]);
    expect((await run(`display(${made(bundle)}, { id: 'a' })`)).outputs).toEqual([
      { kind: 'display', data, id: 'a' }
    ]);
    expect((await run(made("return Promise.resolve({ 'text/plain': 'b' })"))).outputs).toEqual([
      { kind: 'result', data: { 'text/plain': 'b' } }
    ]);
  });

  it('is shown as text, with the reason, where that fails', async () => {
    for (const body of ["throw new Error('no')", 'return 5', 'return { a: 1n }', 'return {}']) {
      const { ok, outputs } = await run(made(body));
      expect(ok).toBe(true);
      expect(outputs[0]).toMatchObject({ name: 'stderr' });
      expect(outputs[1]).toMatchObject({ kind: 'result' });
    }
  });

  it('is what `raw` takes, and no other', async () => {
    const raw = (value: string) => run(`display(${value}, { raw: true })`);
    const data = { 'text/plain': 'a' };
    expect((await raw("{ 'text/plain': 'a' }")).outputs).toEqual([
      { kind: 'display', data, id: undefined }
    ]);
    expect((await raw('5')).outputs).toMatchObject([{ name: 'TypeError' }]);
  });
});

describe('a cell', () => {
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

  it('tells an error’s own fields, and no error at length', async () => {
    const traceback = async (source: string) => {
      const { outputs } = await run(source);
      return (outputs[0] as { traceback: string[] }).traceback.join('\n');
    };
    expect(
      await traceback("throw Object.assign(new Error('m'), { code: 'E1', at: { x: [1] } })")
    ).toContain("{ code: 'E1', at: { x: [ 1 ] } }");
    expect(
      await traceback('class A extends Error {\n  name = "A"\n}; throw new A("m")')
    ).not.toContain("{ name: 'A'");
    expect(await traceback('linalg.inv(zeros(2, 2))')).not.toContain('matrix:');
    // As in the sandbox, whose script is the address of its frames.
    const script = `    at x (data:text/javascript,${'y'.repeat(1e6)}:1:1)`;
    expect(
      await traceback(
        `const e = new Error('m'); e.stack = 'Error: m\\n${script}\\n    at f (cell[1].ts:2:1)'; throw e`
      )
    ).toMatch(/at f \(cell\[1\], line 2/);
    for (const long of [
      "throw new Error('x'.repeat(3e6))",
      "throw Object.assign(new Error('m'), { name: 'N'.repeat(3e6) })",
      "throw Object.assign(new Error('m'), { text: 'x'.repeat(3e6) })",
      "throw Object.assign(new Error('m'), { stack: 'at f (cell[1].ts:2:1)\\n'.repeat(2e5) })",
      `throw new Error('m') // ${'y'.repeat(2e6)}`
    ]) {
      expect((await traceback(long)).length).toBeLessThan(150_000);
    }
  });

  it('starts afresh when asked', async () => {
    await run('const old = 1, linalg = 2');
    expect((await run('typeof old + typeof linalg', true)).outputs[0]).toMatchObject({
      data: { 'text/plain': "'undefinedobject'" }
    });
  });
});

describe('a cell cannot spoil the next', () => {
  const replaced: [string, string][] = [
    ['Array.prototype.push = null', 'Array.prototype.push'],
    ['Array.prototype[Symbol.iterator] = null', 'Array.prototype[Symbol.iterator]'],
    ['String.prototype.replace = () => "no"', 'String.prototype.replace'],
    ['Object.defineProperty = null', 'Object.defineProperty'],
    [
      'Object.getOwnPropertyDescriptor = Reflect.ownKeys = null',
      'Object.getOwnPropertyDescriptor, Reflect.ownKeys'
    ],
    ['Function.prototype.call = null', 'Function.prototype.call'],
    ['Map.prototype.get = () => 7', 'Map.prototype.get'],
    ['delete Array.prototype.map', 'Array.prototype.map'],
    ['[][Symbol.iterator]().__proto__.next = null', 'the iterator of arrays.next'],
    ['Object.setPrototypeOf(Array.prototype, null)', 'the prototype of Array.prototype'],
    ['Error.prepareStackTrace = () => { throw 1 }', 'Error.prepareStackTrace'],
    [
      'Object.defineProperty(Object.prototype, "0", { configurable: true, set() {} })',
      'Object.prototype.0'
    ],
    [
      'Object.defineProperty(Object.prototype, "get", { configurable: true, value: 1 })',
      'Object.prototype.get'
    ],
    [
      'Object.defineProperty(Object.prototype, "id", { configurable: true, enumerable: true, set() {} })',
      'Object.prototype.id'
    ],
    ['Object.prototype.then = f => f(1)', 'Object.prototype.then'],
    ['Array.prototype[1] = 5', 'Array.prototype.1']
  ];

  it.each(replaced)('by %s, which is told once and restored', async (source, name) => {
    const first = await run(source);
    const told = `A cell changed ${name}, which the session itself needs; it is restored.`;
    const texts = first.outputs.filter(({ kind }) => kind === 'stream');
    expect(JSON.stringify(texts)).toContain(JSON.stringify(told).slice(1, -1));
    expect(texts).toHaveLength(1);
    const { ok, outputs } = await run(
      'console.log(new Map([[1, 2]])); linalg.inv(eye(2)).shape.length'
    );
    expect(ok).toBe(true);
    expect(outputs).toMatchObject([
      { kind: 'stream', name: 'stdout', text: 'Map(1) { 1 => 2 }\n' },
      { kind: 'result', data: { 'text/plain': '2' } }
    ]);
  });

  it('by what it adds, which stays', async () => {
    await run('Array.prototype.last = function () { return this[this.length - 1] }');
    expect((await run('[1, 2].last()')).outputs).toMatchObject([
      { kind: 'result', data: { 'text/plain': '2' } }
    ]);
    await run('delete Array.prototype.last');
  });

  it('by an error after it replaced something: the error is told', async () => {
    const { outputs } = await run(
      'Array.prototype.push = null; await 1; throw new RangeError("x")'
    );
    expect(outputs).toMatchObject([{ name: 'stderr' }, { kind: 'error', name: 'RangeError' }]);
  });

  it('for good: a fresh session has the globals and the console again', async () => {
    await run(
      'console.log = null; globalThis.JSON = null; delete globalThis.Float64Array; class Map {}'
    );
    await run(
      'globalThis.performance = 1; const Math = 1, Object = 2; let Promise; function Array() {}'
    );
    await run('globalThis.console = null; linalg.inv(eye(2)); display(1)');
    const { ok, outputs } = await run(
      'console.log(JSON.stringify([Math.abs(-1), new Map([[1, 2]]).size, Float64Array.name]), Object.keys({a: Array(1)}), await Promise.resolve(performance.now() > 0))',
      true
    );
    expect(ok).toBe(true);
    expect(outputs).toMatchObject([{ text: `[1,1,"Float64Array"] [ 'a' ] true\n` }]);
  });
});
