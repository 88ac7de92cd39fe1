/** Variables to and from the Python kernel. */
import { expect, type Lab, test } from './support/lab.js';

test('arrays go in and come out as they are', async ({ lab }) => {
  await lab.show('python/arrays.ipynb', [
    `import numpy as np
A = np.array([[2.0, 1.0], [1.0, 1.0]])
strided = np.arange(12.0).reshape(3, 4)[::-1, ::2]
fortran = np.asfortranarray(np.arange(6, dtype='float32').reshape(2, 3))
swapped = np.array([1.5, -2.5], dtype='>f8')
z = np.array([1 + 2j, 3j], dtype='complex64')
small = np.array([1, -2], dtype='int8')
big = np.array([2**62, 1])
flags = np.array([True, False])
empty = np.zeros((0, 3))
exact = np.array([np.nextafter(1, 2), np.nan, -np.inf, 5e-324])`,
    `%%ts -i A,strided,fortran,swapped,z,small,big,flags,empty,exact -o Ainv,T
console.log(JSON.stringify([A, strided, fortran, swapped].map(t => [t.shape, t.dtype, t.toArray()])))
console.log([z, small, big, flags, empty].map(t => t.dtype + ' ' + t.shape).join(' | '), String(z.toArray()), String(big.toArray()))
const Ainv = linalg.inv(A)
const T = exact`,
    `assert (Ainv == np.linalg.inv(A)).all() and Ainv.dtype == 'float64', Ainv
assert T.tobytes() == exact.tobytes() and T.flags.writeable
print('python agrees')`
  ]);
  await lab.runAll();
  await expect(lab.output(1).first()).toContainText(
    '[[2,2],"float64",[[2,1],[1,1]]],[[3,2],"float64",[[8,10],[4,6],[0,2]]],[[2,3],"float32",[[0,1,2],[3,4,5]]],[[2],"float64",[1.5,-2.5]]'
  );
  await expect(lab.output(1).first()).toContainText(
    'complex64 2 | int32 2 | int64 2 | bool 2 | float64 0,3'
  );
  await expect(lab.output(1).first()).toContainText('4611686018427387904,1');
  await expect(lab.output(2)).toContainText('python agrees');
});

test('lists, numbers and text too, both ways', async ({ lab }) => {
  await lab.show('python/plain.ipynb', [
    "n = 3\nhuge = 2**70\nw = 1 + 2j\ninf = float('inf')\nnames = ['a', {'b': (1, None)}]\nscalar = __import__('numpy').float64(0.5)",
    `%%ts -i n,huge,w,inf,names,scalar -o out,many,c
const out = { twice: 2 * n, text: names[0], inner: names[1].b, inf, scalar, nan: NaN }
const many = huge + 1n
const c = complex(w.re, -w.im)
n.toFixed(1)`,
    "assert out['twice'] == 6 and out['text'] == 'a' and out['inner'] == [1, None], out\nassert out['inf'] == inf and out['scalar'] == 0.5 and out['nan'] != out['nan']\nassert many == 2**70 + 1 and c == 1 - 2j, (many, c)\nprint('python agrees')"
  ]);
  await lab.runAll();
  await expect(lab.output(2)).toContainText('python agrees');
});

test('names and kinds are checked before anything runs', async ({ lab }) => {
  const failing = (source: string) => ({ source, tags: ['raises-exception'] });
  await lab.show('python/errors.ipynb', [
    "import numpy as np\nA = np.eye(2)\nlong = np.ones(2, dtype='longdouble')\nfn = print",
    failing("%%ts -i A,nope,other\nconsole.log('ran')"),
    failing("%%ts -i long\nconsole.log('ran')"),
    failing("%%ts -i fn\nconsole.log('ran')"),
    failing("%%ts -i class\nconsole.log('ran')"),
    failing('%%ts -o missing\n1'),
    failing('%%ts -o f\nconst f = () => 1'),
    'A = A * 2',
    '%%ts -i A\nA.at(0, 0)'
  ]);
  await lab.runAll();
  await expect(lab.output(1)).toContainText(
    "NameError: %%ts: name 'nope', 'other' is not defined in Python"
  );
  await expect(lab.output(2)).toContainText('which a %%ts cell cannot hold exactly');
  await expect(lab.output(3)).toContainText(
    'fn cannot go to a %%ts cell: a value of type builtin_function_or_method'
  );
  await expect(lab.output(4)).toContainText('class is a keyword of Python');
  await expect(lab.output(5).last()).toContainText('missing is not defined');
  await expect(lab.output(6).last()).toContainText('f cannot go to Python');
  for (const i of [1, 2, 3, 4]) await expect(lab.output(i)).not.toContainText('ran');
  await expect(lab.output(8)).toContainText('2');
});

