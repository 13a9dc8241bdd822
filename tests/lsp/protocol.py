# SPDX-License-Identifier: Apache-2.0
"""dmalint lsp and a client: python3 protocol.py PROGRAM FOLDER, which has a ring.c with one DMA101."""
import json
import os
import pathlib
import random
import re
import subprocess
import sys
import time

from client import Client, apply, at

program, folder = sys.argv[1], pathlib.Path(sys.argv[2])
ring = folder / "ring.c"
text = ring.read_text()
uri = ring.as_uri()
call = "dma_map_single(acme->dev, buf, len, DMA_TO_DEVICE)"
write = "\twritel(lower_32_bits(dma), acme->regs);\n"
check = "\tif (dma_mapping_error(acme->dev, dma))\n\t\treturn -12;\n"
unmap = "\tdma_unmap_single(acme->dev, dma, len, DMA_TO_DEVICE);\n"
clean = text.replace(write, check + write + unmap)
checks = failures = 0


def expect(condition, what, seen=None):
    global checks, failures
    checks += 1
    if not condition:
        failures += 1
        print("FAIL (%s): %s; seen: %r" % (sys._getframe(1).f_lineno, what, seen))


def start(*arguments, **capabilities):
    c = Client([program, "lsp", *arguments], open("server.log", "ab"))
    c.initialize(**capabilities)
    return c


def codes(diagnostics):
    return sorted(d["code"] for d in diagnostics) if diagnostics is not None else None


def test_life():
    c = Client([program, "lsp", "--stdio"], open("server.log", "ab"))
    early = c.request("textDocument/hover", textDocument={"uri": uri}, position={"line": 0, "character": 0})
    expect(early["error"]["code"] == -32002, "a request before initialize is refused", early)
    abilities = c.initialize()
    expect(abilities["positionEncoding"] == "utf-16", "UTF-16 unless something else is wished for", abilities)
    expect(abilities["textDocumentSync"]["change"] == 2, "changes are incremental", abilities)
    again = c.request("initialize", capabilities={})
    expect(again["error"]["code"] == -32600, "there is one initialize", again)
    c.notify("$/cancelRequest", id=1)
    c.notify("$/setTrace", value="off")
    expect(c.request("shutdown")["result"] is None, "shutdown is answered with null")
    late = c.request("textDocument/hover", textDocument={"uri": uri}, position={"line": 0, "character": 0})
    expect(late["error"]["code"] == -32600, "nothing after the shutdown", late)
    c.notify("exit")
    expect(c.process.wait(20) == 0, "exit after shutdown is 0")
    c = start()
    c.notify("exit")
    expect(c.process.wait(20) == 1, "exit without shutdown is 1")
    c = start()
    c.process.stdin.close()
    expect(c.process.wait(20) == 1, "the end of the input is the end")


def test_diagnostics():
    c = start()
    c.open(uri, text)
    found = c.diagnostics(uri)
    expect(codes(found) == ["DMA101"], "the finding", found)
    d = found[0]
    expect(d["range"] == at(text, call), "its range", d["range"])
    expect(d["severity"] == 1 and d["source"] == "dmalint", "an error of dmalint", d)
    steps = d["relatedInformation"]
    expect(len(steps) >= 2 and all(s["location"]["uri"] == uri and s["message"] for s in steps),
           "the story", steps)
    begun = [m["params"]["token"] for m in c.seen if m.get("method") == "$/progress"
             and m["params"]["value"]["kind"] == "begin"]
    asked = [m["params"]["token"] for m in c.seen if m.get("method") == "window/workDoneProgress/create"]
    expect(begun and begun == asked, "progress is asked for, then begun", (asked, begun))
    end = c.wait(lambda m: m.get("method") == "$/progress" and m["params"]["value"]["kind"] == "end")
    expect(end and end["params"]["token"] == begun[-1], "and ended", end)

    # Not saved, all the same.
    c.change(uri, 2, {"range": at(text, write), "text": check + write + unmap})
    found = c.diagnostics(uri, 2)
    expect(found == [], "what is checked now is no finding", found)
    c.change(uri, 3, {"text": text})
    expect(codes(c.diagnostics(uri, 3)) == ["DMA101"], "the whole text anew")
    c.notify("textDocument/didSave", textDocument={"uri": uri})
    expect(codes(c.diagnostics(uri, 3)) == ["DMA101"], "a save scans again")
    expect(ring.read_text() == text, "the server writes nothing")
    c.notify("textDocument/didClose", textDocument={"uri": uri})
    expect(c.diagnostics(uri) == [], "what is closed has none")
    expect(c.end() == 0, "the end")


