# Semua perintah proyek. `make help` menjelaskan satu per satu; pin pustaka ada di requirements*.txt.
PY = .venv/bin/python
STEP = sh tools/step.sh
LESSONS = $(wildcard understanding/*.py understanding/lexicon/* understanding/examples/*.yaml)
ARGS =

.PHONY: help run test check lint fmt setup chat bench soak demo clean browser

help: ## menampilkan daftar ini
	@awk -F ': .*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

run: .venv/learned.stamp ## memasang yang perlu, lalu menjalankan bot (web di http://127.0.0.1:8080)
	@exec $(PY) bot.py run $(ARGS)

chat: .venv/learned.stamp ## mencoba percakapan di terminal ini
	@exec $(PY) bot.py chat $(ARGS)

demo: .venv/learned.stamp ## menjalankan bot dengan orang-orang rekaan di basis data sementara
	@exec sh tools/demo.sh $(ARGS)

setup: .venv/dev.stamp ## menyiapkan .venv lengkap untuk mengembangkan

test: .venv/dev.stamp browser check ## memasang yang dibutuhkan pengujian, lalu menjalankan semuanya

check: lint ## memeriksa gaya, tipe, arah impor, naskah, lalu semua pengujian
	@$(STEP) 'bot.py check' $(PY) bot.py check
	@$(PY) -m pytest -n logical --maxprocesses 4 $(ARGS)

lint: .venv/dev.stamp ## memeriksa gaya, tipe dan arah impor saja
	@$(STEP) 'ruff check' $(PY) -m ruff check .
	@$(STEP) 'ruff format' $(PY) -m ruff format --check .
	@$(STEP) 'mypy' $(PY) -m mypy .
	@$(STEP) 'lint-imports' $(PY) -c 'from importlinter.cli import lint_imports_command as run; run()'

fmt: .venv/dev.stamp ## merapikan kode
	@$(PY) -m ruff check --fix --quiet . || true
	@$(PY) -m ruff format .

bench: .venv/dev.stamp ## mengukur kecepatan terhadap pembanding
	@exec $(PY) -m bench $(ARGS)

soak: .venv/dev.stamp ## mengirim siaran ke 10.000 orang di tiap jaringan sambil mematikan bot 200 kali dan menjeda 20 kali (lama)
	@exec $(PY) -m tests.campaign_kill $(ARGS)

clean: ## menghapus .venv dan semua berkas sementara (data/ tidak disentuh)
	@rm -rf .venv .testdeps understanding/learned .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

browser:
	@sh tools/browser.sh

.venv/run.stamp: requirements.txt tools/venv.sh
	@sh tools/venv.sh requirements.txt
	@touch .venv/run.stamp

.venv/learned.stamp: .venv/run.stamp $(LESSONS)
	@echo "Mempelajari contoh kalimat (hanya sekali, beberapa detik) ..."
	@$(PY) bot.py understand </dev/null
	@touch .venv/learned.stamp

.venv/dev.stamp: requirements.txt requirements-dev.txt tools/venv.sh
	@sh tools/venv.sh requirements-dev.txt
	@touch .venv/run.stamp .venv/dev.stamp
