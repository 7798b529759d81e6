"""Type your address: the settings of that mailbox, on the reader's device alone."""

from __future__ import annotations

import re

import pytest
from browsing import STARTS, links, requests_of, until


@pytest.fixture
def ask(page):
    """Types into the tool of a page and returns its answer."""

    def ask(typed: str, path: str = "/youxiang/"):
        page.goto(path)
        page.locator("#address").fill(typed)
        answer = page.locator(".yx-tool__answer")
        until(page, "document.querySelector('.yx-tool__answer').childElementCount > 0")
        return answer

    return ask


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize(
    "where",
    [
        "/youxiang/",
        "/youxiang/100-gerenyouxiang-personal-mailbox",
        "/youxiang/200-qiyeyouxiang-enterprise-mailbox",
    ],
)
def test_an_address_gives_the_settings_of_its_mailbox(ask, handbook, start, where):
    """Address filled in, kind of password, the servers of that very domain, the way to the guide.

    As the data says.
    """
    mailbox = handbook.mailboxes["netease"]
    answer = ask("someone@126.com", start + where)
    text = answer.inner_text()
    assert "someone@126.com" in text
    assert handbook.terms[mailbox.provider.password.kind][STARTS[start]] in text
    assert set(answer.locator("code").all_inner_texts()) == {
        "someone@126.com",
        mailbox.provider.servers["imap_126"].host,
        mailbox.provider.servers["smtp_126"].host,
        "993",
        "465",
    }
    assert links(answer, "a") == [
        f"{start}/youxiang/{mailbox.provider.slug}",
        f"{start}/youxiang/{mailbox.provider.slug}#get-code",
    ]


def test_every_domain_of_the_data_is_known(page, handbook):
    """Each domain of each mailbox leads to that mailbox, with servers for both directions."""
    page.goto("/youxiang/")
    asked = [
        domain for mailbox in handbook.mailboxes.values() for domain in mailbox.provider.domains
    ]
    found = page.evaluate(
        """async domains => {
        const tool = await import('/assets/js/whose.js');
        const data = await (await fetch('/youxiang/settings.json')).json();
        return domains.map(domain => {
            const found = tool.look(tool.read('x@' + domain), data.mailboxes);
            const url = found.mailbox && found.mailbox.url;
            return [url, found.imap.length, found.smtp.length];
        });
    }""",
        asked,
    )
    expected = [
        f"/youxiang/{mailbox.provider.slug}"
        for mailbox in handbook.mailboxes.values()
        for _ in mailbox.provider.domains
    ]
    assert [each[0] for each in found] == expected and all(each[1] and each[2] for each in found)


@pytest.mark.parametrize("start", STARTS)
def test_a_host_of_another_mailbox_is_pointed_out(ask, handbook, start):
    """imap.exmail.qq.com with @qq.com is the commonest mix-up."""
    other = handbook.mailboxes["tencent-exmail"].provider.name[STARTS[start]]
    answer = ask("me@qq.com imap.exmail.qq.com", f"{start}/youxiang/").inner_text()
    assert re.search(rf"imap\.exmail\.qq\.com.*{re.escape(other)}", answer)


def test_an_unknown_domain_gets_the_generic_way_and_no_guess(ask):
    """No settings are made up.

    The way to the business mailboxes is shown, with the domain as it was typed.
    """
    answer = ask("boss@某公司.中国")
    assert "@某公司.中国" in answer.inner_text() and answer.locator("h3").count() == 0
    assert answer.locator("code").all_inner_texts() == [
        "nslookup -type=mx xn--55qx5dn33a.xn--fiqs8s"
    ]
    assert links(answer, "a") == ["/youxiang/200-qiyeyouxiang-enterprise-mailbox#tell"]
    link, command = (answer.locator(each).bounding_box()["y"] for each in ("a", "code"))
    assert link < command, "a command line is the last resort"


def test_a_slip_of_the_finger_is_offered_back(ask, page):
    """@gmial.com is asked about, and one press corrects it."""
    answer = ask("me@gmial.com", "/en/youxiang/")
    answer.locator("button.yx-suggestion").click()
    until(page, "document.querySelector('.yx-tool__answer dl') !== null")
    assert page.locator("#address").input_value() == "me@gmail.com"
    assert "Gmail" in answer.inner_text()


def test_enter_opens_the_guide_with_the_servers_of_the_address(ask, page, handbook):
    """And the guide shows the address, which this tab keeps."""
    ask("someone@126.com")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{handbook.mailboxes['netease'].provider.slug}")
    page.locator(".yx-mine code").wait_for()
    assert page.locator(".yx-mine code").inner_text() == "someone@126.com"


def test_a_mailbox_without_a_guide_is_marked_and_leads_to_the_table(ask, handbook, strings):
    """Its servers are shown as what public sources say."""
    other = next(each for each in handbook.others if each.id == "wo")
    answer = ask("someone@wo.cn")
    assert strings["address_other"].zh.partition("{{")[0] in answer.inner_text()
    assert {server.host for server in other.servers} < set(answer.locator("code").all_inner_texts())
    assert mailbox_path(answer) == "/youxiang/100-gerenyouxiang-personal-mailbox"


