"""The routes, one module per noun; each is drawn from the declarations where one exists."""
