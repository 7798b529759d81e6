"""The search: what people ask leads to the right section, and each word of search.yml is known."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from itertools import accumulate

import pytest

from macros.model.handbook import Handbook
from macros.render.texts import TextRenderer
from macros.site import search_index as search
from macros.site.page_states import rendered
from macros.site.search_words import Vocabulary
from macros.text.languages import LANGUAGES

STARTS = {"zh": "", "en": "/en"}
G = r"get-code|enable-service|open-settings|faq-which-password|faq-no-app-password|faq-lost-code"
# (language, what somebody asks, what the first place may be: the number or name of its page, #, its
# id)
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
    ("zh", "5.7.139", "errors#cause-|108-.*#faq-error-535"),
    ("zh", "163 授权码", f"107-.*#({G})"),
    ("zh", "网易 dt:spm", "errors#cause-spam-rejected|107-.*#pitfalls"),
    ("zh", "Unsafe Login", "107-.*#faq-unsafe-login|errors#cause-imap-id-required"),
    ("zh", "证书 错误", "errors#cause-certificate-problem"),
    ("zh", "535", "errors#cause-"),
    ("zh", "421", "errors#cause-"),
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
    ("zh", "新浪smtp邮件无法发送", "109-.*#(bind|pitfalls|faq-error-535)"),
    ("zh", "苹果收不到邮件", "113-"),
    ("zh", "授权码", "106-.*#get-code"),
    ("zh", "授权码丢了", "106-.*#faq-lost-code"),
    ("en", "lost code", "106-.*#faq-lost-code"),
    ("zh", "收不到短信", "106-.*#verify"),
    ("en", "sms", "106-.*#verify"),
    ("zh", "每天能发多少封", "106-.*#faq-daily-limit"),
    ("en", "app password", "101-.*#get-code"),
    ("zh", "独立密码", "105-.*#get-code"),
    ("zh", "网易怎么绑", "107-.*#bind"),
    ("zh", "vip.163.com", "107-.*#server-settings"),
    ("zh", "shouquanma", "106-.*#get-code"),
    ("zh", "受权码", "106-.*#get-code"),
    ("zh", "網易郵箱 授權碼", "107-.*#get-code"),
    ("en", "535 5.7.139 basic authentication is disabled", "errors#cause-basic-auth-disabled"),
    # cannot sign in, which password, two of the same mailbox, a host's prefix
    ("zh", "hotmail 登不上", "108-.*#faq-still-works"),
    ("zh", "189 要授权码吗", "104-.*#faq-which-password"),
    ("zh", "飞书还是 lark", "208-.*#faq-feishu-or-lark"),
    ("zh", "hwimap", "205-.*#server-settings"),
    ("zh", "腾讯企业油箱管理员怎么放行", "205-.*#get-code"),
    # a mailbox whose guide has no answer: the page of errors
    ("en", "gmail mailbox full", "errors#cause-mailbox-full"),
    ("zh", "163 连接超时", "errors#cause-timeout-or-blocked"),
    # a row of pitfalls, another mailbox's server, a page for all mailboxes
    ("zh", "搜狐 ip 白名单", "105-.*#pit-ip-whitelist"),
    ("en", "wrong server exmail instead of qq", "106-.*#pit-wrong-server|errors#cause-wrong-"),
    ("zh", "foxmail.com 和 qq.com 一样吗", "106-.*#(faq-foxmail|about-qq-vs-foxmail)"),
    ("zh", "mx 记录是 mxhichina 是什么邮箱", "200-.*#tell"),
    # a name by its sound, what stands behind an @, a whole address, full-width letters
    ("zh", "wangyi", "107-"),
    ("zh", "souhu", "105-"),
    ("zh", "@126.com", "107-"),
    ("zh", "someone@hotmail.com", "108-"),
    ("zh", "ＧＭＡＩＬ", "101-"),
    ("en", "网易", "107-"),
    # one slip
    ("en", "gmial app pasword", "101-.*#get-code"),
    ("en", "outlok still works", "108-.*#faq-still-works"),
]
# the same from a page: (page, language, what somebody asks there, what may come first)
ON_A_PAGE = [
    ("qq", "zh", "授权码丢了", "106-.*#faq-lost-code"),
    ("sina", "zh", "收不到短信", "109-.*#(faq-phone-changed|get-code)"),
    ("aliyun-enterprise", "en", "526", "203-.*#faq-error-526"),
    ("outlook", "en", "port 587", "108-.*#server-settings"),
    ("qq", "zh", "163授权码", "107-.*#get-code"),
    ("qq", "en", "ETIMEDOUT", "errors#cause-timeout-or-blocked"),
    ("qq", "zh", "码忘了复制", "106-.*#pit-code-not-copied"),
    ("outlook", "en", "does it still work 2025", "108-.*#faq-still-works"),
]


@pytest.fixture(scope="module")
def run(browser, server):
    """Runs a JavaScript expression on a page of the site; `s` in it is the module of the search."""
    context = browser.new_context(base_url=server)
    page = context.new_page()
    page.goto("/youxiang/")
    page.evaluate(
        """async () => {
            const files = new Map();
            window.read = folder => name => {
                const path = folder + name + ".json";
                if (!files.has(path)) files.set(path, fetch(path).then(answer => answer.json()));
                return files.get(path);
            };
            window.search = await import("/assets/js/search.js");
            await search.find("a", read("/youxiang/search/"));
            await search.find("a", read("/en/youxiang/search/"));
        }"""
    )
    yield lambda expression, *arguments: page.evaluate(
        f"async given => {{ const s = window.search; return ({expression})(...given); }}",
        arguments,
    )
    context.close()


def index_of(site, language: str):
    """The index as it lies there: what index.json says, and the folder."""
    folder = site / STARTS[language].strip("/") / "youxiang/search"
    return json.loads((folder / search.INDEX).read_text(encoding="utf-8")), folder


def test_queries_are_taken_apart_as_texts_are(run, handbook):
    """The built script and ours find the same terms in every place, and in what is in none."""
    vocabulary = Vocabulary(handbook.search)
    texts = ["", "ﬁne ＱＱ１６３　郵箱", "İstanbul 𠀀𠀁授权 ß", "a_b-c'd’s 12:30", "\u0000\u2028x"]
    for page in handbook.pages.values():
        for language in LANGUAGES:
            for place in search.places(rendered(handbook, page, language).html):
                texts += [place.title, place.text]
    found = run(
        """async texts => {
            const index = await read("/youxiang/search/")("index");
            return texts.map(text => s.terms(s.tokens(text, index.simplified)));
        }""",
        texts,
    )
    for text, terms in zip(texts, found, strict=True):
        assert terms == [term for term in vocabulary.terms(text) if term[0] != "#"], text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_index_has_every_term_of_every_place_and_no_other(site, handbook, language):
    """Taken apart again, the files say which places have which terms, and their weights there."""
    index, folder = index_of(site, language)
    vocabulary = Vocabulary(handbook.search)
    has: defaultdict[int, dict[str, int]] = defaultdict(dict)
    firsts = [first for first, _ in index["shards"]]
    assert firsts == sorted(firsts, key=lambda term: term.encode("utf-16-be"))
    for number, (first, file) in enumerate(index["shards"]):
        lists = json.loads((folder / f"{file}.json").read_text(encoding="utf-8"))
        for term, numbers in lists.items():
            assert first <= term and (number + 1 == len(firsts) or term < firsts[number + 1])
            for place, weight in zip(accumulate(numbers[::2]), numbers[1::2], strict=True):
                has[place][term] = weight
    count = 0  # of the places of earlier pages
    for number, page in enumerate(handbook.pages.values()):
        entry = search.entry(
            handbook, page, language, vocabulary, rendered(handbook, page, language).html
        )
        address, files, ids, _ = index["pages"][number]
        shown = [
            place
            for file in files
            for place in json.loads((folder / f"{file}.json").read_text(encoding="utf-8"))
        ]
        assert address == f"/{page.address(language)}"
        assert ids.split(" ") == [place.id for place in entry.places]
        for at, place in enumerate(entry.places):
            assert shown[at] == [place.title, search.lead(place.text)]
            assert has[count + at] == entry.weights[at]
        count += len(entry.places)
    named = {file.stem for file in folder.iterdir()} - {"index"}
    assert named == {file for _, files, _, _ in index["pages"] for file in files} | {
        file for _, file in index["shards"]
    }


ASK = """async (folder, asked, page) => (await s.find(asked, read(folder), { page }))
    .slice(0, 3).map(hit => `${hit.address}#${hit.id}`)"""


def folder_of(language: str) -> str:
    """Where the index of a language lies."""
    return f"{STARTS[language]}/youxiang/search/"


@pytest.mark.parametrize(("language", "asked", "expected"), QUESTIONS)
def test_the_right_section_comes_first(run, language, asked, expected):
    """What people ask, in their words, leads first to the place that answers it."""
    places = run(ASK, folder_of(language), asked, "")
    assert places and re.search(expected, places[0]), places


@pytest.mark.parametrize(("page", "language", "asked", "expected"), ON_A_PAGE)
def test_the_page_one_is_on_comes_first(run, handbook, page, language, asked, expected):
    """On a guide its own sections come first, unless another is named or it has no answer."""
    address = f"/{handbook.pages[page].address(language)}"
    for spelled in (address, f"{address}.html", f"{address}/"):
        places = run(ASK, folder_of(language), asked, spelled)
        assert places and re.search(expected, places[0]), places


@pytest.mark.parametrize(
    ("language", "asked", "expected"),
    [("en", "gmail imap bandwidth limit", "download-limit"), ("zh", "qq 535", "wrong-credentials")],
)
def test_the_page_of_errors_is_among_the_first_two(run, language, asked, expected):
    """Where it has an answer and a mailbox is named whose guide has one, too."""
    places = run(ASK, folder_of(language), asked, "")
    assert any(f"errors#cause-{expected}" in place for place in places[:2]), places


@pytest.mark.parametrize(
    "asked",
    ["zzzzqqqqxxxx", "火星文测验", "？！", "gnoil", "zzzz qqqq kkkk jjjj imap"],
)
def test_what_is_nowhere_is_not_found(run, asked):
    """No page comes up for want of a better one."""
    assert run(ASK, "/youxiang/search/", asked, "") == []


UNDERSTAND = """async queries => {
    const index = await read("/youxiang/search/")("index");
    return queries.map(query => {
        const asked = s.understand(index, query);
        return { keys: [...asked.keys], rest: asked.rest, pages: [...asked.pages] };
    });
}"""


def test_every_word_means_what_search_yml_says(run, handbook):
    """Each word of `words` alone asks for its key, in capitals and in Traditional Chinese, too."""
    traditional = {simple: each for each, simple in handbook.search.simplified.items()}
    said = [
        (spelled, key)
        for key, words in handbook.search.words.items()
        for word in words
        for spelled in (word, word.upper(), word.translate(str.maketrans(traditional)))
    ]
    found = run(UNDERSTAND, [word for word, _ in said])
    wrong = [pair for pair, asked in zip(said, found, strict=True) if pair[1] not in asked["keys"]]
    assert not wrong


def test_words_are_understood_by_their_sound(run, handbook):
    """Pinyin of a word, joined and apart, and one character that sounds like the right one."""
    sounds = {each: sound for sound, alike in handbook.search.sounds.items() for each in alike}
    known = {word for words in handbook.search.words.values() for word in words}
    said: list[tuple[str, str]] = []
    for key, words in handbook.search.words.items():
        for word in words:
            if len(word) < 3 or not all(each in sounds for each in word):
                continue
            heard = [sounds[each] for each in word]
            other = next(each for each in handbook.search.sounds[heard[0]][::-1])
            said += [(" ".join(heard), key), ("".join(heard), key)]
            if other + word[1:] not in known:
                said.append((other + word[1:], key))
    assert len(said) > 30
    found = run(UNDERSTAND, [word for word, _ in said])
    wrong = [pair for pair, asked in zip(said, found, strict=True) if pair[1] not in asked["keys"]]
    assert not wrong


def test_ignored_words_weigh_nothing(run, handbook):
    """A question word beside a word changes nothing about what is asked."""
    ignored = [*handbook.search.mailbox, *handbook.search.ignored]
    found = run(UNDERSTAND, [f"vpn, {word}" for word in ignored])
    wrong = [w for w, asked in zip(ignored, found, strict=True) if asked != found[0]]
    assert not wrong and found[0]["keys"] == ["vpn"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_answer_is_found(run, handbook: Handbook, language):
    """Asked with the first word of each key, a section of an answer is among the first three."""
    wrong = []
    for answer in handbook.search.answers:
        keys = [handbook.search.families.get(key, [key])[0] for key in answer.ask]
        asked = ", ".join(handbook.search.words[key][0] for key in keys)
        places = run(ASK, folder_of(language), asked, "")
        ids = {place.partition("#")[2] for place in answer.at} | {
            place for place in answer.at if "#" not in place
        }
        if not {place.partition("#")[2] for place in places} & ids:
            wrong.append((asked, places))
    assert not wrong


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_mailbox_is_found_by_each_of_its_names(run, handbook, language):
    """Name, short name and aliases lead to its guide, its domains to its servers."""
    wrong = []
    for mailbox in handbook.mailboxes.values():
        address = f"/{handbook.pages[mailbox.id].address(language)}"
        provider = mailbox.provider
        names = [
            TextRenderer(handbook, handbook.pages[mailbox.id], each).plain(name)
            for name in (provider.name, provider.short)
            for each in LANGUAGES
        ]
        for name in [*names, *provider.aliases]:
            places = run(ASK, folder_of(language), name, "")
            if not any(place.startswith(f"{address}#") for place in places):
                wrong.append((name, places))
        for domain in provider.domains:
            places = run(ASK, folder_of(language), domain, "")
            if f"{address}#server-settings" not in places:
                wrong.append((domain, places))
    assert not wrong


def test_the_same_answer_of_many_mailboxes_is_one_result(run, handbook):
    """The most used mailbox stands for all; the others follow in their order."""
    hits = run("async folder => s.find('授权码丢了', read(folder), {})", "/youxiang/search/")
    lost = [hit for hit in hits if hit["id"] == "faq-lost-code"]
    assert len(lost) == 1
    keys = [lost[0]["key"], *(each["key"] for each in lost[0]["others"])]
    order = [each.id for each in handbook.mailboxes.values()]
    assert keys[0] == order[0] and keys == sorted(keys, key=order.index) and len(keys) > 10


def test_messages_are_told_from_questions(run):
    """What looks like a server's message is for the error finder; a code alone is a query."""
    asked = ["535 Error: authentication failed", "535", "授权码", "why was my mail not sent today"]
    assert run("asked => asked.map(s.isError)", asked) == [True, False, False, False]
