# Hudang 户档. `make demo` shows it, `make test` checks it.
PYTHON ?= python3
BIN := .venv/bin
export PYTHONUTF8 := 1
export OMP_NUM_THREADS ?= 1

.PHONY: help setup setup-tests setup-bench bench-ocr bench-blanks bench-desk demo test test-e2e test-firefox lint types imports licences licences-check unit samples hand-fonts chaos bench profile clean

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1	\2/p' $(MAKEFILE_LIST)

setup: ## what the program needs: system packages, .venv
	@$(PYTHON) scripts/setup.py

setup-tests: ## also what the tests need
	@$(PYTHON) scripts/setup.py --tests

setup-bench: ## also the tools of others that the benchmarks measure against, apart in .venv-peers
	@$(PYTHON) scripts/setup.py --tests --bench

demo: setup ## set-up, then the main job on the shipped sample scans
	$(BIN)/python -m evaluation.demo

test: setup-tests ## set-up, then all checks, exactly as CI runs them
	$(MAKE) --no-print-directory lint types imports licences-check unit

lint: ## format and lint
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: ## strict types
	$(BIN)/mypy

imports: ## the floors of the house
	$(BIN)/lint-imports --no-cache

licences: ## write docs/licences.md anew
	$(BIN)/python scripts/licences.py --write

licences-check: ## every dependency free for commercial use, docs/licences.md up to date
	$(BIN)/python scripts/licences.py

unit: ## the tests alone
	$(BIN)/python -m pytest -n 2 --dist loadgroup

samples: setup-tests ## an invented estate with its truth, in build/samples
	rm -rf build/samples
	$(BIN)/python -m evaluation.generator build/samples --documents 40 --bad-files

hand-fonts: ## handwriting fonts (Open Font License) for more varied samples; needs npm
	npm install --prefix evaluation/generator/fonts --no-save @fontsource/ma-shan-zheng @fontsource/long-cang @fontsource/zhi-mang-xing @fontsource/liu-jian-mao-cao

test-e2e: setup-tests ## the journeys in a real browser alone
	$(BIN)/python -m pytest tests/e2e

test-firefox: ## the journeys in Firefox instead of Chromium; HUDANG_TEST_FIREFOX=PROGRAM for one of your own
	@$(PYTHON) scripts/setup.py --tests $(if $(HUDANG_TEST_FIREFOX),,--firefox)
	HUDANG_TEST_FIREFOX=$(or $(HUDANG_TEST_FIREFOX),$$(command -v firefox-esr || command -v firefox)) $(BIN)/python -m pytest tests/e2e $(ARGS)

bench-desk: setup-tests ## how long from a key to the next document, with thousands waiting and many reviewers; ARGS="--waiting 5000 …"
	$(BIN)/python -m evaluation.desk_load $(ARGS)

chaos: setup-tests ## the large kill test, in both forms
	$(BIN)/python -m evaluation.chaos --pages 300 --kills 200 --form embedded
	$(BIN)/python -m evaluation.chaos --pages 300 --kills 200 --form scaled

bench-ocr: setup-bench ## how well ours and its peers read the same fresh pages; report in build/bench-ocr; ARGS="--split dev --ablate …"
	rm -rf build/bench-ocr && mkdir -p build/bench-ocr
	$(BIN)/python -m evaluation.bench --corpora build/bench-ocr/corpora --readers ours ours-bulk --peers all --peer-pages 36 \
		--json build/bench-ocr/report.json --html build/bench-ocr/report.html $(ARGS)

bench-blanks: setup-tests ## how surely blank sides and separators are told from papers that look like them; ARGS="--split dev --wrong DIR …"
	$(BIN)/python -m evaluation.blanks $(ARGS)

bench: setup-bench ## speed and memory of the whole page path beside OCRmyPDF (about 20 minutes)
	$(BIN)/python -m evaluation.bench_speed

profile: setup-tests ## where the processor time of a page goes, beside what the networks need at best
	$(BIN)/python -m evaluation.bench_speed --profile

clean: ## remove what checks and builds leave behind, not .venv*
	rm -rf build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache *.egg-info
	find . -name __pycache__ -not -path './.venv*/*' -prune -exec rm -rf {} +
