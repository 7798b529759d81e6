"""What only git shows to be wrong, a guide unlike all others, and files that nothing reads.

A sample is as in trees.py.
"""

import subprocess

from conftest import edit
from under_git import put_under_git

from bad_samples.places import BIRD, PINE, WORK


def _take_off_the_record(root):
    put_under_git(root)
    record = root / "data/permalinks.txt"
    lines = record.read_text(encoding="utf-8").splitlines(keepends=True)
    record.write_text("".join([*lines[:1], *lines[2:]]), encoding="utf-8")


# All that a source says of a mailbox.
_NOTICE = """\
  bluebird-notice:
    password: {kind: authorization_code, length: 16}
    labels: [设置, 账户, IMAP/SMTP 服务]
"""


def _say_otherwise(path, old, new, times=1, having=None):
    """A change of what a source says, which nobody has read again; or of where a link leads.

    having: what the file has before the change: something that is there, and what is in its place.
    """

    def change(root):
        if having:
            edit(root, path, *having)
        put_under_git(root)
        text = (root / path).read_text(encoding="utf-8")
        assert old in text
        (root / path).write_text(text.replace(old, new, times), encoding="utf-8")

    return change


def _exchange(path, one, other):
    """A change that puts two things in each other's place."""

    def change(root):
        put_under_git(root)
        text = (root / path).read_text(encoding="utf-8")
        assert one in text and other in text
        text = text.replace(one, "\0").replace(other, one).replace("\0", other)
        (root / path).write_text(text, encoding="utf-8")

    return change


def build_otherwise(root):
    """Six copies of a mailbox, of which one lacks what the others have."""
    for number in range(1, 7):
        for file in (root / PINE).glob("*.yml"):
            text = file.read_text(encoding="utf-8")
            text = text.replace("pinepost", f"pine{number}").replace(
                "slug: 102", f"slug: 15{number}"
            )
            if number == 1:
                text = text.replace("- to: personal", "- to: enterprise")
            path = root / f"data/providers/pine{number}" / file.name
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")


def _write(root, path, content="x\n"):
    (root / path).write_text(content, encoding="utf-8")


def _track_a_built_file(root):
    (root / "site").mkdir()
    _write(root, "site/index.html")
    for arguments in (["init", "-q"], ["add", "-f", "site"]):
        subprocess.run(["git", "-C", str(root), *arguments], check=True)


