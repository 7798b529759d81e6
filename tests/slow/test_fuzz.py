"""Hostile values through a real build."""

from __future__ import annotations

import json

from bad_samples.places import BIRD
from conftest import built, copy_invented, edit
from hostile import HOSTILE
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html

from macros.text.secrets import find_secret
from macros.text.unsafe_text import find_lookalike_host

PAGE = "youxiang/101-bluebird-personal-mail"


@settings(
    max_examples=2,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],  # to shrink a failure would take a hundred builds
)
@given(
    st.lists(
        HOSTILE.filter(
            lambda value: (
                value.strip()
                and len(value) < 80
                and not find_lookalike_host(value)
                and not find_secret(value)[0]
            )
        ),
        min_size=40,
        max_size=40,
    )
)
def test_values_come_out_of_a_real_build_as_the_same_text(tmp_path_factory, values):
    """From YAML through MkDocs into the page's HTML.

    Hostile values are shown as they are, in both languages.
    """
    root = copy_invented(tmp_path_factory.mktemp("fuzz") / "copy")
    # what a Chinese screen says has Chinese in it, and no two of its labels are the same
    values = [f"中{number}{value}" for number, value in enumerate(values)]
    labels = "".join(
        f"  fuzz{number}: {json.dumps({'zh': value, 'gloss': 'x'}, ensure_ascii=False)}\n"
        for number, value in enumerate(values)
    )
    edit(root, BIRD + "provider.yml", "\nui:\n", f"\nui:\n{labels}")
    points = "".join(
        f'      - both: "{{{{ ui.fuzz{number} }}}}"\n' for number in range(len(values))
    )
    section = f"  fuzz:\n    title: {{both: x}}\n    blocks:\n    - points:\n{points}"
    edit(root, BIRD + "guide.yml", "\nrelated:\n", f"\n{section}related:\n")
    with (root / f"docs/{PAGE}.md").open("a", encoding="utf-8") as outline:
        outline.write('{{ section("fuzz") }}\n')
    site = built(root)
    for start in ("", "en/"):
        tree = lxml_html.parse(str(site / f"{start}{PAGE}.html"))
        assert [
            each.text_content() for each in tree.xpath('//section[@aria-labelledby="fuzz"]//b')
        ] == values
        assert not tree.xpath(
            '//section[@aria-labelledby="fuzz"]//li//*[not(self::b or self::span or self::wbr)]'
        )