def test_units():
    line = "\t/* \u00e4 \U0001f600 */ dma = " + call
    changed = text.replace("\tdma = " + call, line)
    for units, capability in (("utf-16-le", {}), ("utf-8", {"general": {"positionEncodings": ["utf-8"]}})):
        c = start(**capability)
        c.open(uri, changed)
        found = c.diagnostics(uri)
        expect(found and found[0]["range"] == at(changed, call, units), units, found)
        # An edit behind the wide characters hits what it means.
        c.change(uri, 2, {"range": at(changed, "buf, len, DMA_TO_DEVICE);", units),
                          "text": "buf, len, DMA_TO_DEVICE);" + check.replace("\n", " ")})
        expect(c.diagnostics(uri, 2) == [], "edited in " + units)
        c.end()


def test_many_edits():
    c = start()
    c.open(uri, text)
    # The check is typed letter by letter, each edit newer than the scan that runs.
    where = at(text, write)["start"]
    typed = (check + "\twritel(1, acme->regs);\n").rstrip("\n")
    version, now = 1, dict(where)
    for letter in typed + "\n":
        version += 1
        c.change(uri, version, {"range": {"start": now, "end": now}, "text": letter})
        if letter == "\n":
            now = {"line": now["line"] + 1, "character": 0}
        else:
            now = {"line": now["line"], "character": now["character"] + 1}
        if version % 20 == 0:
            time.sleep(0.4)
    found = c.diagnostics(uri, version)
    expect(found == [], "the last edit is what counts", found)
    published = [m["params"]["version"] for m in c.seen
                 if m.get("method") == "textDocument/publishDiagnostics"]
    expect(published == sorted(published), "never an older version after a newer one", published)
    c.end()


def test_header():
    header, source = folder / "own.h", folder / "user.c"
    header.write_text("#define OWN_CHECK(dev, dma) dma_mapping_error(dev, dma)\n")
    source.write_text('#include "own.h"\n' + clean.replace("dma_mapping_error(acme", "OWN_CHECK(acme")
                      .replace("#include <linux/dma-mapping.h>\n", ""))
    body = "#include <linux/dma-mapping.h>\n" + source.read_text()
    source.write_text(body)
    c = start()
    c.open(source.as_uri(), body)
    expect(c.diagnostics(source.as_uri()) == [], "the header's macro checks")
    c.open(header.as_uri(), header.read_text())
    c.change(header.as_uri(), 2, {"text": "#define OWN_CHECK(dev, dma) 0\n"})
    found = c.diagnostics(source.as_uri())
    expect(codes(found) == ["DMA101"], "a header that is not saved counts", found)
    c.end()


