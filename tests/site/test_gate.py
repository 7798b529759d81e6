"""The gate.

A built site that holds something dangerous is refused by name, all at once, and ours passes.
"""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest
from conftest import ROOT, built, copy_invented

from macros.checks.clone import SOURCES, clone_is_clean
from macros.model.reading import read
from macros.site import gate
from macros.site.css import styles

GUIDE = "youxiang/101-bluebird-personal-mail.html"
PAGES = sorted(
    f"youxiang/{path.stem}.html"
    for path in (ROOT / "tests/handbook/docs/youxiang").glob("*.md")
    if path.stem != "index"
)
STUB = "youxiang/101-bluebird-personal-mail/index.html"
FAVICON = "assets/img/favicon.svg"
XLINK = 'xmlns:x="http://www.w3.org/1999/xlink"'
END = "</article>"


def into(html: str):
    """Puts something at the end of the article."""
    return (END, html + END)


# (rule that must refuse, file, what is replaced, by what); a file that is not there is made
SAMPLES = [
    ("markup_is_plain", GUIDE, *into("<!-- <b> -->")),
    ("markup_is_plain", GUIDE, *into("<b class=x>b</b>")),
    ("markup_is_plain", GUIDE, *into("<b class='x'>b</b>")),
    ("markup_is_plain", GUIDE, *into('<img/src="x">')),
    ("markup_is_plain", GUIDE, *into('<b lang="zh" lang="en">b</b>')),
    ("markup_is_plain", GUIDE, *into("3 > 2")),
    ("markup_is_plain", GUIDE, *into("<b")),
    ("markup_is_plain", GUIDE, *into("java&#115;cript")),
    ("markup_is_plain", GUIDE, *into("<![CDATA[x]]>")),
    ("tags_are_closed", GUIDE, *into("<div>")),
    ("tags_are_closed", GUIDE, *into("</div>")),
    ("tags_are_closed", GUIDE, *into("<b><em>x</b></em>")),
    ("tag_is_known", GUIDE, *into("<marquee>x</marquee>")),
    ("tag_is_known", GUIDE, *into('<meta name="x" content="y">')),
    ("tag_is_known", GUIDE, *into('<svg viewBox="0 0 1 1"><foreignobject></foreignobject></svg>')),
    ("file_is_as_made", FAVICON, "</svg>", "<script>alert(1)</script></svg>"),
    ("attribute_is_known", GUIDE, *into('<a href="#bind" target="_blank">x</a>')),
    (
        "attribute_is_known",
        GUIDE,
        *into('<img src="../assets/img/og.png" srcset="https://evil.example/x.png 2x" alt="">'),
    ),
    (
        "attribute_is_known",
        GUIDE,
        *into('<button type="button" formaction="https://evil.example/">x</button>'),
    ),
    ("attribute_is_known", GUIDE, *into('<form action="https://evil.example/"></form>')),
    (
        "attribute_is_known",
        GUIDE,
        '<meta name="theme-color"',
        '<meta http-equiv="refresh" content="0; url=https://evil.example/"><meta '
        'name="theme-color"',
    ),
    ("no_handlers_or_styles", GUIDE, *into('<b onclick="alert(1)">x</b>')),
    ("no_handlers_or_styles", GUIDE, *into('<svg onLoad="alert(1)"></svg>')),
    ("no_handlers_or_styles", GUIDE, *into('<b style="position:fixed">x</b>')),
    ("file_is_as_made", "assets/img/favicon.svg", "<svg ", '<svg onload="alert(1)" '),
    ("script_is_ours", GUIDE, *into("<script>alert(1)</script>")),
    ("script_is_ours", GUIDE, *into('<script src="../assets/js/site.js" type="module"></script>')),
    (
        "script_is_ours",
        GUIDE,
        "<script src=",
        '<script src="../assets/js/share.js" type="module"></script><script src=',
    ),
    ("script_is_ours", GUIDE, 'className="js"', 'className="js";alert(1)'),
    ("script_is_ours", GUIDE, '{"@context"', '{"x":1,"@context"'),
    ("script_is_ours", GUIDE, "</style>", "p{color:red}</style>"),
    ("script_is_ours", GUIDE, *into("<style>p{background:url(https://evil.example/x)}</style>")),
    ("script_is_ours", "assets/js/site.js", "const YEAR=", "alert(1);const YEAR="),
    ("file_is_expected", "assets/js/evil.js", None, "alert(1)"),
    ("policy_is_first", GUIDE, "script-src 'self'", "script-src 'self' 'unsafe-inline'"),
    (
        "policy_is_first",
        GUIDE,
        '<meta charset="utf-8">',
        '<meta charset="utf-8"><meta name="x" content="y">',
    ),
    ("address_is_safe", GUIDE, *into('<a href="javascript:alert(1)">x</a>')),
    ("address_is_safe", GUIDE, *into('<a href="JaVaScRiPt:alert(1)">x</a>')),
    ("address_is_safe", GUIDE, *into('<a href=" javascript:alert(1)">x</a>')),
    ("address_is_safe", GUIDE, *into('<a href="data:text/html,x">x</a>')),
    ("address_is_safe", GUIDE, *into('<img src="data:image/svg+xml,x" alt="">')),
    ("address_is_safe", GUIDE, *into('<a href="mailto:x@example.com">x</a>')),
    ("address_is_safe", GUIDE, *into('<a href="//evil.example/">x</a>')),
    ("address_is_safe", GUIDE, *into('<a href="/\\evil.example/">x</a>')),
    ("address_is_safe", GUIDE, *into('<a href="http://evil.example/">x</a>')),
    ("nothing_from_elsewhere", GUIDE, *into('<img src="https://evil.example/x.png" alt="">')),
    ("nothing_from_elsewhere", GUIDE, *into('<iframe src="https://evil.example/"></iframe>')),
    (
        "nothing_from_elsewhere",
        GUIDE,
        *into('<svg viewBox="0 0 1 1"><rect fill="url(https://evil.example/x)"/></svg>'),
    ),
    (
        "nothing_from_elsewhere",
        GUIDE,
        *into('<svg viewBox="0 0 1 1"><rect fill="u\\72l(https://evil.example/x)"/></svg>'),
    ),
    (
        "nothing_from_elsewhere",
        GUIDE,
        *into('<svg viewBox="0 0 1 1"><rect fill="image-set(https://evil.example/x)"/></svg>'),
    ),
    ("nothing_from_elsewhere", GUIDE, "</head>", '<base href="https://evil.example/"></head>'),
    (
        "nothing_from_elsewhere",
        GUIDE,
        "</head>",
        '<link rel="stylesheet" href="https://evil.example/x.css"></head>',
    ),
    (
        "nothing_from_elsewhere",
        GUIDE,
        "</head>",
        '<link rel="icon" href="https://evil.example/x.ico"></head>',
    ),
    (
        "nothing_from_elsewhere",
        GUIDE,
        '<script src="../assets/js/site.js',
        '<script src="https://evil.example/x.js',
    ),
    ("no_password_is_asked", GUIDE, *into('<input type="password">')),
    ("no_password_is_asked", GUIDE, *into('<input type="file">')),
    ("no_password_is_asked", GUIDE, *into("<input>")),
    ("hosts_are_plain_ascii", GUIDE, "imap.bluebird.example", "im\u0430p.bluebird.example"),
    ("hosts_are_plain_ascii", GUIDE, *into('<a href="https://xn--80ak6aa92e.com/">x</a>')),
    ("hosts_are_plain_ascii", GUIDE, *into('<a href="https://laifa.xin@evil.example/">x</a>')),
    ("no_invisible_characters", GUIDE, "imap.bluebird.example", "imap\u200b.bluebird.example"),
    ("no_invisible_characters", GUIDE, "imap.bluebird.example", "\u202eimap.bluebird.example"),
    ("no_invisible_characters", GUIDE, "<title>", "<title>\ue001"),
    ("no_invisible_characters", GUIDE, *into("\0")),
    ("no_codes", GUIDE, *into("<p>qxjvkzpwhtgbfdcm</p>")),
    ("no_codes", GUIDE, *into("<p>jqzk xvwp bhgt wkqz</p>")),
    (
        "no_codes",
        GUIDE,
        'placeholder="someone@bluebird.example"',
        'placeholder="9f86d081884c7d659a2feaa0c55ad015"',
    ),
    ("no_template_residue", GUIDE, *into("{{ imap.host }}")),
    ("no_template_residue", GUIDE, "<title>", "<title>{% if x %}"),
    ("no_template_residue", GUIDE, *into("{# note")),
    ("file_is_as_made", "robots.txt", "Allow", "Disallow"),
    ("file_is_as_made", "_headers", "script-src 'self'", "script-src 'self' 'unsafe-inline'"),
    ("file_is_as_made", "youxiang/errors.json", "imap.bluebird.example", "imap.evil.example"),
    ("ids_are_unique", GUIDE, 'id="faq-redbird"', 'id="bind"'),
    ("ids_are_unique", GUIDE, *into('<b id="content">x</b>')),
    ("links_lead_somewhere", GUIDE, *into('<a href="#nowhere">x</a>')),
    ("links_lead_somewhere", GUIDE, *into('<a href="199-nobody">x</a>')),
    ("links_lead_somewhere", GUIDE, *into('<a href="102-pinepost-mail#nowhere">x</a>')),
    ("links_lead_somewhere", GUIDE, *into('<a href="102-pinepost-mail.html">x</a>')),
    (
        "links_lead_somewhere",
        GUIDE,
        *into('<a href="https://handbook.example/youxiang/199-nobody">x</a>'),
    ),
    ("links_lead_somewhere", GUIDE, *into('<img src="../assets/img/none.png" alt="">')),
    ("links_lead_somewhere", GUIDE, *into('<a href="../../../../etc/passwd">x</a>')),
    ("links_lead_somewhere", GUIDE, *into('<a href="">x</a>')),
    ("links_lead_somewhere", GUIDE, *into('<label for="nowhere">x</label>')),
    ("links_lead_somewhere", GUIDE, 'rel="expect" href="#glance"', 'rel="expect" href="#nowhere"'),
    ("links_lead_somewhere", GUIDE, 'id="faq-redbird"', 'id="faq-redbird-of-old"'),
    ("file_is_as_made", STUB, "../101-bluebird-personal-mail.html", "https://evil.example/"),
    ("file_is_as_made", STUB, "../101-bluebird-personal-mail.html", "//evil.example/"),
    ("file_is_as_made", STUB, "../101-bluebird-personal-mail.html", "../102-pinepost-mail"),
    ("file_is_as_made", STUB, "https://handbook.example/", "https://evil.example/"),
    ("file_is_as_made", STUB, "<body>", "<body><b>x</b>"),
    ("file_is_as_made", STUB, "location.replace", "alert(1);location.replace"),
    ("file_is_as_made", "youxiang/settings.json", '"words":{', '"words":'),
    ("file_is_as_made", "youxiang/search/index.json", "redbird.example", "r\u0435dbird.example"),
    ("file_is_as_made", "sitemap.xml", "<urlset", "<?xml-stylesheet href='x.xsl'?><urlset"),
    ("file_is_as_made", GUIDE.replace(".html", ".md"), "993", "995"),
    ("ids_are_free", GUIDE, *into('<b id="__drawer">x</b>')),
    *(
        ("file_is_expected", path, None, "x")
        for path in (
            "youxiang/evil.html",
            "assets/x.swf",
            "assets/x.js",
            "assets/img/unused.svg",
            "assets/js/x.svg",
            "youxiang/search/0.json",
            "feed.xml",
            ".htaccess",
            "assets/_headers",
            "assets/robots.txt",
            "assets/404.html",
            "404",
            "assets/img/og.png ",
        )
    ),
    ("file_is_as_made", FAVICON, "</svg>", '<a href="#x"><rect/></a></svg>'),
    ("file_is_as_made", FAVICON, "</svg>", '<x:img xmlns:x="http://www.w3.org/1999/xhtml"/></svg>'),
    ("file_is_as_made", FAVICON, "</svg>", '<use href="https://evil.example/#x"/></svg>'),
    ("file_is_as_made", FAVICON, "</svg>", f'<use {XLINK} x:href="https://x.example"/></svg>'),
    ("file_is_as_made", FAVICON, "</svg>", "<!-- x --></svg>"),
    ("file_is_as_made", FAVICON, "<svg", '<!DOCTYPE svg [<!ENTITY x "y">]><svg'),
    ("file_is_as_made", FAVICON, "</svg>", "</svg>x"),
    ("picture_is_plain", "assets/img/og.png", None, "<script>alert(1)</script>"),
]


