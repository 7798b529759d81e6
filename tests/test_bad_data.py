"""Bad input is refused with file, line, rule and fix, and a site that was built before stays as it was."""

from __future__ import annotations

import re

import pytest
from conftest import ROOT, build, copy_project
from macros import rules
from macros.handbook import BadData
from macros.rules import load

QQ = "data/providers/qq/"
PAGE = "docs/youxiang/106-tengxun-qqyouxiang-tencent-personal-email.md"

# (rule that must refuse, file, pattern, what to put in its place); the problem must be on the line where the change begins
SAMPLES = [
    ("text_has_both_languages", QQ + "pits.yml", r"(?m)^  avoid:\n    zh: .*\n", "  avoid:\n"),
    ("text_has_both_languages", QQ + "guide.yml", r"(?m)^  en: .*\n", "  en: ''\n"),
    ("keys_are_unique", QQ + "provider.yml", r"(?m)^kind: personal\n", "kind: personal\nkind: personal\n"),
    ("key_is_known", QQ + "provider.yml", r"(?m)^webmail:", "webmial: x\nwebmail:"),
    ("key_is_present", QQ + "provider.yml", r"(?m)^webmail:.*\n", ""),
    ("port_matches_security", QQ + "provider.yml", r"port: 993", "port: 143"),
    ("host_is_plain_ascii", QQ + "provider.yml", r"host: imap\.qq\.com", "host: imap.qq.c\u043em"),
    ("host_is_plain_ascii", QQ + "provider.yml", r"host: imap\.qq\.com", "host: https://imap.qq.com"),
    ("no_invisible_characters", QQ + "guide.yml", r"(?m)^(  zh: )", "\\1\u202e"),
    ("no_invisible_characters", QQ + "provider.yml", r"imap\.qq\.com", "imap\u200b.qq.com"),
    ("no_invisible_characters", QQ + "provider.yml", r"(?m)^kind: personal", 'kind: "personal\\\\u200b"'),
    ("no_anchors_or_aliases", QQ + "provider.yml", r"(?m)^kind: personal", "kind: &k personal"),
    ("no_anchors_or_aliases", QQ + "provider.yml", r"(?m)^kind: personal", "kind: *k"),
    ("no_tags", QQ + "provider.yml", r"(?m)^kind: personal", "kind: !!python/name:os.system personal"),
    ("url_is_https", QQ + "provider.yml", r"(?m)^webmail: .*", "webmail: javascript:alert(1)"),
    ("marks_are_closed", "data/common.yml", r"\(accounts\)", "(javascript:alert)"),
    ("link_key_is_known", "data/common.yml", r"\(accounts\)", "(https://example.com)"),
    ("marks_are_closed", "data/common.yml", r"\(accounts\)", "(data:text/html,x)"),
    ("marks_are_closed", "data/common.yml", r"按下表填写", "[按下表填写](vbscript:x)"),
    ("link_key_is_known", "data/common.yml", r"\(accounts\)", "(//example.com)"),
    ("link_key_is_known", "data/common.yml", r"\(accounts\)", "(../../etc/passwd)"),
    ("link_key_is_known", QQ + "guide.yml", r"(?m)^- to: tencent-exmail", "- to: https://example.com"),
    ("url_is_https", "data/laifaxin.yml", r"(?m)^accounts: .*", "accounts: data:text/html,x"),
    ("url_is_https", QQ + "provider.yml", r"(?m)^webmail: .*", "webmail: https://m\u0430il.qq.com"),
    ("url_is_https", QQ + "provider.yml", r"(?m)^webmail: .*", "webmail: https://mail.qq.com@example.com"),
    ("url_is_https", QQ + "provider.yml", r"(?m)^webmail: .*", "webmail: 'https://mail.qq.com/\" onclick=x'"),
    ("url_is_web", "data/sources.yml", r"url: https?://\S*", "url: javascript:alert(1)"),
    ("page_path_is_address", "data/site.yml", r"path: youxiang/100-[a-z-]*", "path: youxiang/../../etc"),
    ("id_is_ascii", QQ + "guide.yml", r"id: step-[a-z-]*", "id: 'x\" onclick=x'"),
    ("ids_are_unique", QQ + "guide.yml", r"id: step-[a-z-]*", "id: faq"),
    ("ids_are_unique", QQ + "faq.yml", r"id: faq-vpn", "id: faq-foxmail"),
    ("folder_is_a_mailbox", "data/providers/.hidden", None, "x"),
    ("file_is_known", QQ + "evil.html", None, "<script>alert(1)</script>"),
    ("no_anchors_or_aliases", QQ + "provider.yml", r"(?m)^kind: personal", "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\nkind: personal"),
    ("keys_are_text", QQ + "provider.yml", r"(?m)^kind: personal", "<<: {kind: personal}\n? [a]\n: x\nkind: personal"),
    ("file_is_one_document", QQ + "provider.yml", r"\Z", "---\nkind: personal\n"),
    ("link_target_exists", QQ + "guide.yml", r"(?m)^(    - text:\n        zh: )\S.*", "\\1'[这里](#nowhere)'"),
    ("name_is_defined", "data/common.yml", r"\{\{ laifaxin\.path\.bind \}\}", "{{ laifaxin.path.bnd }}"),
    ("expression_is_a_name", "data/common.yml", r"\{\{ laifaxin\.path\.bind \}\}", "{{ ''.__class__ }}"),
    ("expression_is_a_name", "data/common.yml", r"\{\{ laifaxin\.path\.bind \}\}", "{{ range(9) }}"),
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
    ("domain_has_one_owner", "data/providers/sohu/provider.yml", r"(?m)^domains: \[|(?m:^domains:\n(?=-|  -))", None),
    ("sources_exist", QQ + "provider.yml", r"(?m)^sources: \[", "sources: [nowhere, "),
    ("servers_agree_with_records", QQ + "provider.yml", r"host: smtp\.qq\.com\n    port: 465", "host: smtp.qq.co\n    port: 465"),
    ("servers_agree_with_records", QQ + "provider.yml", r"port: 465\n    security: tls", "port: 587\n    security: starttls"),
    ("servers_agree_with_records", "data/providers/google-workspace/provider.yml", r"host: imap\.gmail\.com, port: 993, security: tls", "host: imap.gmail.com, port: 143, security: starttls"),
    ("servers_agree_with_records", "data/providers/icloud/provider.yml", r", username: local_part", ""),
    ("differences_from_records_exist", "data/records.yml", r"(?m)^    imap: It gives", "    pop3: No such thing here.\n    imap: It gives"),
    ("records_are_of_our_domains", "data/records.yml", r"foxmail\.com\]", "foxmail.org]"),
    ("records_are_of_our_domains", "data/records.yml", r"database: chatmail", "database: hearsay"),
    ("month_is_iso", "data/records.yml", r"as_of: 2021-06", "as_of: 2021-13"),
    ("password_kind_is_a_term", QQ + "provider.yml", r"kind: authorization_code", "kind: secret_word"),
    ("value_is_allowed", QQ + "provider.yml", r"security: tls", "security: ssl"),
    ("value_has_right_type", QQ + "provider.yml", r"port: 993", "port: many"),
    ("date_is_iso", QQ + "provider.yml", r"(?m)^checked: .*", "checked: yesterday"),
    ("imap_and_smtp_exist", QQ + "provider.yml", r"(?m)^  imap:", "  imapp:"),
    ("siblings_link_to_each_other", "data/providers/sohu/provider.yml", r"(?m)^checked:", "siblings: [qq]\nchecked:"),
    ("siblings_link_to_each_other", QQ + "guide.yml", r"(?m)^- to: tencent-exmail", "- to: sohu"),
    ("every_guide_answers", "data/providers/sohu/faq.yml", r"- id: faq-daily-limit", "- id: faq-daily"),
    ("way_is_visible", "data/providers/sohu/guide.yml", r"(?ms)^    - steps:\n.*?(?=^    - warning:)", ""),
    ("key_is_present", QQ + "guide.yml", r"(?m)^needs:\n(?:- .*\n  .*\n)+", ""),
    ("support_leads_somewhere", "data/site.yml", r"(?m)^support: .*", "support: zhinan.nowhere"),
    ("label_has_two_of_three", QQ + "provider.yml", r"(?m)^(  settings: \{zh: [^,]*), (?:en|gloss): [^}]*\}", "\\1}"),
    ("former_ids_lead_somewhere", QQ + "provider.yml", r"(?m)^  open-settings: \[access", "  opening: [access"),
    ("acts_are_said", QQ + "provider.yml", r"(?m)^kind: personal", "kind: personal\nacts: [user]"),
    ("acts_are_said", "data/providers/tencent-exmail/provider.yml", r"(?m)^acts: .*\n", ""),
    ("mx_host_has_one_owner", "data/providers/tencent-exmail/provider.yml", r"mxbiz2\.qq\.com\]", "mx.mxhichina.com, mxhichina.com]"),
    ("mx_host_has_one_owner", "data/providers/outlook/provider.yml", r"anchor: faq-microsoft-365", "anchor: faq-nothing"),
    ("sources_exist", "data/providers/outlook/provider.yml", r"sources: \[mx-microsoft\]", "sources: [nowhere]"),
    ("picture_shows_what_is_there", QQ + "guide.yml", r"line: service", "line: servise"),
    ("picture_shows_what_is_there", QQ + "guide.yml", r"(?m)^(\s+- path:) current", "\\1 nowhere"),
    ("picture_shows_what_is_there", "data/common.yml", r"tick: sync", "tick: sink"),
    ("picture_shows_what_is_there", QQ + "guide.yml", r"id: scan", "id: sms"),
    ("part_is_one_thing", QQ + "guide.yml", r"- qr: true", "- qr: true\n                press: true"),
    ("part_is_one_thing", QQ + "guide.yml", r"- qr: true", "- qr: true\n                code: true"),
    ("error_is_found_by_its_example", "data/errors.yml", r'(?m)^  example: "535 Login fail\. Account.*', "  example: 535 Authentication failed"),
    ("error_is_found_by_its_example", "data/errors.yml", r"(?m)^- id: qq-authorization-code", "- id: qq-five-in-one"),
    ("error_is_found_by_its_example", "data/errors.yml", r"(?m)^  mailbox: netease$", "  mailbox: neteas"),
    ("fragment_is_plain", "data/errors.yml", r"unsafe login", "Unsafe Login"),
    ("remedy_exists", "data/errors.yml", r"(?m)^    to: enable-service", "    to: enable-everything"),
    ("remedy_exists", "data/errors.yml", r"(?m)^    to: zhinan\.contact-us", "    to: zhinan.contact-you"),
    ("sources_exist", "data/errors.yml", r"qq-mail-triage", "nowhere"),
    ("quoted_errors_are_known", "data/providers/sina/faq.yml", r"`535 Authentication failed`", "`585 Something else`"),
    ("pages_only_call_macros", PAGE, r'\{\{ section\("faq"\) \}\}', "Hello {{ 7 * 7 }}"),
    ("pages_only_call_macros", PAGE, r'\{\{ section\("faq"\) \}\}', "<script>alert(1)</script>"),
    ("macro_is_known", PAGE, r'\{\{ section\("faq"\) \}\}', "{{ steal() }}"),
    ("section_has_words", PAGE, r'section\("faq"\)', 'section("nothing")'),
    ("ids_are_unique", PAGE, r'\{\{ section\("faq"\) \}\}', '{{ section("faq") }}\n{{ section("faq") }}'),
    ("words_are_shown", PAGE, r'\{\{ section\("tips"\) \}\}\n', ""),
    ("permalinks_are_kept", "data/permalinks.txt", r"#faq-vpn", "#faq-vpn-of-old"),
    ("permalinks_are_kept", "data/permalinks.txt", r"(?m)^youxiang/106-.*\n", "youxiang/106-moved\n"),
    ("file_is_yaml", QQ + "provider.yml", r"(?m)^kind: personal", "kind: [personal"),
    ("file_has_sane_size", QQ + "provider.yml", r"\Z", "# x" * 100000),
    ("nesting_is_shallow", QQ + "provider.yml", r"(?m)^kind: personal", "kind: " + "[" * 30 + "]" * 30),
]