test('without a Python kernel it says so', async ({ lab }) => {
  await lab.show(
    'python/none.ipynb',
    [{ source: '%%ts -i A\n1', tags: ['raises-exception'] }, '%%ts\n2'],
    'none'
  );
  await lab.page.locator('.jp-Dialog').getByRole('button', { name: 'No Kernel' }).click();
  await lab.runAll();
  await expect(lab.output(0)).toContainText('need a Python kernel, and this notebook has none');
  await expect(lab.output(1)).toContainText('2');
});

test('64 MB each way arrive whole, and show how far they are', async ({ lab }) => {
  test.setTimeout(180_000);
  await lab.show('python/large.ipynb', [
    'import numpy as np\nrng = np.random.default_rng(1)\nA = rng.standard_normal((2896, 2896))',
    '%%ts -i A -o B\nconst B = A\nA.shape',
    'assert A.tobytes() == B.tobytes() and B.flags.writeable\nprint("whole", A.nbytes)'
  ]);
  await lab.runAll();
  await expect(lab.output(1).first()).toContainText('A from Python');
  await expect(lab.output(1).first()).toContainText('64 of 64 MiB');
  await expect(lab.output(1).last()).toContainText('B to Python');
  await expect(lab.output(2)).toContainText('whole 67094528');
});

/** Python that is busy by another hand from a second on: the queue of the notebook knows nothing of it. */
function busy(name: string, seconds: number, then = 'None'): string {
  return `import asyncio, time, os
x, y = 1, 2
_ = asyncio.get_running_loop().call_later(1, lambda: (open('${name}', 'w').close(), time.sleep(${seconds}), ${then}))`;
}

async function untilBusy(lab: Lab, name: string): Promise<void> {
  await expect.poll(() => lab.hasFile(`python/${name}`)).toBe(true);
}

/** Counts from now on how often the page asks the helper in the kernel something. */
function countAsked(lab: Lab): () => number {
  let asked = 0;
  lab.page.on('websocket', socket =>
    socket.on('framesent', ({ payload }) => {
      if (payload.includes('_invertible_bridge')) asked++;
    })
  );
  return () => asked;
}

test('values that an interrupted cell asked for do not reach the next one', async ({ lab }) => {
  const asked = countAsked(lab);
  await lab.show('python/stale.ipynb', [busy('stale', 6), '%%ts -i x\nx', '%%ts -i y\ny + 40']);
  await lab.run(0);
  await lab.settled();
  await untilBusy(lab, 'stale');
  await lab.run(1);
  await expect.poll(asked).toBe(1);
  await lab.menu('Kernel', /^Interrupt Kernel/);
  await expect(lab.output(1)).toContainText('interrupted while it waited');
  await lab.run(2);
  await expect(lab.output(2)).toHaveText('42');
});

test('a kernel that dies or is restarted meanwhile is told of', async ({ lab }) => {
  const asked = countAsked(lab);
  await lab.show('python/dies.ipynb', [
    busy('dies', 4, 'os._exit(1)'),
    '%%ts -i x\nx',
    '%%ts\n6 * 7',
    busy('restarted', 4),
    '%%ts -i x\nx',
    '%%ts\nx'
  ]);
  const dialog = lab.page.locator('.jp-Dialog');
  await lab.run(0);
  await lab.settled();
  await untilBusy(lab, 'dies');
  await lab.run(1);
  await expect(lab.output(1)).toContainText('restarted or died');
  await dialog.getByRole('button', { name: 'Ok' }).click();
  await lab.run(2);
  await expect(lab.output(2)).toContainText('42');
  await lab.run(3);
  await lab.settled();
  await untilBusy(lab, 'restarted');
  const before = asked();
  await lab.run(4);
  await expect.poll(asked).toBeGreaterThan(before);
  await lab.restart();
  await expect(lab.output(4)).toContainText('restarted or died');
  await lab.run(5);
  await expect(lab.output(5)).toContainText(/x is not defined|Cannot find name 'x'/);
});