@pytest.fixture(scope="module")
def css(invented):
    """The styles of the pages, from the sources."""
    return styles(ROOT, invented.site.brand)


@pytest.fixture(scope="module")
def tampered(invented_site, tmp_path_factory):
    """A copy of the built site, to be spoilt one file at a time."""
    return shutil.copytree(invented_site, tmp_path_factory.mktemp("gate") / "site")


def test_our_site_passes(invented_site, invented, css):
    """No false alarm on any page, file or redirect."""
    assert gate.findings_in(invented_site, invented, css) == []


def groups(samples) -> list[list[tuple]]:
    """Samples in groups that spoil different files, since a look at a whole site takes long.

    What goes to the end of an article goes to the end of any.
    """
    found: list[dict[str, tuple]] = []
    for rule, path, old, new in samples:
        places = PAGES if old == END else [path]
        free = ((group, place) for group in found for place in places if place not in group)
        group, place = next(free, ({}, places[0]))
        if not group:
            found.append(group)
        group[place] = (rule, place, old, new)
    return [[*group.values()] for group in found]


# what is wrong with one page can break links to it: those samples stay among themselves
LINKS = [sample for sample in SAMPLES if sample[0] == "links_lead_somewhere"]
GROUPS = [*groups(LINKS), *groups([sample for sample in SAMPLES if sample not in LINKS])]


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: f"{group[0][0]}-{len(group)}")
def test_bad_pages_are_refused_by_their_rules(tampered, invented, css, group):
    """One thing put into a file of a good site.

    That rule refuses it, and names the file and what to do.
    """
    files = {path: tampered / path for _, path, _, _ in group}
    before = {path: file.read_bytes() for path, file in files.items() if file.exists()}
    try:
        for _, path, old, new in group:
            text = before[path].decode() if old else ""
            assert not old or old in text, f"{path} no longer has {old}: adapt the sample"
            files[path].write_bytes((text.replace(old, new) if old else new).encode())
        findings = gate.findings_in(tampered, invented, css)
    finally:
        for path, file in files.items():
            file.write_bytes(before[path]) if path in before else file.unlink()
    for rule, path, _, new in group:
        refused = [each for each in findings if (each.page, each.rule) == (path, rule)]
        assert refused, f"{rule} did not refuse {new} in {path}: {list(map(str, findings))}"
        assert re.match(rf"{re.escape(path)}: {rule}: .+ → .+", str(refused[0]))