@pytest.mark.parametrize(("rule", "path", "pattern", "replacement"), SAMPLES, ids=[f"{number:02}-{sample[0]}" for number, sample in enumerate(SAMPLES)])
def test_a_bad_sample_is_refused_by_its_rule(tmp_path, rule, path, pattern, replacement):
    """The rule refuses the sample, and the problem names the file, a line of it, and what to do."""
    root = copy_project(tmp_path / "copy")
    file = root / path
    text = file.read_text(encoding="utf-8") if file.exists() else ""
    if pattern is None:  # a file that should not be there
        text = replacement
    elif replacement is None:  # a domain of another mailbox, added to the list
        text = re.sub(r"sohu\.com(?=[\],\n])", "qq.com", text, count=1)
    else:
        assert re.search(pattern, text), "the sample no longer fits the data: adapt it"
        text = re.sub(pattern, replacement, text, count=1)
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BadData) as refusal:
        load(root)
    found = [each for each in refusal.value.problems if each.rule == rule]
    assert found, f"{rule} did not refuse it:\n{refusal.value}"
    assert all(each.line >= 1 and each.message and each.fix for each in found)
    # what goes wrong while a page is put together is said of its outline
    assert {path, PAGE} & {each.path for each in found} or rule in ("domain_has_one_owner", "words_are_shown", "pages_only_call_macros")


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
    assert str(problem).startswith(f"{QQ}provider.yml:{problem.line}: port_matches_security: port 143 is not an implicit-TLS port of IMAP → use 993")