def test_actions():
    c = start()
    c.open(uri, text)
    found = c.diagnostics(uri)
    asked = {"textDocument": {"uri": uri}, "range": found[0]["range"], "context": {"diagnostics": found}}
    actions = c.request("textDocument/codeAction", **asked)["result"]
    expect("data" not in found[0], "nothing certain is known of it", found)
    allow = [a for a in actions if "edit" in a]
    explain = [a for a in actions if "command" in a]
    expect(len(allow) == 1 and len(explain) == 1, "two actions", actions)
    edit = allow[0]["edit"]["changes"][uri][0]
    expect(edit["newText"] == "\t/* dmalint: allow(DMA101) reason */\n", "the comment", edit)
    c.change(uri, 2, {"text": apply(text, edit)})
    expect(c.diagnostics(uri, 2) == [], "what is allowed is not shown")
    hover = c.request("textDocument/hover", textDocument={"uri": uri},
                      position=at(apply(text, edit), "DMA101")["start"])["result"]
    expect(hover and hover["contents"]["kind"] == "markdown" and
           "# DMA101" in hover["contents"]["value"], "the page of an id in a comment", hover)
    asked["context"]["only"] = ["refactor"]
    expect(c.request("textDocument/codeAction", **asked)["result"] == [], "no refactoring")

    # Within a macro the comment goes on.
    macro = "#define SEND(d) do { \\\n\t\tfoo(d); \\\n\t} while (0)\n"
    c.change(uri, 3, {"text": macro})
    d = {"source": "dmalint", "code": "DMA101", "range": at(macro, "foo(d)")}
    actions = c.request("textDocument/codeAction", textDocument={"uri": uri}, range=d["range"],
                        context={"diagnostics": [d, {"source": "clangd", "code": "DMA101"}]})["result"]
    edit = actions[0]["edit"]["changes"][uri][0]
    expect(edit["newText"] == "\t\t/* dmalint: allow(DMA101) reason */ \\\n", "in a macro", edit)

    c.change(uri, 4, {"text": text})
    c.diagnostics(uri, 4)
    hover = c.request("textDocument/hover", textDocument={"uri": uri}, position=at(text, call)["end"])
    expect("# DMA101" in hover["result"]["contents"]["value"], "the page of a finding", hover)
    hover = c.request("textDocument/hover", textDocument={"uri": uri}, position={"line": 0, "character": 0})
    expect(hover["result"] is None, "nothing to say", hover)
    done = c.request("workspace/executeCommand", **explain[0]["command"])
    expect(done["result"] is None, "explained", done)
    shown = [m for m in c.seen if m.get("method") == "window/showDocument"]
    page = shown and pathlib.Path(shown[0]["params"]["uri"].removeprefix("file://"))
    expect(page and "# DMA101" in page.read_text(), "the page is opened", shown)
    c.send({"id": shown[0]["id"], "result": {"success": True}})
    c.end()
    c = start(window={})
    c.request("workspace/executeCommand", command="dmalint.explain", arguments=["DMA101"])
    expect([m for m in c.seen if m.get("method") == "window/showMessage"], "or shown as a message")
    expect(not [m for m in c.seen if m.get("method") == "$/progress"], "no progress unless it is known")
    c.end()


def test_fix():
    bad = clean.replace("if (dma_mapping_error(acme->dev, dma))", "if (/* \u00e9 */ !dma)")
    c = start()
    c.open(uri, bad)
    found = c.diagnostics(uri)
    expect(codes(found) == ["DMA102"], "a finding", found)
    asked = {"textDocument": {"uri": uri}, "range": found[0]["range"], "context": {"diagnostics": found}}
    actions = c.request("textDocument/codeAction", **asked)["result"]
    expect([a.get("kind") for a in actions] == ["quickfix", "quickfix", None], "fix, allow, explain", actions)
    fix = actions[0]
    expect(fix["title"] == "Test with dma_mapping_error()" and fix["isPreferred"], "the fix comes first", fix)
    edits = fix["edit"]["changes"][uri]
    expect(edits[0]["newText"] == "dma_mapping_error(acme->dev, dma)", "the edit", edits)
    fixed = apply(bad, edits[0])
    # for a text that the server has not scanned it has no fix
    c.change(uri, 2, {"text": "\n" + bad})
    actions = c.request("textDocument/codeAction", **asked)["result"]
    expect(not [a for a in actions if a["title"].startswith("Test")], "no edit of another text", actions)
    c.change(uri, 3, {"text": fixed})
    expect(c.diagnostics(uri, 3) == [], "what is fixed is not found")
    c.open(uri, text)
    c.end()


