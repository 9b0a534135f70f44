# Buffer by Buffer. `make help` lists what there is.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

GOROOT     := $(shell go env GOROOT)
STATICCHECK := v0.8.2
GOVULNCHECK := v1.9.0
WASM       := GOOS=js GOARCH=wasm
WASM_PKGS  := ./core/... ./cmd/wasm
# Packages that a page's module may not link, directly or not: each costs 40 to 130 KB.
HEAVY      := net|os|time|log|fmt|reflect|embed|encoding/json

# Without inlining the module is a tenth smaller once compressed; core, whose loops are
# what must be fast, keeps it.
SMALL      := -trimpath -ldflags='-s -w' -gcflags='all=-l' -gcflags='bufferbybuffer/core='

export CHROMIUM ?= /usr/bin/chromium

## Use it

.PHONY: run
run: build ## set everything up, build, and start the server (ARGS='-interval 1s' for flags)
	@exec bin/native serve $(ARGS)

.PHONY: build
build: site ## build the native program with the site inside: bin/native
	@go build -o bin/native ./cmd/native

.PHONY: export
export: build ## write the lesson as static files: DIR=folder
	@bin/native export "$(or $(DIR),$(error say where: make export DIR=folder))"

.PHONY: site
site: site/node_modules/.package-lock.json site/build/wasm_exec.js ## bundle the pages and compile the module
	@$(WASM) go build $(SMALL) -o site/dist/core.wasm ./cmd/wasm
	@cd site && npm run --silent build

site/node_modules/.package-lock.json: site/package-lock.json
	@echo 'installing the site’s npm packages' && cd site && npm ci --silent --no-audit --no-fund && touch node_modules/.package-lock.json

site/build/wasm_exec.js: $(GOROOT)/lib/wasm/wasm_exec.js
	@mkdir -p site/build && cp $< $@

## Check it

.PHONY: test
test: check-go test-go test-wasm test-site ## everything that CI runs; sets up what it needs, a browser included

.PHONY: test-go
test-go: ## Go tests, with the race detector
	@echo '— go test' && go test -race ./...

.PHONY: test-wasm
test-wasm: ## the same core tests, compiled to js/wasm
	@echo '— go test, js/wasm' && $(WASM) go test -exec='$(GOROOT)/lib/wasm/go_js_wasm_exec' ./core/...

.PHONY: test-site
test-site: build chromium ## TypeScript's check, and browser tests in Chromium
	@echo '— tsc' && cd site && npm run --silent check
	@echo '— browser' && cd site && npm run --silent test

.PHONY: check-go
check-go: bin/staticcheck-$(STATICCHECK) ## formatting, vet and staticcheck for both targets, the module's imports
	@echo '— gofmt, vet, staticcheck'
	@unformatted=$$(gofmt -l core cmd site docs --); if [ -n "$$unformatted" ]; then echo "run gofmt -w on: $$unformatted"; exit 1; fi
	@go vet ./... && $(WASM) go vet $(WASM_PKGS)
	@$< ./... && $(WASM) $< $(WASM_PKGS)
	@heavy=$$($(WASM) go list -deps ./cmd/wasm | grep -Ex '$(HEAVY)' || true); if [ -n "$$heavy" ]; then echo "the module must not link: $$heavy"; exit 1; fi

bin/staticcheck-$(STATICCHECK):
	@GOBIN=$(CURDIR)/bin go install honnef.co/go/tools/cmd/staticcheck@$(STATICCHECK) && mv bin/staticcheck $@

.PHONY: chromium
chromium:
	@if [ ! -x "$(CHROMIUM)" ]; then \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo 'installing Debian’s chromium' && apt-get -qq update && apt-get -qq install -y chromium >/dev/null; \
	  else \
	    echo 'The browser tests need Chromium: install it (Debian: apt-get install chromium) or say where it is: CHROMIUM=/path make test' >&2; exit 1; \
	  fi; \
	fi

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^## /{printf "\n%s\n", substr($$0, 4)} /^[a-z-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
