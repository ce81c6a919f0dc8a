#!/usr/bin/env python3
"""Makes inputs for the fuzz targets out of what a run of `parley simulate` recorded: for each scenario what its
clients said to the server, what the server and the user said to each client, the messages of both, and the
documents in them; of messages and documents of one shape the first. The same record gives the same files. See fuzz/README.md."""
import argparse
import hashlib
import json
import pathlib
import re
import sys

STEP, TAG, LENGTH, ENVELOPE = "\x1d", "\x1e", "\x1f", "\x1e"   # As the targets' first lines say.
STEPS_MAX = 100                                                 # Of fuzz_server_session and fuzz_client_session.
COPIED = {"via", "from", "call-id", "cseq", "content-length", "max-forwards", "record-route"}


class Message:
    """A SIP message as the record shows it."""

    def __init__(self, text):
        self.text = text
        head, _, self.body = text.partition("\r\n\r\n")
        self.start, *lines = head.split("\r\n")
        self.headers = [tuple(part.strip() for part in line.split(":", 1)) for line in lines if ":" in line]

    def header(self, name):
        return next((value for n, value in self.headers if n.lower() == name.lower()), "")

    @property
    def status(self):
        return int(self.start.split()[1]) if self.start.startswith("SIP/") else 0

    @property
    def shape(self):
        """Messages that differ in their values alone are one."""
        what = self.status or self.start.split()[0]
        return what, tuple(n.lower() for n, _ in self.headers), bool(self.body)

    @property
    def tag(self):
        found = re.search(r";tag=([^;>\s]+)", self.header("To"))
        return found.group(1) if found else ""


def is_sip(message):
    return not message["internal"] and "\r\n\r\n" in message["text"]


def pause(before_ns, now_ns):
    milliseconds = (now_ns - before_ns) // 1_000_000
    return [] if milliseconds < 1 else ["t" + chr(ord("a") + min(21, milliseconds.bit_length() - 1))]


def server_session(case, clients):
    """What fuzz_server_session reads."""
    steps, last_ns, tags = [], 0, {}
    for event in filter(is_sip, case["messages"]):
        message = Message(event["text"])
        if event["from"] in clients:
            number = clients.index(event["from"]) % 4
            steps += pause(last_ns, event["at_ns"])
            last_ns = event["at_ns"]
            if message.status:
                steps.append(f"a{number}" + ("" if message.status < 300 else "x"))
                continue
            text = re.sub(r"(?im)^(content-length: *)\d+", rf"\g<1>{LENGTH}", event["text"], count=1)
            if tags.get(number):
                text = text.replace(";tag=" + tags[number], ";tag=" + TAG)
            steps.append(f"{number}{text}")
        elif event["to"] in clients and message.status == 200:
            if message.header("CSeq").split()[-1] in ("INVITE", "SUBSCRIBE"):
                tags[clients.index(event["to"]) % 4] = message.tag
    return steps


def letter(message, first):
    """A Letter of fuzz_client_session."""
    lines = [first] + [f"{n}: {v}" for n, v in message.headers if n.lower() not in COPIED]
    body = re.sub(r'(<commandid\b[^>]*\benvid=")\d+', rf"\g<1>{ENVELOPE}", message.body)
    return "\n".join(line for line in lines if not (first[:1].isalpha() and line.startswith("To:"))) + "\n\n" + body


def client_session(case, client):
    """What fuzz_client_session reads: this client's user and server. It begins with its sign-in."""
    steps, last_ns = ["h"], 0
    for event in case["messages"]:
        mine = event["to"] == client
        if event["internal"] and mine and event["label"].startswith("do ") and event["text"] != "sign-in":
            step = "u" + event["text"]
        elif is_sip(event) and mine:
            message = Message(event["text"])
            first = " ".join(message.start.split()[1:]) if message.status else message.start.split()[0]
            step = ("a" if message.status else "q") + letter(message, first)
        else:
            continue
        steps += pause(last_ns, event["at_ns"]) + [step]
        last_ns = event["at_ns"]
    return steps


def session_bytes(steps, head=""):
    return (head + "".join(STEP + step for step in steps[:STEPS_MAX])).encode()


def documents(case):
    """The bodies of a case, by the target that reads them."""
    for event in filter(is_sip, case["messages"]):
        body = Message(event["text"]).body
        if body.startswith("<"):
            yield ("xccos" if body.startswith("<xccos") else "provisioning"), body.encode()


def shape(document):
    """Documents that differ in their values alone are one."""
    return re.sub(rb'"[^"]*"|>[^<]*<', b'""', document)


def write(folder, name, content):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content)


def record(run, out):
    shapes = set()
    for case in run["cases"]:
        name = case["id"].replace("/", "-")
        clients = sorted({e["from"] for e in case["messages"] if e["label"] == "link up"})
        write(out / "server_session", name, session_bytes(server_session(case, clients)))
        for client in clients:
            looks_up = any("cmd:requri" in e["text"] for e in case["messages"] if e["from"] == client)
            write(out / "client_session", f"{name}-{client}",
                  session_bytes(client_session(case, client), "lookup" if looks_up else ""))
        for event in filter(is_sip, case["messages"]):
            message = Message(event["text"])
            if message.shape not in shapes:
                shapes.add(message.shape)
                write(out / "sip_stream", f"{name}-{event['number']}", event["text"].encode())
        for target, document in documents(case):
            if shape(document) not in shapes:
                shapes.add(shape(document))
                write(out / target, f"{name}-{hashlib.sha256(document).hexdigest()[:8]}", document)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", metavar="RUN.JSON", help="run.json of `parley simulate --seed N --out DIR`")
    parser.add_argument("out", metavar="DIR", type=pathlib.Path, help="gets one folder for each target")
    arguments = parser.parse_args()
    try:
        with open(arguments.run, encoding="utf-8") as file:
            run = json.load(file)
        cases = run["cases"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        sys.exit(f"record_corpus.py: {arguments.run} is no record of a run: {error}")
    record({"cases": cases}, arguments.out)


if __name__ == "__main__":
    main()