def test_every_rule_has_a_bad_page():
    """No rule of the gate is there untested."""
    assert {sample[0] for sample in SAMPLES} | {"no_symbolic_links"} == set(gate.RULES)


def test_a_symbolic_link_is_refused(tampered, invented, css, tmp_path):
    """What a link leads to may change after it was looked at."""
    link = tampered / "assets/link.png"
    link.symlink_to(tmp_path)
    findings = gate.findings_in(tampered, invented, css)
    link.unlink()
    assert [(each.page, each.rule) for each in findings] == [
        ("assets/link.png", "no_symbolic_links")
    ]


def test_a_file_that_is_missing_is_said(invented_site, tmp_path, invented, css):
    """One of each kind in each folder, at once: no loss is silent."""
    site = shutil.copytree(invented_site, tmp_path / "site")
    files = sorted(each.relative_to(site) for each in site.rglob("*") if each.is_file())
    missing = {(each.parent, each.suffix): each.as_posix() for each in files}
    for path in missing.values():
        (site / path).unlink()
    said = "\n".join(map(str, gate.findings_in(site, invented, css)))
    assert [path for path in missing.values() if path not in said] == []


def test_what_the_site_may_hold_tomorrow_passes(tampered, invented, css):
    """Pictures, drawings, fields and folds as our templates would write them are no alarm."""
    new = """<details><summary>x</summary><p>y</p></details>
<label for="said">x</label><textarea id="said" rows="3"></textarea><output for="said"></output>
<label><input type="checkbox"> x</label><template><p>x</p></template>
<button type="button" class="yx-js">x</button>
<img src="../assets/img/og.png" alt="x" width="1" height="1" loading="lazy">
<svg viewBox="0 0 9 9" role="img" aria-labelledby="drawn"><title id="drawn">x</title>
<defs><symbol id="dot"><circle cx="1" cy="1" r="1"/></symbol></defs>
<g fill="none" stroke="currentColor" transform="translate(1 1)" aria-label="x (y)">
<rect x="0" y="0" width="9" height="9" rx="1"/><path d="M0 0h9"/>
<line x1="0" y1="0" x2="9" y2="9"/><polyline points="0,0 1,1"/>
<text x="1" y="1"><tspan>x</tspan></text><use href="#dot"/></g></svg>"""
    file = tampered / GUIDE
    before = file.read_text(encoding="utf-8")
    file.write_text(before.replace(END, END + new), encoding="utf-8")
    findings = gate.findings_in(tampered, invented, css)
    file.write_text(before, encoding="utf-8")
    assert findings == []


