"""Asks web hosts whether the pages that we link to are still there."""

from __future__ import annotations

from urllib.parse import urlsplit

import requests

from macros.tools.verify.probe import (
    PROJECT,
    ProbeError,
    ProbeOptions,
    Result,
    resolve,
    shortened,
    with_retries,
)

USER_AGENT = f"Mozilla/5.0 (compatible; youxiang-verify/1.0; +{PROJECT})"
REFUSED = (401, 403, 429, 451)  # not for programs, which says nothing about readers
TOO_MANY_REQUESTS = 429
MOVED_FOR_GOOD = (301, 308)


class TooManyRequests(ProbeError):
    """A web host answered 429: it wants to be asked less."""


def ask_links(urls: list[str], options: ProbeOptions) -> list[Result]:
    """Asks one web host for its pages, one after the other, until it answers 429."""
    results: list[Result] = []
    with requests.Session() as session:
        session.headers["User-Agent"] = USER_AGENT
        for url in urls:
            if results:
                options.sleep(options.pause)
            result = _ask_link(url, session, options)
            results.append(result)
            if any(isinstance(error, TooManyRequests) for error in result.errors):
                break
    left = urls[len(results) :]
    return results + [
        Result(url, [_refused(url, "429 to a link before it", TooManyRequests)]) for url in left
    ]


def _ask_link(url: str, session: requests.Session, options: ProbeOptions) -> Result:
    return with_retries(url, lambda: _ask_once(url, session, options), options)


def _ask_once(url: str, session: requests.Session, options: ProbeOptions) -> Result:
    """Asks for one page. Raises ProbeError when there is none."""
    parts = urlsplit(url)
    default_port = {"http": 80, "https": 443}[parts.scheme]
    resolve(parts.hostname or "", parts.port or default_port, options)
    try:
        answer = _request(url, session, options.seconds)
    except requests.RequestException as error:
        raise _explain(url, error, options.seconds) from error
    _judge_status(url, answer)
    if answer.history and all(step.status_code in MOVED_FOR_GOOD for step in answer.history):
        moved = ProbeError(
            "link_is_current",
            f"{url} has moved for good to {shortened(answer.url, 300)}",
            "if it is the same page there, write the new address",
            level="warning",
        )
        return Result(url, [moved])
    return Result(url, [])


def _request(url: str, session: requests.Session, seconds: float) -> requests.Response:
    """The page's head; the page if the head is refused. Its body is never read."""
    for method in ("HEAD", "GET"):
        with session.request(
            method, url, timeout=seconds, allow_redirects=True, stream=True
        ) as answer:
            if answer.ok or answer.status_code == TOO_MANY_REQUESTS:
                break
    return answer


def _explain(url: str, error: requests.RequestException, seconds: float) -> ProbeError:
    """What an error of `requests` means."""
    if isinstance(error, requests.TooManyRedirects):
        return ProbeError(
            "link_answers", f"{url} leads round in circles", "find the page's address in a browser"
        )
    if isinstance(error, requests.exceptions.SSLError):
        message = f"the certificate of {url} is refused"
        fix = "open it in a browser; if that warns too, find another address or source"
        return ProbeError("link_answers", message, fix)
    if isinstance(error, (requests.ConnectionError, requests.Timeout)):
        late = isinstance(error, requests.Timeout)
        return ProbeError(
            "link_answers",
            f"{url} did not answer within {seconds:g} s" if late else f"{url} cannot be reached",
            "try again later; if it stays, find another address or source",
            temporary=True,
            reached=False,
        )
    message = f"{url} cannot be followed ({shortened(str(error))})"
    return ProbeError("link_answers", message, "find the page's address in a browser")


def _judge_status(url: str, answer: requests.Response) -> None:
    """Raises ProbeError for a status that is no success."""
    status = shortened(f"{answer.status_code} {answer.reason}")
    if answer.status_code in REFUSED:
        too_many = answer.status_code == TOO_MANY_REQUESTS
        raise _refused(url, status, TooManyRequests if too_many else ProbeError)
    if answer.status_code >= 500:
        message = f"{url} answers `{status}`"
        fix = "try again later; if it stays, find another source"
        raise ProbeError("link_answers", message, fix, temporary=True)
    if not answer.ok:
        message = f"{url} answers `{status}`"
        fix = "the page is gone: find its new address, or another source"
        raise ProbeError("link_answers", message, fix)


def _refused(url: str, status: str, kind: type[ProbeError]) -> ProbeError:
    return kind(
        "link_answers",
        f"{url} does not answer programs (`{status}`)",
        "open it in a browser; if the page shows, all is well",
        level="unasked",
    )
