import { describe, expect, it } from '@jest/globals';
import { CompileError, compile, objectAtEnd } from '../../src/cell/compile.js';
import { Scope } from '../../src/cell/scope.js';

/** A session: runs cells one after the other, their variables on an object of its own. */
function session() {
  const scope = new Scope(globalThis);
  return {
    scope,
    run: (source: string) => {
      // biome-ignore lint/security/noGlobalEval: what is tested is code for eval
      const evaluate = globalThis.eval;
      const cell = evaluate(compile(`\n${source}`).js);
      return scope.run(declare => cell(declare, (value: unknown) => value), 'cell[7]');
    }
  };
}

it('an expression that is too deep is refused in words', () => {
  expect(() => compile(`\n${'['.repeat(20_000)}${']'.repeat(20_000)}`)).toThrow(
    expect.objectContaining({ name: 'SyntaxError', message: expect.stringContaining('in parts') })
  );
});

describe('an object at the end of a cell', () => {
  it('is an expression where it can be one', () => {
    const object = (source: string) => objectAtEnd(source) !== undefined;
    for (const source of [
      '{a: 1, b: 2}',
      '{a: 1}',
      '{}',
      '{ a, b }',
      '{...x}',
      '{a: 1}; // why\n/* } */',
      'let a = 1\n{a: 1}',
      'let a = 1; {a}',
      '\n{\n  a: [\n{b: 1},\n{c: 2}\n] as number[]\n}'
    ])
      expect([source, object(source)]).toEqual([source, true]);
    for (const source of [
      '{ let a = 1 }',
      '{ f(); }',
      'if (x)\n{ a }',
      'function f()\n{ a }',
      'class A\n{ a }',
      'interface A\n{ a: 1 }',
      'enum A\n{ a }',
      'x = [\n{ a: 1 }\n]',
      'if (x) { a } else\n{ b }',
      'const x =\n{a: 1}'
    ])
      expect([source, object(source)]).toEqual([source, false]);
    expect(object(`{a: 1} ${'/**/'.repeat(5000)} x`)).toBe(false);
  });
});

describe('an await', () => {
  it('keeps lines and columns, and ends a cell that was given up', () => {
    const source = '\nconst a = await 1, b = await 2; null.x\n{a: await 3, b: null.x}';
    const { js, columnIn } = compile(source);
    const lines = js.split('\n');
    expect(columnIn(2, lines[1].indexOf('null') + 1)).toBe(33);
    expect(columnIn(3, lines[2].indexOf('null') + 1)).toBe(17);
    expect(js).toContain('__awaited__(await 3)');
    const loop = compile('for await (const x of y) f(x)\nfor await (const x of y) { await x }').js;
    expect(loop).toContain('{__awaited__();f(x)}');
    expect(loop).toContain('{__awaited__(); __awaited__(await x) }');
  });
});

describe('compile', () => {
  it('keeps every line on its line', () => {
    const { js } = compile('\ninterface X {\n  a: number\n}\nconst x: X = {a: 1}\nx.a');
    expect(js.split('\n')[4]).toContain('const x = {a: 1}');
    expect(js.split('\n')[5]).toBe('return (x.a);');
  });

  it('finds what a cell declares', () => {
    const { declared } = compile(
      'const {a, b: [c, ...d], e = 1, ...f} = x; let g; var h; function i() { var no } class J {}\n' +
        "for (var k of []) { let no2 } enum L { M } import n, {o as p} from 'https://x'; import * as q from 'https://y'"
    );
    expect(declared.sort()).toEqual([
      'J',
      'L',
      'a',
      'c',
      'd',
      'e',
      'f',
      'g',
      'h',
      'i',
      'k',
      'n',
      'p',
      'q'
    ]);
  });

  it('says where a cell is no TypeScript', () => {
    const error = (() => {
      try {
        compile('\nlet x = 1\nlet y = = 2');
      } catch (e) {
        return e;
      }
    })();
    expect(error).toBeInstanceOf(CompileError);
    expect(error).toMatchObject({ name: 'SyntaxError', line: 3, column: 9 });
    expect(() => compile('\nlet a; let a')).toThrow(CompileError);
    expect(() => compile('\nreturn 1')).toThrow(CompileError);
  });

  it('maps columns, also behind the inserted return', () => {
    const { columnIn, js } = compile('\nlinalg.inv(A)\n');
    const column = js.split('\n')[1].indexOf('inv') + 1;
    expect(columnIn(2, column)).toBe(8);
    expect(compile('\nconst x: number = f()').columnIn(2, 11)).toBeUndefined();
  });

  it.each([
    ['1 + 1', 2],
    ['(1, 2);', 2],
    ['3 // three', 3],
    ['4; /* ; */', 4],
    ['(5 /* a;b */ );', 5],
    ['"use strict"', 'use strict'],
    ['6;;', 6],
    ['const x = 7', undefined],
    ['await Promise.resolve(8)', 8],
    ['({a: 9}).a', 9],
    ['10\ntype T = string', 10],
    ['let y = 1; y = 11', 11],
    ['<number>12', 12],
    ['export const z = 13; z', 13],
    ['export default 14', undefined],
    ['enum E { A = 15 }; E.A', 15],
    ['`a\nb`', 'a\nb'],
    ['', undefined]
  ])('gives the value of %j', async (source, value) => {
    expect(await session().run(source)).toBe(value);
  });
});

describe('a session', () => {
  it('keeps variables, live in both directions', async () => {
    const { run } = session();
    await run('let count = 0; function up() { return ++count }');
    expect(await run('up(); up(); count')).toBe(2);
    expect(await run('count = 10; up()')).toBe(11);
  });

  it('shows what is declared again to functions of other cells, not to those beside the old one', async () => {
    const { run } = session();
    await run('function helper() { return 1 }; const beside = () => helper()');
    await run('const elsewhere = () => helper()');
    await run('const helper = () => 2');
    expect(await run('[beside(), elsewhere()]')).toEqual([1, 2]);
  });

  it('lets a const be declared again, but not assigned', async () => {
    const { run } = session();
    await run('const c = 1; const read = () => c; const late = () => d');
    await expect(run('c = 2')).rejects.toThrow('c is a constant of cell[7]');
    await run('const c = "two"; let d = 4');
    expect(await run('c')).toBe('two');
    expect(await run('late()')).toBe(4);
  });

  it('keeps what a failing cell had done, and what it would have hidden', async () => {
    const { run } = session();
    await run('const kept = 1');
    await expect(
      run('const before = 2; throw new Error("x"); const kept = 3, never = 4')
    ).rejects.toThrow('x');
    expect(await run('[before, kept, typeof never]')).toEqual([2, 1, 'undefined']);
  });

  it('forgets on demand, and gives ambient names back', async () => {
    const { run, scope } = session();
    const { name } = Math.max;
    await run('const Math = 1, mine = 2; let name = 3');
    expect(await run('Math')).toBe(1);
    scope.clear();
    expect(await run('Math.max.name + typeof mine')).toBe(`${name}undefined`);
  });

  it('declares names that JavaScript treats specially', async () => {
    const { run } = session();
    await run('let v = 1, __proto__ = 2');
    expect(await run('v + 1')).toBe(2);
    await run('v = 5');
    expect(await run('v')).toBe(5);
  });

  it('is strict', async () => {
    await expect(session().run('Object.freeze([1])[0] = 2')).rejects.toThrow(TypeError);
  });
});
