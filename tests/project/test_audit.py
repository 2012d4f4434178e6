"""The audit distinguishes a known vulnerability, no vulnerability, and no answer."""

import importlib.util
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HOLE = {
    "id": "PYSEC-2026-1",
    "aliases": ["CVE-2026-1"],
    "summary": "a made-up hole",
    "affected": [
        {
            "package": {"name": "requests", "ecosystem": "PyPI"},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "99"}]}],
        }
    ],
}


@pytest.fixture
def audit(monkeypatch: pytest.MonkeyPatch):
    spec = importlib.util.spec_from_file_location("audit", ROOT / "deploy" / "audit.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    pins = {"requests": "2.34.2", "starlette": "1.10.0"}
    monkeypatch.setattr(module, "installed", lambda _: dict(pins))
    return module


class Service(BaseHTTPRequestHandler):
    """A fake server of known vulnerabilities, like api.osv.dev."""

    def do_POST(self) -> None:
        """Answer what is known about one package."""
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        is_hole = self.server.has_hole and asked["package"]["name"] == "requests"
        body = json.dumps({"vulns": [HOLE]} if is_hole else {}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def service() -> Iterator[HTTPServer]:
    made = HTTPServer(("127.0.0.1", 0), Service)
    made.has_hole = False
    thread = threading.Thread(target=made.serve_forever)
    thread.start()
    yield made
    made.shutdown()
    thread.join()
    made.server_close()


def at(service: HTTPServer) -> list[str]:
    address = f"http://127.0.0.1:{service.server_port}/v1/query"
    return ["--vulnerability-service", "osv", "--osv-url", address]


def test_a_clean_bill(audit, service: HTTPServer, capsys: pytest.CaptureFixture) -> None:
    assert audit.main([at(service)]) == 0
    said = capsys.readouterr().out
    assert "2 of 2 packages" in said
    assert "NOT CHECKED" not in said


def test_a_known_hole_fails(audit, service: HTTPServer, capsys: pytest.CaptureFixture) -> None:
    service.has_hole = True
    assert audit.main([at(service)]) == 1
    assert "KNOWN HOLE: requests 2.34.2: PYSEC-2026-1 CVE-2026-1" in capsys.readouterr().out


def test_silence_is_said_and_not_taken_for_a_clean_bill(
    audit, service: HTTPServer, capsys: pytest.CaptureFixture
) -> None:
    nobody = ["--vulnerability-service", "osv", "--osv-url", "http://127.0.0.1:9/"]
    assert audit.main([nobody]) == 0
    said = capsys.readouterr().out
    assert "0 of 2 packages" in said
    assert "NOT CHECKED, no service answered: requests, starlette" in said
    assert audit.main([nobody, at(service)]) == 0  # the next one is asked
    assert "2 of 2 packages" in capsys.readouterr().out


def test_what_the_requirements_bring_along_is_looked_at_too() -> None:
    spec = importlib.util.spec_from_file_location("audit", ROOT / "deploy" / "audit.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    packages = module.installed(module.required())
    assert {"streamlit", "starlette", "uvicorn", "protobuf", "torch"} <= set(packages)
    assert "ruff" not in packages
    assert "+" not in packages["torch"]
