"""The outputs of a `%%ts` cell that may be saved in a notebook: the same as in the browser.

Node's outputs are shown later, in front ends that know nothing of this package: nothing in them
may run, send a request, or lie over what is not theirs.
"""

import base64
import binascii
import ipaddress
import json
import re
from html import unescape

import nh3

from ._latex import guard_formulas, latex_fault, safe_latex

MIME = "application/vnd.invertible.v1+json"

MOST_OUTPUT = 8 << 20
MOST_HTML = 1 << 20
# The sanitizer's time grows with the square of their number.
MOST_AMPERSANDS = 100_000
MOST_DEPTH = 100
MOST_TEXT = 200_000
MOST_DISPLAYS = 1000
MOST_UPDATES = 10_000
MOST_ID = 200

TAGS = set(
    "p div span br hr h1 h2 h3 h4 h5 h6 b strong i em u s sub sup small mark code pre kbd samp var "
    "blockquote q cite abbr dl dt dd ul ol li details summary figure figcaption table caption "
    "colgroup col thead tbody tfoot tr th td img a".split()
)
# Those whose text is none that a reader should see.
DROPPED = set(
    "script style template iframe object embed noscript title textarea select option svg math xmp "
    "noembed noframes".split()
)
ATTRIBUTES = set(
    "colspan rowspan scope start reversed align title alt width height open lang dir style".split()
)
# Of every link.
LINKS = {"rel": "noopener noreferrer", "target": "_blank"}
SIDES = ("", "-top", "-right", "-bottom", "-left")
STYLES = {
    *"color background-color font-weight font-style text-align text-decoration".split(),
    *"vertical-align width height border-collapse border-spacing border-radius".split(),
    *(f"padding{side}" for side in SIDES),
    *(f"border{side}{part}" for side in SIDES for part in ("", "-color", "-style", "-width")),
}
VALUE = re.compile(r"(?:[\w\s#%.,!+-]|(?:rgb|hsl)a?\([\w\s.,%/+-]{0,80}\)){1,200}")
IMAGE = re.compile(r"data:image/(?:png|jpeg|gif|webp|svg\+xml);base64,[A-Za-z0-9+/]+={0,2}")
LINK = re.compile(
    r"https?://([a-z0-9.-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?(?:[/?#][^\s\\<>\"'\x00-\x1f]*)?",
    re.IGNORECASE,
)
LOCAL = {"localhost", "localdomain", "local", "internal", "home", "lan"}

# Elements that end where another of these begins.
ENDED = {
    "p": {"p"},
    "li": {"li"},
    **dict.fromkeys(("dt", "dd"), {"dt", "dd"}),
    **dict.fromkeys(("td", "th"), {"td", "th"}),
    "tr": {"td", "th", "tr"},
    **dict.fromkeys(("thead", "tbody", "tfoot"), set("td th tr thead tbody tfoot".split())),
}
VOID = {"br", "hr", "img", "col"}
MOST_ELEMENTS_DEEP = 100
# Each of these ends before the next "<": no text makes them slow.
TOKEN = re.compile(
    r"<!--(?s:.*?)(?:-->|\Z)|<(/?)([a-zA-Z][a-zA-Z0-9]*)((?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*)>"
)
NAME = r"([a-zA-Z][\w:.-]*)"
ATTRIBUTE = re.compile(rf"{NAME}\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'<>`]+))|{NAME}")


def safe_html(html):
    """HTML of a strict list of elements and attributes, which carry nothing."""
    clean = nh3.clean(
        balanced(html),
        tags=TAGS,
        clean_content_tags=DROPPED,
        attributes={"*": ATTRIBUTES, "a": {"href", *LINKS}, "img": {"src"}},
        attribute_filter=safe_attribute,
        # Written below, always in one order.
        link_rel=None,
        generic_attribute_prefixes=set(),
        url_schemes={"http", "https", "data"},
    )
    return guard_formulas(clean)


