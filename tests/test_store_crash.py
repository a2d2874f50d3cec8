"""Two processes may add at once, and one that is killed leaves a store that is whole."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from dragoman.store import Added, Store
from handmade import documents

TESTS = Path(__file__).parent
SOURCES = TESTS.parent / "src"
# Small batches, so that there is much to be interrupted.
ADD = """
import sys
from handmade import documents
from dragoman.store import Store, writer
writer._BATCH_DOCUMENTS = 2
path, step = sys.argv[1], int(sys.argv[2])
print(Store(path).add(documents(int(sys.argv[3]))[::step]), flush=True)
"""
DIE_BEFORE_ARTICLES = """
import os, sys
from handmade import documents
from dragoman.store import Store, writer
append = writer._append
def dying(tables, name, rows):
    if name == "articles":
        os._exit(9)
    return append(tables, name, rows)
writer._append = dying
Store(sys.argv[1]).add(documents(2))
"""


def start(script: str, *arguments: object) -> subprocess.Popen[str]:
    path = os.pathsep.join((str(SOURCES), str(TESTS)))
    command = [sys.executable, "-c", script, *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": path})


def assert_whole(path: Path, count: int) -> None:
    checked = Store(path).check()
    assert checked.problems == ()
    assert (checked.articles, checked.claims, checked.quotes) == (count, 3 * count, count)


def test_two_processes_add_the_same_once(tmp_path: Path) -> None:
    store = tmp_path / "s"
    running = [start(ADD, store, step, 12) for step in (1, -1)]
    said = [process.communicate(timeout=120)[0] for process in running]
    assert [process.returncode for process in running] == [0, 0]
    assert_whole(store, 12)
    added = [eval(line, {"Added": Added}) for line in said]
    assert sum(one.articles for one in added) == 12
    assert sum(one.known for one in added) == 60


def test_a_killed_adding_leaves_the_store_whole_and_can_be_done_again(tmp_path: Path) -> None:
    store, count = tmp_path / "s", 400
    process = start(ADD, store, 1, count)
    log = store / "articles" / "_delta_log"
    deadline = time.monotonic() + 60
    while not (log.is_dir() and len(list(log.glob("*.json"))) >= 4):
        assert time.monotonic() < deadline
        assert process.poll() is None
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    held = Store(store)
    kept = {article.id for article in held.articles()}
    assert 6 <= len(kept) < count
    assert {claim.article for claim in held.claims()} == kept
    assert held.check().problems == ()
    held.add(documents(count))
    assert_whole(store, count)


def test_claims_whose_article_was_not_committed_are_not_shown_until_it_is(tmp_path: Path) -> None:
    store = tmp_path / "s"
    process = start(DIE_BEFORE_ARTICLES, store)
    process.communicate(timeout=60)
    assert process.returncode == 9
    held = Store(store)
    assert held.claims() == []
    assert held.check().unfinished == 8
    assert held.check().ok
    assert held.add(documents(2)) == Added(articles=2, known=8)
    assert_whole(store, 2)
    assert held.check().unfinished == 0
