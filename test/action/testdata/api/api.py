"""Notes of two people, on http.server.

LEAKY=1 forgets to ask whose they are; LIVES=5 ends it with the fifth call.
"""

import itertools
import json
import os
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PEOPLE = {"Bearer alice-s3cr3t-token": "alice", "Bearer bob-s3cr3t-token": "bob"}
LEAKY = os.environ.get("LEAKY") == "1"
LIVES = int(os.environ.get("LIVES") or 1_000_000)
calls = itertools.count(1)
notes = {}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self, status, body=None):
        text = json.dumps(body).encode() if body is not None else b""
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def handle_call(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        parts = self.path.split("?")[0].strip("/").split("/")
        if parts == ["health"]:
            return self.answer(200, {"ok": True})
        if next(calls) >= LIVES:
            print("out of memory", flush=True)
            os._exit(137)
        who = PEOPLE.get(self.headers.get("Authorization"))
        if parts[0] != "notes":
            return self.answer(404, {"error": "no such thing"})
        if who is None:
            return self.answer(401, {"error": "who are you?"})
        if len(parts) == 1 and self.command == "GET":
            return self.answer(200, [n for n in notes.values() if n["owner"] == who])
        if len(parts) == 1 and self.command == "POST":
            try:
                text = str(json.loads(body)["text"])
            except (ValueError, KeyError, TypeError):
                return self.answer(400, {"error": "text is missing"})
            note = {"id": os.urandom(12).hex(), "owner": who, "text": text}
            notes[note["id"]] = note
            return self.answer(201, note)
        note = notes.get(parts[-1])
        if note is None or not (LEAKY or note["owner"] == who):
            return self.answer(404, {"error": "no such note"})
        if self.command == "GET":
            return self.answer(200, note)
        if self.command == "DELETE" and note["owner"] == who:
            del notes[note["id"]]
            return self.answer(204)
        return self.answer(404, {"error": "no such note"})

    do_GET = do_POST = do_DELETE = handle_call

    def log_message(self, *args):
        pass


if __name__ == "__main__":
    # A worker that outlives whoever forgets about it.
    with open("worker.pid", "w") as f:
        f.write(str(subprocess.Popen(["sleep", "1000"]).pid))
    print("::error::this is the log of an API", flush=True)
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
