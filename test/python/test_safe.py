"""Outputs of a cell that are saved where no browser sanitized them."""

import base64

import pytest

from jupyterlab_invertible import _safe
from jupyterlab_invertible._safe import MIME, safe_bundle, safe_html

A = ' rel="noopener noreferrer" target="_blank"'


def test_content_that_users_like_stays():
    for html in [
        '<table><thead><tr><th scope="col">n</th></tr></thead><tbody><tr>'
        '<td colspan="2" style="text-align: right; color: rgb(1, 2, 3)">1</td></tr></tbody>'
        "</table>",
        '<details open=""><summary>more</summary><p>a &lt; b &amp; c<br>é</p></details>',
        '<p title="a &quot;b&quot;">x</p>',
        f'<a href="https://example.org/a?b=1#c"{A}>x</a>',
        '<img src="data:image/png;base64,iVBORw0KGgo=" alt="A" width="10">',
        "<h1>x</h1><ul><li>1</li><li>2</li></ul><pre><code>a\n b</code></pre>",
    ]:
        assert safe_html(html) == html


@pytest.mark.parametrize(
    ("html", "left"),
    [
        ('<button data-commandlinker-command="x" data-commandlinker-args="{}">b</button>', "b"),
        (
            '<div class="jp-HoverBox" id="x" name="y" style="position:fixed;top:0">d</div>',
            "<div>d</div>",
        ),
        ('<img src="/logout"><img src="http://127.0.0.1:1/x.png">', "<img><img>"),
        ('<img src="data:text/html;base64,AAAA">', "<img>"),
        ('<img srcset="http://a.example/x" src=x onerror=alert(1)>', "<img>"),
        ('<form action="/x"><input name="q"><select><option>1</select></form>', ""),
        ("<svg><script>1</script><a href=x>y</a></svg><math><mi>z</math>k", "k"),
        ('<script>1</script><style>*{}</style><iframe src="x"></iframe><object>o</object>k', "k"),
        ('<link rel=stylesheet href=x><meta http-equiv=refresh><base href="//x">k', "k"),
        (
            '<p style="background-image:url(http://a.example/x);color:red">k</p>',
            '<p style="color: red">k</p>',
        ),
        ('<p style="color:url(http://a.example/x)">k</p>', "<p>k</p>"),
        ('<p style="color:\\75rl(x);width:expression(1)">k</p>', "<p>k</p>"),
        ('<p aria-labelledby="x" onclick="y">k</p>', "<p>k</p>"),
        ('<p data-title="x" xlink:title="y">k</p>', "<p>k</p>"),
        ("<!-- a --><p>k", "<p>k</p>"),
        ('<p title="<img src=x onerror=1>">k</p>', '&lt;p title="<img>"&gt;k'),
        ("<noscript><p title='</noscript><img src=x onerror=1>'>", "<img>'&gt;"),
    ],
)
def test_content_that_could_act_goes(html, left):
    assert safe_html(html) == left


def test_a_link_without_quotes_is_whole():
    found = safe_html("<a href=https://example.org/?a=1&copy=2>x</a>")
    assert found == f'<a href="https://example.org/?a=1&amp;copy=2"{A}>x</a>'


@pytest.mark.parametrize(
    "url",
    """javascript:alert(1) JaVaScRiPt:alert(1) data:text/html,x //example.org/x /x x mailto:a@b.c
    http://localhost/x http://localhost.:8888 http://LOCALHOST http://a.localhost http://127.0.0.1
    http://127.1 http://0x7f.1 http://2130706433 http://0177.0.0.1 http://10.0.0.1 http://192.168.1.1
    http://169.254.169.254 http://[::1] http://[::ffff:127.0.0.1] http://[fe80::1] http://intranet
    http://printer.local http://0.0.0.0 https://a@example.org https://example.org@127.0.0.1
    http://example.org\\@127.0.0.1 http://１２７.0.0.1 http://127。0。0。1 ftp://example.org
    http://127.0.0.1.  http://[2002:7f00:1::] http://%6cocalhost.x/ http://a..b""".split()
    + [
        "http://exa\tmple.org",
        "java\nscript:alert(1)",
        "\x01javascript:x",
        "http://example.org\x00",
    ],
)
def test_links_lead_to_the_internet_or_nowhere(url):
    assert safe_html(f'<a href="{url}">x</a>') == f"<a{A}>x</a>"


