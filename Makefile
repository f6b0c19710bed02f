# make demo   sample articles through Kafka, Faust, the model and Elasticsearch on embedded servers; ARGS go to `rasid demo`
# make test   the everyday tests; ARGS go to pytest
# make test-real, make test-train   the tests that need more: real servers, torch
# make lint   ruff and mypy
# make lock   resolve the lock files again for Python 3.10 and newer (needs uv)

PYTHON ?= python3
VENV := .venv
ARGS ?=

.PHONY: demo test test-real test-train lint lock clean
.DEFAULT_GOAL := demo

demo:
	@$(PYTHON) deploy/bootstrap.py $(VENV) deploy/lock/local.txt
	@$(VENV)/bin/rasid demo $(ARGS)

test:
	@$(PYTHON) deploy/bootstrap.py $(VENV) deploy/lock/dev.txt
	@$(VENV)/bin/python -m pytest -m "not real and not train and not browser" $(ARGS)
	@echo
	@echo "SKIPPED here, each a target of its own:"
	@echo "  make test-real    the same pipeline on real Kafka and Elasticsearch (needs a JDK >= 21 and Maven)"
	@echo "  make test-train   training and export of the model (needs the extra [train]: torch, transformers)"
	@if [ ! -d ../shared ]; then echo "  ../shared is absent: the tests on real articles were skipped"; fi

test-real:
	@$(PYTHON) deploy/bootstrap.py $(VENV) deploy/lock/dev.txt
	@RASID_TEST_REAL=1 $(VENV)/bin/python -m pytest -m real $(ARGS)

test-train:
	@$(PYTHON) deploy/bootstrap.py .venv-train deploy/lock/train.txt
	@.venv-train/bin/python -m pytest -m train $(ARGS)

lint:
	@$(PYTHON) deploy/bootstrap.py $(VENV) deploy/lock/dev.txt
	@$(VENV)/bin/ruff check . && $(VENV)/bin/mypy

LOCK = uv pip compile --quiet --universal --python-version 3.10 --no-header --no-annotate --generate-hashes \
	pyproject.toml deploy/lock/build.in --extra local

lock:
	$(LOCK) --output-file deploy/lock/local.txt
	$(LOCK) --extra dev --output-file deploy/lock/dev.txt
	$(LOCK) --extra dev --extra train --output-file deploy/lock/train.txt

clean:
	rm -rf $(VENV) .venv-train .rasid .cache build *.egg-info
