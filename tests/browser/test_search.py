"""The search: texts and queries are taken apart alike, the index has all of it and nothing else, and what people ask leads to the right section."""

from __future__ import annotations

import gzip
import json
import re
from urllib.parse import urlsplit

import pytest

from macros.site import search_index as search
from macros.site.page_states import found
from macros.site.page_states import known_by
from macros.site.search_index import Place
from macros.text.languages import LANGUAGES

MOST_KB = 120  # of gzip, for the first query of a visit
STARTS = {"zh": "", "en": "/en"}
G = r"get-code|enable-service|open-settings|faq-which-password|faq-no-app-password|faq-lost-code"
# (language, what somebody asks, what the first place may be: the number or name of its page, #, its id)
QUESTIONS = [
    ("zh", "授权码是什么", "106-.*#(faq-what-is-code|about-why-code)"),
    ("zh", "QQ 授权码丢了", "106-.*#faq-lost-code"),
    ("zh", "QQ邮箱一天能发多少", "106-.*#faq-daily-limit"),
    ("zh", "QQ 发信上限", "106-.*#faq-daily-limit"),
    ("zh", "服务早就开着，要重新生成授权码吗", "106-.*#faq-reuse-code"),
    ("zh", "QQ 邮箱 外贸", "106-.*#(faq|about)-foreign-trade"),
    ("zh", "vip.qq.com", "106-"),
    ("zh", "gmail 要不要 VPN", "101-.*#faq-vpn"),
    ("zh", "gmail 534", "101-.*#faq-error-534|errors#cause-app-password-required"),
    ("zh", "gmail 应用专用密码", f"101-.*#({G})"),
    ("zh", "IMAP not enabled", "101-.*#faq-imap-not-enabled|errors#cause-service-not-enabled"),
    ("zh", "outlook 还能绑定吗", "108-.*#faq-still-works"),
    (
        "zh",
        "5.7.139",
        "errors#cause-(basic-auth-disabled|smtp-auth-disabled-by-admin)|108-.*#faq-error-535",
    ),
    ("zh", "163 授权码", f"107-.*#({G})"),
    ("zh", "网易 dt:spm", "errors#cause-spam-rejected|107-.*#pitfalls"),
    ("zh", "Unsafe Login", "107-.*#faq-unsafe-login|errors#cause-imap-id-required"),
    ("zh", "证书 错误", "errors#cause-certificate-problem"),
    ("zh", "535", "errors#cause-(wrong-credentials|password-is-login-password)"),
    ("zh", "421", "errors#cause-(server-busy|sending-too-fast)"),
    ("zh", "连接超时", "errors#cause-timeout-or-blocked"),
    ("zh", "ETIMEDOUT", "errors#cause-timeout-or-blocked"),
    ("zh", "邮箱满了", "errors#cause-mailbox-full"),
    ("zh", "附件太大", "errors#cause-message-too-large"),
    ("zh", "imap.exmail.qq.com", "205-.*#(server-settings|bind)"),
    ("zh", "腾讯企业邮箱 密码", "205-"),
    ("zh", "yandex 服务器", "115-.*#server-settings"),
    ("zh", "zoho 服务器", "207-.*#server-settings"),
    ("zh", "icloud app 专用密码", f"113-.*#({G})"),
    ("zh", "MX 记录", "200-.*#tell"),
    ("zh", "阿里企业邮箱 526", "errors#cause-wrong-credentials|(103|203)-.*#faq"),
    ("en", "what is the authorization code", "106-.*#(faq-what-is-code|about-why-code)|#get-code"),
    ("en", "QQ lost code", "106-.*#faq-lost-code"),
    ("en", "qq daily limit", "106-.*#faq-daily-limit"),
    ("en", "how many mails can I send a day with QQ", "106-.*#faq-daily-limit"),
    ("en", "qq foreign trade", "106-.*#(faq|about)-foreign-trade"),
    ("en", "gmail app passwords", f"101-.*#({G})"),
    (
        "en",
        "Application-specific password required",
        "errors#cause-app-password-required|101-.*#faq-error-534",
    ),
    (
        "en",
        "basic authentication is disabled",
        "errors#cause-basic-auth-disabled|108-.*#faq-error-535",
    ),
    ("en", "can outlook still be bound", "108-.*#faq-still-works"),
    ("en", "hotmail imap server", "108-.*#server-settings"),
    ("en", "certificate verify failed", "errors#cause-certificate-problem"),
    ("en", "connection timed out", "errors#cause-timeout-or-blocked"),
    ("en", "mailbox full", "errors#cause-mailbox-full"),
    ("en", "too many connections", "errors#cause-too-many-connections"),
    ("en", "netease authorization code", f"107-.*#({G})"),
    ("en", "do I need a VPN for gmail", "101-.*#faq-vpn"),
    ("en", "forgotten password", "#faq-lost-code"),
    ("en", "sending limits", "limit"),
    ("en", "icloud app-specific password", f"113-.*#({G})"),
    ("en", "yahoo server settings", "102-.*#server-settings"),
    ("en", "MX record", "200-.*#tell"),
    ("en", "exmail password", f"205-.*#({G})"),
    ("en", "port 587", "#server-settings"),
    ("en", "turn on imap qq", f"106-.*#({G}|glance)"),
    ("en", "authorisation", "."),  # spelled otherwise than on any page, yet it begins like it
]


