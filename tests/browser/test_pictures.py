"""Pictures: schematics drawn from data, in both languages; a screenshot can stand in for one."""

from __future__ import annotations

from pathlib import Path

import pytest
from browsing import QQ, until
from conftest import built, copy_invented
from lxml import etree
from lxml import html as lxml_html
from png import png

from macros.checks import load
from macros.model.handbook import BadData, walk
from macros.model.types import Picture
from macros.model.yaml_file import digest
from macros.render.drawing import WIDTH, draw
from macros.render.screens import Item, LabelText, Screen, describe
from macros.text.languages import LANGUAGES

SVG = {"svg": "http://www.w3.org/2000/svg"}
SCREEN = Screen(
    "browser",
    "mail.example.com",
    (
        Item("path", (LabelText("设置", "Settings"), LabelText("账户"))),
        Item("line", (LabelText("IMAP/SMTP <b>服务</b>"),), side=LabelText("开启"), press=True),
        Item("code", (LabelText("code"),), "16"),
        Item("button", (LabelText("复制"),), press=True),
    ),
)


def test_a_picture_says_the_same_in_words():
    """Labels in order, with the numbers that stand in the picture."""
    assert (
        describe(SCREEN, "en")
        == "mail.example.com; 1 设置 (Settings) → 2 账户; IMAP/SMTP <b>服务</b> 3 [开启]; "
        "code ••••; 4 [复制]"
    )


def test_a_picture_is_drawn_within_its_frame_and_nothing_in_it_is_markup():
    """Every text starts inside the drawing, hostile labels stay text, the code has as many dots as
    it has characters.
    """
    svg, height = draw(SCREEN, "#123456")
    tree = etree.fromstring(svg)
    texts = tree.findall(".//svg:text", SVG)
    assert "<b>服务</b>" in "".join("".join(each.itertext()) for each in texts)
    assert tree.find(".//svg:b", SVG) is None
    assert all(
        0 <= float(each.get("x")) < WIDTH and 0 < float(each.get("y")) < height for each in texts
    )
    assert [each.text for each in texts if (each.text or "").isdigit()] == ["1", "2", "3", "4"]
    assert len(tree.findall(".//svg:circle[@r='3.5']", SVG)) == 16


def pictures_of(handbook, mailbox):
    return [
        picture.id
        for whole in (handbook.common, mailbox.guide, *mailbox.faq)
        for _, picture in walk(whole, of=Picture)
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_picture_of_the_data_is_on_its_page_and_its_file_is_there(
    site, handbook, strings, language
):
    """Lazy, with its size, with words for those who do not see it, called an illustration."""
    assert pictures_of(handbook, handbook.mailboxes["qq"])
    for mailbox in handbook.mailboxes.values():
        path = site / f"{handbook.pages[mailbox.id].address(language)}.html"
        images = lxml_html.parse(str(path)).xpath("//figure[contains(@class, 'yx-picture')]/img")
        assert len(images) == len(pictures_of(handbook, mailbox)), mailbox.id
        for each in images:
            drawn = (path.parent / each.get("src")).read_bytes()
            assert digest(drawn).startswith(Path(each.get("src")).stem), (
                "named by what it shows: pages share what they have in common"
            )
            root = etree.fromstring(drawn)
            assert (each.get("loading"), each.get("width"), each.get("height")) == (
                "lazy",
                root.get("width"),
                root.get("height"),
            )
            assert each.get("alt").startswith(strings["picture_drawn"][language].strip())


def test_no_label_runs_out_of_its_picture(browser, site):
    """Measured in the browser, with its fonts.

    Every text of every picture ends inside the drawing.
    """
    page = browser.new_page()
    page.goto("about:blank")
    out = []
    for path in sorted(site.glob("assets/pictures/*.svg")):
        page.set_content(path.read_text(encoding="utf-8"))
        out += [
            (path.name, each)
            for each in page.evaluate(
                "[...document.querySelectorAll('text')].filter(t => { const b = t.getBBox(), "
                "w = +document.querySelector('svg').getAttribute('width'); return b.x < 0 || "
                "b.x + b.width > w; }).map(t => t.textContent)"
            )
        ]
    page.close()
    assert out == []


def test_pictures_are_there_in_the_colours_of_the_scheme(page):
    page.goto(QQ)
    image = page.locator("#step-enable img")
    image.scroll_into_view_if_needed()
    until(page, "document.querySelector('#step-enable img').naturalWidth > 0")
    assert image.evaluate("each => getComputedStyle(each).filter") == "none"
    page.emulate_media(color_scheme="dark")
    assert "invert" in image.evaluate("each => getComputedStyle(each).filter")


def test_a_screenshot_takes_the_picture_s_place(tmp_path):
    """Dropped in for both languages, it is shown with its own size and is not called an
    illustration.
    """
    root = copy_invented(tmp_path / "copy")
    folder = root / "docs/assets/pictures/bluebird"
    folder.mkdir(parents=True)
    for language in LANGUAGES:
        (folder / language).mkdir()
        (folder / language / "settings.png").write_bytes(png(640, 4))
    page = lxml_html.parse(str(built(root) / "youxiang/101-bluebird-personal-mail.html"))
    image = page.xpath("//img[contains(@src, 'settings.png')]")[0]
    assert (image.get("src"), image.get("width"), image.get("height")) == (
        "../assets/pictures/bluebird/zh/settings.png",
        "640",
        "4",
    )
    assert image.get("alt").startswith("截图：") and image.getparent().find("figcaption") is None


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ({"bluebird/zh/settings.png": png(640)}, "the other language has none"),
        (
            {"bluebird/zh/setting.png": png(640), "bluebird/en/setting.png": png(640)},
            "no picture has this name",
        ),
        (
            {"bluebird/zh/settings.png": png(200), "bluebird/en/settings.png": png(640)},
            "200 pixels wide",
        ),
        (
            {
                "bluebird/zh/settings.png": b"<svg onload=alert(1)>",
                "bluebird/en/settings.png": png(640),
            },
            "is not a PNG",
        ),
        ({"bluebird/zh/settings.svg": b"<svg/>"}, "no picture has this name"),
    ],
)
def test_a_screenshot_that_does_not_fit_is_refused(tmp_path, files, says):
    """One language alone, another name, another size, another kind of file."""
    root = copy_invented(tmp_path / "copy")
    for name, content in files.items():
        file = root / "docs/assets/pictures" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    with pytest.raises(BadData) as refusal:
        load(root)
    assert any(says in each.message for each in refusal.value.problems), refusal.value
