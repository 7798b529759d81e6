"""What is well-formed in itself, and does not agree with what stands elsewhere."""

import subprocess

from under_git import put_under_git

from bad_samples.places import BIRD, PINE, WORK

SAMPLES = [
    (
        "pits_begin_with_the_gravest",
        BIRD + "pits.yml",
        r"(?s)severity: high(.*)severity: low",
        r"severity: low\1severity: high",
    ),
    (
        "keys_are_used",
        "data/laifaxin.yml",
        r"(?m)^zhinan:",
        "zhinan:\n  spare:\n    title: {zh: 多余, en: Spare}\n    zh: https://handbook.example/x",
        "  spare:",
    ),
    ("form_has_its_fields", "data/laifaxin.yml", r"(?m)^  imap:", "  imp:", "ui:"),
    ("error_cause_exists", "data/causes.yml", r"id: wrong-kind", "id: wrong-kinds"),
    ("facts_are_terms", "data/terms.yml", r"(?m)^  tls:", "  tsl:"),
    ("lists_say_nothing_twice", BIRD + "guide.yml", "to: zhinan.check-mail", "to: personal"),
    ("aliases_are_not_of_others", BIRD + "provider.yml", "qingniao youxiang,", "Pinepost,"),
    ("aliases_are_not_of_others", BIRD + "provider.yml", "qingniao youxiang,", "Owlmail,"),
    (
        "lists_say_nothing_twice",
        BIRD + "pits.yml",
        "consequence: {zh: 登录不上,",
        "consequence: {zh: 服务没开,",
    ),
    (
        "lists_follow_what_announces_them",
        BIRD + "faq.yml",
        r'(同一个邮箱)。"(\n.*mailbox)\."',
        r'\1："\2:"',
    ),
    (
        "headings_differ",
        BIRD + "guide.yml",
        "      open-settings:\n",
        "      open-settings:\n        title: {zh: 常见问题, en: Questions}\n",
        "      open-settings:",
    ),
    (
        "sources_are_of_what_they_name",
        "data/sources.yml",
        "zh: 青鸟：授权码",
        "zh: 松信邮箱：授权码",
    ),
    *(
        (
            "ways_are_as_their_sources_say",
            BIRD + "provider.yml",
            r"\[settings, account_\w+, s",
            ways,
        )
        for ways in ("[account_tab, settings, s", "[settings, s")
    ),
    (
        "steps_are_of_their_own_mailbox",
        BIRD + "guide.yml",
        r"进入 \{\{ path\.current \}\}(.*\n.*)Go to \{\{ path.current \}\}",
        r"进入 {{ mailbox.pinepost.path.current }}\1Go to {{ mailbox.pinepost.path.current }}",
    ),
    (
        "glosses_are_of_their_labels",
        BIRD + "provider.yml",
        r"(?s)gloss: on\}(.*)gloss: Copy\}",
        r"gloss: Enable service}\1gloss: Enable service}",
        "  copy:",
    ),
    (
        "links_count_steps_right",
        BIRD + "pits.yml",
        r"\[开启\]\(#enable-service\)(.*\n.*)\[Turn it on\]\(#enable-service\)",
        r"[第 9 步](#step-enable)\1[Step 9](#step-enable)",
        '    zh: "先[第 9',
    ),
    ("pictures_press_what_words_name", BIRD + "guide.yml", r"tick: agree", "tick: settings"),
    (
        "titles_name_their_own_mailbox",
        BIRD + "guide.yml",
        r"zh: 同一家公司的企业邮箱",
        "zh: 松信邮箱",
    ),
    (
        "titles_name_their_own_mailbox",
        BIRD + "guide.yml",
        r"title: \{zh: 青鸟邮箱绑定教程",
        "title: {zh: 青鸟企业邮箱绑定教程",
    ),
    ("titles_name_their_own_mailbox", BIRD + "guide.yml", r"zh: 旧版界面, en", "zh: 松信邮箱, en"),
    (
        "lists_say_nothing_twice",
        BIRD + "guide.yml",
        r"(?s)(id: step-send-sms\n +do:\n)( +zh: .*?\n +en: .*?\n)"
        r"(.*id: step-confirm-sms\n +do:\n)( +zh: .*?\n +en: .*?\n)",
        r"\1\4\3\4",
        "          - id: step-confirm-sms",
    ),
    ("sure_is_earned", "data/others.yml", r"sure: low", "sure: high"),
    ("hosts_of_others_are_known", "data/others.yml", r"imap\.owl\.example", "imap.owl.test"),
    *(
        ("hosts_are_under_own_domains", "data/laifaxin.yml", before, before + ".evil.test")
        for before in (
            "accounts: https://app.handbook.example",
            "en: https://app.handbook.example",
        )
    ),
    (
        "sources_do_not_pose",
        "data/sources.yml",
        r"(?s)(public-lists:\n    url: https?://)[^/\n]+",
        r"\1help.bluebird.example.evil.test",
        "    url: https://help.bluebird.example.evil",
    ),
    (
        "hosts_are_under_own_domains",
        BIRD + "provider.yml",
        r"host: imap\.vip\.bluebird\.example",
        "host: imap.bluebird-mail.test",
    ),
    (
        "hosts_are_under_own_domains",
        BIRD + "provider.yml",
        r"(?m)^webmail: .*",
        "webmail: https://mail.bluebird.example.evil.test",
    ),
    (
        "hosts_are_under_own_domains",
        PINE + "provider.yml",
        r"mx\.pinepost\.example",
        "mx.pinepost.test",
    ),
    (
        "hosts_are_under_own_domains",
        PINE + "provider.yml",
        r"(?m)^kind:",
        "sign_in: [login.pinepost.test]\nkind:",
    ),
    (
        "hosts_are_under_own_domains",
        WORK + "provider.yml",
        r"mx2\.bluebird-work\.example",
        "mx.pinepost.example",
    ),
    (
        "registered_domains_are_needed",
        PINE + "provider.yml",
        r"(?m)^aliases:",
        "registered: [pinepost.example]\naliases:",
    ),
    ("words_name_known_hosts", "data/common.yml", r"按下表填写", "按 imap.bluebirdmail.test 填写"),
    (
        "words_name_known_hosts",
        BIRD + "faq.yml",
        r"It is; only",
        "See https://login.bluebird.test/x: only",
    ),
    ("words_name_no_person", BIRD + "faq.yml", r"一样，只是", "一样，13812345678，只是"),
    ("words_name_no_person", BIRD + "faq.yml", r"一样，只是", "一样，+86 138 1234 5678，只是"),
    ("words_name_no_person", BIRD + "faq.yml", r"It is; only", "Write to zhang.san88@qq.com; only"),
    ("words_stand_once", BIRD + "faq.yml", r"It is; only", "It is is; only"),
    ("words_stand_once", BIRD + "faq.yml", r"一样，只是", "一样，，只是"),
    ("words_stand_once", BIRD + "guide.yml", r"绑定的手机", "绑定的的手机"),
    ("words_stand_once", BIRD + "guide.yml", r"绑定的手机", "绑定绑定的手机"),
    (
        "halves_stress_alike",
        BIRD + "guide.yml",
        r"takes the \*\*\{\{ password.name \}\}\*\*",
        "takes the {{ password.name }}",
        '        zh: "密码栏填',
    ),
    (
        "halves_measure_alike",
        BIRD + "faq.yml",
        r"It is; only",
        "It takes a minute; only",
        '      zh: "一样',
    ),
    (
        "halves_negate_alike",
        BIRD + "guide.yml",
        r"Do this in a browser",
        "Never do this in a browser",
        "        zh: 以下操作",
    ),
    (
        "halves_negate_alike",
        BIRD + "faq.yml",
        r"一样，只是",
        "无法一样，只是",
    ),
    (
        "halves_negate_alike",
        BIRD + "guide.yml",
        r"\*\*一个客户端一个",
        "**别一个客户端一个",
    ),
    (
        "halves_name_the_same_labels",
        BIRD + "guide.yml",
        r"Tick \{\{ ui\.agree \}\}",
        "Tick the box",
        '              zh: "勾选 {{ ui.agree',
    ),
    (
        "labels_differ",
        BIRD + "provider.yml",
        r"copy: \{zh: 复制",
        "copy: {zh: 设置",
    ),
    (
        "labels_differ",
        "data/laifaxin.yml",
        r"zh: https://app\.handbook\.example/zh/contact",
        "zh: https://app.handbook.example/zh/check",
        "  contact-us:",
    ),
    ("labels_differ", "data/terms.yml", r"zh: 客户端专用密码", "zh: 授权码", "  client_password:"),
    (
        "glosses_are_of_their_labels",
        PINE + "provider.yml",
        r"gloss: 邮件客户端",
        "gloss: 更多",
    ),
    ("search_answers_are_there", "data/search.yml", r"at: \[get-code\]", "at: [get-codes]"),
    ("lists_say_nothing_twice", "data/common.yml", r"(guide_sections: .*)\]", r"\1, bind]"),
    (
        "links_name_where_they_lead",
        BIRD + "guide.yml",
        r"\[网页版邮箱\]\(webmail\)(.*\n.*)\(webmail\)",
        r"[网页版邮箱](pinepost)\1(pinepost)",
    ),
    (
        "links_name_where_they_lead",
        "data/common.yml",
        r"zhinan\.check-mail(.*\n.*)zhinan\.check-mail",
        r"zhinan.contact-us\1zhinan.contact-us",
    ),
    (
        "links_name_where_they_lead",
        PINE + "guide.yml",
        r"\[网页版\](.*\n.*)\[webmail\]",
        r" [mail.pinepost.example]\1[mail.pinepost.example]",
    ),
    (
        "error_sources_are_of_its_mailbox",
        "data/errors.yml",
        r"sources: \[bluebird-help\]",
        "sources: [pinepost-help]",
    ),
    (
        "lists_say_nothing_twice",
        BIRD + "faq.yml",
        r"  - use: no_limit\n",
        "  - use: no_limit\n  - use: no_limit\n",
    ),
    ("lists_say_nothing_twice", "data/search.yml", r"(?m)^mailbox_order: \[(\w+)", r"\g<0>, \1"),
    ("error_mailbox_exists", "data/search.yml", r"(?m)^mailbox_order: \[\w+", r"\g<0>s"),
    ("labels_are_not_retyped", BIRD + "guide.yml", r"点 \{\{ ui\.copy \}\}", "点“复制”"),
    (
        "labels_are_not_retyped",
        BIRD + "faq.yml",
        r"press \{\{ ui\.generate \}\}",
        "press “I agree”",
    ),
    (
        "letters_are_in_order",
        BIRD + "provider.yml",
        r"Generate authorization",
        "Generate authoriztion",
    ),
    ("letters_are_in_order", BIRD + "provider.yml", r"gloss: Settings", "gloss: Setitngs"),
    (
        "sure_is_earned",
        BIRD + "provider.yml",
        r"(?s)unusable\n    sure: high",
        "unusable\n    sure: low",
    ),
    (
        "halves_name_the_same_labels",
        BIRD + "guide.yml",
        r"点 \{\{ ui\.copy \}\}",
        "点 {{ ui.generate }}",
    ),
    (
        "titles_name_their_own_mailbox",
        PINE + "guide.yml",
        r"(?m)^title: .*",
        "title: {zh: 青鸟邮箱绑定教程, en: How to bind Pinepost}",
    ),
    ("days_are_past", "data/verified.yml", r"2026-11-22", "2999-11-22"),
    ("server_has_a_port", "data/verified.yml", r"imap\.bluebird\.example:993", "imap:993:1"),
    ("days_are_past", "data/sources.yml", r"read: 2026-11-19", "read: 2999-11-19"),
    (
        "tables_and_blocks_are_used",
        BIRD + "tables.yml",
        r"(?m)^  suffixes:",
        "  unused:\n    caption: {zh: 无, en: None}\n    columns:\n    - {zh: 甲, en: A}\n"
        "    - {zh: 乙, en: B}\n    rows:\n    - - {zh: 一, en: One}\n      - {zh: 二, en: Two}\n"
        "  suffixes:",
    ),
    (
        "labels_are_used",
        BIRD + "provider.yml",
        r"(?m)^  copy: ",
        "  paste: {zh: 粘贴, gloss: Paste}\n  copy: ",
    ),
    (
        "labels_are_used",
        BIRD + "provider.yml",
        r"(?m)^  since: 2022",
        "  until: 2023\n  since: 2022",
    ),
    (
        "terms_are_used",
        "data/terms.yml",
        r"(?m)^  starttls:",
        "  other:\n    zh: 别的\n    en: other\n  starttls:",
    ),
    (
        "sources_are_used",
        "data/sources.yml",
        r"(?m)^  work-help:",
        "  other:\n    url: https://other.example/\n    title: {zh: 别的, en: Other}\n"
        "    read: 2026-11-20\n  work-help:",
    ),
    (
        "strings_are_used",
        "data/site.yml",
        r"(?m)^strings:\n",
        "strings:\n  of_nobody: {zh: 别的, en: Other}\n",
    ),
]


