"""Somebody runs the handbook for his own company: address, folder, names and colour in site.yml."""

from __future__ import annotations

import json
import re

from conftest import command, content, copy_invented
from lxml import html

from macros.text.languages import LANGUAGES

OWN = {
    r"^url: .*": "url: https://help.acme.example",
    r"^base: \w+": "base: mailboxes",
    r"^brand: \S+": 'brand: "#7a1fa2"',
    r"^product: .*": "product: {zh: 艾克美, en: Acme}",
    r"^name: .*": 'name: {zh: "{{ laifaxin.name }}手册", en: "{{ laifaxin.name }} Help"}',
}
OURS = re.compile(
    "Laifaxin|(?<!拿)来发信|邮箱试验手册|Invented Mailboxes|#224466|youxiang/|//handbook\\.example"
)
# 拿来发信: to use for sending


def test_address_folder_names_and_colour_are_changed_in_one_file(tmp_path):
    """The copy passes every check and the gate, and its site is that of the other company."""
    root = copy_invented(tmp_path / "copy")
    own = root / "data/site.yml"
    text = own.read_text(encoding="utf-8")
    for pattern, value in OWN.items():
        text, times = re.subn(pattern, value, text, count=1, flags=re.M)
        assert times, pattern
    own.write_text(text, encoding="utf-8")
    (root / "data/permalinks.txt").unlink()  # another site has other addresses
    for name in ("permalinks", "site"):
        done = command(root, name)
        assert done.returncode == 0, done.stdout + done.stderr
    site = content(root / "site")
    told = [
        path for path, data in site.items() if OURS.search(path + data.decode(errors="replace"))
    ]
    assert not told, "these still speak of us"
    assert b"#7a1fa2" in site["assets/img/favicon.svg"]
    guides = [
        path for path in site if re.fullmatch(r"(en/)?mailboxes/[12]0[1-9]-[a-z-]*\.html", path)
    ]
    assert len(guides) == 3 * len(LANGUAGES)
    for path in guides:
        page = html.fromstring(site[path])
        address = f"https://help.acme.example/{path.removesuffix('.html')}"
        assert page.xpath("//link[@rel='canonical']/@href") == [address]
        assert page.xpath("//meta[@name='theme-color']/@content")[0] == "#7a1fa2"
        product = "Acme" if path.startswith("en/") else "艾克美"
        assert product in page.findtext(".//title")
        assert product in page.find(".//header").text_content()
        (data,) = page.xpath("//script[@type='application/ld+json']/text()")
        publishers = [each.get("publisher") for each in json.loads(data)["@graph"]]
        assert {"@type": "Organization", "name": product} in publishers
