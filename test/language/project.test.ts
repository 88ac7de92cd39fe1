import { describe, expect, it } from '@jest/globals';
import { cell, newProject } from '../support/language.js';

/** The messages about cells that run one after the other. */
function session() {
  const project = newProject();
  let count = 0;
  const check = (source: string, device?: 'webgpu') =>
    project.check(cell(source, device)).problems.map(({ message }) => message);
  const run = (source: string) => {
    const found = check(source);
    project.commit(cell(source), ++count);
    return found;
  };
  const place = (source: string, above: string[] = []) => {
    const offset = source.indexOf('|');
    return {
      cell: cell(source.replace('|', '')),
      above: above.map(text => cell(text)),
      offset: offset + 1
    };
  };
  return { project, check, run, place };
}

describe('a cell', () => {
  it('may use all that cells have, await at its top, and values that it does not use', () => {
    const { check } = session();
    expect(
      check(
        "const A = randn(3, 3)\nconst { inverse, info } = linalg.invEx(A)\nawait Promise.resolve(1)\nfor await (const x of [1]) console.log(x, info)\ndist(A, inverse).item() + 1\ndisplay.latex('x')\nclearOutput()\nfor (const i of progress([1])) i.toFixed()\nmath.evaluate('1')\nexpr`1 + 1`\nawait fetch('https://x.org')\nA.matmul(inverse)"
      )
    ).toEqual([]);
  });

  it('knows the dtype of tensors, and need not say it', () => {
    const { project, check, place } = session();
    for (const source of [
      'const same = (X: Tensor, Y: Tensor) => X.allclose(Y)\nsame(eye(2), linalg.inv(eye(2)))',
      'function f(A: Tensor): Tensor { return A.matmul(A.T).add(1) }\nf(randn(2, 2, { dtype: "complex64" })).H',
      'const A: Tensor<"complex128"> = tensor([[{ re: 1, im: 2 }]])\nA.at(0, 0).im',
      'const all: Tensor[] = [eye(2), eye(2, { dtype: "int64" })]\nlinalg.inv(all[0])',
      'const rank: bigint = linalg.matrixRank([[1, 2], [2, 4]]).item()',
      'const d: number = linalg.det(randn(2, 2)).item() + eye(2).add(1).sum().item()',
      'const z: Scalar = eye(2).item()\nconst t: Operand[] = [1, [1], eye(2)]'
    ]) {
      expect([source, check(source)]).toEqual([source, []]);
    }
    expect(check('const n: number = linalg.matrixRank(eye(2)).item()').join()).toContain(
      "Type 'bigint' is not assignable to type 'number'."
    );
    for (const [source, type] of [
      ['const |X = linalg.inv(randn(2, 2))', 'Tensor'],
      ['const |X = linalg.matrixRank(eye(2))', 'Tensor'],
      ['const { |U } = linalg.svd(eye(2))', 'Tensor']
    ]) {
      const declaration = project.hover(place(source))?.declaration;
      expect(declaration).toMatch(new RegExp(`const [XU]: ${type}$`));
    }
    expect(project.hover(place('linalg.|inv(eye(2))'))?.declaration).not.toMatch(
      /DType|TensorLike/
    );
  });

  it('is told of its mistakes, where they are', () => {
    const { project } = session();
    const { problems, pretty } = project.check(cell('const x = 1\nconst y: string = x\nA.foo'));
    expect(problems).toMatchObject([
      {
        code: 2322,
        severity: 'error',
        message: "Type 'number' is not assignable to type 'string'."
      },
      {
        code: 2304,
        message: "Cannot find name 'A'.\nIf another cell declares it, run that cell first."
      }
    ]);
    expect(
      '\nconst x = 1\nconst y: string = x\nA.foo'.slice(problems[0].start, problems[0].end)
    ).toBe('y');
    // The second line of the program is the third of the cell, whose first is `%%ts`.
    expect(pretty).toMatch(/cell\.ts.*3.*7.*TS2322/);
    expect(pretty).toContain('~');
  });

  it('prints one place of a name that is missing, and all in which a type is wrong', () => {
    const { problems, pretty } = newProject().check(
      cell('for (i = 0; i < 3; i++) {}\nlet a: string = 1\nlet b: string = 1')
    );
    expect(problems).toHaveLength(5);
    expect(pretty.match(/TS2304/g)).toHaveLength(1);
    expect(pretty.match(/TS2322/g)).toHaveLength(2);
    const long = `const a: string = 1 // ${'y'.repeat(1e6)}`;
    expect(newProject().check(cell(long)).pretty.length).toBeLessThan(3000);
  });

  it.each([
    [
      'linalg.inv([["1", 2], [3, 4]])',
      'linalg.inv takes a tensor, or arrays of numbers, and this is a string.'
    ],
    ['randn(2, 2).matml(eye(2))', "Did you mean 'matmul'"],
    ["eye(2, {dtype: 'float16'})", "There is no dtype 'float16'"],
    ['linalg.inv(eye(2)).item().toFixed("a")', 'not assignable to parameter'],
    ['if (true {', "')' expected"],
    ['const a = 1\nconst a = 2', "Cannot redeclare block-scoped variable 'a'"]
  ])('%s is a mistake', (source, message) => {
    expect(session().check(source).join()).toContain(message);
  });

  it('may ask whether a name is there, and look at what it caught', () => {
    const { check } = session();
    expect(check('[typeof document, typeof nowhere]')).toEqual([]);
    expect(check('try { tensor([]) } catch (e) { console.log(e.message) }')).toEqual([]);
  });

  it('may have parameters without types', () => {
    expect(session().check('function f(x) { return x + 1 }\nf(2)')).toEqual([]);
  });

  it('is not checked where it says so', () => {
    const { check } = session();
    expect(check('// @ts-nocheck\nconst x: string = 1')).toEqual([]);
    expect(check('\n// why not\n// @ts-nocheck\nnope')).toEqual([]);
    expect(check('const x: string = 1\n// @ts-nocheck')).toHaveLength(1);
    expect(check('// @ts-expect-error\nconst x: string = 1')).toEqual([]);
  });

  it('may import from the web', () => {
    expect(session().check("import x, { y } from 'https://esm.sh/z'\nx(y).anything")).toEqual([]);
  });
});

