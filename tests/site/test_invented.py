"""The built site of the invented handbook: what holds on every page, whatever stands on it."""

from __future__ import annotations

import json
import re
from urllib.parse import urldefrag, urljoin
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

import pytest
from conftest import trees_of
from lxml import html

from macros.model.handbook import walk
from macros.model.types import Step
from macros.render.texts import TextRenderer
from macros.site import tool_data
from macros.text.languages import LANGUAGES, others

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"


@pytest.fixture(scope="module")
def trees(invented_site, invented):
    return trees_of(invented_site, invented)


def without_spaces(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_every_text_of_the_data_is_on_its_page(trees, invented):
    """In the words of the page, of its pictures, or of what it says to search engines."""
    for (key, language), tree in trees.items():
        attributes = tree.xpath("//@alt | //@aria-label | //meta/@content")
        shown = without_spaces(tree.text_content() + " ".join(attributes))
        page = invented.pages[key]
        texts = TextRenderer(invented, page, language)
        for document, keys, text in invented.texts_of(page):
            if keys[-1] != "name":  # where there is no room a mailbox goes by its short name
                assert without_spaces(texts.plain(text)) in shown, (document.path, keys, language)


def test_search_engines_are_told_what_the_page_says(trees, invented):
    """Its way, and of a guide its title, description, address, language and day, in JSON-LD."""
    for (key, language), tree in trees.items():
        page = invented.pages[key]
        [script] = tree.xpath("//script[@type='application/ld+json']")
        way, *articles = json.loads(script.text)["@graph"]
        steps = [(each["position"], each["item"]) for each in way["itemListElement"]]
        urls = [invented.permalink(each, language) for each in invented.breadcrumbs(page)]
        assert steps == [*enumerate(urls, 1)], key
        assert tree.xpath("//meta[@property='og:locale']/@content") == [LANGUAGES[language].locale]
        assert len(articles) == bool(page.mailbox)
        for article in articles:
            [description] = tree.xpath("//meta[@name='description']/@content")
            assert (article["description"], article["url"]) == (description, urls[-1])
            assert article["headline"] == tree.xpath("//meta[@property='og:title']/@content")[0]
            assert article["inLanguage"] == language
            assert article["dateModified"] == str(page.mailbox.provider.checked)


def test_every_heading_of_a_table_says_what_it_heads(trees):
    """Screen readers read `scope`; a row begins with its heading."""
    for where, tree in trees.items():
        for head in tree.xpath("//th"):
            scope = "row" if head.xpath("ancestor::tbody") else "col"
            assert head.get("scope") == scope, (where, head.text_content())
        assert tree.xpath("//table[not(caption)]") == [], where


def test_a_keyboard_can_skip_to_the_text(trees):
    """The first link of a page leads to its article (WCAG 2.4.1)."""
    for where, tree in trees.items():
        assert tree.xpath("//article/@id") == ["content"]
        assert tree.xpath("(//a[@href])[1]/@href") == ["#content"], where


def test_regions_and_groups_have_names(trees):
    """Screen readers list them by name (WCAG 2.4.6)."""
    for where, tree in trees.items():
        names = tree.xpath("//nav/@aria-label")
        assert len(names) == len(tree.xpath("//nav")), where
        assert not tree.xpath("//*[@role='group'][not(@aria-label)]"), where


def test_a_path_leads_from_the_landing_page_to_the_page_itself(trees, invented):
    """Links above the page, and last its own name without one; the landing page has no path."""
    for (key, language), tree in trees.items():
        paths = tree.xpath("//nav[@class='yx-crumbs']")
        if key == "home":
            assert not paths
            continue
        way = [step.strip() for step in paths[0].text_content().split("›")]
        assert len(way) == len(invented.breadcrumbs(invented.pages[key])), (key, language)
        links = paths[0].findall("a")
        assert [link.text for link in links] == way[:-1] and links[0].get("href") == "./"


def test_contents_list_the_headings_of_the_page(trees):
    """In their order, each in its own words, beside the page and above its first section."""
    for where, tree in trees.items():
        [article] = tree.xpath("//article")
        headings = {each.get("id"): each.text for each in article.xpath(".//h2 | .//h3")}
        for links in tree.xpath("//ul[@data-yx='toc'] | //nav[@class='yx-contents']//ol"):
            listed = {each.get("href"): each.text_content() for each in links.iter("a")}
            assert [*listed] == [f"#{id}" for id in headings if f"#{id}" in listed], where
            assert listed == {
                f"#{id}": words for id, words in headings.items() if f"#{id}" in listed
            }, where


def test_the_sitemap_names_every_page_with_all_its_languages(invented_site, invented):
    """Each entry has each language and the default, and a guide's the day of its facts."""
    origin = invented.site.url
    entries = ElementTree.parse(invented_site / "sitemap.xml").getroot()
    assert len(entries) == len(invented.pages) * len(LANGUAGES)
    listed = {}
    checked = {
        f"{origin}/{invented.pages[mailbox.id].address(language)}": str(mailbox.provider.checked)
        for mailbox in invented.mailboxes.values()
        for language in LANGUAGES
    }
    for entry in entries:
        url = entry.findtext(f"{SITEMAP}loc")
        assert entry.findtext(f"{SITEMAP}lastmod") == checked.get(url)
        links = entry.findall(f"{XHTML}link")
        listed[url] = {link.get("hreflang"): link.get("href") for link in links}
    for page in invented.pages.values():
        urls = {language: f"{origin}/{page.address(language)}" for language in LANGUAGES}
        default = next(iter(urls.values()))
        for url in urls.values():
            assert listed[url] == {**urls, "x-default": default}


def test_robots_may_read_every_page_and_find_the_sitemap(invented_site, invented):
    """robots.txt forbids nothing (RFC 9309)."""
    robots = RobotFileParser()
    robots.parse((invented_site / "robots.txt").read_text(encoding="utf-8").splitlines())
    assert robots.site_maps() == [f"{invented.site.url}/sitemap.xml"]
    for page in invented.pages.values():
        for language in LANGUAGES:
            assert robots.can_fetch("any", invented.permalink(page, language)), page.key


def test_every_page_names_its_languages_and_nothing_else_is_to_be_found(
    invented_site, trees, invented
):
    """Pages say their language, permalink, alternates and policy; 404 and redirects, noindex."""
    for (key, language), tree in trees.items():
        urls = {code: invented.permalink(invented.pages[key], code) for code in LANGUAGES}
        links = {link.get("hreflang"): link.get("href") for link in tree.xpath("//link[@hreflang]")}
        assert links == {**urls, "x-default": next(iter(urls.values()))}, key
        assert tree.xpath("//link[@rel='canonical']/@href") == [urls[language]]
        shown = tree.xpath("//p[@class='yx-permalink']/a/text()")
        assert shown == [urls[language]] * bool(invented.pages[key].mailbox), key
        assert tree.get("lang") == language
        switch = {link.get("hreflang"): link.text for link in tree.find_class("yx-language")}
        assert switch == {each.code: each.name for each in others(language)}, key
        assert tree.xpath("//meta[@http-equiv='Content-Security-Policy']"), key
    hidden = {
        path.relative_to(invented_site).as_posix()
        for path in invented_site.rglob("*.html")
        if html.parse(str(path)).xpath("//meta[@name='robots'][@content='noindex']")
    }
    shown = {tree.base for tree in trees.values()}
    assert "404.html" in hidden
    assert {str(invented_site / name) for name in hidden}.isdisjoint(shown)
    assert len(hidden) + len(shown) == len([*invented_site.rglob("*.html")])


def test_links_stay_in_the_language_around_them(invented_site, trees, invented):
    """Also on the page for missing addresses, on which all languages stand."""
    pages = invented.pages.values()
    languages = {f"/{page.address(code)}": code for page in pages for code in LANGUAGES}
    missing = html.parse(str(invented_site / "404.html")).getroot()
    read = [(f"/{invented.pages[key].address(code)}", tree) for (key, code), tree in trees.items()]
    for address, tree in [("/404", missing), *read]:
        for link in tree.iter("a"):
            [around] = link.xpath("ancestor-or-self::*[@lang][1]/@lang")
            to = urldefrag(urljoin(address, link.get("href"))).url
            assert languages.get(to, around) == around, (address, link.get("href"))


def test_what_other_sites_fetch_of_a_page_is_named_with_its_host(invented_site, trees, invented):
    """They know no address to complete another by (ogp.me)."""
    for (key, language), tree in trees.items():
        said = {each.get("property"): each.get("content") for each in tree.xpath("//meta")}
        assert said["og:url"] == invented.permalink(invented.pages[key], language)
        host, _, path = said["og:image"].partition("/assets/")
        assert host == invented.site.url and (invented_site / "assets" / path).is_file(), key


def test_whatever_a_page_loads_is_named_by_its_content(invented_site, trees):
    """Scripts and data carry a digest, or a browser runs yesterday's on today's page."""
    asked = "//script/@src | //link[@rel='modulepreload']/@href | //@data-index | //@data-settings"
    for where, tree in trees.items():
        addresses = tree.xpath(asked)
        assert len(addresses) > 2, where
        assert [each for each in addresses if not re.search(r"\?v=[0-9a-f]{8}$", each)] == [], where
    for file in invented_site.glob("assets/js/*.js"):
        named = re.findall(r"""["'`][./\w-]+\.js(?:\?[^"'`]*)?["'`]""", file.read_text())
        assert [each for each in named if "?v=" not in each] == [], file.name


def test_what_leads_on_names_the_page_that_it_leads_to(invented_site):
    """By all ways: refresh, link, canonical, the words shown and the title."""
    stubs = 0
    for file in invented_site.rglob("*.html"):
        tree = html.parse(str(file)).getroot()
        for refresh in tree.xpath("//meta[@http-equiv='refresh']/@content"):
            [shown] = tree.xpath("//body/a")
            assert refresh == f"0; url={shown.get('href')}"
            to = file.parent / shown.get("href")
            page = html.parse(str(to / "index.html" if to.is_dir() else to)).getroot()
            [permalink] = page.xpath("//link[@rel='canonical']/@href")
            named = [tree.findtext(".//title"), shown.text, *tree.xpath("//link/@href")]
            assert set(named) == {permalink}, file
            stubs += 1
    assert stubs > len(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_card_says_where_how_and_for_whom(trees, invented, language):
    """Host, port, encryption; where one has to choose, for whom, and rows that have the others."""
    for mailbox in invented.mailboxes.values():
        tree = trees[mailbox.id, language]
        [card] = tree.find_class("yx-card")
        chosen = card.xpath(".//@value | .//@data-choice")
        shown = [" ".join(each.text_content().split()) for each in card.find_class("yx-endpoint")]
        for protocol, endpoint in zip(("imap", "smtp"), shown, strict=True):
            servers = mailbox.provider.first_choices(protocol)
            [server] = [each for each in servers if endpoint.startswith(each.host)]
            said = {str(server.port), invented.terms[server.security][language]}
            if chosen:
                said |= {f"@{domain}" for domain in server.domains}
            assert [words for words in said if words not in endpoint] == []
            rows = tree.xpath(f"//tr[th/b='{protocol.upper()}']/@data-choice")
            assert set(chosen) <= {key for row in rows for key in row.split()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_way_counts_on_and_says_what_comes_next(trees, invented, language):
    """Each list of steps begins behind the one before; what one sees next stands in its step."""
    hint, hints = invented.site.strings["expect"][language], 0
    for mailbox in invented.mailboxes.values():
        tree, number = trees[mailbox.id, language], 1
        for steps in tree.find_class("yx-steps--way"):
            assert int(steps.get("start", 1)) == number
            for step in steps.findall("li"):
                assert step.get("data-step") == str(number)
                assert str(number) in step.find_class("headerlink")[0].get("aria-label")
                number += 1
        for _, step in walk(mailbox.guide, of=Step):
            assert (hint in tree.get_element_by_id(step.id).text_content()) == bool(step.expect)
            hints += bool(step.expect)
        for place, stage in enumerate(tree.xpath("//ol[@class='yx-way']/li"), 1):
            said = "".join(each.text_content() for each in stage.find_class("yx-way__steps"))
            numbers = {*re.findall(r"\d+", said)} or {str(place)}  # the number of the entry
            assert numbers == {stage.get("data-first"), stage.get("data-last")}
    assert hints, "the sample has no step to look at"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_picture_of_a_step_stands_beside_its_words(trees, invented, language):
    """Pictures of what else one may see stand with `otherwise`, all others with the step."""
    seen = set()
    for mailbox in invented.mailboxes.values():
        tree = trees[mailbox.id, language]
        for path in ("data/common.yml", *invented.files_of(mailbox.id)):
            for _, step in invented.walk(path, of=Step):
                for place in tree.xpath(f'//li[@id="{step.id}"]'):
                    folded = place.xpath("./details//figure")
                    others = [each for each in step.pictures if each.otherwise]
                    assert len(folded) == len(others), (mailbox.id, step.id)
                    assert len(place.xpath(".//figure")) == len(step.pictures), step.id
                    seen |= {each.otherwise for each in step.pictures}
    assert seen == {True, False}, "the sample has no step to look at"


def test_every_day_is_that_of_its_fact(trees, invented):
    """When facts were checked, when each source was read, and the newest of them all."""
    read = {source.url: str(source.read) for source in invented.sources.values()}
    for (key, language), tree in trees.items():
        assert tree.xpath("//footer//time/text()") == [str(invented.checked)], (key, language)
        if mailbox := invented.pages[key].mailbox:
            [checked] = tree.xpath("//p[@class='yx-checked']/time/text()")
            assert checked == str(mailbox.provider.checked), (key, language)
        for source in tree.xpath("//ul[@class='yx-sources']/li[a]"):
            [day] = source.xpath(".//time/text()")
            assert day == read[source.find("a").get("href")], (key, language)


def test_an_uncertain_fact_is_hedged_wherever_it_is_shown(trees, invented):
    """A server, an MX host or a mailbox of which no good source is known is called unconfirmed."""
    for language in LANGUAGES:
        hedge = invented.site.strings["unconfirmed"][language].strip()
        for mailbox in invented.mailboxes.values():
            for key, server in mailbox.provider.servers.items():
                [row] = trees[mailbox.id, language].xpath(
                    f'//tr[@id="server-{key.replace("_", "-")}"]'
                )
                assert (hedge in row.text_content()) == (server.sure == "low"), (mailbox.id, key)
            for row in trees["enterprise", language].xpath(f'//tr[@id="mx-{mailbox.id}"]'):
                assert hedge in row.text_content()
        settings = str(tool_data.settings(invented, language))
        for other in invented.others:
            name = TextRenderer(invented, invented.pages["personal"], language).plain(other.name)
            heads = trees["personal", language].iter("th")
            lists = [*(head.text_content() for head in heads), settings]
            said = [each for each in lists if name in each]
            uncertain = [each for each in said if hedge in each.partition(name)[2][:40]]
            assert len(said) > 1 and uncertain == (said if other.sure == "low" else []), other.id


def test_only_what_can_be_used_is_there_to_be_copied(trees, invented):
    """Host and port of every server, but of none that is listed as unusable."""
    for mailbox in invented.mailboxes.values():
        for key, server in mailbox.provider.servers.items():
            row = trees[mailbox.id, "zh"].get_element_by_id(f"server-{key.replace('_', '-')}")
            copied = [each.text_content() for each in row.find_class("yx-value")]
            usable = [] if server.use == "unusable" else [server.host, str(server.port)]
            assert copied == usable, (mailbox.id, key)


def test_a_first_choice_that_is_uncertain_is_hedged_where_the_form_takes_it_from(trees, invented):
    """What a script puts into the form is never said with more certainty than it has."""
    hedge = invented.site.strings["unconfirmed"]["zh"].strip()
    endpoint = invented.mailboxes["pinepost"].provider.servers["imap_vip"]
    assert endpoint.sure == "low" and endpoint.use == "by_account"
    [row] = trees["pinepost", "zh"].xpath(f'//tr[th/b="IMAP"][contains(., "{endpoint.host}")]')
    assert row.get("data-choice") and hedge in row.text_content()
