"""`%%ts` where no browser is: notebooks that nbconvert executes, and what is said without Node."""

from pathlib import Path

import pytest
from nbclient.exceptions import CellExecutionError
from notebooks import execute, needs_node, said

MIME = "application/vnd.invertible.v1+json"

pytestmark = needs_node


def test_cells_run_as_in_the_browser():
    first, second, third, fourth = execute(
        "%%ts\nconst A: Tensor = tensor([[2, 1], [1, 1]])\nlinalg.inv(A)",
        "%%ts\nconsole.log('said'); display.latex('x^2')\ndist(A, A).item() + 1",
        "%%ts --fresh\ntypeof A",
        "%%ts --help\n1",
    )
    assert first[0].output_type == "execute_result"
    assert "A^{-1}" in first[0].data["text/latex"]
    assert first[0].data[MIME]["view"]["kind"] == "inverse"
    assert [output.output_type for output in second] == ["stream", "display_data", "execute_result"]
    assert second[0].text == "said\n"
    assert second[1].data["text/latex"] == "$$x^2$$"
    assert second[2].data["text/plain"] == "1"
    assert third[0].data["text/plain"] == "'undefined'"
    assert "--timeout" in fourth[0].text


def test_values_print_whatever_cells_declare():
    *_, shown = execute(
        "%%ts\nconst m = new Map([[1, { a: [2] }]])\nconst e = new Error('boom')",
        "%%ts\n// @ts-nocheck\nclass Map {}\nconst Object = 1, Error = 2, Array = 3, Symbol = 4",
        "%%ts\n// @ts-nocheck\nconsole.log(m, e)",
    )
    assert shown[0].text == "Map(1) { 1 => { a: [ 2 ] } } Error: boom\n    at cell[1], line 3\n"


def test_variables_go_both_ways():
    outputs = execute(
        "import numpy as np\nA = np.arange(4.0).reshape(2, 2).T + 1\nn = 2**60",
        "%%ts -i A,n -o X,m\nconst X = linalg.inv(A)\nconst m = n + 1n",
        "assert np.allclose(X @ A, np.eye(2)) and m == 2**60 + 1\nprint('agrees')",
    )
    assert outputs[2][0].text == "agrees\n"


def test_threads_invert_to_the_bits_of_one():
    outputs = execute(
        """%%ts
const A = randn(400, 400), many = randn(200, 30, 30)
const same = (X: Tensor, Y: Tensor) => X.toArray().flat(2).join() === Y.toArray().flat(2).join()
const X = await threads.inv(A);
[same(X, linalg.inv(A)), same(await threads.inv(many), linalg.inv(many))]""",
        "%%ts\nconditioning(X).residual < 1e-9",
    )
    assert outputs[0][0].data["text/plain"] == "[ true, true ]"
    assert outputs[1][0].data["text/plain"] == "true"


def test_errors_stop_the_run_and_say_where():
    with pytest.raises(CellExecutionError, match="LinAlgError"):
        execute("%%ts\nlinalg.inv(zeros(2, 2))")
    outputs = execute(
        "%%ts\nconst x = 1\nthrow new RangeError('far')",
        "%%ts --nope\n1",
        "%%ts -i nowhere\n1",
        "%%ts --timeout 1\nfor (;;) {}",
        "%%ts\n1 + 1",
        allow_errors=True,
    )
    assert "cell[1], line 3" in "\n".join(outputs[0][0].traceback)
    assert "unknown option --nope" in outputs[1][0].evalue
    assert "'nowhere' is not defined" in outputs[2][0].evalue
    assert "ran longer than 1 s (--timeout)" in outputs[3][0].evalue
    assert outputs[4][0].data["text/plain"] == "2"


def test_whatever_is_written_is_text_and_no_message():
    outputs = execute(
        """%%ts
// @ts-nocheck
const fs = await import('node:fs');
const { spawnSync } = await import('node:child_process');
process.stdout.write('half');
fs.writeSync(1, ' and half\\n{"type":"done","ok":true,"values":[]}\\n');
console.group('grouped'); console.log('inner'); console.groupEnd();
const child = 'console.log("child"); process.stdout.write("\\x1e")';
spawnSync('node', ['-e', child], {stdio: 'inherit'});
process.stdout.write(Buffer.from([0xff, 0x41]));
'the end'""",
        "%%ts\n// @ts-nocheck\n6 * 7",
    )
    text = said(outputs[0])
    for words in (
        'half and half\n{"type":"done"',
        "grouped\n",
        "inner\n",
        "child\n\x1e",
        "\ufffdA",
    ):
        assert words in text
    assert outputs[0][-1].data["text/plain"] == "'the end'"
    assert outputs[1][-1].data["text/plain"] == "42"


