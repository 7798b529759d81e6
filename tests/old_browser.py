"""An old Chromium, driven over its debugging pipe: what Playwright speaks, these do not understand.

Chrome DevTools Protocol, https://chromedevtools.github.io/devtools-protocol/; over a pipe, messages
end with a zero byte.
"""

from __future__ import annotations

import json
import os
import select
import subprocess
import time
from pathlib import Path

from conftest import PATIENCE, ROOT, need

PACKAGES = ROOT / "tests/old-browsers/node_modules"
UNPACK = (
    "const fs = require('fs'), [from, to] = process.argv.slice(1); fs.writeFileSync(to, "
    "require('zlib').brotliDecompressSync(fs.readFileSync(from)), {mode: 0o755})"
)


class OldBrowser:
    """A running browser with one page.

    `problems` collects script errors, console errors and requests to other hosts.

    Raises OSError when it cannot be started, TimeoutError when it does not answer.
    """

    def __init__(self, program: str, profile: Path) -> None:
        read, self._write = os.pipe()
        self._read, write = os.pipe()
        self._process = subprocess.Popen(
            [
                program,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--remote-debugging-pipe",
                f"--user-data-dir={profile}",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=(3, 4),
            preexec_fn=lambda: (os.dup2(read, 3), os.dup2(write, 4)),
        )
        os.close(read), os.close(write)
        self._number, self._unread, self._events = 0, b"", []
        self.problems: list[str] = []
        self.server = ""
        self._session = None
        target = self.send("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.send("Target.attachToTarget", targetId=target, flatten=True)[
            "sessionId"
        ]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.send(f"{domain}.enable")
        self.version = self.run("navigator.userAgent.match(/Chrome.([0-9]+)/)[1]")

    def send(self, method: str, **parameters):
        """Sends a command and returns what it answers.

        Raises RuntimeError with what the browser says is wrong.
        """
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters} | (
            {"sessionId": self._session} if self._session else {}
        )
        os.write(self._write, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._message()
            if answer.get("id") == self._number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']['message']}")
                return answer["result"]

    def open(self, url: str, width: int = 360, height: int = 740) -> None:
        """Opens a page on a screen of this size, and waits until its script has run."""
        self.send(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=width < 700,
        )
        self._events.clear()
        self.send("Page.navigate", url=url)
        while "Page.loadEventFired" not in self._events:
            self._message()
        self.wait(
            "!document.querySelector('script[type=module]') || "
            "!!document.querySelector('html.ready')"
        )

    def run(self, expression: str):
        """The value of an expression in the page, awaited.

        Raises RuntimeError with what it throws.
        """
        answer = self.send(
            "Runtime.evaluate",
            expression=expression,
            awaitPromise=True,
            returnByValue=True,
            userGesture=True,
        )
        if "exceptionDetails" in answer:
            raise RuntimeError(
                answer["exceptionDetails"].get("exception", {}).get("description")
                or answer["exceptionDetails"]["text"]
            )
        return answer["result"].get("value")

    def wait(self, expression: str):
        """The value of an expression as soon as it is true, looked at with every frame.

        Raises TimeoutError.
        """
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if value := self.run(
                f"new Promise(done => requestAnimationFrame(() => done({expression})))"
            ):
                return value
        raise TimeoutError(expression)

    def click(self, selector: str, across: float = 0.5) -> None:
        """A click with the mouse on the first element that a selector finds, in its middle or so
        far across it, once it stands still on the screen: what scrolls into view is laid out only
        then, and the page's own script may be scrolling, too.
        """
        x, y = self.wait(
            f"(element => {{ const box = element.getBoundingClientRect(); const at = [box.x + "
            f"box.width * {across}, box.y + box.height / 2]; const still = at[1] > 0 && at[1] < "
            "innerHeight && String(window.lastBox) === String(at); window.lastBox = at; "
            "if (!still) element.scrollIntoView({block: 'center'}); return still && at; "
            f"}})(document.querySelector({json.dumps(selector)}))"
        )
        self.run("window.lastBox = null")
        for kind in ("mousePressed", "mouseReleased"):
            self.send("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def type(self, text: str) -> None:
        """Text, as an input method enters it, into what has the focus."""
        self.send("Input.insertText", text=text)

    def close(self) -> None:
        self._process.kill()
        self._process.wait()
        os.close(self._read), os.close(self._write)

    def _message(self) -> dict:
        until = time.monotonic() + PATIENCE
        while b"\0" not in self._unread:
            ready, _, _ = select.select([self._read], [], [], max(0, until - time.monotonic()))
            data = os.read(self._read, 1 << 20) if ready else b""
            if not data:
                raise TimeoutError("the browser does not answer")
            self._unread += data
        line, _, self._unread = self._unread.partition(b"\0")
        message = json.loads(line)
        if "method" in message:
            self._note(message["method"], message["params"])
        return message

    def _note(self, event: str, about: dict) -> None:
        self._events.append(event)
        if event == "Runtime.exceptionThrown":
            self.problems.append(
                about["exceptionDetails"].get("exception", {}).get("description")
                or about["exceptionDetails"]["text"]
            )
        elif event == "Log.entryAdded" and about["entry"]["level"] == "error":
            self.problems.append(f"{about['entry']['text']} {about['entry'].get('url', '')}")
        elif event == "Runtime.consoleAPICalled" and about["type"] in ("error", "assert"):
            self.problems.append(str(about["args"]))
        elif event == "Network.requestWillBeSent" and not about["request"]["url"].startswith(
            (self.server, "data:", "blob:", "about:")
        ):
            self.problems.append(f"asked {about['request']['url']}")


def program(version: str, node: str | None) -> str:
    """The path of Chromium 78 or 88, unpacked when it is first asked for."""
    packed = PACKAGES / f"chromium-{version}/bin/chromium.br"
    need(
        "packed" if packed.is_file() else None,
        f"Chromium {version} (npm ci in tests/old-browsers/)",
    )
    unpacked = packed.with_suffix("")
    if not unpacked.is_file():
        part = packed.with_suffix(".part")
        subprocess.run([need(node, "Node.js"), "-e", UNPACK, str(packed), str(part)], check=True)
        part.replace(unpacked)
    return str(unpacked)
