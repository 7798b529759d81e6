"""Codes and look-alike hosts are told from words and real hosts."""

from __future__ import annotations

import random
import re
import string

import pytest

from macros.text.secrets import find_secret
from macros.text.unsafe_text import find_lookalike_host


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("your code is qxjvkzpwhtgbfdcm, keep it", "an authorization code"),
        ("授权码qxjvkzpwhtgbfdcm。", "an authorization code"),
        ("QXJVKZPWHTGBFDCM", "an authorization code"),
        ("jqzk xvwp bhgt wkqz", "an app password"),
        ("jqzk-xvwp-bhgt-wkqz", "an app password"),
        ("9f86d081884c7d65", "a hexadecimal key"),
        ("ghp_16C7e42FzQ2c6912E7710w838347Ae178B4a", "a token"),
        ("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.e30", "a token"),
        ("-----BEGIN OPENSSH PRIVATE KEY-----", "a private key"),
    ],
)
def test_codes_are_found(text, what):
    """What providers hand out as codes, passwords and keys, wherever it stands.

    No more than its start is repeated.
    """
    found, start = find_secret(text)
    assert found == what and len(start) <= 7


@pytest.mark.parametrize(
    "text",
    [
        "responsibilities, characterization, interoperability, misunderstanding, programmatically",
        "shouquanmazenmehuoqu",
        "wangyiqiyeyouxiang",
        "they will also open when your form says that this code must have",
        "click-save-then-open",
        "xxxx-xxxx-xxxx-xxxx",
        "106-tengxun-qqyouxiang-tencent-personal-email",
        "1234567890123456",
        "https://support.google.com/mail/answer/185833",
        "CONGRATULATIONSS",
        "Office365ProPlus",
        "deadbeefdeadbeef",
        "POP3/IMAP/SMTP/Exchange/CardDAV/CalDAV",
    ],
)
def test_words_are_not_taken_for_codes(text):
    """Long words, pinyin, slugs and numbers are no codes."""
    assert find_secret(text) == ("", "")


def test_nearly_every_random_code_is_found():
    """Of random codes at least 95 in 100, as one word and in groups of four letters."""
    draw = random.Random(0)
    codes = ["".join(draw.choices(string.ascii_lowercase, k=16)) for _ in range(2000)]
    assert sum(bool(find_secret(each)[0]) for each in codes) > 1900
    assert sum(bool(find_secret(" ".join(re.findall("....", each)))[0]) for each in codes) > 1800


@pytest.mark.parametrize(
    "text",
    [
        "im\u0430p.qq.com",
        "输入qq.c\u043em登录",
        "ｉｍａｐ.qq.com",
        "imap\uff0eqq.com",
        "imap\u2024qq.com",
        "@qq.cοm",
        "ɡmail.com",
    ],
)
def test_lookalike_hosts_are_found(text):
    """Cyrillic, Greek, full-width and IPA letters, and dots that are none."""
    assert find_lookalike_host(text)


@pytest.mark.parametrize(
    "text",
    [
        "用imap.qq.com登录",
        "Пароли приложений. Далее",
        "QQ。IMAP",
        "imap.qq.com",
        "naïve. And",
        "：Mail.ru，（Outlook.com）",
    ],
)
def test_real_hosts_and_words_are_not_taken_for_lookalikes(text):
    """Chinese may touch a host, and other scripts are free to be words."""
    assert not find_lookalike_host(text)