@pytest.fixture(scope="module")
def run(browser, server):
    """Runs a JavaScript expression on a page of the site; `s` in it is the module of the search."""
    context = browser.new_context(base_url=server)
    page = context.new_page()
    page.goto("/youxiang/")
    yield lambda expression, *arguments: page.evaluate(
        f"async given => {{ const s = await import('/assets/js/search.js'); return ({expression})(...given); }}",
        arguments,
    )
    context.close()


def index_of(site, language: str):
    """The index as it lies there: what index.json says, and the folder."""
    folder = site / STARTS[language].strip("/") / "youxiang/search"
    return json.loads((folder / search.INDEX).read_text(encoding="utf-8")), folder


@pytest.mark.parametrize(
    ("html", "found"),
    [
        (
            "<h1>One</h1><p>a <b>b</b>c</p><p>d.</p>\n<p>e。</p><p>f</p>",
            [("", "One", "a bc · d. e。f")],
        ),
        (
            '<p>before</p><h1>One</h1><h2 id="x">Two &amp; more<a class="headerlink" href="#x" aria-label="l">#</a><button type="button">copy</button></h2><p>e</p>',
            [("", "One", ""), ("x", "Two & more", "e")],
        ),
        (
            "<h1>One</h1><h3>no place of its own</h3><p>f</p>",
            [("", "One", "no place of its own · f")],
        ),
        (
            '<h1>One</h1><form data-unsearched novalidate><form>g</form></form><ul data-unsearched><li>h</li></ul>i<img src="j" alt="k">l',
            [("", "One", "i · l")],
        ),
        (
            '<h1>One</h1><input class="y" data-unsearched placeholder="m">n<br>o',
            [("", "One", "n · o")],
        ),
        (
            "<h1>One</h1><table><tr><th>p</th><td>q</td></tr></table>&lt;b&gt;",
            [("", "One", "p · q · <b>")],
        ),
    ],
)
def test_an_article_is_its_places(html, found):
    """What stands below each heading that has an id, without controls, links to places and what is marked as not searched."""
    assert search.places(html) == [Place(*each) for each in found]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("QQ 授权码", ["qq", "授权", "权码"]),
        ("码", ["码"]),
        ("IMAP/SMTP：993", ["imap", "smtp", "993"]),
        ("imap.qq.com", ["imap", "qq", "com"]),
        ("codes address status this as", ["code", "address", "status", "this", "as"]),
        ("Ｆｏｘｍａｉｌ邮箱", ["foxmail", "邮箱"]),
        ("Почта é", ["почта", "é"]),
        ("🙂 — “”", []),
    ],
)
def test_a_text_is_looked_up_by_its_terms(text, found):
    """Words without a plural s, pairs of Chinese characters, however wide the letters are."""
    assert search.terms(text) == found


def test_queries_are_taken_apart_as_texts_are(run, handbook):
    """The page's script and ours find the same terms in every place of the site, and in what is in none."""
    texts = ["", "ﬁne ＱＱ１６３　邮箱", "İstanbul 𠀀𠀁授权 ß", "a_b-c'd’s 12:30", "\u0000\u2028x"]
    for page in handbook.pages.values():
        for language in LANGUAGES:
            texts += [
                text
                for place in found(handbook, page, language).places
                for text in (place.title, place.text)
            ]
    assert run("texts => texts.map(s.terms)", texts) == [search.terms(text) for text in texts]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_index_has_every_term_of_every_place_and_no_other(site, handbook, language):
    """Taken apart again, the files say which places have which terms: those that the pages have, and what else errors are known by."""
    index, folder = index_of(site, language)
    texts, has = [], {}
    for address, title, file, count in index["pages"]:
        places = json.loads((folder / f"{file}.json").read_text(encoding="utf-8"))
        assert len(places) == count and places[0][0] == "" and places[0][1] == title
        texts.append((address, places))
    firsts = [first for first, _ in index["shards"]]
    assert firsts == sorted(firsts, key=lambda term: term.encode("utf-16-be"))
    for number, (first, file) in enumerate(index["shards"]):
        for term, numbers in json.loads(
            (folder / f"{file}.json").read_text(encoding="utf-8")
        ).items():
            assert first <= term and (number + 1 == len(firsts) or term < firsts[number + 1])
            at = page = 0
            while at < len(numbers):
                page, count, at = page + numbers[at], numbers[at + 1], at + 2
                for place, weight in zip(
                    numbers[at : at + 2 * count : 2],
                    numbers[at + 1 : at + 2 * count : 2],
                    strict=True,
                ):
                    assert weight > 0
                    has.setdefault((page, place), set()).add(term)
                at += 2 * count
    beside = {
        id: search.terms(words)
        for id, words in known_by(handbook, handbook.pages["errors"]).items()
    }
    for page, (address, places) in enumerate(texts):
        for place, (id, title, text) in enumerate(places):
            assert has.get((page, place), set()) == {
                *search.terms(title),
                *search.terms(text),
                *(beside[id] if address.endswith("/errors") and id in beside else ()),
            }
    named = {file.stem for file in folder.iterdir()} - {"index"}
    assert named == {file for _, _, file, _ in index["pages"]} | {
        file for _, file in index["shards"]
    }


