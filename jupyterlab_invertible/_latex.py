"""LaTeX of a `%%ts` cell as a notebook may hold it, as in the browser.

The rules are those of `src/latex/safe.ts` and `src/html/formulas.ts`. Front ends typeset formulas
with links to the server's own addresses, styles, and definitions that hold for all later formulas
of the page; and a formula can take a typesetter minutes.
"""

import re
from html import unescape

# Set behind a backslash: invisible in text, and in a formula the end of the command.
JOINER = "\u2060"

FORBIDDEN = "|".join(
    [
        # Links, attributes and styles of the page.
        "href|url|class|cssId|style|data|html[A-Za-z]*|includegraphics|mmlToken|unicode",
        # A definition would stay for all formulas of the page.
        "def|gdef|edef|xdef|let|futurelet|(?:new|renew|provide)(?:command|environment)|csname|endcsname",
        "expandafter|catcode|definecolor|Declare[A-Za-z]+|Newextarrow|(?:new|renew|use)tagform|mathtoolsset|setOptions",
        # Code and files, where LaTeX is printed.
        "require|input|include|usepackage|openin|openout|read|write|immediate|special|scantokens",
        "verbatiminput|lstinputlisting|InputIfFileExists|includepdf|pdffiledump|directlua|latelua|luaexec|ShellEscape",
    ]
)
# A box may have a width, a colour and a border; all else in its brackets is a style.
PLAIN_BOX = r"\s*\[[\w#., ]{0,60}(?:border:[\w#. ]{0,60})?\]"
COMMANDS = re.compile(
    rf"\\(?=(?:{FORBIDDEN})(?![A-Za-z])|bbox(?![A-Za-z])(?!{PLAIN_BOX}))", re.ASCII
)

MOST_CHARACTERS = 100_000
MOST_WEIGHT = 20_000
DEEPEST = 40
# Commands that open a level which only the end of their group closes.
SWITCHES = {
    f"\\{name}"
    for name in "displaystyle textstyle scriptstyle scriptscriptstyle tiny Tiny scriptsize small "
    "normalsize large Large LARGE huge Huge color".split()
}
CLOSERS = {"}": "{", r"\right": r"\left", r"\end": r"\begin"}
OPENERS = set(CLOSERS.values())
TOKEN = re.compile(r"\\(?:[a-zA-Z]+|[\s\S]|$)|%[^\n]*|[\d.]+|\S", re.ASCII)

