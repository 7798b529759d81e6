"""Files that cannot be read as they stand."""

from bad_samples.places import BIRD, PAGE

SAMPLES = [
    (
        "keys_are_unique",
        BIRD + "provider.yml",
        r"(?m)^kind: personal\n",
        "kind: personal\nkind: personal\n",
    ),
    ("key_is_known", BIRD + "provider.yml", r"(?m)^webmail:", "webmial: x\nwebmail:"),
    ("key_is_present", BIRD + "provider.yml", r"(?m)^webmail:.*\n", "", "slug:"),
    ("no_invisible_characters", BIRD + "guide.yml", r"(?m)^(  zh: )", "\\1\u202e"),
    (
        "no_invisible_characters",
        BIRD + "provider.yml",
        r"imap\.bluebird\.example",
        "imap\u200b.bluebird.example",
    ),
    (
        "no_invisible_characters",
        BIRD + "provider.yml",
        r"(?m)^kind: personal",
        'kind: "personal\\\\u200b"',
    ),
    ("no_anchors_or_aliases", BIRD + "provider.yml", r"(?m)^kind: personal", "kind: &k personal"),
    ("no_anchors_or_aliases", BIRD + "provider.yml", r"(?m)^kind: personal", "kind: *k"),
    (
        "no_tags",
        BIRD + "provider.yml",
        r"(?m)^kind: personal",
        "kind: !!python/name:os.system personal",
    ),
    (
        "no_anchors_or_aliases",
        BIRD + "provider.yml",
        r"(?m)^kind: personal",
        "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\nkind: personal",
    ),
    (
        "keys_are_text",
        BIRD + "provider.yml",
        r"(?m)^kind: personal",
        "<<: {kind: personal}\n? [a]\n: x\nkind: personal",
        "? [a]",
    ),
    ("file_is_one_document", BIRD + "provider.yml", r"\Z", "---\nkind: personal\n", "---"),
    ("value_is_allowed", BIRD + "provider.yml", r"security: tls", "security: ssl"),
    ("value_has_right_type", BIRD + "provider.yml", r"port: 993", "port: many"),
    ("date_is_iso", BIRD + "provider.yml", r"(?m)^checked: .*", "checked: yesterday"),
    ("key_is_present", BIRD + "guide.yml", r"(?m)^needs:\n(?:- .*\n  .*\n)+", "", "title:"),
    ("file_is_yaml", BIRD + "provider.yml", r"(?m)^kind: personal", "kind: [personal", "name:"),
    ("file_has_sane_size", BIRD + "provider.yml", r"\Z", "# x" * 90000, "slug:"),
    (
        "nesting_is_shallow",
        BIRD + "provider.yml",
        r"(?m)^kind: personal",
        "kind: " + "[" * 30 + "]" * 30,
    ),
    ("file_is_not_empty", BIRD + "faq.yml", r"(?s)\A.*\Z", "# nothing\n"),
    (
        "file_is_one_document",
        BIRD + "faq.yml",
        r"(?m)^- id: faq-lost-code",
        "---\n- id: faq-lost-code",
    ),
    ("keys_are_text", BIRD + "provider.yml", r"(?m)^kind: personal", "[kind]: personal"),
    ("key_is_ascii", BIRD + "provider.yml", r"(?m)^  account_tab:", "  account-tab:"),
    ("lines_end_cleanly", BIRD + "guide.yml", r"(?m)^related:$", "related: "),
    ("lines_end_cleanly", BIRD + "faq.yml", r"\n\Z", ""),
    ("lines_end_cleanly", PAGE, r"\{\{ guide\(\) \}\}", "{{ guide() }}\t"),
    ("no_invisible_characters", BIRD + "guide.yml", r"以下操作在", "以下操作\u00a0在"),
]