ASK = """async (folder, asked) => {
    const read = s.reader(new URL("index.json", folder)), places = [];
    for (const page of (await s.find(await read('index'), s.terms(asked), read)).slice(0, 3)) {
        const known = await read(page.file);
        page.places.forEach(number => places.push(`${page.address}#${known[number][0]}`));
    }
    return places;
}"""


@pytest.mark.parametrize(("language", "asked", "expected"), QUESTIONS)
def test_the_right_section_comes_first(run, language, asked, expected):
    """What people ask, in their words, leads first to the place that answers it."""
    places = run(ASK, f"{STARTS[language]}/youxiang/search/", asked)
    assert places and re.search(expected, places[0]), places


@pytest.mark.parametrize(
    "asked",
    ["zzzzqqqqxxxx", "火星文测验", "？！", "gmial", "火星文邮箱", "zzzz qqqq kkkk jjjj imap"],
)
def test_what_is_nowhere_is_not_found(run, asked):
    """No page comes up for want of a better one."""
    assert run(ASK, "/youxiang/search/", asked) == []


@pytest.mark.parametrize(
    ("text", "asked", "shown"),
    [
        ("密码栏填授权码，不是登录密码。", "授权码", "密码栏填[授权码]，不是登录密码。"),
        ("Turn on IMAP first.", "imap", "Turn on [IMAP] first."),
        ("nothing of it", "imap", "nothing of it"),
        ("a <b>b</b> imap", "imap", "a <b>b</b> [imap]"),
        (
            "word " * 60 + "the imap server" + " word" * 60,
            "imap server",
            "…word word word the [imap] [server]" + " word" * 24 + "…",
        ),
    ],
)
def test_an_excerpt_shows_what_was_asked(run, text, asked, shown):
    """A stretch of the text around it, in whole words, as text and marks."""
    parts = run("(text, asked) => s.excerpt(text, s.terms(asked))", text, asked)
    assert (
        "".join(f"[{part['text']}]" if part["marked"] else part["text"] for part in parts) == shown
    )


@pytest.mark.parametrize(
    ("language", "asked"),
    [
        ("zh", "授权码"),
        ("zh", "为什么登录总是提示密码错误"),
        ("en", "authorization code"),
        ("en", "why does it say that the password is wrong"),
    ],
)
def test_the_first_query_stays_within_its_budget(page, site, language, asked):
    """Script, index and results of the first query of a visit: at most 120 KB of gzip, and nothing twice."""
    page.goto(f"{STARTS[language]}/youxiang/")
    asked_for: list[str] = []
    page.on("request", lambda request: asked_for.append(urlsplit(request.url).path.lstrip("/")))
    page.locator("[data-yx=search]").click()
    page.locator(".yx-search input").fill(asked)
    page.locator(".yx-search__results mark").first.wait_for()
    assert len(asked_for) == len(set(asked_for)), "a file was asked for twice"
    assert (
        sum(len(gzip.compress((site / path).read_bytes(), 6)) for path in asked_for)
        <= MOST_KB * 1000
    ), asked_for


def test_a_search_that_could_not_load_says_so_and_tries_again(page):
    """Whether the index or one of its files was out of reach: the next letter asks for it once more."""
    page.goto("/youxiang/")
    for out_of_reach in (
        re.compile(r"/search/index\.json"),
        re.compile(r"/search/[0-9a-f]+\.json"),
    ):
        page.route(out_of_reach, lambda route: route.abort())
        page.locator("[data-yx=search]").click()
        page.locator(".yx-search input").fill("ETIMEDOUT")
        page.get_by_text(page.locator(".yx-search").get_attribute("data-error")).wait_for()
        page.unroute(out_of_reach)
        page.locator(".yx-search input").fill("ETIMEDOU")
        page.locator(".yx-search__results a[href$='#error-no-connection']").wait_for()
        page.reload()
