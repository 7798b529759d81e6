"""The built site says what the data says, in both languages, and holds together."""

from __future__ import annotations

import json
import re
from collections import Counter

import pytest
from conftest import ROOT, trees_of
from jsonschema import Draft202012Validator

from macros.site import gate
from macros.site.css import styles
from macros.text.languages import LANGUAGES


@pytest.fixture(scope="session")
def trees(site, handbook):
    return trees_of(site, handbook)


def article(tree):
    return tree.xpath("//article")[0]


def text_of(element) -> str:
    return re.sub(r"\s+", " ", element.text_content()).strip()


@pytest.mark.parametrize("language", LANGUAGES)
def test_server_tables_equal_the_data(trees, handbook, language):
    """Every row of a server is an endpoint of provider.yml, and every endpoint has its row."""
    for mailbox in handbook.mailboxes.values():
        rows = article(trees[mailbox.id, language]).xpath('.//tr[starts-with(@id, "server-")]')
        shown = [
            (text_of(row[0]).split()[0], text_of(row[1]), text_of(row[2]), text_of(row[3]))
            for row in rows
        ]
        security = {"tls": handbook.terms["tls"], "starttls": handbook.terms["starttls"]}
        said = [
            (
                each.protocol.upper(),
                each.host,
                str(each.port),
                getattr(security[each.security], language),
            )
            for each in mailbox.provider.servers.values()
        ]
        assert sorted(shown) == sorted(said), mailbox.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_host_on_a_page_is_one_of_the_data(trees, handbook, language):
    """No page shows a mail host that the data does not have."""
    known = {server.host for other in handbook.others for server in other.servers}
    for mailbox in handbook.mailboxes.values():
        known |= {server.host for server in mailbox.provider.servers.values()}
        known |= {*mailbox.provider.mx.hosts} if mailbox.provider.mx else set()
    for (key, each), tree in trees.items():
        if each == language:
            shown = set(
                re.findall(
                    r"(?<![\w.@-])(?:hw)?(?:imap|smtp|pop3?)[a-z0-9]*\.[a-z0-9.-]+[a-z]\b",
                    text_of(article(tree)),
                )
            )
            assert shown <= known, (key, shown - known)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["personal", "enterprise"])
def test_the_index_lists_what_the_guides_say(trees, handbook, kind, language):
    """Every mailbox has its row and its place in the navigation, in order, with its facts."""
    index = next(page for page in handbook.pages.values() if page.kind == kind)
    mailboxes = handbook.of_kind(kind)
    rows = article(trees[index.key, language]).xpath(
        './/table[starts-with(@id, "table-mailboxes")]/tbody/tr'
    )
    assert [row.get("id") for row in rows] == [f"mailbox-{mailbox.id}" for mailbox in mailboxes]
    for row, mailbox in zip(rows, mailboxes, strict=True):
        guide = trees[mailbox.id, language]
        term = getattr(handbook.terms[mailbox.provider.password.kind], language)
        assert row.xpath("./th/a[not(@class)]/@href") == [mailbox.provider.slug]
        assert term in text_of(row[2]) and term in text_of(
            article(guide).xpath('.//*[@id="field-password"]')[0]
        )
        if kind == "personal":
            shown = [text_of(each) for each in row[1].iter("code")]
            first = mailbox.provider.domains[: len(shown)]
            assert shown and shown == [f"@{domain}" for domain in first]
        else:
            assert ("管理员" in text_of(row[1]) or "admin" in text_of(row[1])) == (
                "admin" in mailbox.provider.acts
            )
    shown = trees["home", language].xpath('//div[contains(@class, "yx-side--guides")]//a/@href')
    assert [link for link in shown if link in {mailbox.provider.slug for mailbox in mailboxes}] == [
        mailbox.provider.slug for mailbox in mailboxes
    ]


def test_every_guide_has_its_parts(trees, handbook):
    """Every section that no guide may leave out, in the order of common.yml; dated sources."""
    common = handbook.common
    needed = [*common.guide_sections]
    needed.remove("glance")  # where nothing is to be done first, there are no steps
    for mailbox in handbook.mailboxes.values():
        page = article(trees[mailbox.id, "zh"])
        assert [id for id in page.xpath(".//h2/@id") if id in needed] == needed, mailbox.id
        assert page.xpath('.//ul[@class="yx-sources"]//time/text()'), mailbox.id
        assert page.xpath('.//p[@class="yx-checked"]/time/text()'), mailbox.id
        assert len(mailbox.guide.related) >= 3, mailbox.id


def test_anchors_of_the_original_site_still_arrive(trees):
    """Links people made to headings of the original pages lead to where those things stand now."""
    page = article(trees["qq", "en"])
    for old, new in (
        ("get-authorization-code", "get-code"),
        ("complete-security-verification", "verify"),
        ("core-parameters-configuration", "server-settings"),
    ):
        assert page.xpath(f'.//span[@id="{old}"]/following-sibling::*[not(self::span)][1]/@id') == [
            new
        ]


