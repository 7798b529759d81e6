"""What reading costs: the first view, the search, Lighthouse, and how far one has to scroll."""

from __future__ import annotations

import gzip
import json
import os
import statistics
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from browsing import PHONE, until
from conftest import ROOT, PagesHandler, serve

SLOW_NETWORK = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1.6e6 / 8,
    "uploadThroughput": 750e3 / 8,
}
PAINTS = """() => new Promise(done => {
    let largest = 0, shift = 0, blocked = 0;
    const watch = (type, each) => new PerformanceObserver(
        list => list.getEntries().forEach(each)).observe({type, buffered: true});
    watch('largest-contentful-paint', entry => { largest = entry.startTime; });
    watch('layout-shift', entry => { shift += entry.value; });
    (function look() {
        const paint = performance.getEntriesByName('first-contentful-paint')[0];
        if (!paint) return setTimeout(look, 50);
        watch('longtask', entry => {
            const end = entry.startTime + entry.duration;
            if (end > paint.startTime) blocked += Math.max(0, entry.duration - 50);
        });
        setTimeout(() => done([largest, blocked, shift]), 300);
    })();
})"""
SEARCH = """query => new Promise(done => {
    const input = document.querySelector('.yx-search input');
    const results = document.querySelector('.yx-search__results'), start = performance.now();
    new MutationObserver(() => {
        if (results.querySelector('a')) done(performance.now() - start);
    }).observe(results, {childList: true});
    input.value = query;
    input.dispatchEvent(new Event('input', {bubbles: true}));
})"""
SCREENS = """height => {
    document.querySelectorAll('.yx-section').forEach(
        section => { section.style.contentVisibility = 'visible'; });
    const at = choice => {
        const found = document.querySelector(choice);
        return found ? (found.getBoundingClientRect().top + scrollY) / height : null;
    };
    return {
        whole: document.documentElement.scrollHeight / height,
        host: at('.yx-card code, #table-servers code'),
        step: at('.yx-steps--way > li'),
        form: at('#table-fields'),
    };
}"""


class GzipHandler(PagesHandler):
    """Compresses text, as every host does."""

    def do_GET(self) -> None:
        target = Path(self.translate_path(self.path))
        with_ending = target.with_name(f"{target.name}.html")
        if not target.is_file():
            target = with_ending if with_ending.is_file() else target / "index.html"
        if not target.is_file():
            self.send_error(404)
            return
        body = target.read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(target)))
        if target.suffix in (".html", ".css", ".js", ".svg", ".json"):
            body = gzip.compress(body, 6)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def first_views(browser: Any, views: list[tuple[Path, str]]) -> list[dict[str, float]]:
    """Requests, KB of gzip, LCP and TBT (ms) and shift of each view.

    views: folder and page; on a phone at 1.6 Mbit/s and 150 ms, its CPU slowed four times.
    """
    found = []
    for folder, path in views:
        with serve(folder, GzipHandler) as address:
            found.append(_first_view(browser, f"{address}/{path}"))
    return found


def _first_view(browser: Any, url: str) -> dict[str, float]:
    context = browser.new_context(viewport=PHONE, device_scale_factor=2)
    page, sizes = context.new_page(), _sizes_into(context)
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", SLOW_NETWORK)
    session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.goto(url, wait_until="load")
    lcp, tbt, shift = page.evaluate(PAINTS)
    context.close()
    kilobytes = sum(sizes) / 1000
    return {"requests": len(sizes), "KB": kilobytes, "LCP": lcp, "TBT": tbt, "shift": shift}


def _sizes_into(context: Any) -> list[int]:
    """A list that takes the size of each answer from the network.

    Each address counts once: the tab takes the icon of the header from the browser's cache.
    """
    sizes: list[int] = []
    seen: set[str] = set()

    def note(answer: Any) -> None:
        if answer.url not in seen and not answer.url.startswith("data:"):
            seen.add(answer.url)
            sizes.append(int(answer.headers.get("content-length", 0)))

    context.on("response", note)
    return sizes


def first_query(browser: Any, site: Path, home: str, query: str) -> tuple[float, float]:
    """Median ms from the last key to results, CPU slowed four times, and KB of the search."""
    times, sizes = [], []
    with serve(site, GzipHandler) as address:
        for _ in range(5):
            context = browser.new_context(viewport=PHONE)
            page = context.new_page()
            context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 4})
            page.goto(f"{address}/{home}", wait_until="load")
            got = _sizes_into(context)
            page.locator("[data-yx=search]").first.click()
            until(page, "document.querySelector('.yx-search input')")
            times.append(page.evaluate(SEARCH, query))
            sizes.append(sum(got) / 1000)
            context.close()
    return statistics.median(times), statistics.median(sizes)


def screens(browser: Any, site: Path, path: str) -> dict[str, float | None]:
    """How many phone screens a guide has, and on which the host, the way and the form begin."""
    with serve(site, GzipHandler) as address:
        page = browser.new_page(viewport=PHONE)
        page.goto(f"{address}/{path}", wait_until="load")
        found = page.evaluate(SCREENS, PHONE["height"])
        page.close()
    return found


def lighthouse(site: Path, paths: list[str], browser_path: str) -> Iterator[tuple[str, list[int]]]:
    """The four mobile scores of each page, medians of three; nothing without Lighthouse."""
    program = ROOT / "tests/lighthouse/node_modules/.bin/lighthouse"
    if not program.exists():
        return
    flags = "--headless --no-sandbox --disable-gpu --disable-background-networking"
    options = ["--quiet", "--output=json", f"--chrome-flags={flags}"]
    environment = {**os.environ, "CHROME_PATH": browser_path}
    with serve(site, GzipHandler) as address:
        for path in paths:
            scores = []
            for _ in range(3):
                command = [program, f"{address}/{path}", *options]
                said = subprocess.check_output(command, env=environment)
                categories = json.loads(said)["categories"].values()
                scores.append([round(each["score"] * 100) for each in categories])
            yield path, [round(statistics.median(each)) for each in zip(*scores, strict=True)]
