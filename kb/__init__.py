"""What is known and how it is kept: vocabulary, ledger, graph, views and stores."""
