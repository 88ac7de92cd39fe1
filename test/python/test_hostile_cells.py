"""Cells that would spoil the session of the next, or lie to Python, where no browser is."""

import json

import pytest
from notebooks import execute, needs_node, said

MIME = "application/vnd.invertible.v1+json"

pytestmark = needs_node


def test_a_session_that_lies_gets_nothing():
    """A cell may change what its Node says: names that the first line lacks are not Python's."""
    outputs = execute(
        "secret = 'hidden'",
        """%%ts
// @ts-nocheck
function push(...items) {
  if (items[0] === 'x') items[0] = 'secret';
  for (const item of items) this[this.length] = item;
  return this.length;
}
// So that the session cannot restore it.
Object.defineProperty(Array.prototype, 'push', { value: push, configurable: false });
1""",
        "%%ts -i x\nconsole.log(secret)",
        allow_errors=True,
    )
    assert "other names than the first line has" in outputs[2][-1].evalue


SPOILING = [
    "class Map {}",
    "const Math = 1",
    "const Object = 1",
    "let Promise",
    "function Array() {}",
    "globalThis.JSON = null",
    "Array.prototype.push = null",
    "Array.prototype[Symbol.iterator] = null",
    "String.prototype.replace = () => 'x'",
    "Object.defineProperty = null",
    "delete globalThis.Float64Array",
    "Function.prototype.call = Function.prototype.apply = null",
    "Map.prototype.get = Set.prototype.add = null",
    "Object.defineProperty(Object.prototype, 'type', {set() {}, configurable: true})",
    "Object.defineProperty(Object.prototype, 'value', {set() {}, configurable: true})",
    "console.log = null",
    "console = null",
    "globalThis.performance = globalThis.process = globalThis.Buffer = 1",
    "Error.prepareStackTrace = () => { throw 1 }",
    "Object.freeze(Object.prototype)",
    "Object.freeze(Array.prototype)",
]


def test_a_cell_cannot_spoil_the_next():
    outputs = execute(
        *(
            cell
            for source in SPOILING
            for cell in (
                f"%%ts\n// @ts-nocheck\n{source}",
                "%%ts\n// @ts-nocheck\ndisplay(1); linalg.inv(eye(3)).shape[0]",
                "%%ts --fresh\n// @ts-nocheck\n"
                "console.log(new Map([[1, Math.abs(-2)]]), JSON.stringify([process.pid > 0]))\n"
                "linalg.inv(randn(3, 3))",
            )
        ),
        allow_errors=True,
    )
    for i, source in enumerate(SPOILING):
        _, spoiled, fresh = outputs[3 * i : 3 * i + 3]
        kinds = [output.output_type for output in spoiled]
        assert kinds[-2:] == ["display_data", "execute_result"], source
        assert spoiled[-1].data["text/plain"] == "3", source
        assert said(fresh) == "Map(1) { 1 => 2 } [true]\n", source
        assert MIME in fresh[-1].data, source
    told = said(outputs[18], "stderr")
    assert told == (
        "A cell changed Array.prototype.push, which the session itself needs; it is restored.\n"
    )


def test_a_cell_that_spoils_the_session_for_good_says_that_a_restart_is_needed():
    outputs = execute(
        "%%ts\n// @ts-nocheck\nObject.defineProperty(Object.prototype, 'get', {value: 1})",
        "%%ts\n1",
        allow_errors=True,
    )
    for shown in outputs:
        assert "restart the kernel" in json.dumps(shown)


@pytest.mark.parametrize(
    "harm, told",
    [
        ("setTimeout(() => { throw new Error('late') }, 20)", "Uncaught Error: late"),
        ("Promise.reject(new Error('forgotten'))", "Uncaught Error: forgotten"),
        ("process.removeAllListeners(); setTimeout(() => { throw new Error('alone') })", "alone"),
        ("process.removeAllListeners(); Promise.reject(new Error('lonely'))", "lonely"),
        ("process.stdout.write('x')", ""),
        ("process.stdout.end(); process.stderr.destroy()", ""),
        ("process.stdin.destroy(); process.stdin.on('data', () => 1)", ""),
        ("process.on = process.emit = process.exit = process.nextTick = null", ""),
        (
            "setInterval(() => console.log(1), 10); for (;;) { process.stdout.write('x'); break }",
            "",
        ),
        ("setTimeout(() => { Array.prototype.push = JSON.parse = null }, 20)", "is restored"),
    ],
)
def test_whatever_is_left_running_breaks_no_later_cell(harm, told):
    outputs = execute(
        f"%%ts\n// @ts-nocheck\n{harm}; 1",
        "import time; time.sleep(0.3)",
        "%%ts\n// @ts-nocheck\n"
        "await 1; process.stdout.write('out'); process.stderr.write('err'); console.log('said')",
        "%%ts --fresh\n[6 * 7]",
    )
    assert outputs[0][-1].data["text/plain"] == "1"
    for words in ("out", "said"):
        assert words in said(outputs[2])
    assert "err" in said(outputs[2], "stderr")
    assert told in said(outputs[0], "stderr") + said(outputs[2], "stderr")
    assert outputs[3][-1].data["text/plain"] == "[ 42 ]"
