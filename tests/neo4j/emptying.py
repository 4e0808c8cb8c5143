"""An empty base on the test server: what is there is taken away, the indexes stay."""

from __future__ import annotations

import os

from neo4j import GraphDatabase

ALL = "MATCH (n) WHERE NOT n:Base AND NOT n:Gate AND NOT n:Pen DETACH DELETE n"
AFRESH = "MATCH (b:Base) MATCH (g:Gate) SET b.rev = 0, b.seq = 0, b.version = 1, b.loading = null, g.writing = null"


def empty(url: str) -> None:
    """Take away everything from the server's base."""
    auth = (os.environ.get("MAILLAGE_NEO4J_USER", "neo4j"), os.environ["MAILLAGE_NEO4J_PASSWORD"])
    with GraphDatabase.driver(url, auth=auth) as driver:
        driver.execute_query(ALL)
        driver.execute_query(AFRESH)
