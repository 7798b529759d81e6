"""Paste your error.

What the built script makes of messages, under Node, with the built errors.json.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import yaml
from conftest import ROOT, need

from macros.model.handbook import walk
from macros.text.languages import LANGUAGES

CORPUS = yaml.load((ROOT / "tests/errors.yml").read_text(encoding="utf-8"), yaml.CSafeLoader)
MESSAGES = CORPUS["posted"] + CORPUS["wordings"]
RUN = """
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
const [folder, file] = process.argv.slice(1);
const errors = await import(`${folder}/errors.mjs`);
const secrets = await import(`${folder}/secrets.mjs`);
const data = JSON.parse(readFileSync(file));
const only = id => Object.assign({}, data, { errors: data.errors.filter(each => each.id === id) });
const answer = ({ call, text, mailbox, error }) =>
  call === "explain"
    ? errors.explain(text, error ? only(error) : data, mailbox)
    : secrets[call](text);
for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(JSON.parse(line).map(answer)));
}
"""


@pytest.fixture(scope="module")
def tool(site, tmp_path_factory) -> Iterator[Callable[..., list[Any]]]:
    """Calls a function of the built scripts once per text, with the mailboxes chosen, if any.

    errors: the ids of the errors that alone are known, one per text.
    """
    node = need(shutil.which("node"), "Node")
    folder = tmp_path_factory.mktemp("scripts")
    for name in ("errors", "secrets"):
        shutil.copy(site / f"assets/js/{name}.js", folder / f"{name}.mjs")
    process = subprocess.Popen(
        [node, "--input-type=module", "-e", RUN, folder, site / "youxiang/errors.json"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )

    def call(
        name: str,
        texts: list[str],
        mailboxes: list[str] | None = None,
        errors: list[str] | None = None,
    ) -> list[Any]:
        none = [""] * len(texts)
        asked = [
            {"call": name, "text": text, "mailbox": mailbox, "error": error}
            for text, mailbox, error in zip(texts, mailboxes or none, errors or none, strict=True)
        ]
        assert process.stdin and process.stdout
        print(json.dumps(asked), file=process.stdin, flush=True)
        return json.loads(process.stdout.readline())

    yield call
    process.communicate()


def causes(answers: list[Any]) -> list[list[str]]:
    return [answer["causes"] for answer in answers]


def test_the_corpus_is_broad(handbook):
    """At least 300 posted messages with their sources, and every cause is among the answers."""
    posted = CORPUS["posted"]
    assert len({each["text"] for each in MESSAGES}) == len(MESSAGES)
    assert len(posted) >= 300
    assert all(each["source"].startswith("https://") for each in posted)
    assert {each["cause"] for each in MESSAGES} == {None, *handbook.causes}


def test_the_corpus_names_no_machine():
    """Whoever posted a trace posted where their files lie; here paths begin at the package."""
    folders = ["root", "home", "Users", "app", "usr", "opt", "srv", "tmp"]
    machine = re.compile(rf"(?<![\w/.-])(?:/(?:{'|'.join(folders)})/|[A-Z]:\\)")
    starts = [*(f"/{folder}/" for folder in folders), f"C:{chr(92)}"]
    for start in starts:  # put together here, or this file would name a machine
        assert machine.search(f"at send ({start}mailer.js:6:1)")
        assert machine.search(f'File "{start}mail.py"')
    assert not machine.search('File "https://example.com/help"')
    assert [each["text"] for each in MESSAGES if machine.search(each["text"])] == []


def test_the_true_cause_comes_first(tool):
    """Each message of the corpus, however garbled; one that nobody can explain has no cause."""
    chosen = [each.get("chosen", "") for each in MESSAGES]
    found = causes(tool("explain", [each["text"] for each in MESSAGES], chosen))
    wrong = [
        (each["text"], each["cause"], ids)
        for each, ids in zip(MESSAGES, found, strict=True)
        if (ids[0] if ids else None) != each["cause"]
    ]
    assert wrong == []


def test_the_example_of_an_error_points_to_its_cause(tool, handbook):
    """What a page quotes for a cause is answered by it: at its mailbox, when it has one."""
    listed = [error for error in handbook.errors if error.says and not error.told]
    found = causes(
        tool(
            "explain",
            [error.example for error in listed],
            [error.mailbox or "" for error in listed],
        )
    )
    wrong = {
        error.id: ids for error, ids in zip(listed, found, strict=True) if ids[:1] != [error.first]
    }
    assert wrong == {}


def sentences(phrase: str) -> Iterator[str]:
    """What a phrase of `says` looks for, once with each alternative of each of its terms."""
    terms = [term.split("|") for term in phrase.split() if not term.startswith("!")]
    for place, alternatives in enumerate(terms):
        for alternative in alternatives:
            said = [
                alternative if number == place else term[0] for number, term in enumerate(terms)
            ]
            yield " , ".join(["the", *said]).replace("_", " ").replace("*", "1")


def test_whatever_a_phrase_names_can_be_said(tool, handbook):
    """No alternative is refused by its own phrase, or written as no text is read."""
    listed = [
        (sentence, error.mailbox or "", error.id)
        for error in handbook.errors
        for phrase in error.says
        for sentence in sentences(phrase)
    ]
    texts, mailboxes, ids = map(list, zip(*listed, strict=True))
    answers = tool("explain", texts, mailboxes, ids)
    unheard = [
        (error, text)
        for text, error, answer in zip(texts, ids, answers, strict=True)
        if not answer["scores"]
    ]
    assert unheard == []


def test_what_a_text_quotes_is_explained(tool, handbook):
    """A server's message that words quote has an answer."""
    quoted = re.compile(r"`([45]\d\d[ -][^`]+)`")
    texts = [
        message
        for path, model in handbook.models.items()
        if path != "data/errors.yml"
        for _, text in walk(model)
        for language in LANGUAGES
        for message in quoted.findall(text[language])
    ]
    assert len(texts) > 20
    found = zip(texts, causes(tool("explain", texts)), strict=True)
    assert [message for message, ids in found if not ids] == []


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("错误代码:535", "wrong-credentials"),
        ("(535, b'no')", "wrong-credentials"),
        ("535.", "wrong-credentials"),
        ("550 User not found", "recipient-not-found"),
        ("5350", None),
        ('File "smtplib.py", line 535, in login\nKeyError: no', None),
        ("at connect (net.js:550:12)\nTypeError: no", None),
        ("v1.535.2", None),
        ("x535", None),
        ("10.0.0.554", None),
    ],
)
def test_a_number_counts_only_when_it_stands_alone(tool, text, cause):
    """A reply code is one; a line number, a version, a part of an address is not."""
    assert (causes(tool("explain", [text]))[0] or [None])[0] == cause