def test_no_nesting_makes_it_slow():
    """By bound: what is deep is left out, so that the parser has little to look through."""
    for piece in [
        "<div>",
        "<b><p>",
        "<ul><li>",
        "<table><tr><td>",
        "<script>",
        "<script></script",
        '<a "',
    ]:
        html = _safe.balanced(piece * 10_000)
        assert max(depths(html)) <= _safe.MOST_ELEMENTS_DEEP
        assert safe_html(piece * 10_000) is not None


def depths(html):
    depth = 0
    yield 0
    for match in _safe.TOKEN.finditer(html):
        depth += -1 if match[1] else match[2] not in _safe.VOID
        yield depth


def test_bundles_of_html_have_a_view_of_it_too():
    html = '<p class="x">k</p>'
    found = safe_bundle({"text/html": html, "text/plain": "k"})
    view = {"version": 1, "view": {"kind": "html", "html": html}}
    assert found == {MIME: view, "text/html": "<p>k</p>", "text/plain": "k"}
    found = safe_bundle({"text/markdown": "*k*", "text/html": "<em id=x>k</em>", "text/plain": "k"})
    assert found == {"text/html": "<em>k</em>", "text/plain": "k"}
    assert safe_bundle({"text/markdown": "<script>", "text/plain": "k"}) == {"text/plain": "k"}
    svg = '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
    encoded = base64.b64encode(svg.encode()).decode()
    assert safe_bundle({"image/svg+xml": svg, "text/plain": "k"}) == {
        "text/html": f'<img alt="" src="data:image/svg+xml;base64,{encoded}">',
        "text/plain": "k",
    }


def test_only_known_forms_pass():
    document = {"version": 1, "view": {"kind": "matrix"}}
    assert safe_bundle({MIME: document, "text/plain": "k"}) == {MIME: document, "text/plain": "k"}
    for odd in [
        {MIME: {"version": 2}},
        {MIME: "text"},
        {"application/javascript": "alert(1)"},
        {"application/vnd.jupyter.widget-view+json": {"model_id": "x"}},
        {"constructor": "x", "__proto__": "y", "toString": 1},
        {"image/png": "not base64!"},
        {"image/png": " " * 1_000_000 + "!"},
        {"text/html": ["<p>"]},
        {},
        None,
        [],
    ]:
        found = safe_bundle(odd)
        assert found.keys() == {"text/plain"}
        assert "is left out" in found["text/plain"]
    assert safe_bundle({"image/png": "iVBO\nRw0K\n"}) == {"image/png": "iVBO\nRw0K\n"}


def test_bounds_of_an_output():
    deep = value = []
    for _ in range(150):
        value.append([])
        value = value[0]
    for odd, words in [
        ({"text/plain": "x" * (9 << 20)}, "9.0 MB"),
        ({"application/json": deep}, "100 levels deep"),
        ({"text/html": "<p>" * 400_000, "text/plain": "x"}, "1,200,000 characters of HTML"),
        ({"text/html": "&" * 1_000_000, "text/plain": "x"}, "ampersands"),
    ]:
        assert words in safe_bundle(odd)["text/plain"]
    assert safe_bundle({"text/plain": "a\ud800"}) == {"text/plain": "a\ufffd"}


def test_a_cell_has_a_budget():
    budget = _safe.Budget()
    assert budget.take_text("x" * 150_000) == "x" * 150_000
    assert budget.take_text("y" * 150_000) == "y" * 50_000
    assert budget.take_text("z") == ""
    shown = sum(budget.take_display() for _ in range(1500))
    updated = sum(budget.take_update("a", i) for i in range(20_000))
    assert (shown, updated, budget.held) == (1000, 10_000, {"a": 19_999})
    text, displays = budget.notes()
    assert "100,001 characters are not shown" in text
    assert "500 outputs are not shown" in displays
