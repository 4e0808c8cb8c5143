"""The store on a Neo4j server or cluster. All the Cypher of the project is in this folder, and its driver too."""

from kb.store.neo4j.store import Neo4jStore

__all__ = ["Neo4jStore"]
