"""Files that are missing, unreadable or in the way.

A sample is (rule, what happens to the handbook at `root`, where the problem stands).
"""

import os
import shutil

from bad_samples.places import BIRD, PAGE
from macros.render.png import grey_png

SHOT = "docs/assets/pictures/bluebird/enable.zh.png"
SHOTS = [f"docs/assets/pictures/bluebird/{language}/settings.png" for language in ("zh", "en")]


ICON = "docs/assets/img/favicon.svg"
SVG = '<svg xmlns="http://www.w3.org/2000/svg">'


def _black(width, height):
    """A black PNG."""
    return grey_png(bytes(width * height), width)


PIXEL = _black(400, 300)


def _rename(root, old, new):
    (root / old).rename(root / new)


def _add(root, path, content=b""):
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_bytes(content)


def _name_in_bytes(root, name):
    open(os.fsencode(root / BIRD) + name, "w").close()


TREES = [
    ("clone_is_clean", lambda root: _add(root, PAGE, b"\xff\xfe"), (PAGE, 1)),
    ("clone_is_clean", lambda root: _add(root, PAGE, b" " * 400_000), (PAGE, 1)),
    (
        "clone_is_clean",
        lambda root: _name_in_bytes(root, b"/\xff.yml"),
        (BIRD + os.fsdecode(b"\xff.yml"), 1),
    ),
    ("clone_is_clean", lambda root: _add(root, "docs/a\x1b[2J.js"), ("docs/a\x1b[2J.js", 1)),
    ("clone_is_clean", lambda root: os.mkfifo(root / BIRD / "tables"), (BIRD + "tables", 1)),
    (
        "clone_is_clean",
        lambda root: [
            _rename(root, "data", "other"),
            (root / "data").symlink_to("other"),
        ],
        ("data", 1),
    ),
    ("clone_is_clean", lambda root: shutil.rmtree(root / "data/providers"), ("data/providers", 1)),
    (
        "file_is_readable",
        lambda root: _add(root, BIRD + "faq.yml", "faq: \u4e2d".encode("gbk")),
        (BIRD + "faq.yml", 1),
    ),
    (
        "file_is_readable",
        lambda root: (root / BIRD / "guide.yml").unlink(),
        (BIRD + "guide.yml", 1),
    ),
    ("file_is_readable", lambda root: (root / BIRD / "faq.yml").unlink(), (BIRD + "faq.yml", 1)),
    (
        "file_is_known",
        lambda root: _rename(root, BIRD + "pits.yml", BIRD + "pit.yml"),
        (BIRD + "pit.yml", 1),
    ),
    ("file_is_known", lambda root: _add(root, BIRD + "evil.html"), (BIRD + "evil.html", 1)),
    (
        "folder_is_a_mailbox",
        lambda root: _rename(root, BIRD, "data/providers/BLUEBIRD"),
        ("data/providers/BLUEBIRD", 1),
    ),
    (
        "folder_is_a_mailbox",
        lambda root: _add(root, "data/providers/.hidden"),
        ("data/providers/.hidden", 1),
    ),
    ("screenshot_stands_in_for_a_picture", lambda root: _add(root, SHOT), (SHOT, 1)),
    (
        "screenshot_stands_in_for_a_picture",
        lambda root: _add(root, SHOTS[0]),
        (SHOTS[0], 1),
    ),
    (
        "screenshot_stands_in_for_a_picture",
        lambda root: [_add(root, shot, _black(100, 300)) for shot in SHOTS],
        (SHOTS[1], 1),
    ),
    *(
        (
            "pictures_are_plain",
            lambda root, content=content: [_add(root, shot, content) for shot in SHOTS],
            (SHOTS[1], 1),
        )
        for content in (
            b"not a PNG",
            PIXEL[:-4],
            PIXEL + b"<script>",
            PIXEL.replace(b"IDAT", b"tEXt"),
            _black(400, 9999),
        )
    ),
    *(
        (
            "pictures_are_plain",
            lambda root, more=more: _add(root, ICON, f"{SVG}{more}</svg>".encode()),
            (ICON, 1),
        )
        for more in (
            "<script>alert(1)</script>",
            "<g onload='x'/>",
            "<image href='https://other.example/x.png'/>",
            "</svg><svg>",
        )
    ),
    ("every_page_has_an_outline", lambda root: (root / PAGE).unlink(), (PAGE, 1)),
    (
        "every_page_has_an_outline",
        lambda root: _add(root, "docs/youxiang/199-moved.md", b"{{ title() }}\n"),
        ("docs/youxiang/199-moved.md", 1),
    ),
]
