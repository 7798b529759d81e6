"""A test of tests: each of these changes to the program fails the test that belongs to it.

Changes that belong to different tests are made together, since most of the time goes into builds.
"""

from __future__ import annotations

import re
import subprocess
import sys
from itertools import zip_longest

import pytest
from conftest import copy_with_tests

INVENTED = "tests/site/test_invented.py::test_"
WORKFLOWS = "tests/unit/test_workflows.py::test_"
CSP = "tests/unit/test_csp.py::test_"
MARKUP = "tests/site/test_markup.py::test_pages_are_made_of_the_elements_of_the_snapshot"
HEADINGS = f"{INVENTED}every_heading_of_a_table_says_what_it_heads"
CHANGES = [  # file, pattern, replacement, the test that must fail
    (
        "macros/render/view.py",
        r"autoescape=True",
        "autoescape=False",
        "tests/site/test_escaping.py::test_markup_in_texts_adds_no_element_and_no_attribute",
    ),
    ("macros/render/templates/table.html", r"<th scope=\"row\"", "<th", HEADINGS),
    ("macros/render/templates/table.html", r"<th scope=\"col\"", "<th", HEADINGS),
    ("macros/render/templates/paste.html", r"<label for=\"error\"", "<label", MARKUP),
    (
        "macros/render/templates/glance.html",
        r"data-last=\"{{ stage\.last",
        'data-last="{{ 9',
        MARKUP,
    ),
    (
        "macros/render/card.py",
        r'server\.sure == "low"',
        "False",
        f"{INVENTED}an_uncertain_fact_is_hedged_wherever_it_is_shown",
    ),
    (
        "macros/render/templates/blocks.html",
        r"html\(step\.otherwise\)",
        '""',
        f"{INVENTED}every_text_of_the_data_is_on_its_page",
    ),
    (
        "macros/site/structured_data.py",
        r'"inLanguage": language',
        '"inLanguage": "zh"',
        f"{INVENTED}search_engines_are_told_what_the_page_says",
    ),
    (
        "macros/site/files.py",
        r"for code, url in \(\*urls\.items\(\), ",
        "for code, url in (*list(urls.items())[1:], ",
        f"{INVENTED}the_sitemap_names_every_page_with_all_its_languages",
    ),
    (
        ".github/workflows/check.yml",
        r"contents: read",
        "contents: write",
        f"{WORKFLOWS}a_workflow_may_do_what_is_declared_and_no_more[check.yml]",
    ),
    (
        ".github/workflows/deploy.yml",
        r"run: bash \.ci/run",
        "run: true",
        f"{WORKFLOWS}a_workflow_runs_its_steps[deploy.yml]",
    ),
    (
        ".github/workflows/deploy.yml",
        r"permissions: \{\}",
        "permissions: write-all",
        f"{WORKFLOWS}a_workflow_may_do_what_is_declared_and_no_more[deploy.yml]",
    ),
    (
        ".github/workflows/preview.yml",
        r"persist-credentials: false",
        "persist-credentials: false\n          ref: ${{ github.event.workflow_run.head_sha }}",
        f"{WORKFLOWS}a_job_gets_what_is_declared_and_no_more[preview.yml]",
    ),
    (
        "macros/site/csp.py",
        r"default-src 'none'",
        "default-src *",
        f"{CSP}a_page_may_load_what_is_ours_and_nothing_else",
    ),
    (
        "macros/site/csp.py",
        r"frame-ancestors 'none'",
        "frame-ancestors *",
        f"{CSP}the_headers_say_the_same_and_forbid_frames",
    ),
]


def rounds() -> list[list[tuple[str, str, str, str]]]:
    """The changes, in each round at most one for each test."""
    by_test: dict[str, list] = {}
    for change in CHANGES:
        by_test.setdefault(change[3], []).append(change)
    return [[each for each in batch if each] for batch in zip_longest(*by_test.values())]


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """A copy of the repository with its tests; each test puts back what it changed."""
    return copy_with_tests(tmp_path_factory.mktemp("code") / "copy")


@pytest.mark.parametrize("changes", rounds(), ids=["first", "second"])
def test_changes_of_the_program_are_noticed(copy, changes):
    """The tests pass without the changes (they are part of every run) and fail with them."""
    good = {path: (copy / path).read_text(encoding="utf-8") for path, *_ in changes}
    try:
        for path, pattern, replacement, _ in changes:
            text = (copy / path).read_text(encoding="utf-8")
            bad = re.sub(pattern, replacement, text, count=1)
            assert bad != text, "the program no longer has this: adapt the change"
            (copy / path).write_text(bad, encoding="utf-8")
        tests = [test for *_, test in changes]
        command = [sys.executable, "-m", "pytest", "-q", "-rf", "-p", "no:cacheprovider", *tests]
        done = subprocess.run(command, cwd=copy, capture_output=True, text=True)
    finally:
        for path, text in good.items():
            (copy / path).write_text(text, encoding="utf-8")
    failed = set(re.findall(r"^FAILED (\S+)", done.stdout, re.M))
    assert failed == {*tests}, done.stdout + done.stderr
