"""Every spelling of an address arrives, on a host like GitHub Pages and behind the nginx snippet
that is shipped.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
from http.server import SimpleHTTPRequestHandler
from pathlib import Path

import pytest
from browsing import QQ
from conftest import PATIENCE, ROOT, free_port, need, serve

PAGE = QQ.lstrip("/")


@pytest.fixture(scope="module")
def nginx(site, tmp_path_factory):
    """The address of the site behind nginx with deploy/nginx.conf."""
    program = need(
        shutil.which("nginx") or (Path("/usr/sbin/nginx").exists() and "/usr/sbin/nginx") or None,
        "nginx",
    )
    folder = tmp_path_factory.mktemp("nginx")
    os.chmod(folder, 0o755)
    served = folder / "site"
    shutil.copytree(site, served)
    port = free_port()
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(
        f"""{user}
pid {folder}/pid; error_log {folder}/error.log;
events {{}}
http {{
  access_log off;
  types {{
    text/html html; text/css css; application/javascript js; image/svg+xml svg;
    image/png png; application/xml xml; text/plain txt;
  }}
  client_body_temp_path {folder}/a; proxy_temp_path {folder}/b; fastcgi_temp_path {folder}/c;
  uwsgi_temp_path {folder}/d; scgi_temp_path {folder}/e;
  server {{
    listen 127.0.0.1:{port}; root {served};
    include {served}/_headers.nginx; include {ROOT}/deploy/nginx.conf;
  }}
}}
""",
        encoding="utf-8",
    )
    command = [program, "-c", str(folder / "nginx.conf"), "-p", str(folder)]
    # it goes into the background once it listens
    started = subprocess.run(command, capture_output=True, text=True)
    assert started.returncode == 0, started.stderr
    yield f"http://127.0.0.1:{port}"
    subprocess.run([*command, "-s", "stop"], check=True)


@pytest.fixture(scope="module")
def preview():
    """The address that `make serve` prints."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "mkdocs", "serve", "-a", f"127.0.0.1:{port}"],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONPATH": str(ROOT)},
    )
    said = []
    for line in process.stderr:
        said.append(line)
        if "Serving on" in line:
            break
    assert said and "Serving on" in said[-1], "".join(said)
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    process.wait()


@pytest.fixture(scope="module")
def folders_first(site):
    """A host that prefers folders: /x leads to /x/ where there is a folder x beside x.html."""

    class Handler(SimpleHTTPRequestHandler):
        def log_message(self, *arguments):
            pass

    with serve(site, Handler) as address:
        yield address


def arrives(base: str, path: str) -> tuple[int, str, str]:
    """Follows redirects as a browser does, the ones in a page included.

    Returns status, final path, body.
    """
    for _ in range(5):
        try:
            with urllib.request.urlopen(f"{base}/{path}", timeout=PATIENCE) as answer:
                body, status, final = (
                    answer.read().decode(),
                    answer.status,
                    answer.url.removeprefix(f"{base}/"),
                )
        except urllib.error.HTTPError as error:
            return error.code, path, error.read().decode()
        if 'http-equiv="refresh"' not in body:
            return status, final, body
        target = body.partition("url=")[2].partition('"')[0]
        path = urllib.request.urljoin(f"{base}/{final}", target).removeprefix(f"{base}/")
    raise AssertionError("redirects do not end")


@pytest.mark.parametrize("host", ["server", "folders_first", "nginx", "preview"])
@pytest.mark.parametrize("start", ["", "en/"])
@pytest.mark.parametrize(
    "path",
    [PAGE, f"{PAGE}/", f"{PAGE}.html", *(f"youxiang/{name}" for name in ("qq", "106", "qq/"))],
)
def test_every_spelling_arrives(host, start, path, request):
    """No slash, a slash, .html, an id or a number: each ends at the page of that language."""
    status, _, body = arrives(request.getfixturevalue(host), f"{start}{path}")
    assert status == 200
    assert f'<link rel="canonical" href="https://laifa.xin/{start}{PAGE}">' in body
    assert "<article" in body


