"""``planotheque serve`` for real: a schedule fires, only who has the key is answered, nothing outlives it."""

import base64
import contextlib
import json
import os
import re
import signal
import socket
import sqlite3
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from running import start
from stand_in import fake_pdf

from flows import server
from models.errors import UsageError
from pipeline.inbox.folders import NOTE

HOST = "127.0.0.1"
pytest.importorskip("prefect", reason="Prefect is not installed")
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks at processes in /proc")


def session_of(process):
    """The processes of the session ``serve`` opened for its child."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    return int(children[0]) if children else 0


def members(session):
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == session and fields[0] != "Z":
            found.append(int(stat.parent.name))
    return found


def until(done, seconds):
    deadline = time.monotonic() + seconds
    while not (found := done()) and time.monotonic() < deadline:
        time.sleep(0.2)
    return found


def test_a_schedule_fires_and_everything_stops(tmp_path):
    """Takes 30 to 60 s: a server is started on a new database."""
    raw = tmp_path / "home" / "raw"
    fake_pdf(raw / "inbox", "35/a.pdf")
    (raw / "inbox" / "b.pdf").write_bytes(b"<html>")
    argv = ["serve", "--home", tmp_path / "home", "--interval", "10", "--settle", "0"]
    p = start(tmp_path, argv)
    try:
        session = until(lambda: session_of(p), 10)
        told = "".join(p.stdout.readline() for _ in range(5))
        address, key = re.search(r"Interface : (\S+)", told)[1], re.search(r"saisir : (\S+)", told)[1]
        assert until((raw / "traites/35/a.pdf").exists, 90)
        assert (raw / "echecs" / f"b.pdf{NOTE}").exists()
        assert answer(f"{address}/api/admin/version", None) == 401
        assert answer(f"{address}/api/admin/version", key) == 200
        assert (
            answer(f"{address}/api/flows/count", key, data=b"{}") == 403
        )  # no CSRF token, as from another site's page
        another = start(tmp_path, argv)
        assert "processus" in another.communicate(timeout=60)[1] and another.returncode == 3
        with socket.socket() as outside:  # not on the machine's other addresses
            outside.settimeout(2)
            assert outside.connect_ex((host_address(), int(address.rpartition(":")[2]))) != 0
        database = tmp_path / "home/prefect/prefect.db"
        assert until(lambda: rows(database, "select data from artifact where key = 'depot'"), 20)
        p.send_signal(signal.SIGTERM)
        _, err = p.communicate(timeout=60)
        assert (p.returncode, "Traceback" in err) == (0, False), err[-2000:]
        assert until(lambda: not members(session) and not servers(address.rpartition(":")[2]), 5)
    finally:
        p.kill()
    [(table,)] = rows(database, "select data from artifact where key = 'depot'")
    assert "| a.pdf | lu | 2 | 1 |" in json.loads(table)
    done = rows(database, "select count(*) from flow_run where state_type = 'COMPLETED'")
    assert done[0][0] >= 1
    assert not (tmp_path / "user").exists()
    assert oct((tmp_path / "home/prefect/cle.txt").stat().st_mode)[-3:] == "600"


def answer(url, key, data=None):
    request = urllib.request.Request(url, data=data, headers={"Content-Type": "application/json"})
    if key:
        request.add_header("Authorization", "Basic " + base64.b64encode(key.encode()).decode())
    try:
        with urllib.request.urlopen(request, timeout=10) as found:
            return found.status
    except urllib.error.HTTPError as error:
        return error.code


def host_address():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # nothing is sent
            return probe.getsockname()[0] if not probe.getsockname()[0].startswith("127.") else "192.0.2.1"
        except OSError:
            return "192.0.2.1"  # no network: nothing to refuse


def rows(database, sql):
    with sqlite3.connect(database) as con:
        return con.execute(sql).fetchall()


def test_nothing_outlives_a_killed_serve(tmp_path):
    port = str(free_port())
    p = start(tmp_path, ["serve", "--home", tmp_path / "home", "--port", port])
    assert "Démarrage" in p.stdout.readline()
    session = session_of(p)
    assert until(lambda: servers(port), 20)  # on its way
    p.kill()
    assert until(lambda: not members(session) and not servers(port), 40)


def servers(port):
    """Processes of a Prefect server on that port, what holds its leash included."""
    found = []
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            argv = file.read_bytes().decode("utf-8", "replace").split("\0")
            if "prefect" in argv and port in argv:
                found.append(file.parent.name)
    return found


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_ports(monkeypatch):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        busy = taken.getsockname()[1]
        with pytest.raises(UsageError, match="port"):
            server.free_port(HOST, busy)
        monkeypatch.setattr(server, "PORT", busy)
        assert server.free_port(HOST, None) not in (0, busy)
    with pytest.raises(UsageError):
        server.free_port(HOST, 99999)


def test_the_key_is_made_once_and_private(tmp_path):
    key = server._key(tmp_path / "prefect" / "cle.txt")
    assert re.fullmatch(r"planotheque:[\w-]{16}", key)
    assert server._key(tmp_path / "prefect" / "cle.txt") == key
    assert os.stat(tmp_path / "prefect" / "cle.txt").st_mode & 0o077 == 0


def test_the_address_workers_can_reach():
    assert server.host_towards("tcp://127.0.0.1:8786") == HOST
    for bad in ("machine", "tcp://:8786", "tcp://absente.invalid:8786"):
        with pytest.raises(UsageError, match="Dask"):
            server.host_towards(bad)