def test_the_end_of_node_is_an_error_and_the_next_cell_has_a_new_one():
    outputs = execute(
        "%%ts\n// @ts-nocheck\nvar x = 1\nprocess.exit(3)",
        "%%ts\n// @ts-nocheck\ntypeof x",
        "%%ts\n// @ts-nocheck\nvar y = 2\n"
        "process.kill(process.pid, 'SIGKILL'); await new Promise(() => {})",
        "%%ts\n// @ts-nocheck\nvar z = 3\nsetTimeout(() => process.exit(5), 1000)\nz",
        "import time; time.sleep(2)",
        "%%ts\n// @ts-nocheck\ntypeof z",
        "%%ts\n// @ts-nocheck\n(await import('node:fs')).closeSync(1); await new Promise(() => {})",
        """%%ts --timeout 5
// @ts-nocheck
const { spawn } = await import('node:child_process');
spawn('node', ['-e', 'setTimeout(() => {}, 30000)'], {stdio: 'inherit', detached: true}).unref();
process.exit(0)""",
        "%%ts\n// @ts-nocheck\n'there'",
        allow_errors=True,
    )
    assert "has ended (exit code 3)" in outputs[0][0].evalue
    assert "variables of earlier %%ts cells are lost" in outputs[0][0].evalue
    assert outputs[1][0].data["text/plain"] == "'undefined'"
    assert "has ended (SIGKILL" in outputs[2][0].evalue
    assert "since the last %%ts cell (exit code 5)" in said(outputs[5], "stderr")
    assert outputs[5][-1].data["text/plain"] == "'undefined'"
    assert "has ended" in outputs[6][0].evalue
    assert "has ended (exit code 0)" in outputs[7][0].evalue
    assert outputs[8][0].data["text/plain"] == "'there'"


def test_messages_that_come_late_break_no_later_cell():
    outputs = execute(
        """%%ts
// @ts-nocheck
setTimeout(() => { throw new Error('late') }, 1000)
setTimeout(() => { Promise.reject(new Error('forgotten')) }, 1010)
setTimeout(() => console.log('logged'), 1020)
setTimeout(() => process.stdout.write('x'.repeat(2_000_000)), 1030)
1""",
        "import time; time.sleep(2); big = 'y' * 2_000_000",
        "%%ts -i big\nbig.length",
        "%%ts\n// @ts-nocheck\n2",
    )
    text = said(outputs[2], "stderr")
    assert "Uncaught Error: late" in text
    assert "Uncaught Error: forgotten" in text
    assert "characters are not shown" in text
    assert said(outputs[2]).startswith("logged\n")
    assert outputs[2][-1].data["text/plain"] == "2000000"
    assert [o.data["text/plain"] for o in outputs[3]] == ["2"]


def test_outputs_are_safe_wherever_they_are_shown():
    outputs = execute(
        """%%ts
display.html('<p class="jp-HoverBox" style="position:fixed;color:red">k</p><script>1</script>')
display.svg('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"></svg>')
display.latex('\\\\href{javascript:alert(1)}{x}')
display.html('<p>'.repeat(500_000))""",
        """%%ts
for (let i = 0; i < 1500; i++) display(i)
for (let i = 0; i < 12_000; i++) display('n' + i, {id: 'one'})
console.log('x'.repeat(300_000))""",
    )
    html, svg, latex, long = [output.data for output in outputs[0]]
    assert html["text/html"] == '<p style="color: red">k</p>'
    assert html[MIME]["view"]["html"].startswith('<p class="jp-HoverBox"')
    assert svg["text/html"].startswith('<img alt="" src="data:image/svg+xml;base64,')
    assert "image/svg+xml" not in svg
    assert latex["text/latex"] == "$$\\\u2060href{javascript:alert(1)}{x}$$"
    assert "characters of HTML" in long["text/plain"]
    assert sum(o.output_type == "display_data" for o in outputs[1]) <= 1001
    assert "outputs are not shown" in said(outputs[1], "stderr")
    assert len(said(outputs[1])) == 200_000


def test_names_of_o_are_checked_before_anything_runs():
    outputs = execute(
        "data_dir = 'mine'",
        *(
            f"%%ts -o {name}\nconsole.log('ran')"
            for name in ["open", "print", "__builtins__", "_1"]
        ),
        "%%ts -i new\nconsole.log('ran')",
        "%%ts -o x\nvar x = -0, data_dir = 1, open = 2",
        "print(repr(x), data_dir, open)",
        allow_errors=True,
    )
    assert "-o open: open is a builtin of Python" in outputs[1][0].evalue
    assert "give the variable another name in the cell" in outputs[1][0].evalue
    for failed in outputs[1:6]:
        assert [o.output_type for o in failed] == ["error"]
    assert outputs[7][0].text.startswith("-0.0 mine <")


