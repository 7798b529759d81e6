"""`make bench`: what the site costs, measured side by side in one run on one machine.

    make bench                    this site, and copies with 200 and 1,000 mailboxes
    make bench SIZES=200          other sizes; above 200 without plain Material, which takes long
    make bench SIZES=pages        the pages alone

Plain Material is MkDocs Material with static-i18n and default settings, and the same pages as
ready-made Markdown.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).resolve().parents[each]) for each in (1, 2)]

import builds  # noqa: E402
import copies  # noqa: E402
import pages  # noqa: E402
from conftest import ROOT, copy_project  # noqa: E402

from macros.model.reading import read  # noqa: E402
from macros.text.languages import LANGUAGES  # noqa: E402

QQ = "youxiang/106-tengxun-qqyouxiang-tencent-personal-email"
QUERY = "SMTP"  # the same in every language
LARGEST_PLAIN = 200


def row(*cells: object) -> None:
    """Prints a row of a table."""
    shown = [f"{cell:.2f}" if isinstance(cell, float) else str(cell) for cell in cells]
    print(f"| {' | '.join(shown)} |", flush=True)


def head(*cells: str) -> None:
    """Prints the head of a table."""
    print()
    row(*cells)
    print("|" + "---|" * len(cells))


def measure_builds(work: Path, sizes: list[int]) -> None:
    head("mailboxes", "CPU s", "of plain Material", "peak MiB", "edit to preview, s")
    for size in sizes:
        root = copy_project(work / f"ours{size}")
        copies.multiply_mailboxes(root, size)
        roots = [root]
        if size <= LARGEST_PLAIN:
            roots.append(copies.plain_material(root, work / f"plain{size}"))
        found = builds.builds_in_turns(roots, turns=5 if size < LARGEST_PLAIN else 1)
        cpu, peak = found[0]
        ratio = cpu / found[1][0] if len(found) > 1 else "–"
        count = len(copies.mailboxes(root))
        waited = builds.edit_to_preview(root, QQ) if size <= LARGEST_PLAIN else "–"
        row(count, cpu, ratio, round(peak), waited)
    print(f"\nmake check: {builds.cpu_and_peak(ROOT, 'macros', 'check')[0]:.2f} s of CPU time")


def measure_pages(browser: Any, site: Path, work: Path) -> None:
    head("QQ guide", "requests", "KB gzip", "LCP ms", "of bare page", "TBT ms", "shift")
    for language in LANGUAGES.values():
        bare = work / "bare"
        bare.mkdir(exist_ok=True)
        copies.bare_page(ROOT, "qq", language.code, bare / f"{language.code}.html")
        views = [(site, language.prefix + QQ), (bare, language.code)]
        ours, floor = pages.first_views(browser, views)
        ratio = ours["LCP"] / floor["LCP"]
        numbers = [ours[key] for key in ("TBT", "shift")]
        row(language.code, ours["requests"], ours["KB"], round(ours["LCP"]), ratio, *numbers)

    head("first query", "ms", "KB")
    for language in LANGUAGES.values():
        home = f"{language.prefix}youxiang/"
        row(language.code, *pages.first_query(browser, site, home, QUERY))

    head("guide, in phone screens", "whole", "first host", "first step", "form")
    for mailbox in read(ROOT).mailboxes.values():
        for language in LANGUAGES.values():
            path = f"{language.prefix}youxiang/{mailbox.provider.slug}"
            row(f"{mailbox.id}, {language.code}", *pages.screens(browser, site, path).values())


def measure_lighthouse(site: Path, browser_path: str) -> None:
    head("Lighthouse, mobile", "performance", "accessibility", "best practices", "SEO")
    kinds = [page.path for key, page in read(ROOT).pages.items() if not page.mailbox or key == "qq"]
    paths = [language.prefix + path for path in kinds for language in LANGUAGES.values()]
    for path, scores in pages.lighthouse(site, paths, browser_path):
        row(path, *scores)


def main(arguments: list[str]) -> None:
    sizes = [int(each) for each in arguments if each.isdigit()] or [200, 1000]
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        if "pages" not in arguments:
            measure_builds(work, [0, *sizes])
        browser_path = shutil.which("chromium") or shutil.which("google-chrome")
        if not browser_path:
            print("\nNo browser is installed: pages were not measured.")
            return
        root = work / "ours0"
        if not root.exists():
            copy_project(root)
        builds.build(root)
        from playwright.sync_api import sync_playwright

        with sync_playwright() as playwright:
            flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
            browser = playwright.chromium.launch(executable_path=browser_path, args=flags)
            measure_pages(browser, root / "out", work)
            browser.close()
        measure_lighthouse(root / "out", browser_path)


if __name__ == "__main__":
    main(sys.argv[1:])