test('an interrupt ends the waiting for a busy kernel', async ({ lab }) => {
  const asked = countAsked(lab);
  await lab.show('python/busy.ipynb', [busy('busy', 8), '%%ts -i x\nx']);
  await lab.run(0);
  await lab.settled();
  await untilBusy(lab, 'busy');
  await lab.run(1);
  await expect.poll(asked).toBe(1);
  await lab.menu('Kernel', /^Interrupt Kernel/);
  await expect(lab.output(1)).toContainText('interrupted while it waited for Python');
  await lab.run(1);
  await expect(lab.output(1)).toContainText('1');
});

test('20 MB of JSON cross each way, and keep what JSON lacks', async ({ lab }) => {
  test.setTimeout(180_000);
  await lab.show('python/json.ipynb', [
    "texts = ['é' * 2_000_000, 'x' * 8_000_000]\nnumbers = [i + 0.5 for i in range(1_000_000)]\nkinds = [-0.0, {'a': -0.0, '__proto__': 1, '$bigint': '5'}, complex(-0.0, -0.0), {'$float': 'nan'}, float('inf')]\nprint('made')",
    `%%ts -i texts,numbers,kinds -o out,every,back
const out = texts
const every = numbers
const back = [...kinds, -0, 2 ** 60, { $dict: { $complex: 1 } }]
console.log(texts.map((t: string) => t.length), Object.is(kinds[0], -0), Object.is(kinds[1].a, -0), Object.getPrototypeOf(kinds[1]) === Object.prototype, kinds[3].$float)`,
    `assert out == texts and every == numbers
assert repr(back[:5]) == repr(kinds), back
assert repr(back[5:]) == repr([-0.0, float(2**60), {'$dict': {'$complex': 1}}]), back
print('python agrees')`
  ]);
  await lab.runAll(150_000);
  await expect(lab.output(1).first()).toContainText('from Python');
  await expect(
    lab.output(1).filter({ hasText: '[ 2000000, 8000000 ] true true true nan' })
  ).toHaveCount(1);
  await expect(lab.output(2)).toContainText('python agrees');
});

test('names that Python keeps are refused before anything runs', async ({ lab }) => {
  const failing = (source: string) => ({ source, tags: ['raises-exception'] });
  const refused = ['open', '__builtins__', 'lambda', 'get_ipython', '_1', 'X,X', 'a;import'];
  await lab.show('python/refused.ipynb', [
    "data_dir = 'mine'",
    ...refused.map(name => failing(`%%ts -o ${name}\nconsole.log('ran')`)),
    failing("%%ts -i new\nconsole.log('ran')"),
    '%%ts -o größe,X\nvar größe = 1, X = 2, data_dir = 3, open = 4',
    "print(größe, X, data_dir, open.__name__, [n for n in globals() if n.startswith('_invertible')])"
  ]);
  await lab.runAll();
  const texts = [
    '-o open: open is a builtin of Python, which later cells would miss; give the variable another name in the cell',
    'Python keeps names that begin with __ for itself',
    'lambda is a keyword of Python',
    'get_ipython is kept by IPython for itself',
    '_1 is kept by IPython for itself',
    'it stands there twice',
    'wants names of variables'
  ];
  for (const [i, text] of texts.entries()) {
    await expect(lab.output(i + 1)).toContainText(text);
    await expect(lab.output(i + 1)).not.toContainText('ran');
  }
  await expect(lab.output(8)).toContainText('TypeScript has no variable of the name new');
  await expect(lab.output(10)).toContainText('1 2 mine open []');
});