def test_all_problems_are_said_at_once(tmp_path):
    """Two bad files give the problems of both, sorted."""
    root = copy_project(tmp_path / "copy")
    for mailbox in ("qq", "sohu"):
        file = root / f"data/providers/{mailbox}/provider.yml"
        file.write_text(file.read_text(encoding="utf-8").replace("port: 993", "port: 143"), encoding="utf-8")
    with pytest.raises(BadData) as refusal:
        load(root)
    assert [each.path for each in refusal.value.problems] == sorted(each.path for each in refusal.value.problems)
    assert {each.path.split("/")[2] for each in refusal.value.problems} == {"qq", "sohu"}


def test_every_rule_has_a_bad_sample():
    """No cross-file rule is there untested."""
    sampled = {sample[0] for sample in SAMPLES}
    # rules that speak through the errors of rendering
    spoken = {"words_can_be_rendered": "name_is_defined", "pages_can_be_rendered": "section_has_words", "texts_are_sound": "facts_are_not_retyped"}
    elsewhere = {"every_page_has_an_outline", "slug_has_one_owner", "slug_number_matches_kind", "server_domains_are_own", "labels_exist", "screenshot_stands_in_for_a_picture"}
    untested = {each.__name__ for each in [*rules.RULES, *rules.TEXT_RULES] if spoken.get(each.__name__, each.__name__) not in sampled} - elsewhere
    assert untested == set()