def test_options():
    c = start("--disable", "DMA101")
    c.open(uri, text)
    expect(c.diagnostics(uri) == [], "--disable")
    c.end()
    config = folder / ".dmalint.json"
    config.write_text('{"disable": ["DMA101"]}')
    c = start()
    c.open(uri, text)
    expect(c.diagnostics(uri) == [], "the configuration of the file's folder")
    config.write_text("{")
    c.notify("textDocument/didSave", textDocument={"uri": uri})
    said = c.wait(lambda m: m.get("method") == "window/showMessage")
    expect(said and ".dmalint.json" in said["params"]["message"], "a broken one is named", said)
    config.unlink()
    c.notify("textDocument/didSave", textDocument={"uri": uri})
    expect(codes(c.diagnostics(uri)) == ["DMA101"], "and mended")
    # What is no file of this machine, or not there yet, has no diagnostics, and does no harm.
    c.open("untitled:1", text)
    c.open((folder / "new.c").as_uri(), text)
    c.notify("textDocument/didSave", textDocument={"uri": uri})
    expect(codes(c.diagnostics(uri)) == ["DMA101"], "beside others")
    strange = folder / "a b%ä#.c"
    strange.write_text(text)
    c.open(strange.as_uri(), text)
    expect(codes(c.diagnostics(strange.as_uri())) == ["DMA101"], "a strange name")
    c.end()
    broken = Client([program, "lsp", "--no-such-option"], open("server.log", "ab"))
    expect(broken.process.wait(20) == 2, "a wrong option ends it")


def test_broken():
    c = start()

    def error(data):
        c.send_bytes(data)
        m = c.wait(lambda m: "error" in m, 20)
        return m and (m["id"], m["error"]["code"])

    def framed(body):
        return b"Content-Length: %d\r\n\r\n%s" % (len(body), body)

    nothing = {
        "no JSON": framed(b"{nonsense"),
        "half a message": framed(b'{"jsonrpc": "2.0", "id": 1'),
        "no UTF-8": framed(b'{"id": 1, "method": "\xff\xfe"}'),
        "deep": framed(b"[" * 100000),
        "no length": b"Content-Type: x\r\n\r\n",
        "a length that is none": b"Content-Length: many\r\n\r\n",
        "a negative length": b"Content-Length: -5\r\n\r\n",
        "a length beyond all bounds": b"Content-Length: 99999999999999999999999999\r\n\r\n",
        "too large": b"Content-Length: 70000000\r\n\r\n" + b"x" * 70000000,
    }
    for what, data in nothing.items():
        expect(error(data) == (None, -32700), what)
    endless = error(b"x" * 9000)
    expect(endless == (None, -32700), "a header without end", endless)
    expect(error(b"\r\n\r\n") == (None, -32700), "... that ends at last")
    invalid = {
        "a number": b"17",
        "a batch": b"[]",
        "nothing": b"{}",
        "a method that is none": b'{"id": 1, "method": 3}',
        "an id that is none": b'{"id": {}, "method": "shutdown"}',
    }
    for what, body in invalid.items():
        answer = error(framed(body))
        expect(answer and answer[1] == -32600, what, answer)
    expect(error(framed(b'{"id": 7, "method": "no/such"}')) == (7, -32601), "no such method")
    for method in ("textDocument/codeAction", "textDocument/hover", "workspace/executeCommand"):
        for params in (None, 3, [], {}, {"textDocument": 3}, {"textDocument": {"uri": uri}, "position": 1}):
            c.count += 1
            c.send({"id": c.count, "method": method, "params": params})
            m = c.wait(lambda m: m.get("id") == c.count and "method" not in m)
            expect(m and m["error"]["code"] == -32602, "parameters of " + method, (params, m))
    for params in ({}, {"textDocument": {}}, {"textDocument": {"uri": 3, "text": 4}},
                   {"textDocument": {"uri": uri}, "contentChanges": [{}]}):
        for method in ("Open", "Change", "Save", "Close"):
            c.notify("textDocument/did" + method, **params)
    c.open(uri, text)
    for change in ({"text": 3}, {"text": "x", "range": {}}, {"text": "x", "range": {
            "start": {"line": 9, "character": 0}, "end": {"line": 1, "character": 0}}}):
        c.change(uri, 2, change)
    far = {"line": 10**9, "character": 10**9}
    c.change(uri, 3, {"text": "\n", "range": {"start": far, "end": far}})
    expect(codes(c.diagnostics(uri, 3)) == ["DMA101"], "and it still serves")
    expect(c.end() == 0, "the end")