def balanced(html):
    """The same, every element closed and none of them deep within others.

    A parser of HTML takes a time that grows with the square of the depth: hours for a megabyte.
    """
    parts, above, at = [], [], 0

    def close(count):
        for _ in range(count):
            parts.append(f"</{above.pop()}>")

    while match := TOKEN.search(html, at):
        parts.append(html[at : match.start()].replace("<", "&lt;"))
        at = match.end()
        name = (match[2] or "").lower()
        if name in DROPPED and not match[1]:
            end = re.compile(f"</{name}[^<>]*>", re.IGNORECASE).search(html, at)
            at = end.end() if end else len(html)
        if name not in TAGS:
            continue
        if match[1]:
            if name in above:
                close(above[::-1].index(name) + 1)
            continue
        while above and above[-1] in ENDED.get(name, ()):
            close(1)
        if len(above) < MOST_ELEMENTS_DEEP:
            parts.append(f"<{name}{attributes_of(name, match[3])}>")
            if name not in VOID:
                above.append(name)
    parts.append(html[at:].replace("<", "&lt;"))
    close(len(above))
    return "".join(parts)


def attributes_of(tag, text):
    """Attributes that may be kept, each with its value between double quotes."""
    parts = []
    for name, *values, bare in ATTRIBUTE.findall(text):
        key, value = (name or bare).lower(), next(filter(None, values), "")
        if key in ATTRIBUTES or key in ("href", "src"):
            if safe_attribute(tag, key, unescape(value)) is not None:
                parts.append(f' {key}="{value.replace(chr(34), "&quot;")}"')
    links = (f' {key}="{value}"' for key, value in LINKS.items()) if tag == "a" else ()
    return "".join([*parts, *links])


def safe_attribute(tag, name, value):
    """The value of an attribute; None where it is left out."""
    if name in LINKS:
        return LINKS[name]
    if name == "href":
        return value if tag == "a" and is_public(value) else None
    if name == "src":
        return value if tag == "img" and IMAGE.fullmatch(value) else None
    return safe_style(value) if name == "style" else value


def safe_style(text):
    kept = []
    for declaration in text[:4000].split(";"):
        name, _, value = (part.strip() for part in declaration.partition(":"))
        if name.lower() in STYLES and VALUE.fullmatch(value):
            kept.append(f"{name.lower()}: {value}")
    return "; ".join(kept) or None


def is_public(url):
    """Whether a link leads to a host of the Internet, as far as its text tells."""
    match = LINK.fullmatch(url)
    if not match:
        return False
    host = match[1].lower().rstrip(".")
    if host.startswith("["):
        return is_global(host[1:-1])
    labels = host.split(".")
    if len(labels) < 2 or labels[-1] in LOCAL or not all(labels):
        return False
    # Browsers take a host whose last part is a number for an address, in many notations.
    if re.match(r"\d|0x", labels[-1]):
        return is_global(host)
    return True


def is_global(address):
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    inner = getattr(found, "ipv4_mapped", None) or getattr(found, "sixtofour", None)
    return found.is_global and not found.is_multicast and (inner is None or inner.is_global)


def is_base64(text):
    try:
        return isinstance(text, str) and bool(
            base64.b64decode("".join(text.split()), validate=True)
        )
    except (binascii.Error, ValueError):
        return False


