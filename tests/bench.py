"""`make bench`: what the site costs, measured side by side in one run on one machine.

    make bench                       this site and copies blown up to 200 mailboxes
    make bench SIZES="200 1000"      other sizes; above 200 without the plain stack, which takes over ten minutes at 1,000
    make bench SIZES="1000 --ours"   without the plain stack at all

Build: cold and warm time (medians, taking turns) and peak memory of all processes together, of this site and of the plain
stack (MkDocs Material with static-i18n, default settings, the same pages as ready-made Markdown). Preview: from saving a
file to the page that shows it. First view: the QQ page against the same text as one bare HTML file, at 1.6 Mbit/s, 150 ms
per request, CPU slowed 4 times; medians, taking turns. Search: the first query of a visit, from the last key. Lighthouse:
the mobile scores of every kind of page.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import ThreadingHTTPServer
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from conftest import ROOT, PagesHandler, copy_project
from lxml import html as lxml_html

from macros.model.handbook import read
from macros.render.outline import render
from macros.text.languages import LANGUAGES

PLAIN = """
site_name: plain
site_url: https://example.com/
theme: {name: material}
plugins:
- search
- i18n:
    docs_structure: suffix
    languages: [{locale: zh, name: zh, default: true}, {locale: en, name: en}]
markdown_extensions: [attr_list, admonition, tables]
"""
PAGE = "youxiang/106-tengxun-qqyouxiang-tencent-personal-email"


BUILD = (sys.executable, "-m", "mkdocs", "build", "-q", "-d", "out")


def timed(root: Path, cold: bool) -> float:
    """Seconds of a build of `root` into a new folder. cold: nothing is there of an earlier one."""
    put_away(root / "out")
    if cold:
        put_away(root / ".build")
    start = time.perf_counter()
    subprocess.run(BUILD, cwd=root, capture_output=True, check=True)
    return time.perf_counter() - start


def put_away(folder: Path) -> None:
    """Moves what an earlier build left out of the way. Deleted, it would still cost the next one: ext4 passes over thousands of places that have just become free."""
    if folder.exists():
        folder.rename(folder.with_name(f"{folder.name}-{time.monotonic_ns()}"))


def peak(root: Path) -> float:
    """The most MiB that a cold build of `root` takes up, all its processes together; what they share counts once (PSS; Linux)."""
    put_away(root / ".build")
    most, build = (
        0,
        subprocess.Popen(BUILD, cwd=root, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL),
    )
    while build.poll() is None:
        most = max(most, sum(map(proportional, family(build.pid))))
        time.sleep(0.1)
    return most / 1024


def family(process: int) -> list[int]:
    """A process and all that come from it."""
    try:
        children = (
            Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()
        )
    except OSError:  # it has ended
        return []
    return [process, *(each for child in children for each in family(int(child)))]


def proportional(process: int) -> int:
    """KiB of a process; of what it shares, its part."""
    try:
        return int(
            re.search(
                r"(?m)^Pss: +(\d+)",
                Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii"),
            )[1]
        )
    except (OSError, TypeError):
        return 0


def measure(roots: list[Path]) -> list[tuple[float, float, float]]:
    """Of each root: cold seconds, warm seconds (the medians of builds that take turns, and so meet the same machine), peak MiB."""
    for root in roots:
        subprocess.run(
            [sys.executable, "-m", "compileall", "-q", str(root)], check=True
        )  # as after set-up
    first = [timed(root, cold=True) for root in roots]
    turns = 9 if max(first) < 5 else 1
    cold = [[seconds] for seconds in first]
    warm: list[list[float]] = [[] for _ in roots]
    for _ in range(turns):
        for number, root in enumerate(roots):
            cold[number].append(timed(root, cold=True))
            warm[number].append(timed(root, cold=False))
    return [
        (statistics.median(cold[number]), statistics.median(warm[number]), peak(root))
        for number, root in enumerate(roots)
    ]


def blow_up(root: Path, size: int) -> None:
    """Copies the mailboxes, one after the other, until there are `size` of them."""
    folder = root / "data/providers"
    originals = sorted(path.name for path in folder.iterdir())
    for number in range(size - len(originals)):
        original, copy = originals[number % len(originals)], folder / f"copy{number}"
        shutil.copytree(folder / original, copy)
        file = copy / "provider.yml"
        text = file.read_text(encoding="utf-8")
        slug = re.search(r"(?m)^slug: (.*)", text)[1]
        text = text.replace(f"slug: {slug}", f"slug: {slug[0]}{number:04}-copy")
        text = re.sub(
            r"(?m)^siblings: .*\n|^mx:\n(?:  .*\n)+", "", text
        )  # what one mailbox alone can have
        text = re.sub(
            r"domains: \[([^]]*)\]",
            lambda match: f"domains: [{re.sub('([^, ]+)', rf'c{number}-{chr(92)}1', match[1])}]",
            text,
        )
        text = re.sub(r"(?m)^- (\S+\.[a-z]+)$", rf"- c{number}-\1", text)
        file.write_text(text, encoding="utf-8")
        for words in copy.glob("*.yml"):
            words.write_text(
                re.sub(
                    r"\{\{ domain\.", f"{{{{ domain.c{number}_", words.read_text(encoding="utf-8")
                ),
                encoding="utf-8",
            )
        shutil.copy(
            root / f"docs/youxiang/{slug}.md", root / f"docs/youxiang/{slug[0]}{number:04}-copy.md"
        )


def inline(element) -> str:
    """An element's text with the marks that somebody would have typed."""
    marks = {"code": "`", "b": "**", "strong": "**"}
    parts = [element.text or ""]
    for child in element:
        if child.tag in ("ul", "ol", "table", "p", "div") or "headerlink" in (
            child.get("class") or ""
        ):
            parts.append(child.tail or "")
            continue
        text = inline(child).strip()
        if child.tag == "a":
            href = child.get("href", "")
            text = (
                f"[{text}]({href})"
                if href.startswith(("http", "#"))
                else f"[{text}]({href.partition('#')[0] or 'index'}.md)".replace(
                    "./.md", "index.md"
                )
            )
        elif child.tag in marks and text:
            text = f"{marks[child.tag]}{text}{marks[child.tag]}"
        parts += [text, child.tail or ""]
    return re.sub(r"\s+", " ", "".join(parts)).strip()


