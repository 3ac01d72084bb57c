# Planothèque : installer, essayer, tester. « make » seul affiche cette aide.
# Ni droits d'administrateur, ni autre outil que python3 (3.11 ou plus récent) et make.

PYTHON = python3
VENV = .venv
PY = $(VENV)/bin/python
LOCK_OPTS =

# Two stamps: a new lock rebuilds the environment, a new pyproject only re-registers the project in it.
LOCKED = $(VENV)/.lock-installed
READY = $(VENV)/.ready

.PHONY: help setup check-python demo test lint format audit lock clean

help:
	@echo "make setup   installer planothèque dans .venv (deux à cinq minutes, une seule fois)"
	@echo "make demo    lire les plans d'exemple et montrer le résultat"
	@echo "make test    lancer les tests"
	@echo "make lint    vérifier le style du code ; make format le corrige"
	@echo "make audit   chercher les failles connues des dépendances (sauté, en le disant, sans réseau)"
	@echo "make lock    recalculer requirements.lock d'après pyproject.toml"
	@echo "make clean   enlever .venv et les fichiers de travail ; data/ n'est jamais touché"
	@echo "Autre version de Python : make setup PYTHON=python3.12"

setup: $(READY)
	@echo "Prêt : .venv/bin/planotheque --help"

demo: $(READY)
	@$(PY) -m pipeline.demo

test: $(READY)
	@$(PY) -m pytest

lint: $(READY)
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .

format: $(READY)
	@$(PY) -m ruff check --fix .
	@$(PY) -m ruff format .

audit: $(READY)
	@$(PY) scripts/audit.py

check-python:
	@command -v "$(PYTHON)" >/dev/null 2>&1 || { \
	  echo "« $(PYTHON) » est introuvable : installez Python 3.11 ou plus récent," >&2; \
	  echo "ou indiquez où il est : make setup PYTHON=/chemin/vers/python3" >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "« $(PYTHON) » est trop ancien : il faut Python 3.11 ou plus récent." >&2; \
	  echo "Si une autre version est installée : make setup PYTHON=python3.12" >&2; exit 1; }
	@"$(PYTHON)" -c 'import ensurepip, venv' >/dev/null 2>&1 || { \
	  echo "Il manque à « $(PYTHON) » de quoi créer un environnement (modules venv et ensurepip)." >&2; \
	  echo "Sous Debian ou Ubuntu, faites installer le paquet python3-venv, puis relancez." >&2; exit 1; }

$(LOCKED): requirements.lock
	@$(MAKE) -s check-python PYTHON="$(PYTHON)"
	@echo "[1/3] Environnement Python dans $(VENV)"
	@"$(PYTHON)" -m venv --clear $(VENV)
	@echo "[2/3] Bibliothèques, chacune vérifiée par son empreinte (deux à cinq minutes)"
	@$(PY) -m pip --disable-pip-version-check install --no-deps --require-hashes -r requirements.lock
	@$(PY) -m pip --disable-pip-version-check check
	@touch $@

$(READY): $(LOCKED) pyproject.toml
	@echo "[3/3] Commande planotheque"
	@$(PY) -m pip --disable-pip-version-check install --quiet --no-index --no-deps --no-build-isolation --editable .
	@touch $@

# Keeps the versions already locked unless told otherwise, e.g. make lock LOCK_OPTS="--upgrade-package rich".
# setuptools is locked too: the project itself is then installed with no network.
lock: check-python
	@tmp=$$(mktemp -d) && trap 'rm -rf "$$tmp"' EXIT && \
	"$(PYTHON)" -m venv "$$tmp" && \
	"$$tmp/bin/python" -m pip --disable-pip-version-check install --quiet 'uv>=0.8' && \
	echo 'setuptools>=77' | "$$tmp/bin/python" -m uv pip compile --quiet --universal --python-version 3.11 \
	  --generate-hashes --no-header --no-annotate --no-emit-index-url $(LOCK_OPTS) \
	  --extra test --extra dask --extra events pyproject.toml - --output-file requirements.lock && \
	echo "requirements.lock est à jour."

clean:
	rm -rf $(VENV) build dist planotheque.egg-info .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
