"""The doors: the command line, the HTTP interface, the pages and the files they give."""