def markdown(element) -> str:
    """Our HTML as the Markdown that somebody would have written by hand."""
    parts = []
    for each in element.iter("h1", "h2", "h3", "p", "ul", "ol", "table"):
        if each.tag in ("h1", "h2", "h3"):
            parts.append(
                f"{'#' * int(each.tag[1])} {inline(each)}"
                + (f" {{ #{each.get('id')} }}" if each.get("id") else "")
            )
        elif each.tag == "table":
            rows = [
                [inline(cell).replace("|", "/") for cell in row.iter("th", "td")]
                for row in each.iter("tr")
            ]
            parts.append(
                "\n".join(
                    "| "
                    + " | ".join(row)
                    + " |"
                    + ("\n|" + "---|" * len(row) if number == 0 else "")
                    for number, row in enumerate(rows)
                )
            )
        elif each.tag in ("ul", "ol"):
            parts.append(
                "\n".join(
                    ("1. " if each.tag == "ol" else "- ") + inline(item) for item in each.iter("li")
                )
            )
        elif "yx-box" in (each.getparent().get("class") or ""):
            if each.get("class") != "yx-box__title":
                parts.append(
                    f"!!! {each.getparent().get('class').rpartition('--')[2]}\n\n    {inline(each)}"
                )
        else:
            parts.append(inline(each))
    return "\n\n".join(parts) + "\n"


def plain(root: Path, target: Path) -> Path:
    """The plain stack with the same pages."""
    handbook = read(root)
    (target / "docs/youxiang").mkdir(parents=True)
    (target / "mkdocs.yml").write_text(PLAIN, encoding="utf-8")
    for language in LANGUAGES:
        suffix = "" if language == "zh" else f".{language}"
        (target / f"docs/index{suffix}.md").write_text("# Start\n", encoding="utf-8")
        for page in handbook.pages.values():
            html = render(handbook, page, language, handbook.outline(page)).html
            path = target / "docs" / page.source
            path.with_name(f"{path.stem}{suffix}.md").write_text(
                markdown(lxml_html.fromstring(f"<div>{html}</div>")), encoding="utf-8"
            )
    return target


