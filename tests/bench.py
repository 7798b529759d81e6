"""`make bench`: what the site costs, measured side by side in one run on one machine.

    make bench                       this site and copies blown up to 200 mailboxes
    make bench SIZES="200 1000"      other sizes; the plain stack takes over ten minutes at 1,000
    make bench SIZES="1000 --ours"   without the plain stack

Build: cold and warm time and peak memory, of this site and of the plain stack (MkDocs Material with static-i18n, default
settings, the same pages as ready-made Markdown). First view: the QQ page against the same text as one bare HTML file, at
1.6 Mbit/s, 150 ms per request, CPU slowed 4 times; medians of five.
"""

from __future__ import annotations

import gzip
import json
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
from http.server import ThreadingHTTPServer
from pathlib import Path

from conftest import ROOT, PagesHandler, copy_project
from lxml import html as lxml_html
from macros.handbook import read
from macros.model import LANGUAGES
from macros.render import render

MEASURE = """
import resource, subprocess, sys, time
start = time.perf_counter()
code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
if code.returncode: sys.exit(code.stderr.decode()[-2000:])
print(time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)
"""
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


def measure(root: Path) -> tuple[float, float, float]:
    """Cold seconds, warm seconds, peak MiB of a build of `root`."""
    command = [sys.executable, "-c", MEASURE, sys.executable, "-m", "mkdocs", "build", "-d", str(root / "out")]
    shutil.rmtree(root / "out", ignore_errors=True)
    for cache in root.rglob("__pycache__"):
        shutil.rmtree(cache)
    runs = [tuple(map(float, subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout.split())) for _ in range(2)]
    return runs[0][0], runs[1][0], max(run[1] for run in runs)


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
        text = re.sub(r"domains: \[([^]]*)\]", lambda match: f"domains: [{re.sub('([^, ]+)', rf'c{number}-{chr(92)}1', match[1])}]", text)
        text = re.sub(r"(?m)^- (\S+\.[a-z]+)$", rf"- c{number}-\1", text)
        file.write_text(text, encoding="utf-8")
        for words in copy.glob("*.yml"):
            words.write_text(re.sub(r"\{\{ domain\.", f"{{{{ domain.c{number}_", words.read_text(encoding="utf-8")), encoding="utf-8")
        shutil.copy(root / f"docs/youxiang/{slug}.md", root / f"docs/youxiang/{slug[0]}{number:04}-copy.md")


def inline(element) -> str:
    """An element's text with the marks that somebody would have typed."""
    marks = {"code": "`", "b": "**", "strong": "**"}
    parts = [element.text or ""]
    for child in element:
        if child.tag in ("ul", "ol", "table", "p", "div") or "headerlink" in (child.get("class") or ""):
            parts.append(child.tail or "")
            continue
        text = inline(child).strip()
        if child.tag == "a":
            href = child.get("href", "")
            text = f"[{text}]({href})" if href.startswith(("http", "#")) else f"[{text}]({href.partition('#')[0] or 'index'}.md)".replace("./.md", "index.md")
        elif child.tag in marks and text:
            text = f"{marks[child.tag]}{text}{marks[child.tag]}"
        parts += [text, child.tail or ""]
    return re.sub(r"\s+", " ", "".join(parts)).strip()


def markdown(element) -> str:
    """Our HTML as the Markdown that somebody would have written by hand."""
    parts = []
    for each in element.iter("h1", "h2", "h3", "p", "ul", "ol", "table"):
        if each.tag in ("h1", "h2", "h3"):
            parts.append(f"{'#' * int(each.tag[1])} {inline(each)}" + (f" {{ #{each.get('id')} }}" if each.get("id") else ""))
        elif each.tag == "table":
            rows = [[inline(cell).replace("|", "/") for cell in row.iter("th", "td")] for row in each.iter("tr")]
            parts.append("\n".join("| " + " | ".join(row) + " |" + ("\n|" + "---|" * len(row) if number == 0 else "") for number, row in enumerate(rows)))
        elif each.tag in ("ul", "ol"):
            parts.append("\n".join(("1. " if each.tag == "ol" else "- ") + inline(item) for item in each.iter("li")))
        elif "admonition" in (each.getparent().get("class") or ""):
            if each.get("class") != "admonition-title":
                parts.append(f"!!! {each.getparent().get('class').split()[1]}\n\n    {inline(each)}")
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
            path.with_name(f"{path.stem}{suffix}.md").write_text(markdown(lxml_html.fromstring(f"<div>{html}</div>")), encoding="utf-8")
    return target


