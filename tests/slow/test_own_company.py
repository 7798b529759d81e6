"""Somebody runs the handbook for his own company: address, folder, names and colour in data/."""

from __future__ import annotations

import re

from conftest import command, copy_invented

from macros.text.languages import LANGUAGES

SITE = {
    r"^url: .*": "url: https://help.acme.example",
    r"^base: \w+": "base: mailboxes",
    r"^brand: \S+": 'brand: "#7a1fa2"',
}
PRODUCT = {r"^name: .*": "name: {zh: 艾克美, en: Acme}"}


def change(path, changes):
    text = path.read_text(encoding="utf-8")
    for pattern, value in changes.items():
        text, times = re.subn(pattern, value, text, count=1, flags=re.M)
        assert times, pattern
    path.write_text(text, encoding="utf-8")


def test_address_folder_names_and_colour_are_changed_in_two_files(tmp_path):
    """The copy passes every check and the gate, and its pages speak of the other company."""
    root = copy_invented(tmp_path / "copy")
    change(root / "data/site.yml", SITE)
    change(root / "data/laifaxin.yml", PRODUCT)
    (root / "docs/youxiang").rename(root / "docs/mailboxes")
    (root / "data/permalinks.txt").unlink()
    for name in ("permalinks", "site"):
        done = command(root, name)
        assert done.returncode == 0, done.stdout + done.stderr
    site = root / "site"
    guides = [
        *site.glob("mailboxes/[12]0[1-9]-*.html"),
        *site.glob("en/mailboxes/[12]0[1-9]-*.html"),
    ]
    assert len(guides) == 3 * len(LANGUAGES)
    for page in guides:
        html = page.read_text(encoding="utf-8")
        address = page.relative_to(site).as_posix().removesuffix(".html")
        assert f'<link rel="canonical" href="https://help.acme.example/{address}">' in html
        assert "https://laifa.xin" not in html, "an address of ours"
        assert "Acme" in html or "艾克美" in html
        article = re.search(r"<article.*</article>", html, re.S)[0]
        told = article.partition('id="about"')[0]  # behind it, sources are called what they are
        assert not re.search("Laifaxin|(?<!拿)来发信", told), (
            address
        )  # 拿来发信: to use for sending
    assert "#7a1fa2" in (site / "assets/img/favicon.svg").read_text(encoding="utf-8")
    assert not list(site.rglob("youxiang"))
    assert "../../mailboxes/errors.json" in (site / "assets/js/site.js").read_text(encoding="utf-8")
