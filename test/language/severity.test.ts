/** Programs of notebooks that strict TypeScript would refuse, and those that are mistakes in notebooks too. */
import { expect, it } from '@jest/globals';
import { lowered } from '../../src/language/lower.js';
import { cell, newProject } from '../support/language.js';

function refusals(sources: readonly string[]): string[] {
  const project = newProject();
  return sources.flatMap((source, i) => {
    const { problems } = project.check(cell(source));
    project.commit(cell(source), i + 1);
    return problems.filter(({ severity }) => severity === 'error').map(({ message }) => message);
  });
}

it.each([
  [['let best = null; for (const v of [1, 2]) best = v; best + 1', 'best = "x"; best.length']],
  [['const state = { user: null, list: [] }\nstate.user = { name: "a" }\nstate.list.push(1)']],
  [['const o = {}; o.x = 1; o.x']],
  [['"a1".match(/\\d/)[0]; new Map([["a", []]]).get("a").push(1)']],
  [['const s: string = ["a"].find(x => x)']],
  [['const seen = new Set(); seen.add("x"); [...seen].map(x => x.length)']],
  [['const k = 1; const l = 2; k === l; [1] === [1]']],
  [['[1, 2].reduce((a, x) => [...a, x], [])']],
  [['let user: { name: string } | null = null', 'user = { name: "a" }', 'user.name']],
  [['function ping(n) { return n ? pong(n - 1) : 0 }', 'const pong = n => n && ping(n - 1)']],
  [['function outer() { return helper() }', 'function helper() { return 1 }\nouter()']],
  [['if (true) { var inner = 1 }', 'inner + 1']],
  [
    [
      'const Dir = { Up: 1 } as const\ntype Dir = (typeof Dir)[keyof typeof Dir]',
      'const d: Dir = Dir.Up'
    ]
  ],
  [['const n = 1\n{a: 1, b: n}']],
  [
    [
      'const rows = randn(2, 2).toArray()\nrows.map(r => r.map(x => x.toFixed(2)))\nfor (const r of rows) r[0]'
    ]
  ],
  [['const { y } = "2020".match(/(?<y>\\d+)/).groups; y.length']],
  [['function sum() { let s = 0; for (const a of arguments) s += a; return s }\nsum(1, 2)']],
  [['function P(name) { this.name = name }\nnew P("A").name; NaN === NaN']],
  [['export default function foo() { return 1 }', 'foo() + 1']]
])('%j is no mistake', sources => {
  expect(refusals(sources)).toEqual([]);
});

it.each([
  [['let s: string | null = null; s.length']],
  [['function first(s: string | null) { return s.length }']],
  [['const data: unknown = 1; data.a']],
  [['const x = null; x.y']],
  [['function f() { cosnole.log(1) }']],
  [['function f() { return nope() }\nf()']],
  [['const f = () => nope()\nfunction g() { return f() }\ng()']],
  [['[1].map(x => nope(x))']],
  [['class A { m() { return nope } }\nnew A().m()']],
  [['const m = new Map(); m["a"] = 1']],
  [['const p = Promise.resolve(1); p + 1']]
])('%j is one', sources => {
  expect(refusals(sources)).toHaveLength(1);
});

it('a name that a failed cell did not reach keeps its older type', () => {
  const project = newProject();
  project.commit(cell('const x = 1'), 1);
  project.commit(cell("throw 0; const x = 'text'; interface P { a: number }"), 2, []);
  const { problems } = project.check(cell('x.toFixed(); const p: P = { a: 1 }'));
  expect(problems).toEqual([]);
});

it('hundreds of cells that build on each other, and cells of thousands of lines, are checked', () => {
  const project = newProject();
  for (let i = 0; i < 520; i++) {
    const source = i
      ? `const x${i} = x${i - 1} + 1\nfunction f${i}() { return x${i} }`
      : 'const x0 = 1';
    project.commit(cell(source), i + 1);
  }
  expect(project.check(cell('x519.toFixed() + f519().nope')).problems).toHaveLength(1);
  const many = Array.from({ length: 10_000 }, (_, i) => `const c${i} = ${i}`).join('\n');
  expect(project.check(cell(`${many}\nc9999.nope`)).problems).toHaveLength(1);
  project.commit(cell(many), 521);
  expect(project.check(cell('c9999.toFixed() + c0.nope')).problems).toHaveLength(1);
  const sum = `${'1 +\n'.repeat(10_000)}1`;
  expect(project.check(cell(sum)).problems).toEqual([]);
});

it('a cell that is too long to be followed says so, and runs', () => {
  for (const source of [
    `let s = 0\n${'s += 1; console.log(s)\n'.repeat(5000)}`,
    `const a = []\n${'a.push(1)\n'.repeat(3000)}`
  ]) {
    const { problems, pretty } = newProject().check(cell(source));
    expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(pretty).toMatch(/too long for its types|checked in part/);
  }
});

it('five hundred cells above that have not run are seen', () => {
  const above = Array.from({ length: 500 }, (_, i) =>
    cell(`const y${i} = ${i ? `y${i - 1} + 1` : 1}`)
  );
  expect(newProject().check(cell('y499.toFixed(); y499.nope'), above).problems).toHaveLength(1);
});

it('namespaces, decorators and accessors are written out on their lines', () => {
  const source =
    '\nconst a = 1\n@dec\nclass A {\n  @log m() { return `x\n  y` }\n  accessor z = 1\n}\nnamespace N {\n  export const y = 1\n}\nN.y';
  const text = lowered(source) ?? '';
  expect(text).not.toMatch(/@|namespace|accessor z/);
  expect(text.split('\n')).toHaveLength(source.split('\n').length);
  expect(text.split('\n').at(-1)).toBe('N.y');
  expect(lowered('const namespace = 1; "@x"')).toBeUndefined();
});
