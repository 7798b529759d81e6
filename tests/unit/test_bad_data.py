"""Bad input is refused with file, line, rule and fix, and a site that was built before stays as it was."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys

import pytest
from conftest import ROOT, build, copy_project

from macros.checks import RULES, RULES_OF_ONE_FILE, load
from macros.checks.parity import PARITY_RULES
from macros.checks.permalinks import permalinks_are_entered
from macros.checks.texts import TEXT_RULES
from macros.model.handbook import BadData
from macros.tools.check import problems

QQ = "data/providers/qq/"
PAGE = "docs/youxiang/106-tengxun-qqyouxiang-tencent-personal-email.md"

# (rule that must refuse, file, pattern, what to put in its place); the problem stands on the first line that changed, or
# on the line that begins with the fifth item, in the file of the sixth
SAMPLES = [
    (
        "text_has_both_languages",
        QQ + "pits.yml",
        r"(?m)^  avoid:\n    zh: .*\n",
        "  avoid:\n",
        "  avoid:",
    ),
    ("text_has_both_languages", QQ + "guide.yml", r"(?m)^  en: .*\n", "  en: ''\n"),
    (
        "keys_are_unique",
        QQ + "provider.yml",
        r"(?m)^kind: personal\n",
        "kind: personal\nkind: personal\n",
    ),
    ("key_is_known", QQ + "provider.yml", r"(?m)^webmail:", "webmial: x\nwebmail:"),
    ("key_is_present", QQ + "provider.yml", r"(?m)^webmail:.*\n", "", "slug:"),
    ("port_matches_security", QQ + "provider.yml", r"port: 993", "port: 143"),
    ("host_is_plain_ascii", QQ + "provider.yml", r"host: imap\.qq\.com", "host: imap.qq.c\u043em"),
    (
        "host_is_plain_ascii",
        QQ + "provider.yml",
        r"host: imap\.qq\.com",
        "host: https://imap.qq.com",
    ),
    ("no_invisible_characters", QQ + "guide.yml", r"(?m)^(  zh: )", "\\1\u202e"),
    ("no_invisible_characters", QQ + "provider.yml", r"imap\.qq\.com", "imap\u200b.qq.com"),
    (
        "no_invisible_characters",
        QQ + "provider.yml",
        r"(?m)^kind: personal",
        'kind: "personal\\\\u200b"',
    ),
    ("no_anchors_or_aliases", QQ + "provider.yml", r"(?m)^kind: personal", "kind: &k personal"),
    ("no_anchors_or_aliases", QQ + "provider.yml", r"(?m)^kind: personal", "kind: *k"),
    (
        "no_tags",
        QQ + "provider.yml",
        r"(?m)^kind: personal",
        "kind: !!python/name:os.system personal",
    ),
    ("url_is_https", QQ + "provider.yml", r"(?m)^webmail: .*", "webmail: javascript:alert(1)"),
    ("marks_are_closed", "data/common.yml", r"\(accounts\)", "(javascript:alert)"),
    ("link_key_is_known", "data/common.yml", r"\(accounts\)", "(https://example.com)"),
    ("marks_are_closed", "data/common.yml", r"\(accounts\)", "(data:text/html,x)"),
    ("marks_are_closed", "data/common.yml", r"按下表填写", "[按下表填写](vbscript:x)"),
    ("link_key_is_known", "data/common.yml", r"\(accounts\)", "(//example.com)"),
    ("link_key_is_known", "data/common.yml", r"\(accounts\)", "(../../etc/passwd)"),
    (
        "link_key_is_known",
        QQ + "guide.yml",
        r"(?m)^- to: tencent-exmail",
        "- to: https://example.com",
    ),
    ("url_is_https", "data/laifaxin.yml", r"(?m)^accounts: .*", "accounts: data:text/html,x"),
    ("url_is_https", QQ + "provider.yml", r"(?m)^webmail: .*", "webmail: https://m\u0430il.qq.com"),
    (
        "url_is_https",
        QQ + "provider.yml",
        r"(?m)^webmail: .*",
        "webmail: https://mail.qq.com@example.com",
    ),
    (
        "url_is_https",
        QQ + "provider.yml",
        r"(?m)^webmail: .*",
        "webmail: 'https://mail.qq.com/\" onclick=x'",
    ),
    ("url_is_web", "data/sources.yml", r"url: https?://\S*", "url: javascript:alert(1)"),
    (
        "page_path_is_address",
        "data/site.yml",
        r"path: youxiang/100-[a-z-]*",
        "path: youxiang/../../etc",
    ),
    ("id_is_ascii", QQ + "guide.yml", r"id: step-[a-z-]*", "id: 'x\" onclick=x'"),
    ("ids_are_unique", QQ + "guide.yml", r"id: step-[a-z-]*", "id: faq"),
    ("ids_are_unique", QQ + "faq.yml", r"id: faq-vpn", "id: faq-foxmail"),
    (
        "no_anchors_or_aliases",
        QQ + "provider.yml",
        r"(?m)^kind: personal",
        "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\nkind: personal",
    ),
    (
        "keys_are_text",
        QQ + "provider.yml",
        r"(?m)^kind: personal",
        "<<: {kind: personal}\n? [a]\n: x\nkind: personal",
        "? [a]",
    ),
    ("file_is_one_document", QQ + "provider.yml", r"\Z", "---\nkind: personal\n", "---"),
    (
        "link_target_exists",
        QQ + "guide.yml",
        r"(?m)^(    - text:\n        zh: )\S.*",
        "\\1'[这里](#nowhere)'",
    ),
    (
        "name_is_defined",
        "data/common.yml",
        r"\{\{ laifaxin\.path\.bind \}\}",
        "{{ laifaxin.path.bnd }}",
    ),
    (
        "expression_is_a_name",
        "data/common.yml",
        r"\{\{ laifaxin\.path\.bind \}\}",
        "{{ ''.__class__ }}",
    ),
    (
        "expression_is_a_name",
        "data/common.yml",
        r"\{\{ laifaxin\.path\.bind \}\}",
        "{{ range(9) }}",
    ),
    ("words_only_fill_in_facts", "data/common.yml", r"\{\{ laifaxin\.path\.bind \}\}", "{% raw %}"),
    ("marks_are_closed", "data/common.yml", r"\[邮箱账号页\]\(accounts\)", "**邮箱账号页"),
    ("facts_are_not_retyped", "data/common.yml", r"按下表填写", "按 imap.qq.com 填写"),
    ("facts_are_not_retyped", "data/common.yml", r"按下表填写", "按端口 993 填写"),
    ("hosts_are_plain_ascii", "data/common.yml", r"按下表填写", "按 im\u0430p.qq.com 填写"),
    ("hosts_are_plain_ascii", "data/common.yml", r"Fill in the form", "Fill in imap.ｑｑ.com"),
    ("words_hold_no_codes", "data/common.yml", r"按下表填写", "填写 qxjvkzpwhtgbfdcm"),
    ("words_hold_no_codes", "data/common.yml", r"Fill in the form", "Fill in jqzk xvwp bhgt wkqz"),
    ("length_is_not_retyped", QQ + "guide.yml", r"\{\{ password\.length \}\}", "16"),
    ("terms_have_one_word", "data/common.yml", r"Fill in the form", "Fill in the auth code"),
    ("chinese_is_set_properly", "data/common.yml", r"按下表填写", "按table填写"),
    ("chinese_is_set_properly", "data/common.yml", r"按下表填写", "按下表,填写"),
    ("both_is_language_neutral", QQ + "tables.yml", r"both: [^}]*\}\}[^}]*\}", "both: 中文}"),
    ("slug_is_published_form", QQ + "provider.yml", r"(?m)^slug: .*", "slug: ../../etc/passwd"),
    (
        "servers_differ",
        "data/providers/sohu/provider.yml",
        r"(?m)^  imap:(.*)\n",
        "  imap:\\1\n  imap_again:\\1\n",
        "  imap_again:",
    ),
    ("domain_has_one_owner", QQ + "provider.yml", r"(?m)^- foxmail\.com", "- sohu.com"),
    ("sources_exist", QQ + "provider.yml", r"(?m)^sources: \[", "sources: [nowhere, "),
    (
        "servers_agree_with_records",
        QQ + "provider.yml",
        r"host: smtp\.qq\.com\n    port: 465",
        "host: smtp.qq.co\n    port: 465",
        "  smtp:",
    ),
    (
        "servers_agree_with_records",
        QQ + "provider.yml",
        r"port: 465\n    security: tls",
        "port: 587\n    security: starttls",
        "  smtp:",
    ),
    (
        "servers_agree_with_records",
        "data/providers/google-workspace/provider.yml",
        r"host: imap\.gmail\.com, port: 993, security: tls",
        "host: imap.gmail.com, port: 143, security: starttls",
    ),
    (
        "servers_agree_with_records",
        "data/providers/icloud/provider.yml",
        r", username: local_part",
        "",
    ),
    (
        "differences_from_records_exist",
        "data/records.yml",
        r"(?m)^    imap: It gives",
        "    pop3: No such thing here.\n    imap: It gives",
    ),
    ("records_are_of_our_domains", "data/records.yml", r"foxmail\.com\]", "foxmail.org]"),
    ("record_database_is_known", "data/records.yml", r"database: chatmail", "database: hearsay"),
    ("month_is_iso", "data/records.yml", r"as_of: 2021-06", "as_of: 2021-13"),
    (
        "password_kind_is_a_term",
        QQ + "provider.yml",
        r"kind: authorization_code",
        "kind: secret_word",
    ),
    ("value_is_allowed", QQ + "provider.yml", r"security: tls", "security: ssl"),
    ("value_has_right_type", QQ + "provider.yml", r"port: 993", "port: many"),
    ("date_is_iso", QQ + "provider.yml", r"(?m)^checked: .*", "checked: yesterday"),
    ("imap_and_smtp_exist", QQ + "provider.yml", r"(?m)^  imap:", "  imapp:", "servers:"),
    (
        "siblings_link_to_each_other",
        "data/providers/sohu/provider.yml",
        r"(?m)^checked:",
        "siblings: [qq]\nchecked:",
    ),
    (
        "siblings_link_to_each_other",
        QQ + "guide.yml",
        r"(?m)^- to: tencent-exmail",
        "- to: sohu",
        "related:",
    ),
    (
        "every_guide_answers",
        "data/providers/sohu/faq.yml",
        r"- id: faq-daily-limit",
        "- id: faq-daily",
        "faq:",
    ),
    (
        "label_has_two_of_three",
        QQ + "provider.yml",
        r"(?m)^(  settings: \{zh: [^,]*), (?:en|gloss): [^}]*\}",
        "\\1}",
    ),
    (
        "former_ids_lead_somewhere",
        QQ + "provider.yml",
        r"(?m)^  open-settings: \[access",
        "  opening: [access",
    ),
    ("acts_are_said", QQ + "provider.yml", r"(?m)^kind: personal", "kind: personal\nacts: [user]"),
    (
        "acts_are_said",
        "data/providers/tencent-exmail/provider.yml",
        r"(?m)^acts: .*\n",
        "",
        "slug:",
    ),
    (
        "way_is_visible",
        "data/providers/sohu/guide.yml",
        r"(?ms)^    - steps:\n.*?(?=^    - warning:)",
        "",
        "  get-code:",
    ),
    ("key_is_present", QQ + "guide.yml", r"(?m)^needs:\n(?:- .*\n  .*\n)+", "", "title:"),
    ("support_leads_somewhere", "data/site.yml", r"(?m)^support: .*", "support: zhinan.nowhere"),
    (
        "moved_pages_lead_on",
        "data/providers/sohu/provider.yml",
        r"(?m)^kind:",
        "moved_from: [106-tengxun-qqyouxiang-tencent-personal-email]\nkind:",
    ),
    (
        "moved_pages_lead_on",
        "data/providers/sohu/provider.yml",
        r"(?m)^kind:",
        "moved_from: [118-sohu, 118-sohu]\nkind:",
    ),
    (
        "mx_host_has_one_owner",
        "data/providers/tencent-exmail/provider.yml",
        r"mxbiz2\.qq\.com\]",
        "mx.mxhichina.com, mxhichina.com]",
    ),
    (
        "mx_anchor_exists",
        "data/providers/outlook/provider.yml",
        r"anchor: faq-microsoft-365",
        "anchor: faq-nothing",
    ),
    (
        "sources_exist",
        "data/providers/outlook/provider.yml",
        r"sources: \[mx-microsoft\]",
        "sources: [nowhere]",
    ),
    ("picture_shows_what_is_there", QQ + "guide.yml", r"line: service", "line: servise"),
    ("picture_shows_what_is_there", QQ + "guide.yml", r"(?m)^(\s+- path:) current", "\\1 nowhere"),
    ("picture_shows_what_is_there", "data/common.yml", r"tick: sync", "tick: sink"),
    ("picture_ids_are_unique", QQ + "guide.yml", r"id: scan", "id: sms"),
    (
        "part_is_one_thing",
        QQ + "guide.yml",
        r"- qr: true",
        "- qr: true\n                press: true",
        "              - qr: true",
    ),
    (
        "part_is_one_thing",
        QQ + "guide.yml",
        r"- qr: true",
        "- qr: true\n                code: true",
        "              - qr: true",
    ),
    (
        "error_id_is_its_own",
        "data/errors.yml",
        r"(?m)^- id: qq-five-in-one",
        "- id: qq-authorization-code",
    ),
    (
        "error_mailbox_exists",
        "data/errors.yml",
        r"(?m)^  mailbox: netease$",
        "  mailbox: neteas",
    ),
    ("error_mailbox_exists", "data/causes.yml", r"(?m)^    netease: ", "    neteas: "),
    ("error_cause_exists", "data/errors.yml", r"service-not-enabled: 4\}", "service-not: 4}"),
    (
        "error_cause_exists",
        "data/errors.yml",
        r"(?m)^  instead_of: wrong-credentials",
        "  instead_of: wrong-everything",
    ),
    (
        "error_says_something",
        "data/errors.yml",
        r"(?m)^- id: qq-login-fail\n",
        "- id: qq-login-fail\n  instead_of: wrong-credentials\n",
        "- id: qq-login-fail",
    ),
    ("phrase_is_plain", "data/errors.yml", r"- unsafe_login", "- Unsafe_Login"),
    ("remedy_exists", "data/causes.yml", r"to: enable-service", "to: enable-everything"),
    ("remedy_exists", "data/causes.yml", r"(?m)^    to: get-code", "    to: get-it"),
    ("remedy_exists", "data/causes.yml", r"to: zhinan\.contact-us", "to: zhinan.contact-you"),
    ("sources_exist", "data/causes.yml", r"qq-official", "nowhere"),
    ("sources_exist", "data/errors.yml", r"qq-mail-triage", "nowhere"),
    ("pages_only_call_macros", PAGE, r"\{\{ guide\(\) \}\}", "Hello {{ guide() }}"),
    ("pages_only_call_macros", PAGE, r"\{\{ guide\(\) \}\}", "{{ guide() }}{{ 7 * 7 }}"),
    ("pages_only_call_macros", PAGE, r"guide\(\)", "guide().__class__"),
    ("pages_only_call_macros", PAGE, r"guide\(\)", "guide(first=guide)"),
    ("pages_only_call_macros", PAGE, r"guide\(\)", "guide(*guide)"),
    ("pages_only_call_macros", PAGE, r"guide\(\)", "guide() | length"),
    ("pages_only_call_macros", PAGE, r"\A", "{% set x = 1 %}"),
    ("pages_only_call_macros", PAGE, r"\A", "{% if"),
    ("macro_takes_this", PAGE, r"guide\(\)", 'guide(last="faq")'),
    ("macro_is_known", "data/common.yml", r"show: server_table", "show: server_tables"),
    ("macro_takes_this", "data/common.yml", r"show: server_table", "show: section"),
    ("pages_only_call_macros", PAGE, r"\A", "<script>alert(1)</script>"),
    ("macro_is_known", PAGE, r"\A", "{{ steal() }}"),
    ("section_has_words", PAGE, r"\A", '{{ section("nothing") }}'),
    ("section_has_words", PAGE, r"guide\(\)", 'guide(first="nothing")'),
    (
        "ids_are_unique",
        PAGE,
        r"\Z",
        '{{ section("faq") }}\n',
    ),
    ("words_are_shown", "data/common.yml", r" tips, ", " ", "  tips:", QQ + "guide.yml"),
    ("permalinks_are_kept", "data/permalinks.txt", r"#faq-vpn", "#faq-vpn-of-old"),
    (
        "permalinks_are_kept",
        "data/permalinks.txt",
        r"(?m)^youxiang/106-.*\n",
        "youxiang/106-moved\n",
    ),
    ("file_is_yaml", QQ + "provider.yml", r"(?m)^kind: personal", "kind: [personal", "name:"),
    ("file_has_sane_size", QQ + "provider.yml", r"\Z", "# x" * 100000, "# yaml-language-server"),
    (
        "nesting_is_shallow",
        QQ + "provider.yml",
        r"(?m)^kind: personal",
        "kind: " + "[" * 30 + "]" * 30,
    ),
    ("file_is_not_empty", QQ + "faq.yml", r"(?s)\A.*\Z", "# nothing\n"),
    ("file_is_one_document", QQ + "faq.yml", r"(?m)^- id: faq-foxmail", "---\n- id: faq-foxmail"),
    ("keys_are_text", QQ + "provider.yml", r"(?m)^kind: personal", "[kind]: personal"),
    ("id_is_ascii", QQ + "pits.yml", r"id: sms-direction|(?<=- )id: \S+", "id: Pit_1"),
    ("key_is_ascii", QQ + "provider.yml", r"(?m)^  account_tab:", "  account-tab:"),
    (
        "url_is_web",
        "data/sources.yml",
        r"url: https://github\.com/thunderbird/autoconfig",
        "url: ftp://github.com",
    ),
    (
        "block_is_one_thing",
        QQ + "guide.yml",
        r"(?m)^    - show: server_table",
        "    - show: server_table\n      table: must_do",
        "    - show: server_table",
    ),
    ("faq_id_has_prefix", QQ + "faq.yml", r"id: faq-foxmail", "id: foxmail"),
    ("page_path_is_address", "data/site.yml", r"path: youxiang/100-\S+", "path: youxiang/../100"),
    ("site_url_has_no_slash", "data/site.yml", r"(?m)^url: \S+", "url: https://laifa.xin/"),
    (
        "text_with_comma_is_quoted",
        QQ + "guide.yml",
        r"(?m)^needs:\n",
        "needs:\n- {zh: 先做这个, en: First this, then that.}\n",
    ),
    ("brand_is_colour", "data/site.yml", r"(?m)^brand: \S+", "brand: green"),
    (
        "rows_fill_columns",
        QQ + "tables.yml",
        r"(?m)^      - \{zh: 必须, en: \"Yes\"\}\n",
        "",
        "    - - {zh: 1. 开启服务",
    ),
    ("name_is_printable", QQ + "guide.yml", r"\{\{ smtp\.port \}\}", "{{ smtp }}"),
    ("marks_are_simple", QQ + "guide.yml", r"\]\(#faq-lost-code\)", "](#faq-lost-code 'x')"),
    (
        "words_do_not_loop",
        QQ + "provider.yml",
        r"(?m)^webmail:",
        "facts: {loop: {both: '{{ fact.loop }}'}}\nwebmail:",
    ),
    (
        "table_exists",
        "data/providers/aliyun-enterprise/guide.yml",
        r"- table: editions",
        "- table: edition",
    ),
    (
        "shared_blocks_exist",
        "data/providers/sina/faq.yml",
        r"- use: vpn_domestic",
        "- use: vpn_on_the_moon",
    ),
    (
        "section_has_title",
        QQ + "guide.yml",
        r"(?m)^        title: \{zh: 三种后缀.*\n",
        "",
        "      about-suffixes:",
    ),
    ("string_exists", "data/site.yml", r"(?m)^  caption_pits:", "  caption_pit:", "strings:"),
    ("string_exists", "data/site.yml", r"(?m)^  skip:", "  skip_it:", "strings:"),
    ("page_has_a_mailbox", "docs/youxiang/index.md", r"\Z", "{{ server_table() }}\n"),
    ("macro_takes_this", PAGE, r"guide\(\)", 'guide("faq", "tips")'),
    ("ids_are_unique", QQ + "guide.yml", r"id: step-confirm-sms", "id: step-send-sms"),
    (
        "slug_has_one_owner",
        "data/providers/sina/provider.yml",
        r"(?m)^slug: .*",
        "slug: 106-another",
    ),
    (
        "slug_number_matches_kind",
        "data/providers/sohu/provider.yml",
        r"(?m)^slug: .*",
        "slug: 299-another",
    ),
    (
        "server_domains_are_own",
        "data/providers/sohu/provider.yml",
        r"domains: \[vip\.sohu\.com\], sure",
        "domains: [elsewhere.com], sure",
    ),
    ("labels_exist", "data/providers/sohu/provider.yml", r"labels: \[", "labels: [nothing_here, "),
    ("lines_end_cleanly", QQ + "guide.yml", r"(?m)^related:$", "related: "),
    ("lines_end_cleanly", QQ + "faq.yml", r"\n\Z", ""),
    ("lines_end_cleanly", PAGE, r"\{\{ guide\(\) \}\}", "{{ guide() }}\t"),
    ("no_invisible_characters", QQ + "guide.yml", r"以下操作在", "以下操作\u00a0在"),
    ("letters_are_known", QQ + "guide.yml", r"Do this in a browser", "Do this in \u0430 browser"),
    ("words_have_no_gaps", QQ + "guide.yml", r"Go to \{\{ path\.current \}\}\.", "Go to ."),
    (
        "each_half_is_in_its_language",
        QQ + "guide.yml",
        r"(?m)^        zh: 绑定前有两步必须做.*",
        "        zh: Two things have to be done first",
    ),
    (
        "halves_fill_in_the_same_facts",
        QQ + "guide.yml",
        r"或 `@\{\{ domain\.vip_qq_com \}\}` 结尾",
        "或 `@{{ domain.qq_com }}` 结尾",
    ),
    (
        "halves_link_alike",
        QQ + "guide.yml",
        r"登录\[网页版 QQ 邮箱\]\(webmail\)",
        "登录网页版 QQ 邮箱",
    ),
    ("halves_quote_alike", QQ + "guide.yml", r"通常提示 `535`", "通常提示 `553`"),
    ("halves_count_alike", QQ + "guide.yml", r"停 15 分钟左右", "停 50 分钟左右"),
    ("halves_count_alike", QQ + "guide.yml", r"2022 年 11 月 1 日起", "2022 年 10 月 1 日起"),
    ("halves_end_alike", QQ + "guide.yml", r"手机只用来发短信。", "手机只用来"),
    (
        "label_is_in_its_language",
        QQ + "provider.yml",
        r"settings: \{zh: 设置, gloss: Settings\}",
        "settings: {zh: Settings, gloss: 设置}",
    ),
    ("host_is_of_its_protocol", QQ + "provider.yml", r"host: imap\.qq\.com", "host: smtp.qq.com"),
    (
        "checked_is_a_day_of_reading",
        QQ + "provider.yml",
        r"(?m)^checked: .*",
        "checked: 2027-01-01",
    ),
    (
        "string_exists",
        "data/site.yml",
        r"(?m)^  address_unknown:",
        "  address_not_known:",
        "strings:",
    ),
    (
        "file_is_plain",
        "data/records.yml",
        r"file: ispdb/googlemail\.com\.xml",
        "file: https://example.com/x",
    ),
    (
        "file_is_plain",
        "data/records.yml",
        r"file: ispdb/googlemail\.com\.xml",
        "file: ispdb/../../x.xml",
    ),
    (
        "permalinks_are_entered",
        "data/permalinks.txt",
        r"(?m)^youxiang/106-tengxun-qqyouxiang-tencent-personal-email#bind\n",
        "",
        "youxiang/106-tengxun-qqyouxiang-tencent-personal-email#access-account-settings",
    ),
]


# A sample is one mistake, and one problem is said of it, but for these. Each is a mistake in itself.
ALSO = {
    ("domain_has_one_owner", r"(?m)^- foxmail\.com"): [
        "name_is_defined",
        "records_are_of_our_domains",
    ],
    ("way_is_visible", r"(?ms)^    - steps:\n.*?(?=^    - warning:)"): ["permalinks_are_kept"],
}


def _rename(root, old, new):
    (root / old).rename(root / new)


def _add(root, path):
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_bytes(b"")


# the same for changes to whole files: (rule, what happens to the repository, where the problem stands)
FILES = [
    (
        "file_is_readable",
        lambda root: (root / QQ / "faq.yml").write_bytes("faq: \u4e2d".encode("gbk")),
        (QQ + "faq.yml", 1),
    ),
    ("file_is_readable", lambda root: (root / QQ / "guide.yml").unlink(), (QQ + "guide.yml", 1)),
    (
        "file_is_known",
        lambda root: _rename(root, QQ + "pits.yml", QQ + "pit.yml"),
        (QQ + "pit.yml", 1),
    ),
    (
        "folder_is_a_mailbox",
        lambda root: _rename(root, QQ, "data/providers/QQ"),
        ("data/providers/QQ", 1),
    ),
    (
        "folder_is_a_mailbox",
        lambda root: _add(root, "data/providers/.hidden"),
        ("data/providers/.hidden", 1),
    ),
    ("file_is_known", lambda root: _add(root, QQ + "evil.html"), (QQ + "evil.html", 1)),
    (
        "screenshot_stands_in_for_a_picture",
        lambda root: _add(root, "docs/assets/pictures/qq/enable.zh.png"),
        ("docs/assets/pictures/qq/enable.zh.png", 1),
    ),
    ("every_page_has_an_outline", lambda root: (root / PAGE).unlink(), (PAGE, 1)),
    (
        "every_page_has_an_outline",
        lambda root: (root / "docs/youxiang/199-moved.md").write_text(
            "{{ title() }}\n", encoding="utf-8"
        ),
        ("docs/youxiang/199-moved.md", 1),
    ),
]


@pytest.fixture(scope="module")
def broken(tmp_path_factory):
    """A copy of the project that is whole again before each sample: restored from what was changed."""
    return copy_project(tmp_path_factory.mktemp("bad") / "copy")


@pytest.mark.parametrize(
    "sample", SAMPLES, ids=[f"{number:02}-{sample[0]}" for number, sample in enumerate(SAMPLES)]
)
def test_a_bad_sample_is_refused_by_its_rule_on_its_line(broken, sample):
    """The rule refuses the sample, and the problem names the file, the one line where it is put right, and what to do."""
    rule, path, pattern, replacement, at, elsewhere = (*sample, None, None)[:6]
    file = broken / path
    good = file.read_text(encoding="utf-8")
    assert re.search(pattern, good), "the sample no longer fits the data: adapt it"
    bad = re.sub(pattern, replacement, good, count=1)
    try:
        file.write_text(bad, encoding="utf-8")
        said = problems(broken)
        where = (broken / (elsewhere or path)).read_text(encoding="utf-8").splitlines()
    finally:
        file.write_text(good, encoding="utf-8")
    changed = next(
        (
            number
            for number, (old, new) in enumerate(zip(good.splitlines(), bad.splitlines()), 1)
            if old != new
        ),
        len(bad.splitlines()),
    )
    expected = (
        next(number for number, line in enumerate(where, 1) if line.startswith(at))
        if at
        else changed
    )
    found = [each for each in said if each.rule == rule]
    assert [(each.path, each.line) for each in found] == [(elsewhere or path, expected)], said
    assert sorted(each.rule for each in said if each.rule != rule) == ALSO.get((rule, pattern), [])
    assert all(each.message and each.fix for each in found)


@pytest.mark.parametrize(("rule", "change", "where"), FILES, ids=[each[0] for each in FILES])
def test_a_bad_file_is_refused_by_its_rule(tmp_path, rule, change, where):
    """A file that is missing, unreadable or unexpected is named."""
    root = copy_project(tmp_path / "copy")
    change(root)
    assert where in {(each.path, each.line) for each in problems(root) if each.rule == rule}


def test_a_problem_stands_on_its_line(tmp_path):
    """The line in a message is the line in the file."""
    root = copy_project(tmp_path / "copy")
    file = root / QQ / "provider.yml"
    lines = file.read_text(encoding="utf-8").splitlines()
    at = next(number for number, line in enumerate(lines) if "port: 993" in line)
    lines[at] = lines[at].replace("993", "143")
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with pytest.raises(BadData) as refusal:
        load(root)
    problem = refusal.value.problems[0]
    text = (root / problem.path).read_text(encoding="utf-8").splitlines()
    # the rule is about the whole endpoint: its key, or the port itself
    assert at - 4 <= problem.line - 1 <= at, (problem, text[problem.line - 1])
    assert str(problem).startswith(
        f"{QQ}provider.yml:{problem.line}: port_matches_security: port 143 is not an implicit-TLS port of IMAP → use 993"
    )


def test_all_problems_are_said_at_once(tmp_path):
    """Two bad files give the problems of both, sorted."""
    root = copy_project(tmp_path / "copy")
    for mailbox in ("qq", "sohu"):
        file = root / f"data/providers/{mailbox}/provider.yml"
        file.write_text(
            file.read_text(encoding="utf-8").replace("port: 993", "port: 143"), encoding="utf-8"
        )
    with pytest.raises(BadData) as refusal:
        load(root)
    assert [each.path for each in refusal.value.problems] == sorted(
        each.path for each in refusal.value.problems
    )
    assert {each.path.split("/")[2] for each in refusal.value.problems} == {"qq", "sohu"}


def test_bad_values_do_not_hide_what_else_is_wrong(tmp_path):
    """While one mailbox cannot be read, the words and facts of the others are still looked at."""
    root = copy_project(tmp_path / "copy")
    for path, old, new in (
        (QQ + "provider.yml", "port: 993", "port: 143"),
        ("data/providers/sohu/provider.yml", "labels: [", "labels: [nothing_here, "),
        (QQ + "guide.yml", "以下操作在", "以下操作on"),
    ):
        text = (root / path).read_text(encoding="utf-8")
        assert old in text
        (root / path).write_text(text.replace(old, new, 1), encoding="utf-8")
    assert {each.rule for each in problems(root)} == {
        "port_matches_security",
        "labels_exist",
        "chinese_is_set_properly",
    }


EVERY_RULE = [
    *RULES_OF_ONE_FILE,
    *RULES,
    *TEXT_RULES,
    *PARITY_RULES,
    permalinks_are_entered,
]
PASS_ON = {  # what other rules or the renderer find, under their names
    "texts_are_sound",
    "halves_agree",
    "blocks_name_what_exists",
    "sections_have_titles",
    "related_pages_exist",
    "words_can_be_rendered",
    "pages_can_be_rendered",
}


def emitted() -> set[str]:
    """The name of every rule that the code can say: what it passes to the functions that make problems."""
    makers = {"refuse", "_stop", "matches", "Problem", "WordError"}
    named = re.compile(r"[a-z]+(?:_[a-z]+)+")
    found = {each.__name__ for each in EVERY_RULE} - PASS_ON
    asks_the_network = ROOT / "macros/tools/verify"  # and has tests of its own
    for path in {*(ROOT / "macros").rglob("*.py")} - {*asks_the_network.glob("*.py")}:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            said = (
                node.args
                if isinstance(node, ast.Call)
                and getattr(node.func, "attr", getattr(node.func, "id", "")) in makers
                else []
            )
            if (
                isinstance(node, ast.Tuple) and len(node.elts) == 3 and path.name == "data_file.py"
            ):  # pydantic's errors in our words
                said = node.elts[:1]
            found |= set(
                [
                    each.value
                    for each in said
                    if isinstance(each, ast.Constant)
                    and isinstance(each.value, str)
                    and named.fullmatch(each.value)
                ][:1]
            )
    return found


def test_every_rule_has_a_bad_sample():
    """No rule is there untested: whatever name a problem can carry, a sample is refused by it, on its line."""
    sampled = {sample[0] for sample in [*SAMPLES, *FILES]}
    assert len(emitted()) > 60
    assert emitted() - sampled == set()
    assert sampled - emitted() == set()


def test_every_rule_says_in_one_sentence_what_holds():
    """A rule is a function whose docstring is the sentence that must hold."""
    for each in EVERY_RULE:
        assert re.fullmatch(r"[A-Z{][^\n]+[^.]\.", each.__doc__ or ""), each.__name__


def test_in_ci_problems_are_annotations_and_data_gives_no_commands(tmp_path):
    """Under GitHub Actions each problem is an annotation on its line, and nothing that data holds is taken for a command."""
    root = copy_project(tmp_path / "copy")
    file = root / QQ / "provider.yml"
    file.write_text(
        file.read_text(encoding="utf-8").replace(
            "kind: personal", 'kind: "x\\n::add-mask::a\\n##[add-path]%0A,b:"', 1
        ),
        encoding="utf-8",
    )
    said = subprocess.run(
        [sys.executable, "-m", "macros", "check"],
        cwd=root,
        env={**os.environ, "GITHUB_ACTIONS": "true"},
        capture_output=True,
        text=True,
    )
    assert said.returncode == 1, said.stderr
    stop, *problems, resume, annotation = said.stdout.splitlines()
    token = stop.removeprefix("::stop-commands::")
    assert (
        re.fullmatch("[0-9a-f]{32}", token)
        and resume == f"::{token}::"
        and token not in "".join(problems)
    )
    line = next(
        number
        for number, text in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if text.startswith("kind:")
    )
    assert annotation.startswith(
        f"::error file={QQ}provider.yml,line={line},title=value_is_allowed::`x%0A::add-mask::a%0A##[add-path]%250A,b:` is not"
    )
    assert not any(each.lstrip().startswith("::") for each in problems)


def test_a_refused_build_leaves_the_site_as_it_was(tmp_path):
    """Bad data ends the build before site/ is touched, with file and line on the screen."""
    root = copy_project(tmp_path / "copy")
    (root / "site").mkdir()
    (root / "site/kept.html").write_text("as it was", encoding="utf-8")
    file = root / QQ / "provider.yml"
    file.write_text(
        file.read_text(encoding="utf-8").replace("port: 993", "port: 143"), encoding="utf-8"
    )
    done = build(root, root / "site")
    assert done.returncode != 0
    assert re.search(
        r"data/providers/qq/provider\.yml:\d+: port_matches_security: ", done.stdout + done.stderr
    )
    assert [path.name for path in (root / "site").iterdir()] == ["kept.html"]


def test_schemas_for_editors_are_derived_from_the_model():
    """The JSON Schemas in schema/ say what the model says; `make schema` writes them."""
    from macros.tools.schema import schemas

    assert {
        path.name: path.read_text(encoding="utf-8") for path in (ROOT / "schema").glob("*.json")
    } == schemas()


def test_the_record_of_permalinks_is_complete():
    """Everything that the site has is on record; `make permalinks` enters it."""
    from macros.tools.permalinks import record

    assert (ROOT / "data/permalinks.txt").read_text(encoding="utf-8") == record(load(ROOT))


def test_every_data_file_names_its_schema():
    """Editors complete every data file: its first line names the schema."""
    for path in (ROOT / "data").rglob("*.yml"):
        first = path.read_text(encoding="utf-8").splitlines()[0]
        up = "../" * (len(path.relative_to(ROOT).parts) - 1)
        assert first == f"# yaml-language-server: $schema={up}schema/{path.stem}.json", path