def test_values_of_many_kinds_cross_and_come_back():
    source = f"""
import random, sys
sys.path.insert(0, {str(Path(__file__).parent)!r})
from test_fuzz_bridge import same, value_of
rng = random.Random(17)
values = [value_of(rng) for _ in range(500)]
"""
    outputs = execute(
        source,
        "%%ts -i values -o back\nconst back = values",
        """differ = [(a, b) for a, b in zip(values, back) if not same(a, b)]
def whole(v):  # JavaScript has no 1.0 beside 1
    if isinstance(v, complex): return complex(v)
    if isinstance(v, float) and v.is_integer() and abs(v) < 2**53 and str(v)[0:4] != '-0.0':
        return int(v)
    if isinstance(v, int) and not isinstance(v, bool): return int(v)
    if isinstance(v, list): return [whole(i) for i in v]
    if isinstance(v, dict): return {k: whole(i) for k, i in v.items()}
    return v
differ = [(a, b) for a, b in zip(values, back) if not same(whole(a), whole(b))]
print(len(back), differ[:3])""",
        """%%ts -o big
const big = Array.from({length: 1_000_000}, (_, i) => i + 0.123456789012)""",
        "%%ts -i big -o total\nconst total = big.length",
        "print(len(big), big[-1], total)",
    )
    assert outputs[2][0].text == "500 []\n"
    assert outputs[5][0].text == "1000000 999999.123456789 1000000\n".replace(
        "999999.123456789", str(999_999 + 0.123456789012)
    )


def test_it_says_what_is_missing_without_node():
    outputs = execute(
        "import os\nos.environ['PATH'] = '/nowhere'",
        "%%ts\n1",
        allow_errors=True,
    )
    assert outputs[1][0].ename == "TsError"
    assert "Node >= 20 is needed" in outputs[1][0].evalue


def test_a_named_output_is_shown_at_each_run():
    plot = "%%ts\ndisplay('again', {id: 'plot'})"
    outputs = execute(
        plot, plot, "%%ts\ndisplay(1, {id: 'x'})\nclearOutput()\ndisplay(2, {id: 'x'})"
    )
    assert [len(cell) for cell in outputs] == [1, 1, 1]
    assert outputs[2][0].data["text/plain"] == "2"


def test_a_cell_that_waits_is_given_up_and_its_variables_live():
    signal = (
        "import os, signal, threading\n"
        "threading.Timer(1, os.kill, (os.getpid(), signal.SIGINT)).start()"
    )
    waits = "%%ts\nlet {} = 5; while (true) {{ await new Promise(r => setTimeout(r, 10)) }}"
    outputs = execute(
        "%%ts --timeout 1\nlet a = 4; await new Promise(() => {})",
        signal,
        waits.format("b"),
        "%%ts\na + b",
        signal,
        "%%ts\nwhile (true) {}",
        "%%ts\ntypeof a",
        allow_errors=True,
    )
    assert "variables are kept" in outputs[0][0].evalue
    assert outputs[2][0].ename == "KeyboardInterrupt"
    assert outputs[3][0].data["text/plain"] == "9"
    assert outputs[5][0].ename == "KeyboardInterrupt"
    assert outputs[6][0].data["text/plain"] == "'undefined'"


def test_names_with_spaces_in_any_script_and_dates_both_ways():
    outputs = execute(
        "from datetime import date, datetime, timezone\nα, größe = date(2020, 1, 2), ['a', 'b']",
        "%%ts -i α, größe -o Δx , days\n"
        "const Δx = new Date(α.getTime() + 1)\nconst days = [α]\ngröße[0].toUpperCase()",
        "moment = datetime(2020, 1, 2, microsecond=1000, tzinfo=timezone.utc)\n"
        "assert Δx == moment and days[0].day == 2\nprint('agrees')",
        "%%ts -o point\nconst point = { x: [{ y: undefined }] }",
        "%%ts -o nothing\nlet nothing: unknown",
        allow_errors=True,
    )
    assert outputs[1][0].data["text/plain"] == "'A'"
    assert outputs[2][0].text == "agrees\n"
    assert "point.x[0].y cannot go to Python: it is undefined" in outputs[3][0].evalue
    assert "nothing cannot go to Python: it is undefined; write null" in outputs[4][0].evalue
