"""LaTeX of a cell as it is saved where no browser sanitized it."""

import re
import time
from pathlib import Path

import pytest

from jupyterlab_invertible import _latex
from jupyterlab_invertible._latex import JOINER, latex_fault, safe_latex
from jupyterlab_invertible._safe import MIME, safe_bundle, safe_html

SOURCE = Path(__file__).parents[2] / "src/latex/safe.ts"


def test_it_knows_the_commands_that_the_browser_knows():
    # The lists are there twice, since no Python runs in a page.
    [listed] = re.findall(r"const FORBIDDEN = \[(.*?)\]\.join", SOURCE.read_text("utf-8"), re.S)
    assert "|".join(re.findall(r"'([^']+)'", listed)) == _latex.FORBIDDEN
    for name in ("MOST_CHARACTERS", "MOST_WEIGHT", "DEEPEST"):
        [value] = re.findall(rf"const {name} = ([\d_]+);", SOURCE.read_text("utf-8"))
        assert int(value) == getattr(_latex, name)


@pytest.mark.parametrize(
    "formula",
    [
        r"\frac{A^{-1}}{2} \\ \begin{bmatrix} 1 & 2 \end{bmatrix} \hrefx \text{href}",
        r"\textstyle \displaystyle \classx \defined \delta \hrefs \lets",
        r"\bbox[5px,yellow]{x} \bbox[2px, border: 1px solid red]{y}",
    ],
)
def test_ordinary_latex_stays(formula):
    assert safe_latex(formula) == formula
    assert latex_fault(formula) is None
    assert safe_html(f"<p>${formula}$</p>".replace("&", "&amp;")) == (
        f"<p><span>${formula}$</span></p>".replace("&", "&amp;")
    )


UNSAFE = [
    r"\href{/logout}{x}",
    "\\href %\n{/logout}{x}",
    r"\mmlToken{mi}[href=/logout]{x}",
    r"\unicode[a;position:fixed]{x41}",
    r"\bbox[position:fixed]{x}",
    r"\bbox [cursor:url(/logout),auto]{x}",
    r"\def\a{b}",
    r"\newcommand{\a}{b}",
    r"\DeclareMathOperator{\a}{b}",
    r"\csname href\endcsname",
    "^^5chref{/logout}{x}",
    # Within \verb a line break is none.
    r"\verb\x\\href{/logout}{x}",
    r"\\\href{x}",
    r"\htmlId{a}{b}",
    r"\html{x}",
    r"\gdef\a{b}",
    r"\let\a\b",
    r"\renewenvironment{a}{b}{c}",
    r"\includegraphics{/logout}",
    r"\directlua{os.exit()}",
    r"\lstinputlisting{/etc/passwd}",
    r"\url{x}",
    r"\class{x}{y}",
    r"\cssId{x}{y}",
    r"\style{x}{y}",
    r"\data{x}{y}",
    r"\require{html}",
    r"\input{x}",
]


@pytest.mark.parametrize("formula", UNSAFE)
def test_no_formula_reaches_beyond_itself(formula):
    safe = safe_latex(formula)
    assert safe != formula
    assert safe.replace(JOINER, "") == formula
    assert safe_latex(safe) == safe
    for left, right in [("$", "$"), ("$$", "$$"), (r"\(", r"\)"), (r"\[", r"\]")]:
        assert f"{left}{safe}{right}" in safe_html(f"<p>{left}{formula}{right}</p>")
    assert safe_bundle({"text/latex": f"$${formula}$$"}) == {"text/latex": f"$${safe}$$"}


@pytest.mark.parametrize(
    ("html", "becomes"),
    [
        ("costs $5", "costs <span>$</span>5"),
        ("$5<br>$6", "<span>$</span>5<br><span>$</span>6"),
        (r"a\(b c", rf"a\{JOINER}(b c"),
        (r"\begin{x} a", rf"\{JOINER}begin{{x}} a"),
        (r"<code>$\href{x}$</code>", r"<code>$\href{x}$</code>"),
        (r"$\hr<x>ef{/a}{b}$", rf"<span>$\{JOINER}href{{/a}}{{b}}$</span>"),
        (r"$\hr<wbr>ef{/a}{b}$", rf"<span>$\{JOINER}href{{/a}}{{b}}$</span>"),
        (r"$&#92;href{/a}{b}$", rf"<span>$\{JOINER}href{{/a}}{{b}}$</span>"),
        (
            r'<p title="a &gt;&lt;code&gt;">$\href{/a}{b}$</p>',
            rf'<p title="a ><code>"><span>$\{JOINER}href{{/a}}{{b}}$</span></p>',
        ),
        (
            r"\begin{align}\href{a}{b}\end{align}",
            rf"<span>\begin{{align}}\{JOINER}href{{a}}{{b}}\end{{align}}</span>",
        ),
    ],
)
def test_formulas_in_html(html, becomes):
    assert safe_html(html).replace("&gt;", ">").replace("&lt;", "<") == becomes


def test_no_formula_takes_minutes():
    deep = r"\frac{1}{" * 100 + "x" + "}" * 100
    assert "nested too deeply" in latex_fault(deep)
    assert "too long" in latex_fault("x" * 10_001)
    assert "too long" in latex_fault(rf"\ce{{{'H2O + ' * 500}}}")
    assert safe_html(f"${deep}$") == f"<code>${deep}$</code>"
    assert "nested too deeply" in safe_bundle({"text/latex": f"$${deep}$$"})["text/plain"]
    beside = {MIME: {"version": 1, "view": {}}, "text/plain": "tensor"}
    assert safe_bundle({"text/latex": deep, **beside}) == beside
    many = safe_html("<p>$x^2$</p>" * 2000)
    assert many.count("<code>") == 1000
    long = safe_html("".join(f"<p>${'1' * 1000}$</p>" for _ in range(100)))
    assert long.count("<code>") > 70


@pytest.mark.parametrize(
    "text",
    ["$", r"\(", r"\[", r"\begin{a}", r"\end{a}", r"\begin{a}\end{b}", "$$ $", r"\\", "a$b\\("],
)
def test_the_time_grows_with_the_length(text):
    def seconds(count):
        html = text * (count // len(text))
        taken = []
        for _ in range(3):
            start = time.perf_counter()
            safe_html(html)
            taken.append(time.perf_counter() - start)
        return min(taken)

    assert seconds(200_000) < 20 * seconds(20_000) + 0.1