@pytest.mark.parametrize(("rule", "edit"), [
    ("slug_has_one_owner", lambda text: re.sub(r"(?m)^slug: .*", "slug: 106-another", text)),
    ("slug_number_matches_kind", lambda text: re.sub(r"(?m)^slug: .*", "slug: 299-another", text)),
    ("server_domains_are_own", lambda text: text.replace("security: tls,", "security: tls, domains: [elsewhere.com],", 1)),
    ("labels_exist", lambda text: re.sub(r"labels: \[", "labels: [nothing_here, ", text, count=1)),
])
def test_rules_across_mailboxes_refuse(tmp_path, rule, edit):
    """What must hold between mailboxes is refused when it does not."""
    root = copy_project(tmp_path / "copy")
    file = root / "data/providers/sohu/provider.yml"
    before = file.read_text(encoding="utf-8")
    file.write_text(edit(before), encoding="utf-8")
    assert file.read_text(encoding="utf-8") != before
    with pytest.raises(BadData) as refusal:
        load(root)
    assert rule in {each.rule for each in refusal.value.problems}, str(refusal.value)


def test_an_outline_without_a_mailbox_and_a_mailbox_without_one_are_refused(tmp_path):
    """Pages and data belong together."""
    root = copy_project(tmp_path / "copy")
    (root / PAGE).rename(root / "docs/youxiang/199-moved.md")
    with pytest.raises(BadData) as refusal:
        load(root)
    assert {each.path for each in refusal.value.problems if each.rule == "every_page_has_an_outline"} == {PAGE, "docs/youxiang/199-moved.md"}


def test_a_refused_build_leaves_the_site_as_it_was(tmp_path):
    """Bad data ends the build before site/ is touched, with file and line on the screen."""
    root = copy_project(tmp_path / "copy")
    (root / "site").mkdir()
    (root / "site/kept.html").write_text("as it was", encoding="utf-8")
    file = root / QQ / "provider.yml"
    file.write_text(file.read_text(encoding="utf-8").replace("port: 993", "port: 143"), encoding="utf-8")
    done = build(root, root / "site")
    assert done.returncode != 0
    assert re.search(r"data/providers/qq/provider\.yml:\d+: port_matches_security: ", done.stdout + done.stderr)
    assert [path.name for path in (root / "site").iterdir()] == ["kept.html"]


def test_schemas_for_editors_are_derived_from_the_model():
    """The JSON Schemas in schema/ say what the model says; `make schema` writes them."""
    from macros.schema import schemas

    assert {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "schema").glob("*.json")} == schemas()


def test_the_record_of_permalinks_is_complete():
    """Everything that the site has is on record; `make permalinks` enters it."""
    from macros.permalinks import record

    assert (ROOT / "data/permalinks.txt").read_text(encoding="utf-8") == record(ROOT)


def test_every_data_file_names_its_schema():
    """Editors complete every data file: its first line names the schema."""
    for path in (ROOT / "data").rglob("*.yml"):
        first = path.read_text(encoding="utf-8").splitlines()[0]
        up = "../" * (len(path.relative_to(ROOT).parts) - 1)
        assert first == f"# yaml-language-server: $schema={up}schema/{path.stem}.json", path
