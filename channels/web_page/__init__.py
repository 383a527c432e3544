"""The page of the web chat: one document with its style, its script and its words inside."""

import base64
import hashlib
import html
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Template

SCRIPTS = ("memory.js", "paper.js", "say.js", "hear.js", "screen.js")  # in this order
STYLE = "chat.css"
FRAME = "index.html"


@dataclass(frozen=True, slots=True)
class Page:
    """The finished document, the policy that lets only its own script run, and its version."""

    html: bytes
    policy: str
    etag: str


def build_page(words: Mapping[str, str]) -> Page:
    """The page with these words. Raises KeyError when the frame needs a word that is missing."""
    style = read_part(STYLE)
    script = "\n".join(map(read_part, SCRIPTS))
    safe = {key: html.escape(word) for key, word in words.items()}
    parts = {"style_part": style, "script_part": script, "words_part": _as_json(words)}
    document = Template(read_part(FRAME)).substitute(safe | parts).encode()
    return Page(document, _policy(style, script), hashlib.sha256(document).hexdigest()[:20])


def read_part(name: str) -> str:
    return Path(__file__).with_name(name).read_text(encoding="utf-8")


def _as_json(words: Mapping[str, str]) -> str:
    """No word can end the script tag it stands in."""
    return json.dumps(dict(words), ensure_ascii=False).replace("<", "\\u003c")


def _policy(style: str, script: str) -> str:
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {_digest(script)}",
            f"style-src {_digest(style)}",
            "connect-src 'self'",
            "img-src 'self' data:",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
        )
    )


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