describe('names of earlier cells', () => {
  it('keep their types', () => {
    const { run, check } = session();
    run(
      'const A = eye(2)\ninterface P { x: number }\nclass C { m() { return 1 } }\nenum E { a }\ntype T = P | C\nfunction f(p: P) { return p.x }\nconst [u, { v }] = [1, { v: "s" }]'
    );
    expect(
      check(
        'const p: P = { x: 1 }\nconst t: T = new C()\nf(p) + new C().m() + E.a + u\nv.length\nA.matmul(A)'
      )
    ).toEqual([]);
    expect(check('f({ x: "no" })')).toHaveLength(1);
    expect(check('u.length')).toHaveLength(1);
  });

  it('may be declared again, with another type, also in terms of themselves by others', () => {
    const { run, check } = session();
    run('const x = 1\nfunction next() { return x + 1 }');
    expect(run('const x = "text"')).toEqual([]);
    expect(check('x.length + next()')).toEqual([]);
    expect(check('const y: number = x')).toHaveLength(1);
  });

  it('shadow what every cell has, and are shadowed within the cell', () => {
    const { run, check } = session();
    expect(run('const linalg = 5\nconst display = "mine"')).toEqual([]);
    expect(check('linalg.toFixed() + display.length')).toEqual([]);
    expect(check('function g(linalg: string) { return linalg.length }')).toEqual([]);
  });

  it('may be assigned to, constants not', () => {
    const { run, check } = session();
    run('let n = 1\nconst c = 1');
    expect(check('n = 2\nn++')).toEqual([]);
    expect(check('c = 2')).toHaveLength(1);
  });

  it('are gone after a reset', () => {
    const { project, run, check } = session();
    run('const gone = 1');
    project.reset();
    expect(check('gone')).toEqual([expect.stringContaining("Cannot find name 'gone'.")]);
  });

  it('are kept through many cells, without keeping all cells', () => {
    const { run, check } = session();
    run('const first = 1');
    for (let i = 0; i < 30; i++) run(`const again = ${i}`);
    expect(check('first + again')).toEqual([]);
  });
});

it('two notebooks have nothing in common', () => {
  const [one, two] = [session(), session()];
  one.run('const only = 1');
  expect(two.check('only')).toHaveLength(1);
});

it('tensors made under --device webgpu are the GPU’s', () => {
  const { check } = session();
  expect(check('randn(2, 2).dispose()', 'webgpu')).toEqual([]);
  expect(
    check('const A = randn(2, 2)\n;(await linalg.inv(A)).matmul(A).dispose()', 'webgpu')
  ).toEqual([]);
  expect(check('randn(2, 2).dispose()')).toHaveLength(1);
  expect(check("const A = randn(2, 2, { device: 'webgpu' })\nawait A.cpu()")).toEqual([]);
  expect(check("linalg.inv(randn(2, 2, { device: 'webgpu' })).item()")).toHaveLength(1);
});

describe('while a cell is written', () => {
  it('members, names and options are completed', () => {
    const { project, run, place } = session();
    run('const Matrix = eye(3)');
    const names = (source: string, above?: string[]) =>
      project.complete(place(source, above))?.items.map(({ name }) => name) ?? [];
    expect(names('Matrix.mat|')).toEqual(['matmul']);
    expect(names('math.evalu|')).toEqual(['evaluate']);
    expect(names('linalg.|')).toEqual(expect.arrayContaining(['inv', 'svd', 'solve']));
    expect(names('Mat|')).toEqual(expect.arrayContaining(['Matrix', 'Math']));
    expect(names("eye(2, { dtype: '|' })")).toEqual(
      expect.arrayContaining(['float32', 'complex128'])
    );
    expect(names('eye(2, { |})')).toEqual(expect.arrayContaining(['dtype', 'device']));
    // A cell above counts before it has run, and one that has run is not taken twice.
    expect(names('notYet.to|', ['const notYet = "text"'])).toContain('toUpperCase');
    expect(names('Matrix.mat|', ['const Matrix = eye(3)'])).toEqual(['matmul']);
  });

  it('docstrings are told', () => {
    const { project, place } = session();
    const found = project.hover(place('linalg.in|v(eye(2))'));
    expect(found?.declaration).toContain('(A: Tensor');
    expect(found?.documentation).toContain('torch.linalg.inv');
    expect(found?.documentation).toContain('- `A` ');
    const item = project.describe(place('linalg.so|'), 'solve');
    expect(item?.documentation).toContain('more accurate than');
    expect(project.hover(place('1 |'))).toBeUndefined();
  });

  it('signatures are told, with the parameter to write', () => {
    const { project, place } = session();
    const found = project.signature(place('linalg.solve(eye(2), |)'));
    expect(found?.label).toContain('(A: Tensor, B: Tensor');
    const [start, end] = found?.active ?? [0, 0];
    expect(found?.label.slice(start, end)).toBe('B: Tensor');
    expect(project.signature(place('|1'))).toBeUndefined();
  });
});
