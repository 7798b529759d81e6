"""`make serve` says what keeps it from showing the site, in the browser and in the terminal."""

from __future__ import annotations

import socket

import pytest
from conftest import copy_invented_data

from macros.tools import preview

PAGE = b"the page"


@pytest.fixture
def root(tmp_path):
    root = copy_invented_data(tmp_path / "copy")
    (root / "macros/code.py").write_text("first = 1\n", encoding="utf-8")
    return root


def shown(server: preview.Preview, root, path: str) -> str:
    """What a browser gets for an address."""
    app = server.app(lambda environ, start: [PAGE], root / "site", lambda: None)
    return b"".join(app({"PATH_INFO": path}, lambda *answer: None)).decode()


def broken():
    raise ValueError("<script>alert(1)</script> & more")


def test_a_page_shows_why_it_cannot_be_built_until_it_can(root):
    """As text, whatever is in it; the page asks again by itself."""
    server = preview.Preview(root)
    (root / "site").mkdir()
    (root / "site/page.html").touch()
    server.guarded(broken)()
    said = shown(server, root, "/page")
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in said and "<script>" not in said
    assert 'http-equiv="refresh"' in said
    server.guarded(lambda: None)()
    assert shown(server, root, "/page") == PAGE.decode()


def test_an_address_that_leads_to_a_page_leads_there_before_it_is_built(tmp_path, invented):
    """With a slash at its end, too, though what the browser gets has relative links."""
    app = preview.Preview(tmp_path).app(lambda *_: [PAGE], tmp_path, lambda: invented)
    said = []
    [page] = app({"PATH_INFO": "/youxiang/101"}, lambda *answer: said.append(answer))
    assert b"101-bluebird-personal-mail</a>" in page
    app({"PATH_INFO": "/youxiang/101/"}, lambda *answer: said.append(answer))
    assert said[1:] == [("302 Found", [("Location", "/youxiang/101")])]


def test_a_change_of_the_program_asks_for_a_new_start(root, caplog):
    """A running process goes on with the code that it has read."""
    server = preview.Preview(root)
    server.guarded(lambda: None)()
    assert not caplog.messages
    (root / "macros/code.py").write_text("first = 2\n", encoding="utf-8")
    server.guarded(lambda: None)()
    assert caplog.messages == [preview.RESTART]


def test_a_port_that_is_taken_is_said_with_what_to_do():
    """Before anything is built."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        host, port = taken.getsockname()
        with pytest.raises(OSError, match=f"make serve PORT={port + 1}"):
            preview.refuse_taken_port(host, port)
    preview.refuse_taken_port(host, port)
