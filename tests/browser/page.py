#!/usr/bin/env python3
"""Opens an HTML report in headless Chromium and uses it as a reader would. Standard library only.

    page.py REPORT.html [FOLDER FOR SCREENSHOTS]

The report has to hold findings of several severities, and history. Needs chromium and chromedriver on PATH.
"""

import base64
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

ARGUMENTS = (
    "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --disable-dev-shm-usage --hide-scrollbars"
).split()


class Browser:
    """A session of the WebDriver protocol, with the calls that the test needs."""

    def __init__(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.driver = subprocess.Popen(
            ["chromedriver", f"--port={port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self.base = f"http://127.0.0.1:{port}"
        self.profile = tempfile.TemporaryDirectory()
        for _ in range(100):
            try:
                if self.call("GET", "/status")["ready"]:
                    break
            except OSError:
                time.sleep(0.1)
        options = {"args": ARGUMENTS + [f"--user-data-dir={self.profile.name}"]}
        wanted = {"goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL"}}
        session = self.call("POST", "/session", {"capabilities": {"alwaysMatch": wanted}})
        self.base += f"/session/{session['sessionId']}"

    def call(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.base + path, data, {"Content-Type": "application/json"}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{path}: {json.load(error)['value']['message'][:300]}") from error

    def js(self, script, *arguments):
        return self.call("POST", "/execute/sync", {"script": script, "args": list(arguments)})

    def cdp(self, command, **parameters):
        return self.call("POST", "/goog/cdp/execute", {"cmd": command, "params": parameters})

    def click(self, selector):
        found = self.call("POST", "/element", {"using": "css selector", "value": selector})
        self.call("POST", f"/element/{next(iter(found.values()))}/click", {})

    def type(self, selector, text):
        found = self.call("POST", "/element", {"using": "css selector", "value": selector})
        self.call("POST", f"/element/{next(iter(found.values()))}/value", {"text": text})

    def size(self, width, height):
        self.cdp("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)

    def colours(self, scheme):
        features = {"prefers-color-scheme": scheme, "prefers-reduced-motion": "reduce"}
        listed = [{"name": name, "value": value} for name, value in features.items()]
        self.cdp("Emulation.setEmulatedMedia", features=listed)

    def picture(self, path, whole=False):
        shot = self.cdp("Page.captureScreenshot", captureBeyondViewport=whole)
        with open(path, "wb") as file:
            file.write(base64.b64decode(shot["data"]))

    def close(self):
        try:
            self.call("DELETE", "")
        finally:
            self.driver.terminate()
            self.driver.wait(20)
            self.profile.cleanup()


VISIBLE = "return [...document.querySelectorAll('.finding')].filter(f => f.offsetParent !== null)"
BACKGROUND = "return getComputedStyle(document.body).backgroundColor"
passed = 0


def check(holds, what):
    global passed
    if not holds:
        raise AssertionError(what)
    passed += 1
    print(f"ok  {what}")


def choose(page, name, value):
    page.js(
        "const s = document.getElementById('by-' + arguments[0]); s.value = arguments[1];"
        "s.dispatchEvent(new Event('input', {bubbles: true}))",
        name,
        value,
    )


def use(page, address, shots):
    def picture(name, whole=False):
        if shots:
            page.picture(os.path.join(shots, name + ".png"), whole)

    page.size(1280, 900)
    page.colours("light")
    page.call("POST", "/url", {"url": address})
    check(page.js("return document.title").startswith("secretscan: "), "the page opens")
    light = page.js(BACKGROUND)
    check(light != "rgba(0, 0, 0, 0)", "the policy lets the page's own style in")
    picture("light")
    picture("light-whole", True)
    page.colours("dark")
    dark = page.js(BACKGROUND)
    check(dark != light, "the page follows a dark system")
    picture("dark")
    page.click("#theme")
    check(page.js(BACKGROUND) == light, "the button turns a dark page light")
    page.click("#theme")
    check(page.js(BACKGROUND) == dark, "and dark again")
    page.colours("light")
    check(page.js(BACKGROUND) == dark, "a choice outweighs the system")
    page.click("#theme")

    total = page.js(VISIBLE + ".length")
    check(total > 2, f"all {total} findings are shown")
    for name in ["severity", "confidence", "rule", "state"]:
        values = page.js("return [...document.getElementById('by-' + arguments[0]).options].map(o => o.value)", name)
        sums = 0
        for value in values[1:]:
            choose(page, name, value)
            shown = page.js(VISIBLE + ".map(f => f.dataset[arguments[0]])", name)
            check(shown and set(shown) == {value}, f"{name} {value} shows {len(shown)} and no other")
            sums += len(shown)
        choose(page, name, "")
        check(sums == total, f"the choices of {name} cover everything")
    path = page.js("return document.querySelector('.finding .where code').textContent.split(':')[0]")
    page.type("#search", path)
    found = page.js(VISIBLE + ".map(f => f.textContent)")
    check(found and all(path in text for text in found), "the search finds a path")
    check(str(len(found)) in page.js("return document.getElementById('count').textContent"), "the count says so")
    page.type("#search", " no such words")
    check(page.js(VISIBLE + ".length") == 0, "and finds nothing where there is nothing")
    check(page.js("return document.getElementById('nothing').offsetParent !== null"), "which it says")
    page.click("#reset")
    time.sleep(0.1)
    check(page.js(VISIBLE + ".length") == total, "reset shows all again")

    check(page.js("return document.querySelectorAll('.finding[open]').length") == 0, "findings are closed at first")
    page.click(".finding summary")
    check(page.js("return document.querySelector('.finding').open"), "a click opens one")
    page.js("document.querySelector('.finding').scrollIntoView()")
    picture("finding")
    page.click("#expand")
    check(page.js("return document.querySelectorAll('.finding[open]').length") == total, "all open")
    page.click("#expand")
    check(page.js("return document.querySelectorAll('.finding[open]').length") == 0, "and close")
    target = page.js("return document.querySelector('.line a').hash.slice(1)")
    page.click(".line a")
    time.sleep(0.3)
    check(page.js("return document.getElementById(arguments[0]).open", target), "the time line leads to its finding")

    check(page.js("return performance.getEntriesByType('resource').length") == 0, "nothing is loaded")
    check(page.js("return document.scripts.length") == 1, "there is one script, the page's own")
    check(page.js("return document.querySelectorAll('main b b, main script, main img').length") == 0, "no text became markup")
    page.js("const s = document.createElement('script'); s.textContent = 'window.ran = 1'; document.body.append(s)")
    check(page.js("return window.ran === undefined"), "the policy stops a foreign script")
    page.call("POST", "/url", {"url": address})
    log = [entry for entry in page.call("POST", "/se/log", {"type": "browser"}) if "Executing inline script" not in entry["message"]]
    check(not [entry for entry in log if entry["level"] == "SEVERE"], f"the console is quiet {log[:3]}")
    for scheme in ["light", "dark"]:
        page.js("localStorage.clear()")
        page.colours(scheme)
        page.size(390, 844)
        page.call("POST", "/url", {"url": address})
        wide = page.js("return document.documentElement.scrollWidth - innerWidth")
        check(wide <= 0, f"a narrow window needs no sideways scrolling ({scheme})")
        broken = page.js(
            "const lines = e => { const r = document.createRange(); r.selectNodeContents(e);"
            "  return new Set([...r.getClientRects()].map(b => b.top)).size };"
            "return [...document.querySelectorAll('.axis span')].filter(e => e.offsetParent && lines(e) > 1).length"
        )
        check(broken == 0, f"days under the time line stay in one piece ({scheme})")
        picture(f"narrow-{scheme}")
        page.click("#expand")
        wide = page.js("return document.documentElement.scrollWidth - innerWidth")
        check(wide <= 0, f"nor do open findings ({scheme})")
        page.js("document.querySelector('.finding').scrollIntoView()")
        picture(f"narrow-finding-{scheme}")
        page.size(1280, 900)
        page.call("POST", "/url", {"url": address})
        picture(f"{scheme}-desktop")


def main():
    address = "file://" + os.path.abspath(sys.argv[1])
    shots = sys.argv[2] if len(sys.argv) > 2 else None
    page = Browser()
    try:
        use(page, address, shots)
        failed = 0
    except AssertionError as error:
        print(f"FAILED  {error}")
        failed = 1
    finally:
        page.close()
    print(f"{passed} passed, {failed} failed")
    return failed


sys.exit(main())
