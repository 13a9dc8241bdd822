# SPDX-License-Identifier: Apache-2.0
"""A client of the Language Server Protocol: just what the tests need."""
import json
import queue
import subprocess
import threading
import time

CAPABILITIES = {
    "window": {"workDoneProgress": True, "showDocument": {"support": True}},
    "textDocument": {
        "hover": {"contentFormat": ["markdown"]},
        "publishDiagnostics": {"relatedInformation": True},
    },
}


class Client:
    def __init__(self, command, log):
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log)
        self.messages = queue.Queue()
        self.seen = []
        self.count = 0
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        out = self.process.stdout
        while True:
            length = None
            while True:
                line = out.readline()
                if not line:
                    self.messages.put(None)
                    return
                if line == b"\r\n":
                    break
                if line.startswith(b"Content-Length: "):
                    length = int(line[16:])
            self.messages.put(json.loads(out.read(length)))

    def send_bytes(self, data):
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def send(self, message):
        message["jsonrpc"] = "2.0"
        body = json.dumps(message).encode()
        self.send_bytes(b"Content-Length: %d\r\n\r\n" % len(body) + body)

    def notify(self, method, **params):
        self.send({"method": method, "params": params})

    def wait(self, wanted, seconds=60):
        """The first message from now on that is wanted; None when the server has ended or is silent."""
        end = time.monotonic() + seconds
        while True:
            try:
                message = self.messages.get(timeout=max(0, end - time.monotonic()))
            except queue.Empty:
                return None
            if message is None:
                return None
            self.seen.append(message)
            if wanted(message):
                return message

    def request(self, method, **params):
        """The answer, with "result" or "error"."""
        self.count += 1
        wanted = "request-%d" % self.count
        self.send({"id": wanted, "method": method, "params": params})
        return self.wait(lambda m: m.get("id") == wanted and "method" not in m)

    def initialize(self, **capabilities):
        result = self.request("initialize", processId=None, rootUri=None,
                              capabilities={**CAPABILITIES, **capabilities})
        self.notify("initialized")
        return result["result"]["capabilities"]

    def open(self, uri, text, version=1):
        self.notify("textDocument/didOpen", textDocument={
            "uri": uri, "languageId": "c", "version": version, "text": text})

    def change(self, uri, version, *changes):
        self.notify("textDocument/didChange", textDocument={"uri": uri, "version": version},
                    contentChanges=list(changes))

    def diagnostics(self, uri, version=None, seconds=60):
        """The next ones that are published for the file, of that version of it."""
        m = self.wait(lambda m: m.get("method") == "textDocument/publishDiagnostics"
                      and m["params"]["uri"] == uri
                      and version in (None, m["params"]["version"]), seconds)
        return m and m["params"]["diagnostics"]

    def end(self):
        """Shut down and exit; the exit status."""
        self.request("shutdown")
        self.notify("exit")
        return self.process.wait(20)


def at(text, word, units="utf-16-le"):
    """The range of the first @word in @text, in the protocol's units."""
    start = text.index(word)
    line = text.count("\n", 0, start)
    before = text[text.rfind("\n", 0, start) + 1:start]
    size = {"utf-16-le": 2, "utf-8": 1}[units]
    character = len(before.encode(units)) // size
    return {"start": {"line": line, "character": character},
            "end": {"line": line, "character": character + len(word.encode(units)) // size}}


def apply(text, edit):
    """An edit within one line, in UTF-16."""
    lines = text.split("\n")
    start, end = edit["range"]["start"], edit["range"]["end"]
    assert start["line"] == end["line"]
    line = lines[start["line"]].encode("utf-16-le")
    lines[start["line"]] = (line[:2 * start["character"]].decode("utf-16-le") + edit["newText"] +
                            line[2 * end["character"]:].decode("utf-16-le"))
    return "\n".join(lines)
