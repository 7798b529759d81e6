"""Characters that deceive, in every kind of value; texts, names and numbers without an end."""

from bad_samples.places import BIRD, PAGE, PINE

PLACES = {  # a kind of value: its file, and what stands before the place of a character
    "label": (PINE + "provider.yml", r"more: \{en: Mo"),
    "name": (PINE + "provider.yml", r"name: \{zh: 松信邮箱, en: Pi"),
    "alias": (PINE + "provider.yml", r"aliases: \[song"),
    "slug": (PINE + "provider.yml", r"slug: 102-pine"),
    "id": (BIRD + "faq.yml", r"id: faq-re"),
    "term": ("data/terms.yml", r"en: authorization co"),
    "example": ("data/errors.yml", r"example: [^\n]"),
    "text": (BIRD + "guide.yml", r"Do this in a br"),
    "source": ("data/sources.yml", r"title: \{zh: ."),
}
LOOKALIKES = "\u043e\u03bf\uff4f\U0001d428\u0131\u2160\u2f38\u0665\u2800"
UNSEEN = "\u034f\u180e\u200d\u2066\ufe0f\u0338\u0378\ue000\U000e0041\U0001d173\u2000\x1b"


def _samples(rule, chars):
    """Each kind of value with one of the characters, and each character in one of the values."""
    places = [*PLACES.values()]
    for number in range(max(len(chars), len(places))):
        path, before = places[number % len(places)]
        yield rule, path, f"({before})", f"\\1{chars[number % len(chars)]}"


SAMPLES = [
    *_samples("letters_are_known", LOOKALIKES),
    *_samples("no_invisible_characters", UNSEEN),
    ("no_invisible_characters", PINE + "provider.yml", r"(?m)^kind:", '"ki\\\\e[31mnd":'),
    ("pages_only_call_macros", PAGE, r"\A", "{# \u202e #}\n"),
    ("length_is_sane", BIRD + "guide.yml", r"Do this in", "Do this in " + "{{ short }} " * 2049),
    ("length_is_sane", BIRD + "guide.yml", r"Do this in", "Do this in " + "{{ " * 40_000),
    ("length_is_sane", BIRD + "guide.yml", r"Do this in", "Do this in " + " " * 90_000),
    ("length_is_sane", BIRD + "provider.yml", r"port: 993", "port: " + "9" * 5000),
    ("length_is_sane", BIRD + "provider.yml", r"(?m)^kind:", "k" * 99 + ": 1\nkind:"),
    ("value_has_right_type", PINE + "provider.yml", r"en: More", "en: " + "More " * 99),
    ("id_is_ascii", BIRD + "guide.yml", r"id: step-sign-in", "id: step" + "-in" * 99),
    (
        "words_do_not_loop",
        BIRD + "provider.yml",
        r"(?m)^  founder: .*",
        f"  founder: {{both: '{'{{ fact.nest_b }}' * 50}'}}\n"
        f"  nest_b: {{both: '{'{{ fact.nest_c }}' * 50}'}}\n  nest_c: {{both: x}}",
        '        zh: "{{ short }}的地址',
        BIRD + "guide.yml",
    ),
    ("pages_only_call_macros", PAGE, r"\A", "{{ f" + "(" * 50_000 + " }}\n"),
]
