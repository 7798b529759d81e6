"""The policy of every page, word by word: whoever loosens it changes this file, too."""

from __future__ import annotations

import re

from macros.site.csp import REDIRECT, SCHEME, headers, policy

HASHES = re.compile(r" 'sha256-[A-Za-z0-9+/]{43}='")


def without_hashes(text: str) -> str:
    return HASHES.sub("", text)


def test_a_page_may_load_what_is_ours_and_nothing_else():
    """Scripts, data and pictures of the site; a style only by its hash."""
    assert without_hashes(policy(SCHEME, styles=["p{}"])) == (
        "default-src 'none';base-uri 'none';form-action 'none';script-src 'self';"
        "connect-src 'self';img-src 'self' data:;style-src"
    )


def test_a_redirect_may_run_its_own_script_and_load_no_style():
    """One inline script, by its hash."""
    said = policy(REDIRECT)
    assert "style-src" not in said and len(HASHES.findall(said)) == 1


def test_the_headers_say_the_same_and_forbid_frames():
    """`frame-ancestors` works in a header only."""
    said = headers("p{}")
    assert {*said} == {"Content-Security-Policy", "X-Content-Type-Options"}
    assert said["X-Content-Type-Options"] == "nosniff"
    assert without_hashes(said["Content-Security-Policy"]) == (
        without_hashes(policy(SCHEME, styles=["p{}"])) + ";frame-ancestors 'none'"
    )