CHINESE = "535 Error: 请使用授权码登录。详情请看: 帮助中心"
GARBLED = {
    "bytes as Python prints them": repr(CHINESE.encode("gb18030")),
    "UTF-8 bytes as Python prints them": repr(CHINESE.encode()),
    "GBK read as Latin-1": CHINESE.encode("gb18030").decode("latin-1"),
    "UTF-8 read as Latin-1": CHINESE.encode().decode("latin-1"),
    "JSON": CHINESE.encode("unicode_escape").decode(),
    "quoted-printable": "".join(
        f"={byte:02X}" if byte > 126 else chr(byte) for byte in CHINESE.encode("gb18030")
    ),
    "percent-encoded": "".join(
        f"%{byte:02X}" if byte > 126 else chr(byte) for byte in CHINESE.encode()
    ),
    "full-width": CHINESE.replace("535", "５３５"),
    "broken over lines": CHINESE.replace("Error", "Error\n   "),
    "Traditional Chinese": "535 Error: 請使用授權碼登錄",
}


@pytest.mark.parametrize("how", GARBLED)
def test_garbled_chinese_is_read(tool, how):
    """The same sentence, as programs mangle it."""
    answer = tool("explain", [GARBLED[how]])[0]
    assert answer["error"] == "qq-authorization-code"
    assert answer["causes"][0] == "password-is-login-password"


@pytest.mark.parametrize(
    ("text", "mailbox"),
    [
        ("imap.126.com: NO LOGIN", "netease"),
        ("Could not connect to SMTP.QQ.COM:465", "qq"),
        ("imap.exmail.qq.com refused", "tencent-exmail"),
        ("sender <someone@foxmail.com> refused", "qq"),
        ("to a@163.com from b@qq.com", ""),
        ("535 refused", ""),
        ("网易邮箱登录失败", "netease"),
        ("notimap.qq.com.example.org", ""),
    ],
)
def test_it_knows_whose_message_it_is(tool, text, mailbox):
    """By the server it names, else by the address or the name; it does not choose between two."""
    assert tool("explain", [text])[0]["mailbox"] == mailbox


@pytest.mark.parametrize(
    ("mailbox", "cause"),
    [
        ("", "wrong-credentials"),
        ("qq", "password-is-login-password"),
        ("netease", "password-is-login-password"),
        ("gmail", "app-password-required"),
        ("icloud", "app-password-required"),
        ("outlook", "basic-auth-disabled"),
        ("zoho", "wrong-server"),
        ("aliyun", "wrong-credentials"),
    ],
)
def test_the_mailbox_decides_what_a_refusal_means(tool, mailbox, cause):
    """The same words, another answer: the login password is right here and useless there."""
    assert causes(tool("explain", ["535 5.7.8 Authentication failed"], [mailbox]))[0][0] == cause


def test_two_readings_that_are_as_likely_are_said_to_be(tool):
    """QQ's sentence does not say which of its reasons holds; a full mailbox leaves no doubt."""
    catch_all = "Login fail. Account is abnormal, service is not open, password is incorrect."
    assert [each["unsure"] for each in tool("explain", [catch_all, "mailbox is full"])] == [
        True,
        False,
    ]