def test_nothing_typed_leaves_the_device(ask, page):
    """No request or address has it, and only this tab keeps it; no form could send it."""
    asked = requests_of(page)
    ask("secret-name@qq.com")
    page.keyboard.press("Enter")
    page.locator(".yx-mine code").wait_for()
    assert not [each for each in [*asked, page.url] if "secret-name" in each]
    kept = page.evaluate("JSON.stringify([localStorage, document.cookie])")
    assert "secret-name" not in kept
    page.goto("/youxiang/")
    assert page.locator("#address").get_attribute("name") is None


def test_markup_that_is_typed_stays_text(ask, page):
    """What is typed is shown as text."""
    ask("<img src=x onerror=window.hit=1>@<b>x</b>.com <img src=x onerror=window.hit=1>@qq.com")
    assert page.evaluate("window.hit") is None
    assert page.locator(".yx-tool__answer img, .yx-tool__answer b").count() == 0


def test_a_guide_shows_the_servers_of_the_typed_domain_only(page, strings):
    """On a guide, the form's table takes the address.

    Card and form show its servers, the table of servers marks them. Another mailbox's address is
    said not to belong here.
    """
    page.goto("/youxiang/107-wangyi-163youxiang-netease-personal-email")
    page.locator(".yx-own").fill("x@yeah.net")
    use = strings["use_recommended"].zh
    for place in ("#table-fields", ".yx-card"):
        values = page.locator(f"{place} .yx-value").all_inner_texts()
        assert values == ["imap.yeah.net", "993", "smtp.yeah.net", "465"]
    own = page.locator(".yx-row--own").evaluate_all("all => all.map(each => each.id)")
    assert own == ["server-imap-yeah", "server-smtp-yeah"]
    assert page.locator("#field-imap .yx-for").inner_text() == f"{use}\n@yeah.net"
    pressed = page.locator(".yx-chips [aria-pressed=true]").all_inner_texts()
    assert [each for each in pressed if "yeah.net" not in each] == [] and pressed
    copy = page.locator("#field-smtp .yx-copy").first
    assert copy.get_attribute("aria-label").endswith(" smtp.yeah.net")
    page.locator(".yx-own").fill("x@qq.com")
    assert page.locator("#table-fields .yx-endpoint:visible").count() == 2
    assert page.locator(".yx-own__said").inner_text() == strings["address_not_ours"].zh


@pytest.mark.parametrize(
    ("pasted", "mailbox"),
    [
        ("mxbiz1.qq.com", "tencent-exmail"),
        (
            "Non-authoritative answer:\nexample.com  mail exchanger = 5 mx1.qiye.aliyun.com.",
            "aliyun-enterprise",
        ),
        (
            "example.com  mail exchanger = 5 mxbiz1.qq.com\nexample.com  mail exchanger = ",
            "tencent-exmail",
        ),
        ("ALT1.ASPMX.L.GOOGLE.COM", "google-workspace"),
        ("example-com.mail.protection.outlook.com", "outlook"),
    ],
)
def test_an_mx_host_tells_whose_business_mail_it_is(ask, handbook, strings, pasted, mailbox):
    """What nslookup says can be pasted: the likely provider, called likely, and its guide."""
    answer = ask(pasted)
    assert mailbox_path(answer) == f"/youxiang/{handbook.mailboxes[mailbox].provider.slug}"
    assert strings["address_mx_is"].zh.partition(" MAILBOX ")[2] in answer.inner_text()


def mailbox_path(answer):
    return answer.locator("a").first.get_attribute("href").partition("#")[0]


@pytest.mark.parametrize(
    "pasted", ["mxbiz1.qq.com.example.org", "notmxbiz1.qq.com.cn", "mx.example.org"]
)
def test_an_mx_host_that_nobody_knows_is_not_guessed(ask, pasted):
    """A host that only looks like one of them gets the way to find out, and no provider."""
    answer = ask(pasted)
    assert answer.locator("h3").count() == 0 and "nslookup -type=mx" in answer.inner_text()


def test_every_mx_host_of_the_data_is_in_the_table(page, handbook):
    """And each row leads to the guide that speaks of it."""
    page.goto("/youxiang/200-qiyeyouxiang-enterprise-mailbox#tell")
    rows = page.locator("#table-mx tbody tr").evaluate_all(
        "all => all.map(each => [each.id, [...each.querySelectorAll('code')].map(code => "
        "code.textContent), each.querySelector('td a').getAttribute('href').split('#')[0]])"
    )
    assert rows == [
        [f"mx-{mailbox.id}", mailbox.provider.mx.hosts, mailbox.provider.slug]
        for mailbox in handbook.mailboxes.values()
        if mailbox.provider.mx
    ]
