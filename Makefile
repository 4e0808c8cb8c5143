# Installs, shows and checks Maillage. Python 3.11+ and pip are all it needs; `make help` lists what it does.

VENV ?= .venv
BIN := $(VENV)/bin
# The base that `make serve` opens; `make demo` always has its own.
DEMO := ./maillage-demo.db
BASE ?= $(DEMO)
HOST ?= 127.0.0.1
PORT ?= 8000
# Where the deliverables go.
SORTIES ?= sorties
# What `make test` runs: everything, or one path. As many at once as there are processors, a file's tests together.
TESTS ?=
PYTEST := $(BIN)/python -m pytest -n logical --dist loadfile --no-loadscope-reorder

PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
# Touched once an installation is whole, so that the next command reuses it until what it installs changes, or the
# project's folder is moved: an environment keeps the path of what is installed in it.
HERE := $(shell pwd | cksum | cut -d ' ' -f 1)
RUN := $(VENV)/.installed-to-run-$(HERE)
TEST := $(VENV)/.installed-to-test-$(HERE)
BENCH := $(VENV)/.installed-to-measure-$(HERE)

.DEFAULT_GOAL := help
.PHONY: help install demo serve test check lint types format bench fuzz soak ready wheel clean

help: ## montre cette liste
	@echo "Maillage : les commandes"
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1|\2/p' $(firstword $(MAKEFILE_LIST)) \
		| while IFS='|' read -r command words; do printf '%-16s %s\n' "$$command" "$$words"; done

demo: $(RUN) ## construit la base de Lyon, écrit les livrables dans sorties/ et sert les pages (PORT=…)
	@$(BIN)/maillage --base $(DEMO) demo --to $(SORTIES) --host $(HOST) --port $(PORT)

serve: $(RUN) ## sert les pages sur http://127.0.0.1:8000 (BASE=… pour une autre base, PORT=… pour un autre port)
	@test $(BASE) != $(DEMO) || test -e $(DEMO) || $(BIN)/maillage --base $(DEMO) demo --to $(SORTIES) </dev/null
	@$(BIN)/maillage --base $(BASE) serve --host $(HOST) --port $(PORT)

test: $(TEST) ## lance tous les tests et les exemples ; dit ce qui est laissé de côté, et pourquoi
	@$(PYTEST) $(TESTS)

check: lint types test ## forme, types, tests et exemples : ce que chacun lance avant de livrer

lint: $(TEST) ## relit la forme du code
	@$(BIN)/python -m ruff check .

types: $(TEST) ## vérifie les types
	@$(BIN)/python -m mypy

format: $(TEST) ## corrige ce qui peut l'être dans la forme du code
	@$(BIN)/python -m ruff check --fix .

bench: $(BENCH) ## mesure les vitesses, et les compare à NetworkX, à SQLite nu, à duckdb, à ladybug et à splink
	@$(BIN)/python -m tests.bench

fuzz: $(TEST) ## envoie 10 000 fichiers abîmés par format (FUZZ="--each 500 --family csv --seed 7") ; garde ceux qui échouent
	@$(BIN)/python -m tests.fuzz $(FUZZ)

soak: $(TEST) ## tue, gèle et coupe le serveur Neo4j cinquante fois de chaque façon (MAILLAGE_TEST_NEO4J)
	@MAILLAGE_TEST_FAULTS=50 $(BIN)/python -m pytest -n 0 -s --timeout 7200 tests/neo4j/test_faults.py

ready: $(TEST) ## installe ce qu'il faut pour les tests, sans les lancer
	@true

wheel: $(RUN) ## fabrique le paquet à installer ailleurs (Windows compris), dans dist/
	@rm -rf build dist
	@$(PIP) wheel --no-build-isolation --no-deps --wheel-dir dist .
	@ls dist/*.whl

install: $(RUN) ## installe Maillage dans .venv, sans rien lancer
	@echo "Maillage est prêt : $(BIN)/maillage --help"

clean: ## efface l'installation et ce qui a été fabriqué, jamais une base
	@rm -rf $(VENV) build dist maillage.egg-info $(SORTIES)

$(RUN): pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installation de Maillage dans $(VENV) (une à deux minutes la première fois)…"
	@$(PIP) install -c constraints.txt setuptools
	@$(PIP) install -c constraints.txt --no-build-isolation -e .
	@touch $@

$(TEST): $(RUN)
	@echo "Installation de ce qu'il faut pour les tests…"
	@$(PIP) install -c constraints.txt --no-build-isolation -e '.[test]'
	@touch $@

$(BENCH): $(TEST)
	@echo "Installation de ce à quoi les mesures comparent…"
	@$(PIP) install -c constraints.txt --no-build-isolation -e '.[bench,test]'
	@touch $@

# Some systems ship Python without the part that puts pip into a new environment: pip then does it from outside.
$(BIN)/python:
	@for python in $(PYTHON) python3 python3.13 python3.12 python3.11 python; do \
		$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
		$$python -m venv $(VENV) >/dev/null 2>&1 && exit 0; \
		rm -rf $(VENV); \
		$$python -m venv --without-pip $(VENV) && $$python -m pip --quiet --python $(BIN)/python install pip && exit 0; \
		rm -rf $(VENV); \
		echo "Python est là ($$python) mais il lui manque pip : installez pip, puis relancez la commande." >&2; exit 1; \
	done; \
	echo "Maillage a besoin de Python 3.11 ou plus récent, introuvable ici." >&2; \
	echo "Installez-le, ou indiquez où il est : make PYTHON=/chemin/vers/python3" >&2; exit 1