TREES = [
    (
        "mailboxes_are_kept",
        lambda root: (root / PINE).rename(root / "data/providers/pine"),
        ("data/providers/pinepost", 1),
    ),
    ("record_only_grows", _take_off_the_record, ("data/permalinks.txt", 1)),
    *(
        ("evidence_is_read_again", _say_otherwise(path, old, new), (path, line))
        for path, old, new, line in (
            (BIRD + "evidence.yml", "length: 16}", "length: 12}", 11),
            ("data/others.yml", "host: imap.owl", "host: mail.owl", 7),
            ("data/records.yml", "domains: [bluebird.example,", "domains: [", 12),
            ("data/errors.yml", "mailbox: bluebird\n", "mailbox: pinepost\n", 12),
            ("data/laifaxin.yml", "8:00–16:00", "8:00–18:00", 18),
            ("data/records.yml", "bluebird.example.xml", "bluebird.xml", 10),
            ("data/sources.yml", "http://notice", "http://news", 8),
            ("data/sources.yml", "read: 2026-11-20", "read: 2026-11-18", 6),
            ("data/causes.yml", "sources: [bluebird-help]", "sources: [pinepost-help]", 18),
            (BIRD + "evidence.yml", _NOTICE, "", 2),
        )
    ),
    *(
        ("sources_are_read_again", _say_otherwise(path, old, new), (path, line))
        for path, old, new, line in (
            (BIRD + "provider.yml", "{zh: 同意, en: I agree}", "{zh: 同意, en: Agree}", 68),
            (BIRD + "provider.yml", "use: overseas", "use: alternative", 44),
            (BIRD + "provider.yml", "since: 2022", "since: 2021", 81),
            (
                BIRD + "provider.yml",
                "2024 年的公告, en: a notice of 2024",
                "2025 年的公告, en: a notice of 2025",
                74,
            ),
            (BIRD + "provider.yml", "2022 年的公告, en: a notice", "2022 年的帖子, en: a post", 78),
            (
                BIRD + "guide.yml",
                "        - warning:\n            zh: 短信",
                "        - note:\n            zh: 短信",
                105,
            ),
            (
                "data/common.yml",
                "{{ laifaxin.ui.normal }}，见",
                "{{ laifaxin.ui.create }}，见",
                110,
            ),
            (
                BIRD + "tables.yml",
                "    - - {zh: 2. 获取授权码, en: 2. Get the code}\n"
                "      - {zh: 用短信验证, en: By SMS}\n"
                '      - {zh: 必须, en: "Yes"}\n',
                "",
                8,
            ),
            (
                BIRD + "provider.yml",
                "en: Bluebird Mail (Bluebird",
                "en: Bluebird Disk (Bluebird",
                7,
            ),
            (BIRD + "guide.yml", "            expect: {zh: 收件箱。, en: Your inbox.}\n", "", 39),
            (BIRD + "guide.yml", "- line: service", "- line: settings", 76),
            (
                BIRD + "guide.yml",
                '- zh: "绑定的手机"\n  en: "The phone bound to the account"\n',
                "",
                5,
            ),
            (WORK + "guide.yml", "zh: 管理员：放行", "zh: 用户：放行", 18),
            (BIRD + "tables.yml", "imap_vip.host", "smtp.host", 26),
            (BIRD + "guide.yml", "              otherwise: true\n", "", 56),
            (BIRD + "faq.yml", "use: no_limit", "use: bind_result", 24),
            (
                BIRD + "provider.yml",
                "- bluebird.example\n- redbird.example\n",
                "- redbird.example\n- bluebird.example\n",
                10,
            ),
            (BIRD + "guide.yml", "tick: agree, press: true", "tick: agree", 81),
            (BIRD + "guide.yml", "- path: older", "- path: current", 61),
            (BIRD + "guide.yml", "frame: phone", "frame: browser", 91),
            (PINE + "guide.yml", "新账号要等 7 天", "新账号要等 7 周", 24),
            (PINE + "provider.yml", "{zh: VIP 账号用", "{zh: 普通账号用", 18),
        )
    ),
    (
        "sources_are_read_again",
        _exchange(BIRD + "guide.yml", "id: step-send-sms", "id: step-confirm-sms"),
        (BIRD + "guide.yml", 85),
    ),
    (
        "links_fit_as_before",
        _say_otherwise(BIRD + "guide.yml", "- to: zhinan.check-mail", "- to: zhinan.contact-us"),
        (BIRD + "guide.yml", 154),
    ),
    (
        "links_fit_as_before",
        _say_otherwise(BIRD + "pits.yml", "(#enable-service)", "(#copy-code)", times=2),
        (BIRD + "pits.yml", 7),
    ),
    (
        "links_fit_as_before",
        _say_otherwise(BIRD + "pits.yml", "(#enable-service)", "(pinepost#get-code)", times=2),
        (BIRD + "pits.yml", 7),
    ),
    (
        "links_fit_as_before",
        _say_otherwise("data/causes.yml", "    to: get-code\n", ""),
        ("data/causes.yml", 12),
    ),
    (
        "links_fit_as_before",
        _say_otherwise("data/site.yml", "support: zhinan.contact-us", "support: zhinan.check-mail"),
        ("data/site.yml", 7),
    ),
    *(
        ("words_keep_their_places", _exchange(BIRD + name, one, other), (BIRD + name, line))
        for name, one, other, line in (
            ("pits.yml", "id: service-off", "id: shared-code", 4),
            ("pits.yml", "服务没开", "登录不上", 4),
            ("faq.yml", "id: faq-lost-code", "id: faq-redbird", 9),
            ("guide.yml", "其他个人邮箱", "同一家公司的企业邮箱", 151),
            ("guide.yml", "id: step-send-sms", "id: step-copy", 87),
            ("tables.yml", "zh: 步骤", "zh: 做什么", 5),
            ("tables.yml", "zh: 在网页版打开", "zh: 用短信验证", 10),
            ("provider.yml", "gloss: Copy", "gloss: Settings", 62),
        )
    ),
    (
        "words_keep_their_places",
        _say_otherwise(BIRD + "pits.yml", "en: The service is off", "en: The sign-in fails"),
        (BIRD + "pits.yml", 4),
    ),
    *(
        ("sources_are_read_again", _say_otherwise(path, old, new, having=having), (path, line))
        for path, having, old, new, line in (
            (
                WORK + "provider.yml",
                ("webmail:", "sign_in: [login.bluebird-work.example]\nwebmail:"),
                "[login.",
                "[logon.",
                14,
            ),
            (
                WORK + "provider.yml",
                ("_password}", "_password, otherwise: {kind: login_password, when: {both: A}}}"),
                "{kind: login_password",
                "{kind: app_password",
                13,
            ),
            (
                BIRD + "provider.yml",
                ("alternative\n", "alternative\n    note: {zh: 备用, en: In reserve}\n"),
                "zh: 备用",
                "zh: 首选",
                37,
            ),
            (
                BIRD + "guide.yml",
                ("expect: {zh: 收件箱。, en: Your inbox.}", "expect: {both: '{{ ui.agree }}'}"),
                "{both: '{{ ui.agree }}'}",
                "{both: '{{ ui.copy }}'}",
                43,
            ),
        )
    ),
    (
        "links_fit_as_before",
        _say_otherwise(PINE + "provider.yml", "anchor: faq-company", "anchor: faq-daily-limit"),
        (PINE + "provider.yml", 12),
    ),
    (
        "halves_change_alike",
        _say_otherwise(
            BIRD + "guide.yml",
            " A lost one cannot be found, only [made anew](#faq-lost-code), or [ask us]"
            "(zhinan.contact-us).",
            "",
        ),
        (BIRD + "guide.yml", 128),
    ),
    *(
        ("halves_change_alike", _say_otherwise(BIRD + name, old, new), (BIRD + name, line))
        for name, old, new, line in (
            ("guide.yml", "en: Do this in a browser", "en: Never do this in a browser", 34),
            ("guide.yml", "**一个客户端一个", "**别一个客户端一个", 132),
            ("faq.yml", "一样，只是", "无法一样，只是", 29),
            ("guide.yml", "不是收到的", "是收到的", 106),
        )
    ),
    (
        "former_addresses_were_there",
        _say_otherwise(BIRD + "provider.yml", "[core-parameters]", "[core-parameters, invented]"),
        (BIRD + "provider.yml", 4),
    ),
    (
        "links_fit_as_before",
        _say_otherwise(BIRD + "provider.yml", "  open-settings: [", "  copy-code: ["),
        (BIRD + "provider.yml", 5),
    ),
    ("guides_are_built_alike", build_otherwise, ("data/providers/pine1/guide.yml", 33)),
    ("every_file_is_read", lambda root: _write(root, "data/error.yml"), ("data/error.yml", 1)),
    *(
        ("every_file_is_read", lambda root, path=path: _write(root, path, path), (path, 1))
        for path in (
            "docs/assets/js/extra.js",
            "docs/assets/js/e.js",  # named by nothing but itself; others end in it
            "docs/_headers",
            "docs/.htaccess",
            "docs/404.html",
            "docs/robots.txt",
        )
    ),
    (
        "every_file_is_read",
        lambda root: _write(root, "docs/youxiang/other.markdown"),
        ("docs/youxiang/other.markdown", 1),
    ),
    ("clone_is_clean", lambda root: (root / "docs/loop").symlink_to("."), ("docs/loop", 1)),
    (
        "clone_is_clean",
        lambda root: (root / "data/providers/other").symlink_to("bluebird"),
        ("data/providers/other", 1),
    ),
    ("clone_is_clean", lambda root: (root / "site").symlink_to("docs"), ("site", 1)),
    ("clone_is_clean", _track_a_built_file, ("site/index.html", 1)),
]
