"""Every program of the corpus through `%%ts` in Node; `test/corpus/README.md` tells the format."""

import re
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from notebooks import execute, needs_node

pytestmark = needs_node

CORPUS = Path(__file__).parent.parent / "corpus"


@dataclass
class Cell:
    source: str = ""
    prints: list = field(default_factory=list)
    shows: list = field(default_factory=list)
    refused: list = field(default_factory=list)


@dataclass
class Program:
    name: str
    needs: str = "true"
    cells: list = field(default_factory=lambda: [Cell()])


def parse(text):
    """The programs of a file."""
    programs = []
    for line in text.splitlines():
        if line == "//// cell":
            programs[-1].cells.append(Cell())
        elif line.startswith("//// needs "):
            programs[-1].needs = line.removeprefix("//// needs ")
        elif line.startswith("//// "):
            programs.append(Program(line.removeprefix("//// ")))
        elif programs:
            add_line(programs[-1].cells[-1], line)
    return programs


def add_line(cell, line):
    mark, rest = line[:3], line[4:]
    if mark == "//>":
        cell.prints.append(rest)
    elif mark == "//~":
        cell.shows.append(pattern(rest))
    elif mark == "//!":
        cell.refused.append(re.compile(pattern(rest), re.IGNORECASE))
    else:
        cell.source += f"{line}\n"


def pattern(text):
    """Python names groups in its own way."""
    return text.replace("(?<", "(?P<")


def differences(cell, outputs):
    """How what a cell said differs from what the corpus tells."""
    errors = [f"{o.ename}: {o.evalue}" for o in outputs if o.output_type == "error"]
    if errors and not cell.refused:
        return [f"refused: {errors[0]}"]
    found = [] if errors or not cell.refused else ["accepted"]
    found += [
        f"{words.pattern!r} is not in: {error}"
        for words in cell.refused
        for error in errors
        if not words.search(error)
    ]
    text = trimmed("".join(text_of(o) for o in outputs))
    expected = trimmed("\n".join(cell.prints))
    if cell.prints and text != expected:
        found.append(f"printed: {text}\ninstead of: {expected}")
    return found + [
        f"{words!r} is not in: {text}" for words in cell.shows if not re.search(words, text)
    ]


def text_of(output):
    if output.output_type == "stream":
        return output.text
    return f"{output.data.get('text/plain', '')}\n" if "data" in output else ""


def trimmed(text):
    return re.sub(r"[ \t]+$", "", text, flags=re.MULTILINE).rstrip()


@pytest.mark.parametrize("kind", ["valid", "invalid"])
def test_programs_say_in_node_what_they_should(kind):
    files = sorted((CORPUS / kind).glob("*.ts.txt"))
    programs = [program for file in files for program in parse(file.read_text(encoding="utf8"))]
    # Before each program a cell that asks whether it can run.
    sources = [
        f"%%ts{first}\n{source}"
        for program in programs
        for first, source in [
            (" --fresh", f"Boolean({program.needs})"),
            *[("", cell.source.strip()) for cell in program.cells],
        ]
    ]
    outputs = iter(execute(*sources, allow_errors=True))
    wrong = []
    for program in programs:
        runs = text_of(next(outputs)[-1]).strip() == "true"
        for number, cell in enumerate(program.cells, 1):
            said = next(outputs)
            if runs:
                wrong += [f"{program.name}, cell {number} {d}" for d in differences(cell, said)]
    assert not wrong, "\n".join(wrong)
