"""Facts that no source says: a wrong digit is well-formed, and wrong."""

from bad_samples.places import BIRD, PINE, WORK

SAMPLES = [
    (
        "facts_are_what_sources_say",
        BIRD + "provider.yml",
        r"host: imap\.bluebird\.example\n    port: 993\n    security: tls",
        "host: imap.bluebird.example\n    port: 143\n    security: starttls",
        "  imap:",
    ),
    (  # a path from a page that has no labels
        "facts_are_what_sources_say",
        BIRD + "provider.yml",
        r"(?s)(  older:.*?source: )bluebird-notice",
        r"\1bluebird-help",
    ),
    (
        "facts_are_what_sources_say",
        WORK + "provider.yml",
        r"host: imap\.bluebird-work",
        "host: imap2.bluebird-work",
    ),
    ("facts_are_what_sources_say", BIRD + "provider.yml", r"length: 16", "length: 12"),
    (
        "facts_are_what_sources_say",
        BIRD + "provider.yml",
        r"kind: authorization_code",
        "kind: client_password",
    ),
    ("facts_are_what_sources_say", BIRD + "provider.yml", r"shown_once: true", "shown_once: false"),
    (
        "facts_are_what_sources_say",
        BIRD + "provider.yml",
        r"webmail: https://mail\.",
        "webmail: https://webmail.",
    ),
    (
        "facts_are_what_sources_say",
        BIRD + "provider.yml",
        r"- redbird\.example",
        "- redbird.example\n- greenbird.example",
    ),
    (
        "facts_are_what_sources_say",
        PINE + "provider.yml",
        r"hosts: \[mx\.pinepost",
        "hosts: [mx3.pinepost",
    ),
    (
        "facts_are_what_sources_say",
        PINE + "provider.yml",
        r"more: \{en: More,",
        "more: {en: Mores,",
    ),
    ("facts_leave_nothing_out", BIRD + "provider.yml", r"  shown_once: true\n", "", "password:"),
    ("facts_leave_nothing_out", WORK + "provider.yml", r", mx2\.bluebird-work\.example", ""),
    (
        "sources_say_what_names_them",
        BIRD + "provider.yml",
        r"sure: low\n    sources: \[public-lists\]",
        "sure: low\n    sources: [public-lists, bluebird-notice]",
        "    sources: [public-lists, ",
    ),
    (
        "sure_is_earned",
        BIRD + "provider.yml",
        r"use: overseas\n    domains: \[vip\.bluebird\.example\]\n    sure: medium",
        "use: overseas\n    domains: [vip.bluebird.example]\n    sure: high",
        None,
    ),
]
TREES = [
    (
        "every_mailbox_has_evidence",
        lambda root: (root / BIRD / "evidence.yml").unlink(),
        (BIRD + "evidence.yml", 1),
    ),
]
