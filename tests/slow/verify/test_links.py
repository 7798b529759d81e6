"""Web pages that answer, move, refuse or are gone."""

from __future__ import annotations

import socket

import pytest
from conftest import free_port
from loopback import Net

from macros.tools.verify.links import USER_AGENT, ask_links


def ask_link(net: Net, url: str, **more):
    (result,) = ask_links([url], net.options(**more))
    return [(each.level, each.rule, each.message.replace(url, "URL")) for each in result.errors]


def test_a_page_that_answers_is_asked_for_its_head_only(net, web):
    assert ask_link(net, f"{web.address}/200") == []
    assert web.asked == [("HEAD", "/200", USER_AGENT)]
    assert "youxiang-verify" in USER_AGENT and "https://laifa.xin/youxiang/" in USER_AGENT


def test_a_page_that_refuses_head_is_asked_for_whole(net, web):
    assert ask_link(net, f"{web.address}/get") == []
    assert [method for method, *_ in web.asked] == ["HEAD", "GET"]


def test_a_dead_link_is_a_problem(net, web):
    assert ask_link(net, f"{web.address}/404", retry_after=(3, 15)) == [
        ("problem", "link_answers", "URL answers `404 Not Found`")
    ]
    assert net.pauses == []


def test_a_page_that_fails_is_asked_again_first(net, web):
    assert ask_link(net, f"{web.address}/503", retry_after=(3, 15)) == [
        ("problem", "link_answers", "URL answers `503 Service Unavailable`")
    ]
    assert net.pauses == [3, 15]


@pytest.mark.parametrize(
    "path, level, message",
    [
        ("403", "unasked", "URL does not answer programs (`403 Forbidden`)"),
        ("429", "unasked", "URL does not answer programs (`429 Too Many Requests`)"),
        ("451", "unasked", "URL does not answer programs (`451 Unavailable For Legal Reasons`)"),
        ("to/404", "problem", "URL answers `404 Not Found`"),
        ("round", "problem", "URL leads round in circles"),
    ],
)
def test_a_page_that_shuts_programs_out_is_not_called_dead_as_others_are(
    net, web, path, level, message
):
    """The page that answers in the end counts."""
    assert ask_link(net, f"{web.address}/{path}") == [(level, "link_answers", message)]


def test_a_page_that_moved_for_good_is_a_warning_and_one_elsewhere_for_now_is_fine(net, web):
    assert ask_link(net, f"{web.address}/now/200") == []
    assert ask_link(net, f"{web.address}/to/200") == [
        ("warning", "link_is_current", f"URL has moved for good to {web.address}/200")
    ]


def test_a_link_whose_host_is_gone_or_deaf_is_a_problem(net):
    assert ask_link(net, "https://gone.qq.com/") == [
        ("problem", "host_resolves", "there is no host named gone.qq.com")
    ]
    assert ask_link(net, f"http://127.0.0.1:{free_port()}/") == [
        ("problem", "link_answers", "URL cannot be reached")
    ]


def test_a_web_server_that_never_answers_is_let_go(net):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        assert ask_link(net, f"http://127.0.0.1:{silent.getsockname()[1]}/", seconds=0.3) == [
            ("problem", "link_answers", "URL did not answer within 0.3 s")
        ]


def test_a_web_host_is_asked_one_page_at_a_time_and_no_more_once_it_has_had_enough(net, web):
    results = ask_links(
        [f"{web.address}/{path}" for path in ("200", "404", "429", "200", "404")],
        net.options(pause=7),
    )
    assert [[each.level for each in result.errors] for result in results] == [
        [],
        ["problem"],
        ["unasked"],
        ["unasked"],
        ["unasked"],
    ]
    assert [path for method, path, _ in web.asked if method == "HEAD"] == ["/200", "/404", "/429"]
    assert net.pauses == [7, 7]