def test_tables_have_the_rows_of_their_data(trees, handbook):
    """Pits, comparison tables and questions are all there."""
    for mailbox in handbook.mailboxes.values():
        for language in LANGUAGES:
            page = article(trees[mailbox.id, language])
            if mailbox.pits:
                assert len(page.xpath('.//table[@id="table-pits"]/tbody/tr')) == len(mailbox.pits)
            assert [each for each in page.xpath(".//h3/@id") if each.startswith("faq-")] == [
                each.id for each in handbook.questions(mailbox)
            ]
            for key, table in mailbox.tables.items():
                rows = page.xpath(f'.//table[@id="table-{key.replace("_", "-")}"]/tbody/tr')
                assert len(rows) == len(table.rows), (mailbox.id, key)
                assert all(len(row) == len(table.columns) for row in rows)


def test_both_languages_have_the_same_shape(trees, handbook):
    """zh and en have the same sections, ids, tables, rows, steps and boxes, in the same order."""

    def shape(tree):
        return [
            (each.tag, each.get("id"), each.get("class"))
            for each in article(tree).iter(
                "h1", "h2", "h3", "table", "tr", "td", "th", "li", "ol", "ul", "div", "p"
            )
        ]

    for key in handbook.pages:
        assert shape(trees[key, "zh"]) == shape(trees[key, "en"]), key


def test_the_qq_guide_has_its_sections(trees):
    """The ids that are promised in public stand on the page."""
    ids = article(trees["qq", "zh"]).xpath(".//h2/@id | .//h3/@id")
    promised = """overview get-code open-settings enable-service verify copy-code bind pitfalls
        faq faq-what-is-code faq-reuse-code faq-foxmail faq-daily-limit faq-vpn faq-foreign-trade
        faq-lost-code server-settings tips related about about-suffixes about-why-code
        about-hardening about-qq-vs-foxmail about-foreign-trade permalink""".split()
    assert {*promised} - {*ids} == set()


def test_the_qq_guide_is_as_rich_as_promised(trees, handbook):
    """Seven pits, questions and tips, eight related links, four fields: or more."""
    qq, page = handbook.mailboxes["qq"], article(trees["qq", "en"])
    assert len(qq.pits) >= 7 and len(qq.faq) >= 7
    for least, path in (
        (8, './/ul[@class="yx-related"]/li'),
        (7, './/h2[@id="tips"]/ancestor::details//li'),
        (4, './/table[@id="table-fields"]/tbody/tr'),
    ):
        assert len(page.xpath(path)) >= least, path


def test_the_gate_finds_nothing(site, handbook):
    """Links, ids, hosts, templates, policies: what it looks at is in tests/site/test_gate.py."""
    assert gate.findings_in(site, handbook, styles(ROOT, handbook.site.brand)) == []


def test_every_file_of_the_api_fits_the_schema_beside_it(site):
    """Each schema is one, and some file has it."""
    api = site / "api/v1"
    schemas = {path.stem: json.loads(path.read_text()) for path in api.glob("schema/*.json")}
    kinds = {"mailboxes": "mailbox", "domains": "domain"}
    fitting = set()
    for path in {*api.rglob("*.json")} - {*api.glob("schema/*")}:
        kind = kinds.get(path.parent.name, path.stem)
        Draft202012Validator.check_schema(schemas[kind])
        Draft202012Validator(schemas[kind]).validate(json.loads(path.read_text(encoding="utf-8")))
        fitting.add(kind)
    assert fitting == {*schemas}


def test_titles_and_descriptions_stand_alone(trees):
    """Every page has its own title and description, in its language, fit for a chat."""
    titles = Counter(tree.xpath("//title/text()")[0] for tree in trees.values())
    assert max(titles.values()) == 1
    for (_, language), tree in trees.items():
        description = tree.xpath('//meta[@name="description"]/@content')[0]
        assert 20 <= len(description) <= 220
        assert bool(re.search("[\u4e00-\u9fff]", description)) == (language == "zh")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_host_that_stands_for_others_is_not_copied(trees, handbook, language):
    """Whoever copies imap.example.com cannot connect: the note beside it says what to enter."""
    stand_for_others = [
        mailbox
        for mailbox in handbook.mailboxes.values()
        if any(server.is_pattern for server in mailbox.provider.servers.values())
    ]
    assert stand_for_others
    for mailbox in stand_for_others:
        [card] = trees[mailbox.id, language].xpath("//div[@class='yx-card']")
        copied = [each.text_content() for each in card.xpath(".//*[@class='yx-value']")]
        assert not {each.host for each in mailbox.provider.servers.values()} & {*copied}
        assert len(card.xpath(".//*[@class='yx-caution']")) == 2, mailbox.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_doubtful_mailbox_is_explained_before_its_steps(trees, handbook, language):
    """The main button leads to why it may not connect; elsewhere to the steps."""
    for id, mailbox in handbook.mailboxes.items():
        [main] = trees[id, language].xpath("//p[@class='yx-start']/a[contains(@class, '--main')]")
        assert main.get("href") == ("#overview" if mailbox.provider.caution else "#get-code"), id