class GzipHandler(PagesHandler):
    """Compresses text, as every host does."""

    def do_GET(self):
        self.send_head()

    def send_head(self):
        target = Path(self.translate_path(self.path))
        if not target.is_file():
            target = (
                target.with_name(target.name + ".html")
                if target.with_name(target.name + ".html").is_file()
                else target / "index.html"
            )
        if not target.is_file():
            self.send_error(404)
            return None
        body = target.read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(target)))
        if target.suffix in (".html", ".css", ".js", ".svg", ".json"):
            body = gzip.compress(body, 6)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        return None


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a folder on loopback."""
    with ThreadingHTTPServer(
        ("127.0.0.1", 0), lambda *arguments: GzipHandler(*arguments, directory=str(folder))
    ) as http:
        threading.Thread(target=http.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{http.server_port}"
        http.shutdown()


ROUNDS = 21  # of the first view
PAINTS = """() => new Promise(done => {
    let lcp = 0, shift = 0, blocked = 0;
    new PerformanceObserver(list => { for (const entry of list.getEntries()) lcp = entry.startTime; }).observe({type: 'largest-contentful-paint', buffered: true});
    new PerformanceObserver(list => { for (const entry of list.getEntries()) shift += entry.value; }).observe({type: 'layout-shift', buffered: true});
    (function look() { // the network may be idle before anything is painted
        const paint = performance.getEntriesByName('first-contentful-paint')[0];
        if (!paint) return setTimeout(look, 50);
        const first = paint.startTime;
        new PerformanceObserver(list => { for (const entry of list.getEntries()) if (entry.startTime + entry.duration > first) blocked += Math.max(0, entry.duration - 50); }).observe({type: 'longtask', buffered: true});
        setTimeout(() => done([first, lcp, blocked, shift]), 300);
    })();
})"""


def first_views(browser, views: list[tuple[str, Path, str]]) -> list[dict]:
    """Of each view (name, folder, page): requests, gzip bytes by kind, and median FCP, LCP and TBT in ms, and layout shift.

    The views take turns: a machine that is slow for a while is slow for all of them.
    """
    seen: list[list[tuple[dict, list]]] = [[] for _ in views]
    for _ in range(ROUNDS):
        for number, (_, folder, path) in enumerate(views):
            with served(folder) as address:
                seen[number].append(_first_view(browser, f"{address}/{path}"))
    found = []
    for each in seen:
        kinds = each[-1][0]
        fcp, lcp, tbt, shift = (
            statistics.median(values)
            for values in zip(*(paints for _, paints in each), strict=True)
        )
        found.append(
            {
                "requests": sum(map(len, kinds.values())),
                "KB": sum(map(sum, kinds.values())) / 1000,
                "kinds": {kind: round(sum(sizes) / 1000, 1) for kind, sizes in kinds.items()},
                "FCP": fcp,
                "LCP": lcp,
                "TBT": tbt,
                "CLS": shift,
            }
        )
    return found


def _first_view(browser, url: str) -> tuple[dict, list]:
    context = browser.new_context(viewport={"width": 360, "height": 740}, device_scale_factor=2)
    page, kinds = context.new_page(), {}
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": 150,
            "downloadThroughput": 1.6e6 / 8,
            "uploadThroughput": 750e3 / 8,
        },
    )
    session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.on(
        "response",
        lambda answer: (
            None
            if answer.url.startswith("data:")
            else kinds.setdefault(answer.request.resource_type, []).append(
                int(answer.headers.get("content-length", 0))
            )
        ),
    )
    page.goto(url, wait_until="networkidle")
    paints = page.evaluate(PAINTS)
    context.close()
    return kinds, paints


SEARCH = """query => new Promise(done => {
    const input = document.querySelector('.yx-search input'), results = document.querySelector('.yx-search__results'), start = performance.now();
    new MutationObserver(() => { if (results.querySelector('a')) done(performance.now() - start); }).observe(results, {childList: true});
    input.value = query;
    input.dispatchEvent(new Event('input', {bubbles: true}));
})"""


PARTS = {  # what a reader's tools put into the page, by what would have to go for the page to be without them
    "pictures": ".//figure[contains(@class, 'yx-picture')]",
    "copy buttons": ".//button[contains(@class, 'yx-copy')]",
    "links to places": ".//a[contains(@class, 'headerlink')]",
    "copy for a chat": ".//button[contains(@class, 'yx-chat')]",
    "the whole way first, ticks, QR code": ".//section[@aria-labelledby='glance']",
    "own address in the form": ".//input[contains(@class, 'yx-own')] | .//span[contains(@class, 'yx-own__said')]",
    "own errors": ".//ul[contains(@class, 'yx-own-errors')]",
    "search dialog": ".//dialog",
    "anchors of the original site": ".//span[@id and not(node())]",
}


def costs(site: Path) -> Iterator[tuple[str, float]]:
    """What each tool weighs on the QQ page: KB of gzip that go with it, its style and its part of the script not counted."""
    text = (site / f"{PAGE}.html").read_text(encoding="utf-8")
    whole = len(gzip.compress(lxml_html.tostring(lxml_html.fromstring(text)), 6))
    for name, path in PARTS.items():
        tree = lxml_html.fromstring(text)
        for each in tree.xpath(path):
            each.drop_tree()
        yield name, (whole - len(gzip.compress(lxml_html.tostring(tree), 6))) / 1000
    yield "the script", len(gzip.compress((site / "assets/js/site.js").read_bytes(), 6)) / 1000


def first_query(browser, site: Path, start: str, query: str, rate: int) -> tuple[float, float]:
    """Median ms from the last key to results, and KB over the network for the search as a whole; the search is open already."""
    times, sizes = [], []
    with served(site) as address:
        for _ in range(5):
            context = browser.new_context(viewport={"width": 1280, "height": 800})
            page = context.new_page()
            context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": rate})
            page.goto(f"{address}{start}/youxiang/", wait_until="networkidle")
            got: list[int] = []
            page.on(
                "response",
                lambda answer, got=got: got.append(int(answer.headers.get("content-length", 0))),
            )
            page.locator("[data-yx=search]").click()
            page.wait_for_load_state("networkidle")
            page.wait_for_timeout(1500)
            times.append(page.evaluate(SEARCH, query))
            page.wait_for_timeout(500)
            sizes.append(sum(got) / 1000)
            context.close()
    return statistics.median(times), statistics.median(sizes)


def preview(root: Path) -> tuple[float, float]:
    """Median and longest seconds from saving a YAML file to the previewed page that shows it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address, times = f"http://127.0.0.1:{port}/{PAGE}", []

    def shows(text: str) -> bool:
        try:
            return text in urllib.request.urlopen(address, timeout=60).read().decode()
        except OSError:
            return False

    server = subprocess.Popen(
        [sys.executable, "-m", "mkdocs", "serve", "-a", f"127.0.0.1:{port}"],
        cwd=root,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(root)},
    )
    try:
        while not shows("<h1>"):
            time.sleep(0.2)
        time.sleep(3)  # its search is still being indexed
        for number in range(6):
            pattern, mark = (
                r"(?m)^  zh: .*",
                f"  zh: 测试标题{'甲乙丙丁戊己'[number]}",
            )  # no figure: the other language would lack it
            file = root / "data/providers/qq/guide.yml"
            text = file.read_text(encoding="utf-8")
            start = time.perf_counter()
            file.write_text(re.sub(pattern, mark, text, count=1), encoding="utf-8")
            while not shows(mark.partition(": ")[2]):
                time.sleep(0.05)
            times.append(time.perf_counter() - start)
            time.sleep(3)
    finally:
        server.terminate()
    return statistics.median(times), max(times)


