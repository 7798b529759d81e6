"""Mistakes that could have consequences: one problem is said, where the mistake is."""

from bad_samples.places import BIRD, PINE

SAMPLES = [
    # a mistyped link key in words that all guides share
    ("link_key_is_known", "data/common.yml", r"\]\(accounts\)", "](acounts)"),
    # a link to an id that is nowhere, typed in both halves
    (
        "link_target_exists",
        BIRD + "pits.yml",
        r"\(#enable-service(.*\n.*)\(#enable-service",
        r"(#enable\1(#enable",
    ),
    # the same in the second half alone
    (
        "link_target_exists",
        BIRD + "pits.yml",
        r"Turn it on\]\(#enable-service",
        "Turn it on](#enable",
    ),
    # a mark that nothing closes, typed in both halves
    (
        "marks_are_closed",
        BIRD + "guide.yml",
        r"填\*\*(\{\{ password.name \}\})\*\*(.*\n.*)takes the \*\*\{\{ password.name \}\}\*\*",
        r"填**\1\2takes the **{{ password.name }}",
    ),
    # steps that are there twice, with their pictures
    (
        "lists_say_nothing_twice",
        BIRD + "guide.yml",
        r"(?s)(        - steps:\n          - id: step-send-sms.*?)(?=        - warning:)",
        r"\1\1",
    ),
    # a question that everybody has, and that other files lead to
    ("every_guide_answers", BIRD + "faq.yml", "id: faq-lost-code", "id: faq-lost", "faq:"),
    # another kind of password, with which everybody has one more question
    ("facts_are_what_sources_say", PINE + "provider.yml", "kind: login_", "kind: client_"),
    # an expression in the place of a label
    ("expression_is_a_name", BIRD + "guide.yml", r"\{\{ ui\.copy \}\}", "{{ ui.copy() }}"),
    # the key of a page that all guides lead to
    (
        "link_key_is_known",
        "data/site.yml",
        r"(?m)^  personal:",
        "  personel:",
        "- to: personal",
        BIRD + "guide.yml",
    ),
    # two terms run together
    ("keys_are_unique", "data/terms.yml", "  client_password:\n", "", "    zh: 客户端专用密码"),
    # a question that is there twice
    (
        "lists_say_nothing_twice",
        BIRD + "faq.yml",
        r"(?s)(- id: faq-redbird)(\n.*)\Z",
        r"\1\2\1-too\2",
        "- id: faq-redbird-too",
    ),
    # a mistyped name in words of one guide
    ("name_is_defined", BIRD + "guide.yml", r"\{\{ password\.length \}\}", "{{ password.lenght }}"),
    # a template tag in words that all guides share
    ("words_only_fill_in_facts", "data/common.yml", r"\{\{ laifaxin\.path\.bind \}\}", "{% raw %}"),
    # a text with commas and without quotes
    (
        "text_with_comma_is_quoted",
        BIRD + "guide.yml",
        r"(?m)^needs:\n",
        "needs:\n- {zh: 先做这个,再做那个。, en: First this, then that.}\n",
    ),
    # Windows line ends
    (
        "no_invisible_characters",
        BIRD + "guide.yml",
        r"(?s).*",
        lambda match: match[0].replace("\n", "\r\n"),
        "title:",
    ),
    # a related page that is mistyped
    ("link_key_is_known", BIRD + "guide.yml", r"- to: bluebird-work", "- to: bluebird-wrok"),
    # a port that no source says, of a mailbox with many domains
    (
        "facts_are_what_sources_say",
        BIRD + "provider.yml",
        r"port: 993\n    security: tls",
        "port: 143\n    security: starttls",
        "  imap:",
    ),
    # the hosts of two servers in each other's place
    (
        "facts_are_what_sources_say",
        BIRD + "provider.yml",
        r"(?s)host: imap\.bluebird\.example(.*?)host: smtp\.bluebird\.example",
        r"host: smtp.bluebird.example\1host: imap.bluebird.example",
        "  imap:",
    ),
    # a mail address as a link
    ("link_key_is_known", "data/common.yml", r"\]\(accounts\)", "](mailto:li@bluebird.example)"),
    # a misspelt key of facts
    ("key_is_known", BIRD + "provider.yml", r"(?m)^servers:", "server:"),
    # a source that is mistyped where a server names it
    (
        "sources_exist",
        BIRD + "provider.yml",
        r"sources: \[bluebird-help\]",
        "sources: [bluebird-hlep]",
    ),
    # a source that is mistyped where it is described
    ("sources_exist", "data/sources.yml", r"  bluebird-help:", "  bluebird-hlep:"),
    # a mistyped id of shared words
    ("shared_blocks_exist", PINE + "faq.yml", r"use: \w+", "use: nothing_like_it"),
    # a mistyped key of a label
    ("name_is_defined", BIRD + "provider.yml", r"  enable_service:", "  enable_servce:"),
    # a mistyped key of a label and of a way of our own
    ("name_is_defined", "data/laifaxin.yml", r"  verify_save:", "  verfy_save:"),
    ("name_is_defined", "data/laifaxin.yml", r"  bind:", "  bidn:"),
    # a mistyped key of a table, which its id on record shows
    ("table_exists", BIRD + "tables.yml", r"  must_do:", "  must_doo:"),
    # a step under another id, which words link to
    ("section_has_title", BIRD + "guide.yml", r"      enable-service:", "      enable-services:"),
]
