"""The Content-Security-Policy: what a page may load and run (W3C CSP Level 3).

Its hashes are made from the sources, here and in `styles`, never from a built page: what got into a page some other way stays forbidden.
"""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256

from macros.text.languages import DEFAULT, others

# The scripts that stand in pages. Templates print them from here, so that a page and its policy cannot disagree.
SCHEME = (  # before the first paint, or a dark page flashes white
    'try{var s=localStorage.getItem("yx-scheme");if(s)document.documentElement.setAttribute("data-scheme",s)}catch(e){}document.documentElement.className="js"'
)
MISSING = (
    "document.documentElement.lang="
    + "".join(  # 404.html speaks all languages
        rf'/^\/{language.prefix[:-1]}(\/|$)/.test(location.pathname)?"{language.code}":'
        for language in others(DEFAULT.code)
    )
    + f'"{DEFAULT.code}"'
)
REDIRECT = "location.replace(document.links[0].href+location.search+location.hash)"  # takes the way from the page: one hash for all of them
SCRIPTS = (SCHEME, MISSING, REDIRECT)


def policy(*scripts: str, style: str = "") -> str:
    """The policy of a page, for its <meta>.

    scripts, style: what may stand in the page.
    """
    sources = " ".join(["'self'", *map(_hash, scripts)])
    directives = [
        "default-src 'none'",
        "base-uri 'none'",
        "form-action 'none'",
        f"script-src {sources}",
        "connect-src 'self'",
        "img-src 'self' data:",
        *([f"style-src {_hash(style)}"] if style else []),
    ]
    return ";".join(directives)


def headers(style: str) -> dict[str, str]:
    """What a host should send with every file: the policy of all pages, and who may frame them, which only a header can say."""
    return {
        "Content-Security-Policy": f"{policy(*SCRIPTS, style=style)};frame-ancestors 'none'",
        "X-Content-Type-Options": "nosniff",
    }


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