def sound(text):
    """Text without halves of characters, which no notebook can hold."""
    if not re.search(r"[\ud800-\udfff]", text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def sound_json(value, depth=0):
    """The same of all text in a value; raises ValueError where it is nested too deep."""
    if isinstance(value, str):
        return sound(value)
    if depth > MOST_DEPTH:
        raise ValueError(f"it is nested more than {MOST_DEPTH} levels deep")
    if isinstance(value, list):
        return [sound_json(item, depth + 1) for item in value]
    if isinstance(value, dict):
        return {sound(key): sound_json(item, depth + 1) for key, item in value.items()}
    return value


def left_out(why):
    return {"text/plain": f"(An output of this cell is left out: {why}.)"}


def safe_bundle(data):
    """A bundle of which every form may be saved and shown anywhere."""
    if not isinstance(data, dict):
        return left_out("it is no bundle of mimes")
    try:
        data = sound_json(data)
        # Measured before anything in it is read.
        size = len(json.dumps(data, ensure_ascii=False))
    except (ValueError, RecursionError) as error:
        return left_out(str(error) or "it is nested too deep")
    if size > MOST_OUTPUT:
        return left_out(f"it has {size / 2**20:.1f} MB, and one output at most {MOST_OUTPUT >> 20}")
    text = {mime: value for mime, value in data.items() if isinstance(value, str)}
    safe = {}
    document = data.get(MIME)
    if isinstance(document, dict) and document.get("version") == 1:
        safe[MIME] = document
    if "text/html" in text:
        safe |= html_forms(text["text/html"], "text/markdown" in data)
    elif "image/svg+xml" in text:
        encoded = base64.b64encode(text["image/svg+xml"].encode()).decode("ascii")
        safe["text/html"] = f'<img alt="" src="data:image/svg+xml;base64,{encoded}">'
    if "text/latex" in text:
        fault = latex_fault(text["text/latex"])
        if fault is None:
            safe["text/latex"] = safe_latex(text["text/latex"])
        elif MIME not in safe:
            # A view says more than that its formula is long.
            safe["text/plain"] = fault
    if "application/json" in data:
        safe["application/json"] = data["application/json"]
    for kind in ("gif", "jpeg", "png", "webp"):
        if is_base64(text.get(f"image/{kind}")):
            safe[f"image/{kind}"] = text[f"image/{kind}"]
    if "text/plain" in text:
        safe.setdefault("text/plain", text["text/plain"])
    return safe or left_out("it has no form that a notebook shows")


def html_forms(html, was_markdown):
    """HTML as any front end may show it, and as it is, for the renderer, which shuts it in a frame.

    Of Markdown the sanitized HTML is all there is.
    """
    if len(html) > MOST_HTML:
        return left_out(f"it has {len(html):,} characters of HTML, and may have {MOST_HTML:,}")
    if html.count("&") > MOST_AMPERSANDS:
        return left_out(f"its HTML has more than {MOST_AMPERSANDS:,} ampersands")
    forms = {"text/html": safe_html(html)}
    if was_markdown:
        return forms
    return {MIME: {"version": 1, "view": {"kind": "html", "html": html}}, **forms}


class Budget:
    """The bounds of the outputs of one cell."""

    def __init__(self):
        self.text = 0
        self.displays = 0
        self.updates = 0
        self.clears = 0
        # The last updates that were held back, by their names.
        self.held = {}

    def take_text(self, text):
        """The part of a text that is shown."""
        room = max(0, MOST_TEXT - self.text)
        self.text += len(text)
        return sound(text[:room])

    def take_display(self):
        self.displays += 1
        return self.displays <= MOST_DISPLAYS

    def take_update(self, name, data):
        self.updates += 1
        if self.updates <= MOST_UPDATES:
            return True
        self.held[name] = data
        return False

    def take_clear(self):
        self.clears += 1
        return self.clears <= MOST_UPDATES

    def notes(self):
        """Says in words what was held back."""
        if self.text > MOST_TEXT:
            yield (
                f"\n… {self.text - MOST_TEXT:,} characters are not shown: "
                f"a cell prints at most {MOST_TEXT:,}.\n"
            )
        if self.displays > MOST_DISPLAYS:
            yield (
                f"… {self.displays - MOST_DISPLAYS:,} outputs are not shown: a cell shows at most "
                f"{MOST_DISPLAYS:,}. Give them a name to update one: display(x, {{id: 'name'}})\n"
            )
