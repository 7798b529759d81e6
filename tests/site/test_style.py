"""The style: what is taken of Material's stylesheet, and that its licence goes with it."""

from __future__ import annotations

import re
from importlib.metadata import distribution

import pytest
from conftest import ROOT

from macros.site.css import GUIDE, MATERIAL, OTHER, own_style, styles
from macros.tools.style import NOTICE, material_css, reduced

CLASS = re.compile(r"\.([A-Za-z][\w-]*)")
WORDS = frozenset(
    {"html", "body", "root", "md-nav", "md-nav__link", "a", "data-yx", "toc", "dir", "ltr"}
)


def test_the_part_of_materials_style_is_up_to_date():
    """A new class in a template, and an upgrade of Material, want `make style`."""
    assert (ROOT / MATERIAL).read_text(encoding="utf-8") == material_css(ROOT), "run: make style"


def test_materials_licence_goes_with_its_style(site):
    """Every page names the licence of Material, and the site has it, as Material has it."""
    for style in styles(ROOT, "#123456"):
        assert style.startswith(NOTICE.splitlines()[0])
    name = re.search(r"MIT: /(\S+)", NOTICE)[1]
    licence = distribution("mkdocs-material").read_text("licenses/LICENSE")
    assert (site / name).read_text(encoding="utf-8").split() == licence.split()


def test_every_custom_property_of_ours_is_used():
    """One that nothing uses costs every page its bytes."""
    ours = own_style(ROOT, "#123456", GUIDE + OTHER)
    used = re.findall(r"var\(\s*(--[\w-]+)", "".join(styles(ROOT, "#123456")))
    assert set(re.findall(r"(--[\w-]+)\s*:", ours)) <= set(used)


@pytest.mark.parametrize("built", ["site", "invented_site"])
def test_a_page_has_the_style_of_all_its_parts(built, request):
    """A class that one of the two styles knows is known to the style of each page that has it."""
    every = set(CLASS.findall("".join(styles(ROOT, "#123456"))))
    for path in request.getfixturevalue(built).rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        if "<style>" in text:
            style, _, body = text.partition("<style>")[2].partition("</style>")
            used = set(" ".join(re.findall(r'class="([^"]*)"', body)).split())
            assert used & every <= set(CLASS.findall(style)), path


def lines(css: str) -> list[str]:
    return css.splitlines()


def test_what_can_match_stays_and_the_rest_goes():
    """A rule stays when all its names are ours; :not() and pseudo-classes do not count."""
    css = """
    /* a comment */ .md-nav { color : red; transition: all 1s }
    .md-nav .md-tabs, .md-nav__link:hover > a { margin: 0 }
    [dir=rtl] .md-nav { left: 0 } [dir=ltr] .md-nav:not(.md-tabs) { left: 1px }
    .gone:is(.md-nav) { left: 0 } :is(.gone, .md-nav) { left: 2px }
    @media print { .md-tabs { top: 0 } } @media print { a { top: 0 } .gone { top: 1px } }
    :root { --used: var(--deep); --deep: 1px; --unused: 2px } .md-nav { width: var(--used) }
    @font-face { src: url(x) } a::before { content: " , } " }
    """
    assert lines(reduced(css, WORDS, ".only-ours { color: var(--deep); }")) == [
        ".md-nav{color:red}",
        ".md-nav__link:hover>a{margin:0}",
        "[dir=ltr] .md-nav:not(.md-tabs){left:1px}",
        ":is(.gone,.md-nav){left:2px}",
        "@media print{a{top:0}}",
        ":root{--used:var(--deep);--deep:1px}",
        ".md-nav{width:var(--used)}",
        'a::before{content:" , } "}',
    ]


def test_a_default_that_ours_sets_again_goes():
    """Unless ours sets it in places only, or Material sets it in places; a custom property of the
    whole page under any of its names.
    """
    css = """
    :root { --ours: 1px; --some: 2px; width: 3px }
    .md-nav { --ours: 3px; width: var(--ours); height: var(--some); top: 0 }
    """
    ours = """
    body { --ours: 4px; width: 5px } .only-ours { --some: 5px } .md-nav { top: 1px }
    @media print { .md-nav { width: 0 } }
    """
    assert lines(reduced(css, WORDS, ours)) == [
        ":root{--some:2px;width:3px}",
        ".md-nav{--ours:3px;width:var(--ours);height:var(--some)}",
    ]


def test_the_brand_colour_reaches_all_that_shows_it(site, handbook):
    """The colour of data/site.yml: style, theme-color, icon and drawings.

    Nothing else names one.
    """
    brand = handbook.site.brand
    page = (site / "youxiang/index.html").read_text(encoding="utf-8")
    assert f"--yx-brand:{brand}" in page
    assert f'<meta name="theme-color" content="{brand}">' in page
    assert brand in (site / "assets/img/favicon.svg").read_text(encoding="utf-8")
    drawings = [path.read_text(encoding="utf-8") for path in site.glob("assets/pictures/*.svg")]
    assert any(brand in drawing for drawing in drawings)
    sources = [*ROOT.glob("docs/assets/**/*.*"), *ROOT.glob("overrides/**/*.html")]
    sources += ROOT.glob("macros/**/*.py")
    texts = [path.read_bytes() for path in sources]
    assert not [path for path, text in zip(sources, texts, strict=True) if brand.encode() in text]
