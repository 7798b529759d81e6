"""The style: what each page has of it, and that the licence of Material's rules goes with them."""

from __future__ import annotations

import re
from importlib.metadata import distribution

import pytest
from conftest import ROOT

from macros.site.css import GUIDE, MATERIAL, OTHER, own_style, styles
from macros.tools.style import material_css, with_values

CLASS = re.compile(r"\.([A-Za-z][\w-]*)")


def test_materials_licence_goes_with_its_style(site):
    """Every page names the licence of Material, and the site has it, as Material has it."""
    notice = (ROOT / MATERIAL).read_text(encoding="utf-8").splitlines()[0]
    for style in styles(ROOT, "#123456"):
        assert style.startswith(notice)
    name = re.search(r"Material.*MIT: /(\S+) \*/", notice)[1]
    licence = distribution("mkdocs-material").read_text("licenses/LICENSE")
    assert (site / name).read_text(encoding="utf-8").split() == licence.split()


def test_the_part_of_materials_style_is_up_to_date():
    """An upgrade of Material wants `make style`."""
    ours = (ROOT / MATERIAL).read_text(encoding="utf-8")
    assert with_values(ours, material_css()) == ours, "run: make style"


def test_a_value_of_materials_style_is_taken_anew():
    """Only values that differ change, each in its own rule."""
    material = "a,b{margin:0;margin-top:1px}@media print{a{margin:2px}}c{margin:3px}"
    ours = "b{margin:9px;margin-top:9px}\n@media print{a{margin:9px}}\nc{margin:3px}\n"
    new = "b{margin:0;margin-top:1px}\n@media print{a{margin:2px}}\nc{margin:3px}\n"
    assert with_values(ours, material) == new
    with pytest.raises(ValueError, match="Material has no `top` for `c`"):
        with_values("c{top:0}\n", material)


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