class GzipHandler(PagesHandler):
    """Compresses text, as every host does."""

    def do_GET(self):
        self.send_head()

    def send_head(self):
        target = Path(self.translate_path(self.path))
        if not target.is_file():
            target = target.with_name(target.name + ".html") if target.with_name(target.name + ".html").is_file() else target / "index.html"
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


def first_view(browser, folder: Path, path: str) -> dict:
    """Requests, gzip bytes by kind, and median FCP and LCP in ms, of one page."""
    with ThreadingHTTPServer(("127.0.0.1", 0), lambda *arguments: GzipHandler(*arguments, directory=str(folder))) as http:
        threading.Thread(target=http.serve_forever, daemon=True).start()
        paints, kinds = [], {}
        for _ in range(5):
            context = browser.new_context(viewport={"width": 360, "height": 740}, device_scale_factor=2)
            page = context.new_page()
            session = context.new_cdp_session(page)
            session.send("Network.enable")
            session.send("Network.emulateNetworkConditions", {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 750e3 / 8})
            session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
            kinds = {}
            page.on("response", lambda answer, kinds=kinds: kinds.setdefault(answer.request.resource_type, []).append(int(answer.headers.get("content-length", 0))))
            page.goto(f"http://127.0.0.1:{http.server_port}/{path}", wait_until="networkidle")
            paints.append(page.evaluate("""() => new Promise(done => {
                let lcp = 0;
                new PerformanceObserver(list => { for (const entry of list.getEntries()) lcp = entry.startTime; }).observe({type: 'largest-contentful-paint', buffered: true});
                setTimeout(() => done([performance.getEntriesByName('first-contentful-paint')[0].startTime, lcp]), 300);
            })"""))
            context.close()
        http.shutdown()
    return {
        "requests": sum(map(len, kinds.values())), "KB": sum(map(sum, kinds.values())) / 1000,
        "kinds": {kind: round(sum(sizes) / 1000, 1) for kind, sizes in kinds.items()},
        "FCP": statistics.median(paint[0] for paint in paints), "LCP": statistics.median(paint[1] for paint in paints),
    }


def main() -> None:
    ours_only = "--ours" in sys.argv
    sizes = [0, *(int(each) for each in sys.argv[1:] if each.isdigit())] if any(each.isdigit() for each in sys.argv) else [0, 200]
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        print("| mailboxes | built with | cold s | warm s | peak MiB | ms a page | of plain |\n|---|---|---|---|---|---|---|")
        for size in sizes:
            root = copy_project(work / f"ours{size}")
            if size:
                blow_up(root, size)
            count = len(list((root / "data/providers").iterdir()))
            ours = measure(root)
            rows = [("this site", ours)]
            if not ours_only:
                rows.append(("plain Material", measure(plain(root, work / f"plain{size}"))))
            for name, (cold, warm, peak) in rows:
                print(f"| {count} | {name} | {cold:.1f} | {warm:.1f} | {peak:.0f} | {cold / (2 * count + 4) * 1000:.0f} | {cold / rows[-1][1][0]:.2f} |", flush=True)

        browser_path = shutil.which("chromium") or shutil.which("google-chrome")
        if not browser_path:
            print("\nNo browser is installed: the first view was not measured.")
            return
        from playwright.sync_api import sync_playwright

        handbook = read(ROOT)
        bare = work / "bare"
        (bare / "en").mkdir(parents=True)
        for language in LANGUAGES:
            page = handbook.pages["qq"]
            text = render(handbook, page, language, handbook.outline(page)).html
            (bare / f"{language}.html").write_text(f'<!doctype html><html lang="{language}"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>QQ</title>{text}</html>', encoding="utf-8")
        print("\n| QQ page | requests | KB gzip | by kind | FCP ms | LCP ms | LCP of floor |\n|---|---|---|---|---|---|---|")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"])
            for language, start in (("zh", ""), ("en", "en/")):
                views = [("bare HTML (the floor)", first_view(browser, bare, language)), ("this site", first_view(browser, work / "ours0/out", start + PAGE))]
                if not ours_only:
                    views.append(("plain Material", first_view(browser, work / "plain0/out", f"{start}{PAGE}/index.html")))
                for name, view in views:
                    print(f"| {language}, {name} | {view['requests']} | {view['KB']:.1f} | {json.dumps(view['kinds']).strip('{}').replace(chr(34), '')} | {view['FCP']:.0f} | {view['LCP']:.0f} | {view['LCP'] / views[0][1]['LCP']:.2f} |", flush=True)
            browser.close()


if __name__ == "__main__":
    main()