def test_noise():
    """Bytes of all kinds: whatever comes, no crash."""
    dice = random.Random(7)
    whole = b'Content-Length: 61\r\n\r\n{"jsonrpc":"2.0","id":1,"method":"initialize","params":{}}   '
    for _ in range(30):
        c = Client([program, "lsp"], open("server.log", "ab"))
        data = bytearray(whole * 5)
        for _ in range(dice.randrange(1, 40)):
            data[dice.randrange(len(data))] = dice.randrange(256)
        try:
            c.send_bytes(bytes(data[:dice.randrange(len(data))]))
            c.process.stdin.close()
        except BrokenPipeError:
            pass
        expect(c.process.wait(20) in (0, 1), "noise", (bytes(data), c.process.returncode))


def test_busy():
    """A request is answered while a scan runs."""
    slow = folder / "slow.c"
    body = text + "".join(clean[clean.index("int acme_send"):].replace("acme_send", "f%d" % i)
                          for i in range(400))
    slow.write_text(body)
    c = start()
    c.open(slow.as_uri(), body)
    c.wait(lambda m: m.get("method") == "$/progress" and m["params"]["value"]["kind"] == "begin")
    asked = time.monotonic()
    c.request("textDocument/hover", textDocument={"uri": slow.as_uri()}, position={"line": 0, "character": 0})
    expect(not [m for m in c.seen if m.get("method") == "textDocument/publishDiagnostics"],
           "the answer comes before the end of the scan")
    expect(time.monotonic() - asked < 2, "and at once", time.monotonic() - asked)
    token = [m for m in c.seen if m.get("method") == "window/workDoneProgress/create"][-1]["params"]["token"]
    c.notify("window/workDoneProgress/cancel", token=token)
    end = c.wait(lambda m: m.get("method") == "$/progress" and m["params"]["value"]["kind"] == "end", 10)
    expect(end, "a scan can be cancelled")
    c.notify("textDocument/didSave", textDocument={"uri": slow.as_uri()})
    expect(codes(c.diagnostics(slow.as_uri())) == ["DMA101"], "and begun again")
    c.end()


def test_problem_matcher():
    """The task of docs/editors.md reads what the command writes."""
    page = (pathlib.Path(__file__).parents[2] / "docs" / "editors.md").read_text()
    blocks = [json.loads(b) for b in re.findall(r"```json\n(.*?)```", page, re.S)]
    tasks = [b["tasks"][0] for b in blocks if "tasks" in b]
    expect(len(tasks) == 1, "one task", tasks)
    pattern = tasks[0]["problemMatcher"]["pattern"]
    command = tasks[0]["command"].split()
    command = [program, *command[1:-1], "--no-db", str(ring)]
    out = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    seen = [re.match(pattern["regexp"], line) for line in out.splitlines()]
    expect(len(seen) >= 3 and all(seen), "every line is read", out)
    first = {key: seen[0].group(n) for key, n in pattern.items() if key != "regexp"}
    expect((first["severity"], first["code"], int(first["line"])) ==
           ("error", "DMA101", at(text, call)["start"]["line"] + 1), "the finding", first)
    expect({m.group(pattern["severity"]) for m in seen[1:]} == {"note"}, "its story", out)


os.chdir(folder.parent)
for name, test in list(globals().items()):
    if name.startswith("test_"):
        test()
log = pathlib.Path("server.log").read_text(errors="replace")
expect("AddressSanitizer" not in log and "runtime error" not in log, "no sanitizer complains", log[-2000:])
print("%d checks, %d failures" % (checks, failures))
sys.exit(failures != 0)
