"""The Content-Security-Policy lets through what is ours and nothing else, as <meta> and as header,
on every kind of page.
"""

from __future__ import annotations

import pytest
from browsing import PHONE, QQ, requests_of, search
from conftest import PagesHandler, serve

GUIDE = QQ.lstrip("/")
KINDS = [
    "youxiang/",
    "youxiang/100-gerenyouxiang-personal-mailbox",
    GUIDE,
    "youxiang/nothing-here",
    f"{GUIDE}/?from=chat#faq-vpn",
    "",
]
EVIL = """<p id="stolen" style="position:fixed" onclick="window.owned='handler'">x</p>
<script>window.owned='script'</script><script src="https://evil.example/x.js"></script>
<a id="way" href="javascript:void(window.owned='link')">x</a>
<img src="https://evil.example/x.png" onerror="window.owned='error'">
<iframe src="https://evil.example/"></iframe><base href="https://evil.example/">
<style>p{background:url(https://evil.example/y.png)}</style>
<form action="https://evil.example/" method="post"><button id="send">x</button></form>"""


@pytest.fixture(scope="module")
def with_headers(site):
    """The address of the built site on a host that sends what `_headers` says."""
    lines = (site / "_headers").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "/*"
    headers = dict(line.strip().split(": ", 1) for line in lines[1:])

    class Handler(PagesHandler):
        def end_headers(self):
            for name, value in headers.items():
                self.send_header(name, value)
            super().end_headers()

    with serve(site, Handler) as address:
        yield address


@pytest.fixture
def watched(new_page):
    """Makes pages that write down every violation of their policy, and every other complaint of the
    console.
    """

    def watched(base: str):
        page, complaints = new_page(base_url=base, viewport=PHONE), []
        page.expose_function("complain", lambda complaint: complaints.append(complaint))
        page.add_init_script(
            "addEventListener('securitypolicyviolation', event => "
            "complain(`${event.effectiveDirective} ${event.blockedURI} ${event.sample}`))"
        )
        page.on("console", lambda said: complaints.append(said.text) if is_wrong(said) else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page, complaints

    def is_wrong(said) -> bool:
        return said.type in ("error", "warning") and "404" not in said.text

    return watched


def test_lines_of_the_headers_file_are_not_too_long(site):
    """Cloudflare Pages reads 2,000 characters of a line."""
    assert max(map(len, (site / "_headers").read_text(encoding="utf-8").splitlines())) < 2000


@pytest.mark.parametrize("host", ["server", "with_headers"])
@pytest.mark.parametrize("start", ["", "en/"])
@pytest.mark.parametrize(
    "path", KINDS, ids=["landing", "index", "guide", "missing", "stub", "root"]
)
def test_no_page_violates_its_policy(watched, request, host, start, path):
    """Every kind of page in both languages, with scheme, search, address tool and copying used.

    Not one complaint.
    """
    page, complaints = watched(request.getfixturevalue(host))
    page.goto(f"/{start}{path}")
    page.wait_for_selector("html.ready")
    if path.startswith(f"{GUIDE}/"):
        page.wait_for_url(f"**/{start}{GUIDE}?from=chat#faq-vpn")
    page.locator("[data-yx=scheme]").click()
    if "nothing" not in path:
        search(page, "535")
        page.locator(".yx-search form button").click()
    if page.locator("#address").count():
        page.locator("#address").fill("someone@foxmail.com")
        page.get_by_text("imap.qq.com").first.wait_for()
        page.keyboard.press("Enter")
    for button in (".yx-copy:visible", ".headerlink:visible"):
        if page.locator(button).count():
            page.locator(button).first.click()
            page.locator(".yx-note:not([hidden])").wait_for()
    assert complaints == []


def test_what_is_smuggled_into_a_page_stays_dead(watched, server, site):
    """Scripts, handlers, links that run, foreign pictures and frames, a base, a form, a style.

    Each is refused by the browser.
    """
    page, complaints = watched(server)
    asked, stopped = requests_of(page), []
    page.on("requestfailed", lambda request: stopped.append((request.url, request.failure)))
    html = (site / f"{GUIDE}.html").read_text(encoding="utf-8")
    body = html.replace("</article>", f"{EVIL}</article>")
    page.route(
        f"**/{GUIDE}",
        lambda route: route.fulfill(body=body, content_type="text/html; charset=utf-8"),
    )
    page.goto(f"/{GUIDE}")
    page.wait_for_selector("html.ready")
    for press in ("stolen", "way", "send"):
        page.evaluate("id => document.getElementById(id).click()", press)
    assert page.evaluate("window.owned") is None
    outside = [url for url in asked if not url.startswith((server, "data:"))]
    assert [(url, "csp") for url in outside] == stopped, "each before it left"
    assert page.url == f"{server}/{GUIDE}"
    assert page.evaluate("document.baseURI") == page.url
    assert page.evaluate("getComputedStyle(document.getElementById('stolen')).position") == "static"
    refused = " ".join(complaints)
    for directive in (
        "script-src-elem inline",
        "script-src-elem https://evil",
        "script-src-attr inline",
        "img-src https://evil",
        "frame-src https://evil",
        "base-uri https://evil",
        "style-src-elem inline",
        "style-src-attr inline",
        "form-action https://evil",
    ):
        assert directive in refused, directive


def test_a_redirect_arrives_without_a_script(new_page):
    """Where scripts are off, the refresh leads on."""
    page = new_page(java_script_enabled=False)
    page.goto(f"{QQ}/")
    page.wait_for_url(f"**{QQ}.html")