test('a value that would lose something on its way is refused with words', async ({ lab }) => {
  const failing = (source: string) => ({ source, tags: ['raises-exception'] });
  await lab.show('python/lossy.ipynb', [
    "import numpy as np\nA = np.ma.array([1, 2, 3], mask=[0, 1, 0])\nB = {'in': [A]}\nC = {1: 'a', '1': 'b'}\nD = []\nD.append(D)\nE = []\nfor _ in range(10_000): E = [E]",
    ...'ABCDE'.split('').map(name => failing(`%%ts -i ${name}\nconsole.log('ran')`)),
    failing("%%ts -o m\nconst m = new Map<unknown, string>([[1, 'a'], ['1', 'b']])"),
    failing('%%ts -o d\nlet d: unknown[] = []\nfor (let i = 0; i < 10_000; i++) d = [d]'),
    "print('m' in globals(), 'd' in globals())"
  ]);
  await lab.runAll();
  await expect(lab.output(1)).toContainText('A is or holds a masked array');
  await expect(lab.output(2)).toContainText(
    'give its .filled(0), or its .data and its .mask apart'
  );
  await expect(lab.output(3)).toContainText("C has the keys 1 and '1', which are both '1'");
  await expect(lab.output(4)).toContainText('D holds itself');
  await expect(lab.output(5)).toContainText('E is nested more than 200 levels deep');
  for (const i of [1, 2, 3, 4, 5]) await expect(lab.output(i)).not.toContainText('ran');
  await expect(lab.output(6).last()).toContainText("m has two keys that are both '1' as text");
  await expect(lab.output(7).last()).toContainText('d is nested more than 200 levels deep');
  await expect(lab.output(8)).toContainText('False False');
});

test('a push that was interrupted binds nothing later', async ({ lab }) => {
  // Busy by another hand while the values are on their way.
  await lab.show('python/interrupted-push.ipynb', [
    'import asyncio, time',
    '_ = asyncio.get_running_loop().call_later(3, time.sleep, 8)',
    '%%ts -o x,y\nawait new Promise(done => setTimeout(done, 4500))\nconst x = 1, y = new Float64Array(1e6)',
    "import sys\nprint('x' in globals(), 'y' in globals(), len(sys.modules['_invertible_bridge'].received))",
    '%%ts -o x\nconst x = 5',
    'print(x)'
  ]);
  await lab.run(0);
  await lab.settled();
  await lab.run(1);
  await lab.settled();
  await lab.run(2);
  await expect(lab.prompt(2)).toContainText('[*]');
  // By now the cell has run, its values are on their way, and Python sleeps: none of it is shown.
  await lab.page.waitForTimeout(6500);
  await lab.menu('Kernel', /^Interrupt Kernel/);
  await expect(lab.output(2)).toContainText(
    'interrupted while its values went to Python, which has none of them'
  );
  // Python answers when it has slept, and has then heard all that came before.
  await lab.run(3);
  await expect(lab.output(3)).toContainText('False False 0');
  await lab.run(4);
  await lab.run(5);
  await expect(lab.output(5)).toContainText('5');
});

test('names of any script with spaces, dates and text cross; what cannot is named by its place', async ({
  lab
}) => {
  const failing = (source: string) => ({ source, tags: ['raises-exception'] });
  await lab.show('python/dates.ipynb', [
    "import numpy as np\nfrom datetime import datetime, timezone\nα = datetime(2020, 1, 2, 3, tzinfo=timezone.utc)\ngröße = np.array(['a', 'bc'])\ndays = np.array(['2020-01-01', 'NaT'], dtype='datetime64[D]')\nmasked = np.ma.masked_array([1.0, 2.0], mask=[False, True])",
    '%%ts -i α, größe , days -o Δx, dates\nconst Δx = new Date(α.getTime() + 1)\nconst dates = [α]\nconsole.log(α, größe, days); größe[1].toUpperCase()',
    "assert Δx == α.replace(microsecond=1000) and dates[0] == α, (Δx, dates)\nprint('python agrees')",
    failing('%%ts -i masked\n1'),
    failing('%%ts -o point\nconst point = { x: [{ y: undefined }] }'),
    failing('%%ts -o shape\nclass Circle { r = 1 }\nconst shape = { of: new Circle() }')
  ]);
  await lab.runAll();
  await expect(lab.output(1).first()).toContainText(
    "2020-01-02T03:00:00.000Z [ 'a', 'bc' ] [ 2020-01-01T00:00:00.000Z, null ]"
  );
  await expect(lab.output(2)).toContainText('python agrees');
  await expect(lab.output(3)).toContainText('.filled(');
  await expect(lab.output(4)).toContainText('point.x[0].y cannot go to Python: it is undefined');
  await expect(lab.output(5)).toContainText('shape.of');
  await expect(lab.output(5)).toContainText('Circle');
});
