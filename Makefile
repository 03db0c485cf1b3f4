# The commands a newcomer needs: `make demo`, `make test` and, on a server, `make install`.
BIN := .venv/bin
# One more than there are processors: half of the time a test waits for a server.
TEST_WORKERS ?= $(shell echo $$(($$(getconf _NPROCESSORS_ONLN) + 1)))

# Compiling our modules is a third of a start, and the tests start the program hundreds of times.
unexport PYTHONDONTWRITEBYTECODE

# The scripts of an environment name the folder in which it was made: one that was moved is made anew.
ifneq ($(shell [ -d .venv ] && [ ! -L .venv ] && ! grep -qsF "$$(pwd -P)/.venv/" .venv/bin/pip && echo moved),)
$(shell rm -f .venv/.for-demo .venv/.for-tests)
endif

.PHONY: demo install test test-all check lint format types imports unit bench lock clean

demo: .venv/.for-demo ## a mailbox, its mails, the daemon and its answers, all on this machine
	@$(BIN)/intake demo $(if $(ONCE),--once)

# Each time: after an upgrade what is pinned may have changed, and Python may have gone.
install: ## the program for a server: .venv/bin/intake, without the demo's and the tests' servers
	@sh scripts/environment.sh requirements.txt
	@touch .venv/.for-demo
	@$(BIN)/python -m compileall -q -x '/(\.venv|tests|bench)/' . # the service may not write here
	@$(BIN)/intake --version

test: .venv/.for-tests servers check unit ## everything that CI runs

test-all: test ## what takes longer than CI should
	$(BIN)/pytest -q -m slow tests

check: lint types imports

lint: .venv/.for-tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

format: .venv/.for-tests
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

types: .venv/.for-tests
	$(BIN)/mypy

imports: .venv/.for-tests
	$(BIN)/lint-imports

# In the order of the folders: by default the files with few tests come last, and those are the slow ones.
unit: .venv/.for-tests
	$(BIN)/pytest -q -n $(TEST_WORKERS) --dist loadfile --no-loadscope-reorder -m "not slow" tests

.PHONY: fuzz
fuzz: .venv/.for-tests ## bad mails through the real child: `make fuzz N=5000 SEED=1`
	PYTHONPATH=tests $(BIN)/python -m fuzz $(or $(N),5000) $(or $(SEED),1)

.PHONY: crash
crash: .venv/.for-tests servers ## thousands of deaths; goes on where it stopped: `make crash RESULTS=crash.jsonl`
	PYTHONPATH=.:tests $(BIN)/python -m crash --mutants
	PYTHONPATH=.:tests $(BIN)/python -m crash $(or $(RESULTS),crash.jsonl) --workers $(or $(WORKERS),2)

.PHONY: power model
power: .venv/.for-tests servers ## the power goes while the daemon works: `make power CUTS=300 SEED=1 RESULTS=power.jsonl`
	PYTHONPATH=.:tests $(BIN)/python -m power --cuts $(or $(CUTS),300) --seed $(or $(SEED),1) $(if $(RESULTS),--results $(RESULTS))

.PHONY: soak
soak: .venv/.for-tests servers ## the daemon among random faults, memory and files measured: `make soak MINUTES=10 SEED=1`
	PYTHONPATH=.:tests $(BIN)/python -m soak $(or $(MINUTES),10) $(or $(SEED),1)

model: .venv/.for-tests servers ## orders of events that nobody thought of: `make model N=1000`
	MODEL_EXAMPLES=$(or $(N),1000) $(BIN)/pytest -q tests/model

.PHONY: servers
servers: ## the real servers of the tests, installed where that is possible
	@sh scripts/servers.sh

.venv/.for-demo: requirements.txt pyproject.toml
	@sh scripts/environment.sh requirements.txt
	@touch $@

.venv/.for-tests: requirements-dev.txt pyproject.toml
	@sh scripts/environment.sh requirements-dev.txt
	@touch $@ .venv/.for-demo

# The peers live in an environment of their own: nothing of ours depends on them.
.venv-bench/.made: bench/requirements.txt
	python3 -m venv .venv-bench
	.venv-bench/bin/pip install --quiet --disable-pip-version-check --requirement bench/requirements.txt
	@touch $@

bench: .venv/.for-tests .venv-bench/.made servers ## how fast mail is taken in, beside others: `make bench ROUNDS=5`
	PYTHONPATH=.:tests $(BIN)/python bench/speed.py --rounds $(or $(ROUNDS),5)

.PHONY: bench-growth bench-latency bench-desk screens
bench-growth: .venv/.for-tests servers ## whether a decision and a look into the mailbox cost more the more there is
	PYTHONPATH=.:tests $(BIN)/python bench/growth.py

bench-latency: .venv/.for-tests servers ## how long an applicant waits for his answer, at several paces
	PYTHONPATH=.:tests $(BIN)/python bench/latency.py

bench-desk: .venv/.for-tests ## how the pages bear a long log, as ratios
	PYTHONPATH=.:tests $(BIN)/python bench/pages.py $(or $(N),100000)

screens: .venv/.for-tests servers ## pictures of the pages for docs/screens, of invented data
	PYTHONPATH=.:tests $(BIN)/python -m screens docs/screens

# Hashes only: a lock that names a host would break where another mirror is used.
LOCK := $(BIN)/pip-compile --quiet --generate-hashes --allow-unsafe --all-build-deps --strip-extras --no-header \
	--no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-emit-options --annotation-style=line

lock: .venv/.for-tests ## pin the newest allowed versions again
	$(BIN)/pip install --quiet pip-tools
	$(LOCK) --upgrade --extra demo -o requirements.txt pyproject.toml
	$(LOCK) --upgrade --extra demo --extra dev -c requirements.txt -o requirements-dev.txt pyproject.toml

clean:
	rm -rf .venv .demo build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