HARMLESS = """
wifi密码错误连不上网 | 微信登录不了 | ssh: connect to host example.com port 22: Connection refused
npm ERR! network request failed, reason: connect ETIMEDOUT | 数据库密码错误 | Netflix is down
已经打开了IMAP服务 | 我已经开通了SMTP服务 | I have already turned on IMAP
Segmentation fault (core dumped) | TypeError: Cannot read properties of undefined | 404 Not Found
怎么绑定邮箱 | 今天天气不错 | 谢谢，已经可以了 | 邮件发送成功 | hello, how do I bind my mailbox?
235 Authentication successful | 250 2.0.0 OK queued | ImportError: No module named requests
SyntaxError: invalid syntax | fatal: not a git repository | docker: command not found | KeyError: 1
"""


def test_what_is_not_known_is_not_guessed(tool):
    """Small talk, success and other programs' errors have no cause."""
    texts = [text.strip() for line in HARMLESS.strip().splitlines() for text in line.split("|")]
    found = zip(texts, tool("explain", texts), strict=True)
    assert {text: answer["causes"] for text, answer in found if answer["causes"]} == {}


SECRET = [
    "I typed wxkz vbnm tqrw plkj",
    "pass: 'wxkz vbnm tqrw plkj'",
    "the code is WXKZVBNMTQRWPLKJ",
    "wxkz-vbnm-tqrw-plkj was refused",
    "C: A00000002 LOGIN someone@example.com wxkz1111",
    'a1 LOGIN "someone" "wxkz 1111"',
    "AUTH PLAIN AHd4a3oAd3hrejExMTE=",
    "CLIENT -> SERVER: AUTH LOGIN\nSERVER -> CLIENT: 334 UGFzc3dvcmQ6\nCLIENT -> SERVER: "
    "wxkzMTExMQ==",
    "sendemail -xu me -xp wxkz1111 -pass wxkz1111",
    "curl --user me:wxkz1111 smtps://smtp.example.com",
    "smtp://me:wxkz1111@smtp.example.com",
    "my password is wxkz1111 and it fails",
    "密码是 wxkz1111，还是不行",
    "我的授权码是wxkzvbnmtqrwplkj",
    '{"user": "me", "password": "wxkz 11 11"}',
    "MAIL_PASSWORD=wxkz1111",
    "server.login('me', 'wxkz1111')",
    "PASS wxkz1111",
    "Authorization: Bearer wxkz1111.abc",
    "wxkzv bnmtq rwplkj",
    "LOGIN someone wxkz1111",
    "a1 LOGIN someone {8}\r\n+ go ahead\r\nwxkz1111",
    "AUTHENTICATE PLAIN\n+\nAHd4a3oAd3hrejExMTE=",
    "swaks -au me -ap wxkz1111",
    "password is: wxkz1111",
    "密码 wxkz1111",
    "专用密码是 wxkz vbnm",
    "server.login(user, 'wxkz1111')",
    "<password>wxkz1111</password>",
    "Authorization: Basic d3hrejExMTE=wxkz",
    "验证码 111111",
]
PRIVATE = {
    "someone@qq.com": "***@qq.com",
    "from 203.0.113.77": "from ***",
    "from 2001:db8:1:2::77": "from ***",
    "id eyJhbGciOiJIUzI1NiIsInR5cCI6": "id ***",
    "call 13812345678": "call ***",
    "call +8613812345678": "call +***",
    "张三@例子.中国": "***@例子.中国",
    "from fe80::1ff:fe23:4567:890a": "from ***",
}


@pytest.mark.parametrize("text", SECRET)
def test_a_secret_is_hidden_and_warned_of(tool, text):
    """Whatever form it has: nothing of it is left, and the reader is told."""
    assert tool("secret", [text]) == [True]
    assert not re.search("wxkz|vbnm|tqrw|plkj|1111", tool("masked", [text])[0], re.IGNORECASE)


def test_persons_are_hidden(tool):
    """Addresses, IP addresses, tokens and telephone numbers; no warning for them."""
    assert tool("masked", list(PRIVATE)) == list(PRIVATE.values())
    assert not any(tool("secret", list(PRIVATE)))


def test_a_message_is_not_taken_for_a_secret(tool):
    """What servers say about passwords stays, but for a few words that look like a code."""
    texts = [
        "535 Login fail. Account is abnormal, service is not open, password is incorrect.",
        "535 5.7.0 Application password is REQUIRED",
        "NO LOGIN Login error or password error",
        "密码错误，请重试",
        "553 Mail from must equal authorized user",
        "501 Bad address syntax",
        "login frequency limit",
        "NO [AUTHENTICATIONFAILED] LOGIN Invalid credentials",
    ]
    assert tool("secret", texts) == [False] * len(texts)
    assert tool("masked", texts) == texts
