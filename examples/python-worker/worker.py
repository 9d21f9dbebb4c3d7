#!/usr/bin/env python3
"""A worker outside of Punctual in plain Python: nothing but the standard library.

    PUNCTUAL_URL=http://localhost:3000 PUNCTUAL_TOKEN=pct_... python3 examples/python-worker/worker.py

It claims runs of the tasks below one at a time, keeps each with heartbeats from a thread of its own, and reports how it
ended. A handler gets the run's params and a Run; it returns the result, or raises to fail the run.
"""

import json
import os
import signal
import socket
import threading
import time
import urllib.error
import urllib.request

URL = os.environ.get("PUNCTUAL_URL", "http://localhost:3000").rstrip("/")
TOKEN = os.environ.get("PUNCTUAL_TOKEN", "")
NAME = f"python-{socket.gethostname()}-{os.getpid()}"
WAIT_SECONDS = 20

stopping = threading.Event()
working = threading.Event()


class FinalError(Exception):
    """A failure that another attempt would not mend."""


class Stopped(Exception):
    """The run was cancelled, or belongs to somebody else now."""


def call(path, body, token):
    """Posts a body and answers the parsed answer, None where there is none."""
    request = urllib.request.Request(
        f"{URL}/api/v1{path}",
        data=json.dumps(body).encode(),
        headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
        method="POST",
    )
    with urllib.request.urlopen(request, timeout=WAIT_SECONDS + 15) as answer:
        text = answer.read()
    return json.loads(text) if text else None


class Run:
    """One run at work: its lease, its log, and whether it is still wanted."""

    def __init__(self, claim):
        self.claim = claim
        self.cancelled = False
        self.lost = False
        self._progress = None
        self._ended = threading.Event()
        self._beats = threading.Thread(target=self._beat, daemon=True)
        self._beats.start()

    def log(self, text, stream="stdout"):
        self._report("logs", {"entries": [{"text": line, "stream": stream} for line in text.splitlines()]})

    def progress(self, percent, message=None):
        """Told with the next heartbeat."""
        self._progress = {"percent": percent, "message": message}

    def check(self):
        """Raises Stopped when the work is to end; call it now and then."""
        if self.cancelled or self.lost:
            raise Stopped()

    def end(self, body):
        self._ended.set()
        self._beats.join()
        if self.lost:
            return
        for pause in (0.5, 1, 2, 4, 8, 16):
            try:
                self._report("status", body)
                return
            except urllib.error.HTTPError as refusal:
                if refusal.code < 500 and refusal.code != 429:
                    return
            except OSError as error:
                print(f"not reported yet: {error}")
            time.sleep(pause)

    def _report(self, what, body):
        claim = self.claim
        return call(f"/worker/runs/{claim['runId']}/{what}", body, claim["leaseToken"])

    def _beat(self):
        every = min(self.claim["leaseSeconds"] / 3, 10)
        while not self._ended.wait(every):
            progress, self._progress = self._progress, None
            try:
                answer = self._report("heartbeat", {"progress": progress} if progress else {})
                self.cancelled = self.cancelled or answer["action"] == "cancel"
            except urllib.error.HTTPError as refusal:
                if refusal.code in (404, 409):
                    self.lost = True
                    return
            except OSError as error:
                self._progress = self._progress or progress
                print(f"no heartbeat: {error}")


def add(params, run):
    numbers = params.get("numbers")
    if not isinstance(numbers, list):
        raise FinalError("params.numbers must be a list of numbers")
    run.log(f"adding {len(numbers)} numbers")
    return {"sum": sum(numbers)}


def count(params, run):
    to = params.get("to", 10)
    for n in range(1, to + 1):
        time.sleep(params.get("everyMs", 1000) / 1000)
        run.check()
        run.log(str(n))
        run.progress(100 * n / to, f"{n} of {to}")
    return {"counted": to}


TASKS = {"add": add, "count": count}


def execute(claim):
    run = Run(claim)
    try:
        run.end({"status": "completed", "result": TASKS[claim["task"]](claim["params"], run)})
    except Stopped:
        run.end({"status": "cancelled"})
    except Exception as error:  # Whatever a task raises fails its run, not the worker.
        failure = {"status": "failed", "error": {"message": str(error) or type(error).__name__}}
        if isinstance(error, FinalError):
            failure["retryable"] = False
        run.end(failure)


def stop(*_):
    """Ends at once while waiting for a run, else after the one at work."""
    stopping.set()
    if not working.is_set():
        raise SystemExit(0)


def main():
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, stop)
    print("waiting for runs", flush=True)
    wanted = {"tasks": list(TASKS), "max": 1, "waitSeconds": WAIT_SECONDS, "worker": {"name": NAME, "version": "1"}}
    while not stopping.is_set():
        try:
            claims = call("/worker/claims", wanted, TOKEN)["claims"]
            working.set()
            for claim in claims:
                execute(claim)
        except (urllib.error.URLError, OSError) as error:
            print(f"no claim: {error}", flush=True)
            stopping.wait(2)
        finally:
            working.clear()


if __name__ == "__main__":
    main()
