/** Fields of a saved output that somebody forged: each is refused by its name. */
import { beforeAll, expect, it } from '@jest/globals';
import { ready } from '../../src/engine/index.js';
import { readDocument } from '../../src/latex/index.js';
import { type Forged, forged } from '../support/forged.js';

beforeAll(() => ready());

const square = (n: number, entry: unknown = '1') =>
  Array.from({ length: n }, () => new Array<unknown>(n).fill(entry));

type Forgery = [kind: string, change: (view: Forged) => void, reason: string];

const HOSTILE: Forgery[] = [
  ['an inverse', view => (view.trust.segments = 1e6), 'view.trust.segments: must be <= 17'],
  ['an inverse', view => (view.trust.segments = 0), 'view.trust.segments: must be >= 1'],
  ['an inverse', view => (view.trust.segments = '15'), 'view.trust.segments: must be integer'],
  ['an inverse', view => (view.trust.proved.filled = Infinity), 'proved.filled: must be integer'],
  ['an inverse', view => (view.trust.rounded.filled = -1), 'rounded.filled: must be >= 0'],
  ['an inverse', view => (view.trust.rounded.filled = 17), 'rounded.filled: must be <= 16'],
  ['an inverse', view => (view.trust.facts[0].relation = '<b>'), 'relation: must be'],
  [
    'a table',
    view => (view.rows = [['0', '1', '2']]),
    'view.rows: must be 1 by 2, but row 0 has 3'
  ],
  ['a table', view => (view.columns = []), 'view.columns: must NOT have fewer than 1'],
  [
    'a table',
    view => (view.rows = new Array(501).fill(['1', '1'])),
    'view.rows: must NOT have more than 500'
  ],
  ['a table', view => (view.rows[0][0] = 'x'.repeat(201)), 'must NOT have more than 200'],
  ['a table', view => (view.rows[0][0] = 7), 'view.rows[0][0]: must be string'],
  ['a table', view => (view.more = 0.5), 'view.more: must be integer'],
  [
    'a table',
    view =>
      Object.assign(view, {
        columns: new Array(64).fill('c'),
        rows: new Array(200).fill(new Array(64).fill('1'))
      }),
    'view.rows: must have at most 10000 cells'
  ],
  ['an inverse', view => (view.trust.facts = []), 'view.trust.facts: must NOT have fewer than 1'],
  ['an inverse', view => (view.heat.block = 1), 'view.heat.block: must leave at most 40 by 40'],
  ['an inverse', view => (view.heat.block = 0), 'view.heat.block: must be >= 1'],
  ['an inverse', view => (view.heat.size = 0.5), 'view.heat.size: must be integer'],
  ['an inverse', view => (view.heat.epsilon = 0), 'view.heat.epsilon: must be >= 1e-17'],
  [
    'an inverse',
    view => view.heat.values.pop(),
    'view.heat.values: must have 40 by 40 items, got 1599'
  ],
  [
    'an inverse',
    view => (view.heat.values = square(400).flat()),
    'view.heat.values: must NOT have more than 1600'
  ],
  ['an inverse', view => (view.heat.values[3] = -1), 'view.heat.values[3]: must be >= 0'],
  ['an inverse', view => (view.latex = ['x']), 'view.latex: must be string'],
  ['an inverse', view => (view.latex = 'x'.repeat(2 ** 22 + 1)), 'view.latex: must NOT have more'],
  [
    'an inverse',
    view => (view.device = 'javascript:'),
    'view.device: must be one of "webgpu", "kernel"'
  ],
  ['an inverse', view => (view.onclick = 'x'), 'view: must not have onclick'],
  ['an inverse', view => (view['x'.repeat(1e5)] = 1), `view: must not have ${'x'.repeat(40)}…`],
  [
    'a cloud',
    view => (view.warning.cloud.points = square(300)),
    'view.warning.cloud.points: must NOT'
  ],
  [
    'a cloud',
    view => (view.warning.cloud.center = [0, null]),
    'view.warning.cloud.center[1]: must be number'
  ],
  [
    'a cloud',
    view => (view.warning.why = new Array(17).fill({})),
    'view.warning.why: must NOT have more than 16'
  ],
  [
    'a complex inverse',
    view => view.entries.im.pop(),
    'view.entries.im: must be 32 by 32, but got 31 rows'
  ],
  [
    'a complex inverse',
    view => view.entries.re[3].pop(),
    'view.entries.re: must be 32 by 32, but row 3 has 31'
  ],
  [
    'a complex inverse',
    view => (view.entries.re = square(33)),
    'view.entries.im: must be 33 by 33'
  ],
  [
    'a complex inverse',
    view => (view.entries = { dtype: 'float64', re: square(33) }),
    'view.entries: must have at most 1024'
  ],
  ...["__import__('os').system('ls')", '=1+1', '1]]); (', '1\n2', '1e+9999', ''].map(
    (text): Forgery => [
      'a complex inverse',
      view => (view.entries.re[1][2] = text),
      'view.entries.re[1][2]: must match pattern'
    ]
  ),
  [
    'a complex inverse',
    view => (view.entries.dtype = 'constructor'),
    'view.entries.dtype: must be one of "float32", '
  ],
  [
    'a singular matrix',
    view => (view.message = 'x'.repeat(1e5)),
    'view.message: must NOT have more than 10000'
  ],
  [
    'a singular matrix',
    view => (view.repairs[0].code = null),
    'view.repairs[0].code: must be string'
  ],
  [
    'an empty batch',
    view => (view.members = new Array(33).fill(0)),
    'view.members: must NOT have more than 32'
  ],
  [
    'a batch',
    view => (view.items[0].view.members[2].health = 'x onclick'),
    'view.items[0].view.members[2].health: must be one of'
  ],
  [
    'a batch',
    view => (view.items[0].view.members[2].view = structuredClone(view.items[0].view)),
    'view.items[0].view.members[2].view.kind: "batch" is not known here'
  ],
  [
    'a batch',
    view => (view.items[0].view = structuredClone(view)),
    'view.items[0].view.kind: "group" is not known here'
  ],
  [
    'a batch',
    view => (view.items[0].view = { kind: 'html', html: '' }),
    'view.items[0].view.kind: "html" is not known'
  ],
  ['a batch', view => (view.kind = 'constructor'), 'view.kind: "constructor" is not known here'],
  ['a batch', view => (view.kind = { toString: 'x' }), 'view.kind: object is not known here'],
  ['steps of two', view => (view.split = 13), 'view.split: must be <= 12'],
  ['steps of two', view => (view.split = 1), 'view.start: must be 1 by 2, but got 2 rows'],
  [
    'steps of two',
    view => view.steps[3].cells[1].pop(),
    'view.steps[3].cells: must be 2 by 4, but row 1 has 3'
  ],
  [
    'steps of two',
    view => (view.steps[0].changed = [2]),
    'view.steps[0].changed: must be of 2 rows'
  ],
  [
    'steps of two',
    view => (view.steps[0].changed = [-1]),
    'view.steps[0].changed[0]: must be >= 0'
  ],
  ['steps of two', view => (view.exact[0][0] = '1/0'), 'view.exact[0][0]: must match pattern'],
  ['steps of two', view => (view.exact[0][0] = '1/(2'), 'view.exact[0][0]: must match pattern'],
  [
    'steps of two',
    view => (view.attempt = [{ kind: 'swap', row: 0, other: 2 }]),
    'view.attempt[0]: must be of 2 rows'
  ],
  [
    'steps of two',
    view => (view.attempt = [{ kind: 'scale', row: 0, factor: '0' }]),
    'view.attempt[0].factor: must match'
  ],
  [
    'steps of two',
    view => (view.attempt = [{ kind: 'jump', row: 0 }]),
    'view.attempt[0].kind: "jump" is not known here'
  ],
  [
    'steps of two',
    view => (view.attempt = new Array(201).fill(0)),
    'view.attempt: must NOT have more than 200'
  ],
  ['a matrix', view => delete view.result, "view: must have required property 'result'"],
  ['a matrix', view => (view.result = null), 'view.result: must be object'],
  ['a matrix', view => (view.result = []), 'view.result: must be object'],
  ['a matrix', view => (view.result = {}), "view.result: must have required property 'rows'"],
  [
    'a matrix',
    view => (view.result.inverse = square(3)),
    'view.result.inverse: must be 2 by 2, but got 3 rows'
  ],
  [
    'a matrix',
    view => (view.result.product = [['1', '2'], ['3']]),
    'view.result.product: must be 2 by 2, but row 1 has 1'
  ],
  [
    'a matrix',
    view => (view.result.columns = 3),
    'view.result.inverse: must be of a square matrix'
  ],
  [
    'a matrix',
    view => (view.result.written = square(13)),
    'view.result.written: must NOT have more than 12'
  ],
  [
    'a matrix',
    view => (view.result.picture.U = square(3, 0)),
    'view.result.picture.U: must be 2 by 2'
  ],
  [
    'a matrix',
    view => (view.result.picture.sigma = []),
    'view.result.picture.sigma: must NOT have fewer'
  ],
  [
    'a matrix',
    view => (view.result.view.heat.size = 9),
    'view.result.view.heat.values: must have 9 by 9'
  ],
  [
    'a matrix',
    view => (view.result.copies.A.entries.re = square(1, '1').concat(new Array(1024).fill([]))),
    'view.result.copies.A.entries.re: must NOT'
  ],
  [
    'a matrix',
    view => (view.steps = { attempt: [{ kind: 'swap', row: 0, other: 5 }] }),
    'view.steps.attempt[0]: must be of 2 rows'
  ],
  [
    'a matrix',
    view => (view.entries = square(201)),
    'view.entries: must NOT have more than 200 items'
  ],
  [
    'a matrix',
    view => (view.entries = [['1', '2'], ['3']]),
    'view.entries: must be 2 by 2, but row 1 has 1'
  ],
  ['a matrix', view => (view.entries = []), 'view.entries: must NOT have fewer than 1'],
  [
    'a matrix',
    view => (view.entries[0][0] = '9^'.repeat(600)),
    'view.entries[0][0]: must NOT have more than 1000'
  ],
  ['a matrix', view => (view.mode = 'round'), 'view.mode: must be one of "free", "symmetric"'],
  [
    'a matrix',
    view => (view.bounds = [1, 0]),
    'view.bounds: must be the least entry and the largest'
  ],
  ['a matrix', view => (view.bounds = [0]), 'view.bounds: must NOT have fewer than 2 items'],
  ['a matrix', view => (view.readOnly = 0), 'view.readOnly: must be boolean'],
  [
    'HTML',
    view => (view.html = 'x'.repeat(2 ** 20 + 1)),
    'view.html: must NOT have more than 1048576'
  ]
];

it('a forged field is refused, and the place is named', async () => {
  for (const [kind, change, reason] of HOSTILE) {
    const read = readDocument(await forged(kind, change));
    expect([kind, read]).toEqual([kind, { problem: expect.stringContaining(reason) }]);
  }
}, 60_000);
