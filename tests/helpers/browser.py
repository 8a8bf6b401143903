"""Headless Chromium for tests, spoken to over pipes: no port, no further package."""

from __future__ import annotations

import base64
import json
import os
import select
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
#: Seconds that one answer may take.
PATIENCE = 60.0


class Browser:
    """One page in a browser, and what it complained of."""

    def __init__(self, to: int, back: int) -> None:
        self._to, self._back, self._rest = to, back, b""
        self._turn = 0
        self.complaints: list[str] = []
        target = self._call("Target.createTarget", {"url": "about:blank"})["targetId"]
        attach = {"targetId": target, "flatten": True}
        self._session: str | None = self._call("Target.attachToTarget", attach)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self._call(f"{domain}.enable")

    _session = None

    def open(self, path: Path, *, width: int = 1280, height: int = 800, dark: bool = False) -> None:
        """Show a file and wait until it has loaded."""
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self._call("Emulation.setDeviceMetricsOverride", size)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        calm = {"name": "prefers-reduced-motion", "value": "reduce"}
        self._call("Emulation.setEmulatedMedia", {"features": [scheme, calm]})
        self._call("Page.navigate", {"url": path.as_uri()})
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if self.ask("document.readyState") == "complete" and self.ask("location.href") != (
                "about:blank"
            ):
                return
            time.sleep(0.05)
        raise TimeoutError(path)

    def ask(self, script: str) -> Any:
        """Return the value of an expression."""
        asked = {"expression": script, "returnByValue": True}
        answer = self._call("Runtime.evaluate", asked)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def click(self, selector: str) -> None:
        """Press the mouse in the middle of the first element that fits."""
        box = self.ask(
            f"(() => {{ const box = document.querySelector({json.dumps(selector)})"
            ".getBoundingClientRect();"
            " return [box.x + box.width / 2, box.y + box.height / 2]; })()"
        )
        for kind in ("mousePressed", "mouseReleased"):
            at = {"type": kind, "x": box[0], "y": box[1], "button": "left", "clickCount": 1}
            self._call("Input.dispatchMouseEvent", at)

    def type(self, text: str) -> None:
        """Type into the element that has the focus."""
        self._call("Input.insertText", {"text": text})

    def screenshot(self, path: Path) -> None:
        """Save a picture of the window."""
        path.write_bytes(base64.b64decode(self._call("Page.captureScreenshot")["data"]))

    def _call(self, method: str, values: dict[str, Any] | None = None) -> dict[str, Any]:
        self._turn += 1
        message: dict[str, Any] = {"id": self._turn, "method": method, "params": values or {}}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._to, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._next()
            if answer.get("id") == self._turn:
                assert "error" not in answer, answer["error"]
                found: dict[str, Any] = answer["result"]
                return found
            self._note(answer)

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            ready, _, _ = select.select([self._back], [], [], PATIENCE)
            more = os.read(self._back, 1 << 16) if ready else b""
            if not more:
                raise TimeoutError("the browser does not answer")
            self._rest += more
        message, _, self._rest = self._rest.partition(b"\0")
        found: dict[str, Any] = json.loads(message)
        return found

    def _note(self, event: dict[str, Any]) -> None:
        method, values = event.get("method"), event.get("params", {})
        if method == "Runtime.exceptionThrown":
            self.complaints.append(json.dumps(values["exceptionDetails"]))
        elif method == "Runtime.consoleAPICalled":
            self.complaints.append(json.dumps(values["args"]))
        elif method == "Log.entryAdded":
            self.complaints.append(values["entry"]["text"])
        elif method == "Network.requestWillBeSent":
            url = values["request"]["url"]
            if not url.startswith(("file:", "data:")):
                self.complaints.append(f"asks for {url}")


@contextmanager
def browser(folder: Path) -> Iterator[Browser]:
    """Yield a browser that keeps its files in a folder."""
    assert CHROMIUM
    (read, to), (back, write) = os.pipe(), os.pipe()

    def pipes() -> None:  # the browser reads at 3 and writes at 4
        held = os.dup(read), os.dup(write)
        os.dup2(held[0], 3)
        os.dup2(held[1], 4)

    options = ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run"]
    options += ["--disable-dev-shm-usage", f"--user-data-dir={folder}", "--remote-debugging-pipe"]
    with subprocess.Popen(
        [CHROMIUM, *options, "about:blank"],
        preexec_fn=pipes,
        close_fds=False,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        os.close(read)
        os.close(write)
        try:
            yield Browser(to, back)
        finally:
            os.close(to)
            os.close(back)
            process.kill()
            process.wait()