def _take_off_the_record(root):
    put_under_git(root)
    record = root / "data/permalinks.txt"
    lines = record.read_text(encoding="utf-8").splitlines(keepends=True)
    record.write_text("".join([*lines[:1], *lines[2:]]), encoding="utf-8")


def _say_otherwise(path, old, new, times=1):
    """A change of what a source says, which nobody has read again; or of where a link leads."""

    def change(root):
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
        ("sources_are_read_again", _say_otherwise(path, old, new), (path, line))
        for path, old, new, line in (
            (BIRD + "evidence.yml", "length: 16}", "length: 12}", 11),
            (BIRD + "provider.yml", "{zh: 同意, en: I agree}", "{zh: 同意, en: Agree}", 68),
            (BIRD + "provider.yml", "use: overseas", "use: alternative", 39),
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
            ("data/others.yml", "host: imap.owl", "host: mail.owl", 7),
            ("data/records.yml", "domains: [bluebird.example,", "domains: [", 12),
            ("data/errors.yml", "mailbox: bluebird\n", "mailbox: pinepost\n", 12),
            (
                "data/common.yml",
                "{{ laifaxin.ui.normal }}，见",
                "{{ laifaxin.ui.create }}，见",
                110,
            ),
            ("data/laifaxin.yml", "8:00–16:00", "8:00–18:00", 18),
            ("data/records.yml", "bluebird.example.xml", "bluebird.xml", 11),
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
            ("data/sources.yml", "http://notice", "http://news", 8),
            ("data/sources.yml", "read: 2026-11-20", "read: 2026-11-18", 6),
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
            ("guide.yml", "id: step-send-sms", "id: step-copy", 87),
            ("tables.yml", "zh: 步骤", "zh: 做什么", 5),
            ("tables.yml", "zh: 在网页版打开", "zh: 用短信验证", 10),
            ("provider.yml", "gloss: Copy", "gloss: Settings", 62),
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
