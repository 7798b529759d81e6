"""Hostile values through a real build."""

from __future__ import annotations

import json

from conftest import built, copy_invented
from hostile import HOSTILE
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html

from macros.model.yaml_file import load_yaml
from macros.text.secrets import find_secret
from macros.text.unsafe_text import find_lookalike_host


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
    provider, guide = (
        root / "data/providers/bluebird/provider.yml",
        root / "data/providers/bluebird/guide.yml",
    )
    # what a Chinese screen says has Chinese in it, and no two of its labels are the same
    values = [f"中{number}{value}" for number, value in enumerate(values)]
    labels = "".join(
        f"  fuzz{number}: {json.dumps({'zh': value, 'gloss': 'x'}, ensure_ascii=False)}\n"
        for number, value in enumerate(values)
    )
    provider.write_text(
        provider.read_text(encoding="utf-8").replace("\nui:\n", f"\nui:\n{labels}"),
        encoding="utf-8",
    )
    points = "".join(
        f'      - both: "{{{{ ui.fuzz{number} }}}}"\n' for number in range(len(values))
    )
    section = f"  fuzz:\n    title: {{both: x}}\n    blocks:\n    - points:\n{points}"
    guide.write_text(
        guide.read_text(encoding="utf-8").replace("\nrelated:\n", f"\n{section}related:\n"),
        encoding="utf-8",
    )
    slug = load_yaml(provider, root).value["slug"]
    outline = root / f"docs/youxiang/{slug}.md"
    outline.write_text(
        outline.read_text(encoding="utf-8") + '{{ section("fuzz") }}\n', encoding="utf-8"
    )
    site = built(root)
    for start in ("", "en/"):
        tree = lxml_html.fromstring(
            (site / f"{start}youxiang/{slug}.html").read_text(encoding="utf-8")
        )
        assert [
            each.text_content() for each in tree.xpath('//section[@aria-labelledby="fuzz"]//b')
        ] == values
        assert not tree.xpath(
            '//section[@aria-labelledby="fuzz"]//li//*[not(self::b or self::span or self::wbr)]'
        )
