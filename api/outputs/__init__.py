"""Files people open elsewhere: each module writes one format from typed data, with no access to the store."""