def test_a_build_that_holds_something_dangerous_fails_and_says_all_of_it(tmp_path):
    """Files smuggled into docs/, a script in a template."""
    root = copy_invented(tmp_path / "copy")
    (root / "docs/youxiang/evil.html").write_text("<script>alert(1)</script>", encoding="utf-8")
    (root / "docs/assets/evil.js").write_text("alert(1)", encoding="utf-8")
    template = root / "macros/render/templates/permalink.html"
    template.write_text(
        '<img src="https://evil.example/pixel.png" alt="">' + template.read_text(encoding="utf-8"),
        encoding="utf-8",
    )
    frame = root / "overrides/main.html"
    frame.write_text(
        frame.read_text(encoding="utf-8").replace("</body>", "<script>alert(1)</script></body>"),
        encoding="utf-8",
    )
    site = built(root)
    handbook = read(root)
    findings = gate.findings_in(site, handbook, styles(ROOT, handbook.site.brand))
    said = "\n".join(map(str, findings))
    for start in (
        "youxiang/evil.html: file_is_expected: ",
        "assets/evil.js: file_is_expected: ",
        f"en/{GUIDE}: nothing_from_elsewhere: <img> loads https://evil.example/pixel.png → ",
        "404.html: script_is_ours: ",
    ):
        assert start in said, (start, said)


def test_a_clone_that_brings_what_is_made_here_is_refused(tmp_path):
    """Nothing in the folders of a build is tracked, and neither they nor sources are links."""
    for name in SOURCES:
        (tmp_path / name).mkdir(parents=True, exist_ok=True)
    (tmp_path / "docs/loop").symlink_to(".")
    (tmp_path / "site").symlink_to("docs")
    (tmp_path / ".build").mkdir()
    (tmp_path / ".build/kept.json").write_text("{}", encoding="utf-8")
    for git in (["init", "-q"], ["add", "-f", ".build/kept.json"]):
        subprocess.run(["git", "-C", str(tmp_path), *git], check=True)
    assert [problem.partition(" →")[0] for problem in map(str, clone_is_clean(tmp_path))] == [
        "docs/loop:1: clone_is_clean: is a symbolic link",
        "site:1: clone_is_clean: is a symbolic link",
        ".build/kept.json:1: clone_is_clean: is made by a build and tracked",
    ]
    assert [*clone_is_clean(ROOT)] == []