def lighthouse(site: Path, browser_path: str) -> Iterator[tuple[str, list[int]]]:
    """The four mobile scores of every kind of page in both languages; nothing when Lighthouse is not installed."""
    program = ROOT / "tests/lighthouse/node_modules/.bin/lighthouse"
    if not program.exists():
        return
    kinds = [
        PAGE,
        "youxiang/",
        "youxiang/100-gerenyouxiang-personal-mailbox",
        "youxiang/200-qiyeyouxiang-enterprise-mailbox",
        "youxiang/205-tengxun-qiyeyouxiang-tencent-enterprise-mailbox",
        "youxiang/errors",
    ]
    with served(site) as address:
        for path in [start + kind for kind in kinds for start in ("", "en/")]:
            scores = []
            for _ in range(5):
                done = subprocess.run(
                    [
                        program,
                        f"{address}/{path}",
                        "--quiet",
                        "--output=json",
                        "--chrome-flags=--headless --no-sandbox --disable-gpu --disable-background-networking",
                    ],
                    capture_output=True,
                    text=True,
                    env={**os.environ, "CHROME_PATH": browser_path},
                    check=True,
                )
                scores.append(
                    [
                        round(each["score"] * 100)
                        for each in json.loads(done.stdout)["categories"].values()
                    ]
                )
            yield path, [round(statistics.median(each)) for each in zip(*scores, strict=True)]


