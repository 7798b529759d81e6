"""The Content-Security-Policy: what a page may load and run (W3C CSP Level 3).

Its hashes are made from the sources, never from a built page: what got into a page some other way
stays forbidden.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from hashlib import sha256

from macros.text.languages import DEFAULT, others

# The scripts that are inlined: templates print them from here, and their hashes are allowed.
SCHEME = (  # before the first paint, or a dark page flashes white
    'try{var s=localStorage.getItem("yx-scheme");'
    'if(s)document.documentElement.setAttribute("data-scheme",s)}catch(e){}'
    'document.documentElement.className="js"'
)
MISSING = (
    "document.documentElement.lang="
    + "".join(  # 404.html speaks all languages
        rf'/^\/{language.prefix[:-1]}(\/|$)/i.test(location.pathname)?"{language.code}":'
        for language in others(DEFAULT.code)
    )
    + f'"{DEFAULT.code}"'
)
# Reads the address from the page, so that all redirects have one hash.
REDIRECT = "location.replace(document.links[0].href+location.search+location.hash)"
SCRIPTS = (SCHEME, MISSING, REDIRECT)


def policy(*scripts: str, styles: Sequence[str] = ()) -> str:
    """The policy of a page, for its <meta>.

    scripts, styles: what may be inlined in the page.
    """
    sources = " ".join(["'self'", *map(_hash, scripts)])
    directives = [
        "default-src 'none'",
        "base-uri 'none'",
        "form-action 'none'",
        f"script-src {sources}",
        "connect-src 'self'",
        "img-src 'self' data:",
        *([f"style-src {' '.join(map(_hash, styles))}"] if styles else []),
    ]
    return ";".join(directives)


def headers(*styles: str) -> dict[str, str]:
    """What a host should send with every file, by name.

    The policy is that of all pages together; only a header can say who may frame them.
    """
    return {
        "Content-Security-Policy": f"{policy(*SCRIPTS, styles=styles)};frame-ancestors 'none'",
        "X-Content-Type-Options": "nosniff",
    }


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
