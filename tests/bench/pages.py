"""The pages at size: the sheet, the list and the network, on the server and in a real browser."""

from __future__ import annotations

import random
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

from starlette.testclient import TestClient

from kb.store import open_store
from tests.bench.timing import Line, at, each
from tests.conftest import QUIET, find_chromium
from tests.queries.generated import fill

ROOT = Path(__file__).resolve().parents[2]
#: Actors of the network drawn in the browser.
DRAWN = 300


def measure_pages(folder: Path, actors: int) -> Iterator[Line]:
    """Yield the times of the pages on a base of this size, warm, at the 95th percentile."""
    from api.app import make_app

    base = folder / "pages.db"
    with open_store(base, create=True) as store:
        fill(store, actors, actors * 5)
        with store.view() as view:
            ids = [actor.id for actor in view.find(limit=actors).actors]
    with TestClient(make_app(str(base)), base_url="http://127.0.0.1") as client:

        def read(path: str) -> None:
            assert client.get(path).status_code == 200

        chance = random.Random(5)
        sheets = [f"/parties-prenantes/{i}" for i in chance.sample(ids, 40)]
        lists = [f"/parties-prenantes?page={page}" for page in range(1, 11)]
        lists += [f"/parties-prenantes?texte=organisation+{n}" for n in range(10)]
        lists += [
            "/parties-prenantes?kind=siae",
            "/parties-prenantes?territory=territoire:place-1",
            "/parties-prenantes?shared=oui",
        ]
        for name, paths, target in (("fiche d'un acteur, p95", sheets, 100.0), ("liste et filtres, p95", lists, 150.0)):
            read(paths[0])
            yield Line("P", name, at(each(read, paths), 0.95), None, target)
    yield from _in_browser(base)


def _in_browser(base: Path) -> Iterator[Line]:
    chromium = find_chromium()
    if chromium is None:
        return
    from playwright.sync_api import sync_playwright

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "api.cli", "--base", str(base), "serve", "--port", str(port)]
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    try:
        _wait(url)
        path, count = _network_of_about(base, DRAWN)
        with sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path=chromium, args=list(QUIET))
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            page.goto(url + path)
            begun = time.perf_counter()
            page.goto(url + path)
            page.wait_for_function("document.querySelector('#reseau canvas') !== null")
            yield Line(
                "P",
                f"réseau de {count} acteurs, prêt dans Chromium",
                (time.perf_counter() - begun) * 1_000,
                None,
                2_000.0,
            )
            browser.close()
    finally:
        server.terminate()
        server.wait(10)


def _wait(url: str) -> None:
    for _ in range(100):
        try:
            urlopen(f"{url}/aide", timeout=2).close()
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the pages did not open")


def _network_of_about(base: Path, wanted: int) -> tuple[str, int]:
    """Return the address of a network of about so many actors, and how many it has."""
    from queries import ask

    with open_store(base) as store, store.view() as view:
        best: tuple[int, str, int] | None = None
        for actor in view.find(limit=150).actors:
            for depth in (1, 2):
                found = ask(view, "reseau", centre=actor.id, depth=depth)
                picture = found.picture()
                count = len(picture.nodes) if picture and not getattr(found, "aggregated", False) else 0
                if count <= wanted * 1.2 and (best is None or abs(count - wanted) < abs(best[0] - wanted)):
                    best = (count, f"/reseau?centre={actor.id}&depth={depth}", count)
    assert best
    return best[1], best[2]