def main() -> None:
    ours_only = "--ours" in sys.argv
    sizes = (
        [0, *(int(each) for each in sys.argv[1:] if each.isdigit())]
        if any(each.isdigit() for each in sys.argv)
        else [0, 200]
    )
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        print(
            "| mailboxes | built with | cold s | warm s | peak MiB | ms a page | of plain |\n|---|---|---|---|---|---|---|"
        )
        for size in sizes:
            root = copy_project(work / f"ours{size}")
            blow_up(root, size)
            count = len(list((root / "data/providers").iterdir()))
            roots = (
                [root] if ours_only or size > 200 else [root, plain(root, work / f"plain{size}")]
            )
            rows = measure(roots)
            for name, (cold, warm, most) in zip(
                ("this site", "plain Material"), rows, strict=False
            ):
                print(
                    f"| {count} | {name} | {cold:.3g} | {warm:.3g} | {most:.0f} | {cold / (2 * count + 8) * 1000:.0f} | {f'{cold / rows[1][0]:.2f}' if len(rows) > 1 else '–'} |",
                    flush=True,
                )

        print("\n| preview, mailboxes | median s | longest s |\n|---|---|---|")
        for size in sizes:
            if size <= 200:
                root = copy_project(work / f"preview{size}")
                blow_up(root, size)
                median, longest = preview(root)
                print(
                    f"| {len(list((root / 'data/providers').iterdir()))} | {median:.1f} | {longest:.1f} |",
                    flush=True,
                )

        browser_path = shutil.which("chromium") or shutil.which("google-chrome")
        if not browser_path:
            print("\nNo browser is installed: first view, search and Lighthouse were not measured.")
            return
        from playwright.sync_api import sync_playwright

        handbook = read(ROOT)
        bare = work / "bare"
        bare.mkdir()
        for language in LANGUAGES:
            page = handbook.pages["qq"]
            text = render(handbook, page, language, handbook.outline(page)).html
            (bare / f"{language}.html").write_text(
                f'<!doctype html><html lang="{language}"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>QQ</title>{text}</html>',
                encoding="utf-8",
            )
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=browser_path,
                args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
            )
            print(
                "\n| QQ page | requests | KB gzip | by kind | FCP ms | LCP ms | TBT ms | shift | LCP of floor |\n|---|---|---|---|---|---|---|---|---|"
            )
            for language, start in (("zh", ""), ("en", "en/")):
                views = [
                    ("bare HTML (the floor)", bare, language),
                    ("this site", work / "ours0/out", start + PAGE),
                ]
                if not ours_only:
                    views.append(
                        ("plain Material", work / "plain0/out", f"{start}{PAGE}/index.html")
                    )
                found = first_views(browser, views)
                for (name, _, _), view in zip(views, found, strict=True):
                    kinds = ", ".join(f"{kind} {size}" for kind, size in view["kinds"].items())
                    print(
                        f"| {language}, {name} | {view['requests']} | {view['KB']:.1f} | {kinds} | {view['FCP']:.0f} | {view['LCP']:.0f} | {view['TBT']:.0f} | {view['CLS']:.2f} | {view['LCP'] / found[0]['LCP']:.2f} |",
                        flush=True,
                    )
            print("\n| on the QQ page | KB gzip of its first view |\n|---|---|")
            for name, weight in costs(work / "ours0/out"):
                print(f"| {name} | {weight:.2f} |", flush=True)
            print(
                "\n| first query | mailboxes | ms | ms, CPU slowed 4 times | KB |\n|---|---|---|---|---|"
            )
            for size in sizes:
                site = work / f"ours{size}/out"
                for start, query in (("", "授权码"), ("/en", "authorization code")):
                    (quick, weight), (slow, _) = (
                        first_query(browser, site, start, query, rate) for rate in (1, 4)
                    )
                    print(
                        f"| {query} | {size or len(handbook.mailboxes)} | {quick:.0f} | {slow:.0f} | {weight:.0f} |",
                        flush=True,
                    )
            browser.close()
        print(
            "\n| Lighthouse, mobile | performance | accessibility | best practices | SEO |\n|---|---|---|---|---|"
        )
        for path, scores in lighthouse(work / "ours0/out", browser_path):
            print(f"| /{path} | {' | '.join(map(str, scores))} |", flush=True)


if __name__ == "__main__":
    main()