@pytest.mark.parametrize("host", ["server", "preview"])
def test_the_markdown_of_a_page_is_there(host, site, request):
    """Beside the page, and the preview makes it when it is asked for."""
    status, _, body = arrives(request.getfixturevalue(host), f"en/{PAGE}.md")
    assert status == 200
    assert body == (site / f"en/{PAGE}.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("host", ["server", "nginx"])
@pytest.mark.parametrize("ending", ["", "/", ".html"])
def test_addresses_at_the_root_arrive(host, ending, handbook, request):
    """The original site had its pages at the root once.

    Each leads to the page of today, in one step.
    """
    for page in handbook.pages.values():
        if page.slug:
            status, final, body = arrives(request.getfixturevalue(host), f"{page.slug}{ending}")
            assert (status, final.removesuffix(".html")) == (200, page.path)
            assert f'<link rel="canonical" href="https://laifa.xin/{page.path}">' in body


@pytest.mark.parametrize("host", ["server", "nginx", "preview"])
@pytest.mark.parametrize(
    ("path", "canonical"),
    [
        ("", "youxiang/"),
        ("en/", "en/youxiang/"),
        ("youxiang", "youxiang/"),
        ("en/youxiang/", "en/youxiang/"),
    ],
)
def test_the_root_leads_to_the_landing_page(host, path, canonical, request):
    """`/` and `/youxiang` lead to the handbook's start."""
    status, _, body = arrives(request.getfixturevalue(host), path)
    assert status == 200 and f'<link rel="canonical" href="https://laifa.xin/{canonical}">' in body


@pytest.mark.parametrize("host", ["server", "nginx"])
@pytest.mark.parametrize("path", ["youxiang/nothing", "en/youxiang/nothing/", "nothing.html"])
def test_a_missing_page_is_404_with_a_way_on(host, path, request, strings):
    """A wrong address says so in both languages and offers the start."""
    status, _, body = arrives(request.getfixturevalue(host), path)
    assert status == 404 and 'href="/youxiang/"' in body
    assert strings["not_found"].zh in body and strings["not_found"].en in body


class Stay(urllib.request.HTTPRedirectHandler):
    """Follows no redirect."""

    def redirect_request(self, *arguments):
        return None


def first_answer(address: str):
    """What a host says at once, a redirect or an error included."""
    try:
        return urllib.request.build_opener(Stay).open(address, timeout=PATIENCE)
    except urllib.error.HTTPError as error:
        return error


@pytest.mark.parametrize("start", ["", "en/"])
@pytest.mark.parametrize("ending", ["/", ".html", "/index", "/index.html"])
def test_nginx_sends_a_permanent_redirect_to_the_permalink(nginx, start, ending):
    """Search engines learn the one spelling; the host may have any name, and the query stays."""
    with first_answer(f"{nginx}/{start}{PAGE}{ending}?from=x") as answer:
        assert (answer.status, answer.headers["Location"]) == (301, f"/{start}{PAGE}?from=x")


@pytest.mark.parametrize("ending", ["", "/", ".html", "/index.html"])
def test_nginx_sends_a_permanent_redirect_from_the_root(nginx, ending):
    """The same for where the original site had its pages."""
    with first_answer(f"{nginx}/{PAGE.rpartition('/')[2]}{ending}?from=x") as answer:
        assert (answer.status, answer.headers["Location"]) == (301, f"/{PAGE}?from=x")


@pytest.mark.parametrize(
    "path",
    [
        PAGE,
        "youxiang/",
        "nothing",
        "assets/js/site.js",
        "youxiang/search/index.json",
        f"{PAGE}/",
        "robots.txt",
    ],
)
def test_nginx_sends_the_policy_with_everything(nginx, site, path):
    """Pages, files, redirects and errors alike, words as UTF-8; the headers file is not served."""
    with first_answer(f"{nginx}/{path}") as answer:
        sent = "\n".join(
            f"  {name}: {answer.headers[name]}"
            for name in ("Content-Security-Policy", "X-Content-Type-Options")
        )
        kind, is_redirect = answer.headers["Content-Type"], answer.status == 301
    assert (
        is_redirect or "charset=utf-8" in kind or not kind.startswith(("text/html", "text/plain"))
    ), kind
    assert (site / "_headers").read_text(encoding="utf-8") == f"/*\n{sent}\n"
    for hidden in ("_headers", "_headers.nginx", "404", "404.html"):
        assert arrives(nginx, hidden)[0] == 404, hidden


@pytest.mark.parametrize(
    ("path", "seconds"),
    [
        (PAGE, 300),
        ("sitemap.xml", 300),
        ("youxiang/errors.json", 300),
        ("youxiang/errors.json?v=0123abcd", 604800),
        ("assets/js/site.js", 300),
        ("assets/js/site.js?v=0123abcd", 604800),
        ("youxiang/search/index.json", 300),
        ("youxiang/search/{digest}.json", 31536000),
    ],
)
def test_nginx_lets_files_be_kept_as_long_as_they_hold(nginx, site, path, seconds):
    """What carries a digest of its content for long, all else for minutes; texts are packed."""
    folder = site / "youxiang/search"
    shards = [each for each in folder.glob("*.json") if each.name != "index.json"]
    shard = max(shards, key=lambda each: each.stat().st_size).stem
    address = f"{nginx}/{path.format(digest=shard)}"
    asked = urllib.request.Request(address, headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(asked, timeout=PATIENCE) as answer:
        assert answer.headers["Cache-Control"] == f"max-age={seconds}"
        assert answer.headers["Content-Encoding"] == "gzip"
