"""The pages at size: the sheet, the list and the network, on the server and in a real browser."""

from __future__ import annotations

import random
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

from starlette.testclient import TestClient

from kb.store import open_store
from tests.bench.timing import Line, at, by_turns, each, spent
from tests.conftest import QUIET, find_chromium
from tests.queries.generated import fill

ROOT = Path(__file__).resolve().parents[2]
#: Actors of the network that is drawn, and of the small one it is compared with in the same run.
DRAWN, SMALL = 300, 20
#: Actors of the base they are drawn from: in a larger one, networks are of a few actors or of more than five hundred.
HELD = 3_000
#: How many times longer the large one may take, on the server and in the browser: some twice what was measured.
SERVED_MOST, SHOWN_MOST = 8.0, 4.0


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
    yield from _networks(folder)


@dataclass(frozen=True)
class _Network:
    """The address of a network, and how many actors it draws."""

    path: str
    count: int


def _networks(folder: Path) -> Iterator[Line]:
    """Yield what a large network takes beside a small one, on a base whose networks are of these sizes."""
    from api.app import make_app

    base = folder / "reseau.db"
    with open_store(base, create=True) as store:
        fill(store, HELD, HELD * 5)
    large, small = (_network_of_about(base, wanted) for wanted in (DRAWN, SMALL))
    with TestClient(make_app(str(base)), base_url="http://127.0.0.1") as client:

        def served(network: _Network) -> float:
            return spent(lambda: client.get(network.path).raise_for_status())

        served(large)
        served(small)
        ours, reference = by_turns(lambda: served(large), lambda: served(small))
    name = f"réseau de {large.count} acteurs, contre {small.count}, sur le serveur"
    yield Line("P", name, ours, reference, SERVED_MOST)
    yield from _in_browser(base, large, small)


def _in_browser(base: Path, large: _Network, small: _Network) -> Iterator[Line]:
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
        with sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path=chromium, args=list(QUIET))
            page = browser.new_page(viewport={"width": 1440, "height": 900})


            def show(network: _Network) -> float:
                begun = time.perf_counter()
                page.goto(url + network.path)
                page.wait_for_function("document.querySelector('#reseau canvas') !== null")
                return (time.perf_counter() - begun) * 1_000

            for network in (large, small):
                show(network)
            ours, reference = by_turns(lambda: show(large), lambda: show(small), repeats=3)
            yield Line("P", f"réseau de {large.count} acteurs, prêt dans Chromium", ours, None, 2_000.0)
            name = f"réseau de {large.count} acteurs, contre {small.count}, dans Chromium"
            yield Line("P", name, ours, reference, SHOWN_MOST)
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


def _network_of_about(base: Path, wanted: int) -> _Network:
    """Return a network of about so many actors."""
    from queries import ask

    with open_store(base) as store, store.view() as view:
        best: _Network | None = None
        for actor in view.find(limit=150).actors:
            for depth in (1, 2):
                found = ask(view, "reseau", centre=actor.id, depth=depth)
                picture = found.picture()
                count = len(picture.nodes) if picture and not getattr(found, "aggregated", False) else 0
                if count <= wanted * 1.2 and (best is None or abs(count - wanted) < abs(best.count - wanted)):
                    best = _Network(f"/reseau?centre={actor.id}&depth={depth}", count)
    assert best
    return best