# Formulas in one document, and their characters.
MOST_FORMULAS = 1000
MOST_IN_DOCUMENT = 20_000
BEGIN = re.compile(r"\$\$|\$|\\\(|\\\[|\\begin\s*\{([^{}\\$]{1,40})\}|\\[\s\S]")
END = re.compile(r"\\end\s*\{([^{}\\$]{1,40})\}")
# The end of a formula by its beginning; other pairs with a backslash are passed over.
ENDS = {
    "$$": ("$$", re.compile(r"\$\$|\\[\s\S]")),
    "$": ("$", re.compile(r"\$|\\[\s\S]")),
    r"\(": (r"\)", re.compile(r"\\[\s\S]")),
    r"\[": (r"\]", re.compile(r"\\[\s\S]")),
}
# As the sanitizer writes tags: every value between double quotes.
TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)(?:[^<>\"]|\"[^\"]*\")*>")
# Front ends look for no formulas in these.
CODE = {"code", "pre"}


def safe_latex(text):
    """LaTeX in which no command reaches beyond the formula; all other LaTeX stays as it is."""
    return re.sub(r"\^(?=\^)", f"^{JOINER}", COMMANDS.sub(rf"\\{JOINER}", text))


def latex_fault(text):
    """Why LaTeX is not typeset, as a sentence; None for what can be."""
    too_long = (
        f"This formula of {len(text)} characters is too long to be typeset: show a part of it."
    )
    if len(text) > MOST_CHARACTERS:
        return too_long
    # Chemistry is typeset slowly; within \verb nothing closes.
    factor = 6 if re.search(r"\\(?:ce|pu)(?![a-zA-Z])", text) else 1
    closes = r"\verb" not in text
    above, weight, depth = [("", 0)], 0, 0
    for token in TOKEN.findall(text):
        by, switches = above[-1]
        weight += factor * weight_of(token)
        if token in OPENERS:
            above.append((token, 0))
            depth += 1
        elif token in SWITCHES:
            above[-1] = (by, switches + 1)
            depth += 1
        elif token[0] == "%":
            depth += token.count("{")
        elif closes and token == "&":
            depth -= switches
            above[-1] = (by, 0)
        elif closes and CLOSERS.get(token) == by and len(above) > 1:
            above.pop()
            depth -= 1 + switches
        if weight > MOST_WEIGHT:
            return too_long
        if depth > DEEPEST:
            return f"This formula is nested too deeply to be typeset: at most {DEEPEST} levels are."
    return None


def weight_of(token):
    if token == "\\\\" or re.match(r"[0-9.&{}]", token):
        return 1
    return 4 if token[0] in "\\'" else 2


def guard_formulas(html):
    """Sanitized HTML, each formula in an element of its own, safe and within bounds."""
    parts, at, code = [], 0, 0
    room = Room()
    for tag in TAG.finditer(html):
        text = html[at : tag.start()]
        parts += [text if code else guarded(text, room), tag[0]]
        at = tag.end()
        if tag[2] in CODE:
            code += -1 if tag[1] else 1
    parts.append(html[at:] if code else guarded(html[at:], room))
    return "".join(parts)


class Room:
    """Formulas that one document may still hold, and their characters."""

    def __init__(self):
        self.formulas = MOST_FORMULAS
        self.characters = MOST_IN_DOCUMENT


def guarded(text, room):
    """Text between tags, its formulas each in an element."""
    if not re.search(r"[$\\]", text):
        return text
    pieces = pieces_of(text)
    room.formulas -= len(pieces)
    if room.formulas < 0:
        return f"<code>{text}</code>"
    return "".join(shown(kind, value, room) for kind, value in pieces)


def shown(kind, value, room):
    if kind == "text":
        return value
    if kind == "formula":
        room.characters -= len(value)
        if room.characters < 0 or latex_fault(unescape(value)):
            return f"<code>{value}</code>"
    return f"<span>{safe_latex(value)}</span>"


def pieces_of(text):
    """Text as formulas and what is between them, in a time that grows with its length alone.

    A `sign` is a dollar that begins no formula.
    """
    pieces, done, at, end_of = [], 0, 0, Ends(text)
    while match := BEGIN.search(text, at):
        at = match.end()
        is_dollar = match[0][0] == "$"
        end = end_of.find(match[0], match[1], at)
        if end is None and not is_dollar:
            continue
        pieces += between(text[done : match.start()])
        done = at = end or at
        pieces.append(("formula" if end else "sign", text[match.start() : done]))
    return pieces + between(text[done:])


def between(text):
    # A beginning without an end is none.
    return [("text", re.sub(r"\\(?=[(\[]|begin)", rf"\\{JOINER}", text))] if text else []


class Ends:
    """Finds where formulas end; an end that was not found is not looked for again."""

    def __init__(self, text):
        self.text = text
        self.missing = set()
        self.environments = {}
        for match in END.finditer(text):
            self.environments.setdefault(match[1], []).append(match)
        # Asked with ever larger positions, so that what lies before is dropped for good.
        for found in self.environments.values():
            found.reverse()

    def find(self, sign, name, start):
        if name is not None:
            found = self.environments.get(name, [])
            while found and found[-1].start() < start:
                found.pop()
            return found.pop().end() if found else None
        closing, pattern = ENDS.get(sign, ("", None))
        if pattern is None or sign in self.missing:
            return None
        for match in pattern.finditer(self.text, start):
            if match[0] == closing:
                return match.end()
        self.missing.add(sign)
        return None
