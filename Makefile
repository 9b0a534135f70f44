# Buffer by Buffer. `make help` lists what there is.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

# Packages that start goroutines; check-go finds a go statement anywhere else. The program itself only starts them up,
# and its tests, which run it as a process, measure its memory and take their time: they do without the race detector.
CONCURRENT := /cmd/native/|/core/framingtest

GOROOT     := $(shell go env GOROOT)
STATICCHECK := v0.8.2
GOVULNCHECK := v1.9.0
WASM       := GOOS=js GOARCH=wasm
WASM_PKGS  := ./core/... ./site/network ./cmd/wasm
# The pages' modules: the tap's page and the journey's have one of their own, the workshop's and the tap's a second one. Each name is a build tag, too.
MODULES    := core tap captured journey workshop
# Packages that they may not link, directly or not: each costs 40 to 130 KB. The TCP of the journey's brings them along.
HEAVY      := net|os|time|log|fmt|reflect|embed|encoding/json
LIGHT      := $(filter-out journey,$(MODULES))

# Without inlining the module is a tenth smaller once compressed.
# The collector of Go 1.25 is smaller than the next one, where it is still to be had.
SMALL_GC   := $(shell GOEXPERIMENT=nogreenteagc go version >/dev/null 2>&1 && echo GOEXPERIMENT=nogreenteagc)
SMALL      := -trimpath -ldflags='-s -w' -gcflags='all=-l'

export CHROMIUM ?= /usr/bin/chromium

# $(call timed,NAME,COMMANDS) runs a stage and says how long it took; `make test` repeats that at its end.
timed = @mkdir -p bin/times && exec 3>&2 && TIMEFORMAT='%1R s, %1U + %1S s of CPU' && \
  if { time { ( $(2) ); } 2>&3; } 2>'bin/times/$(1)'; then echo "— $(1): $$(cat 'bin/times/$(1)')"; else echo '— $(1) failed'; exit 1; fi

## Use it

.PHONY: run
run: build ## set everything up, build, and start the server (ARGS='-interval 1s' for flags)
	@exec bin/native serve $(ARGS)

.PHONY: build
build: site ## build the native program with the site inside: bin/native
	$(call timed,go build,go build -o bin/native ./cmd/native)

.PHONY: export
export: build ## write the lesson as static files: DIR=folder
	@bin/native export "$(or $(DIR),$(error say where: make export DIR=folder))"

.PHONY: site
site: site/node_modules/.package-lock.json site/build/wasm_exec.js ## bundle the pages and compile the module
	$(call timed,modules,$(BUILD_MODULES))
	$(call timed,bundle,cd site && npm run --silent build)

# Copied only when it has changed: what is copied gets compressed.
BUILD_MODULES = for module in $(MODULES); do \
  $(WASM) $(SMALL_GC) go build $(SMALL) -tags $$module -o site/build/$$module.wasm ./cmd/wasm || exit 1; \
  cmp -s site/{build,dist}/$$module.wasm || cp site/{build,dist}/$$module.wasm || exit 1; done

site/node_modules/.package-lock.json: site/package-lock.json
	@echo 'installing the site’s npm packages'
	$(call timed,npm,cd site && npm ci --silent --no-audit --no-fund && touch node_modules/.package-lock.json)

site/build/wasm_exec.js: $(GOROOT)/lib/wasm/wasm_exec.js
	@mkdir -p site/build && cp $< $@

.PHONY: pictures
pictures: build chromium ## the pictures of shared links, and the icons: site/src/pictures, to be committed
	@cd site && node picture.mjs

.PHONY: looks
looks: build chromium ## a contact sheet of all pages and figures, to be looked at: bin/looks/index.html (LOOKS='home wires' for some)
	@cd site && node looks.mjs $(LOOKS)

## Check it

.PHONY: test
test: chromium ## what to run before a commit: all checks and tests but the long ones; sets up what it needs, a browser included
	@rm -rf bin/times
	@$(MAKE) -j2 -Otarget test-site check-go check-386 test-go test-wasm check-site
	@echo '— all passed; where the time went, two stages at a time:' && cd bin/times && grep -H . * | sed 's/^/  /; s/:/: /' | sort -t: -k2 -rn

.PHONY: test-go
test-go: site ## Go tests, with the race detector where goroutines are
	$(call timed,go test -race,go test -race -vet=off -parallel 4 $$(go list ./... | grep -E '$(CONCURRENT)'))
	$(call timed,go test,BUILT=yes go test -vet=off $$(go list ./... | grep -vE '$(CONCURRENT)') && (cd core/peers && go test -vet=off .))

.PHONY: test-wasm
test-wasm: ## the same core tests, compiled to js/wasm, and the module's own
	$(call timed,go test in wasm,$(WASM) go test -short -vet=off -exec='$(GOROOT)/lib/wasm/go_js_wasm_exec' $(WASM_PKGS))

.PHONY: test-site
test-site: build chromium ## browser tests in Chromium
	$(call timed,browser,cd site && NATIVE='$(CURDIR)/bin/native' npm run --silent test)

.PHONY: test-long
test-long: build chromium check-vuln ## what takes long by nature; CI runs it after the quick part
	$(call timed,browser tests that take long,cd site && NATIVE='$(CURDIR)/bin/native' npm run --silent test:long)
	$(call timed,siege,$(MAKE) siege SCALE=0.02 TIMED=false)
	$(call timed,jury,$(MAKE) jury)
	$(call timed,boundaries on a busy machine,go test -vet=off ./cmd/native/internal/gate -run 'TestNoBoundaryIsLost$$' -busy 6)
	$(call timed,theorem up to 18 bytes,go test -vet=off ./core -run 'TestTheorem$$' -exhaustive 18 -timeout 30m)

.PHONY: check-site
check-site: site weight ## TypeScript's check, and what the modules weigh
	$(call timed,tsc,cd site && npm run --silent check)

.PHONY: weight
weight: site ## what the module weighs, package by package, and whether that is too much
	$(call timed,weight,cd site && node weight.mjs)

.PHONY: check
check: check-go check-386 check-site check-vuln ## what CI runs besides the tests

.PHONY: check-vuln
check-vuln: bin/govulncheck-$(GOVULNCHECK) ## known vulnerabilities, where their database can be reached
	@echo '— govulncheck'
	@out=$$($< ./... 2>&1) || { if grep -qiE 'fetching vulnerabilities|dial tcp|no such host|proxyconnect|Forbidden|timeout' <<<"$$out" && ! grep -q '^Vulnerability #' <<<"$$out"; then \
	  echo 'skipped: the vulnerability database is out of reach'; else echo "$$out"; exit 1; fi; }

.PHONY: check-go
check-go: bin/staticcheck-$(STATICCHECK) ## formatting, vet and staticcheck for both targets, the module's imports
	@unformatted=$$(git ls-files -- "*.go" | xargs gofmt -l); if [ -n "$$unformatted" ]; then echo "run gofmt -w on: $$unformatted"; exit 1; fi
	@heavy=$$(for module in $(LIGHT); do $(WASM) go list -tags $$module -deps ./cmd/wasm; done | grep -Ex '$(HEAVY)' || true); if [ -n "$$heavy" ]; then echo "the module must not link: $$heavy"; exit 1; fi
	@alone=$$(go list -f '{{$$d := .Dir}}{{.ImportPath}}{{range .GoFiles}} {{$$d}}/{{.}}{{end}}' ./... | grep -vE '^[^ ]*($(CONCURRENT))' | cut -d' ' -f2- | xargs grep -nE '^\s*go [a-z]' || true); if [ -n "$$alone" ]; then echo "a goroutine where the race detector does not look, see CONCURRENT: $$alone"; exit 1; fi
	$(call timed,vet,go vet ./... && $(WASM) go vet $(WASM_PKGS) && for module in $(MODULES); do $(WASM) go vet -tags $$module ./cmd/wasm || exit 1; done && (cd core/peers && go vet .))
	$(call timed,staticcheck,$< ./... && $(WASM) $< $(WASM_PKGS) && for module in $(MODULES); do $(WASM) $< -tags $$module ./cmd/wasm || exit 1; done)

# Where the processor or the system can't run it, qemu does, slowly and without the signals that Go preempts with.
TEST_386 = tests=(-test.short -test.skip 'Theorem|FastPath|Memory|Table|StateAfter|Fuzz'); \
  GOARCH=386 go vet ./core/... && GOARCH=386 go test -c -o bin/core-386.test ./core && cd core && \
  if ../bin/core-386.test -test.run '^$$' >/dev/null 2>&1; then ../bin/core-386.test "$${tests[@]}"; \
  elif command -v qemu-i386 >/dev/null; then GODEBUG=asyncpreemptoff=1 qemu-i386 ../bin/core-386.test "$${tests[@]}"; \
  else echo 'skipped the tests: this machine runs no 386 programs, and has no qemu-i386 (Debian: apt-get install qemu-user)'; fi

.PHONY: check-386
check-386: qemu ## core where an int has 32 bits: vet, and all tests but the longest
	$(call timed,386,$(TEST_386))

bin/staticcheck-$(STATICCHECK):
	$(call timed,staticcheck built,GOBIN=$(CURDIR)/bin go install honnef.co/go/tools/cmd/staticcheck@$(STATICCHECK) && mv bin/staticcheck $@)

bin/govulncheck-$(GOVULNCHECK):
	@GOBIN=$(CURDIR)/bin go install golang.org/x/vuln/cmd/govulncheck@$(GOVULNCHECK) && mv bin/govulncheck $@

.PHONY: chromium
chromium:
	@if [ ! -x "$(CHROMIUM)" ]; then \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo 'installing Debian’s chromium' && apt-get -qq update && apt-get -qq install -y chromium >/dev/null; \
	  else \
	    echo 'The browser tests need Chromium: install it (Debian: apt-get install chromium) or say where it is: CHROMIUM=/path make test' >&2; exit 1; \
	  fi; \
	fi

.PHONY: qemu
qemu:
	@if ! command -v qemu-i386 >/dev/null && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && ! GOARCH=386 go test -run '^$$' ./core >/dev/null 2>&1; then \
	  echo 'installing Debian’s qemu-user' && { apt-get -qq update && apt-get -qq install -y qemu-user >/dev/null || echo 'there is none to be had'; }; \
	fi

## Longer checks

FUZZTIME ?= 30s

.PHONY: jury
jury: ## wrong and right receive loops in four languages, each judged; the commands of docs/judge.md
	@go test ./cmd/native -run 'TestJury$$|TestJudgeDoc$$' -jury -timeout 1h -v | grep -v '^=== '

.PHONY: jury-busy
jury-busy: ## the same loops while every processor is busy, and 25,000 boundaries through the gate each way
	@go test ./cmd/native -run 'TestJury$$' -jury -busy -timeout 3h -v | grep -v '^=== '
	@go test ./cmd/native/internal/gate -run 'TestNoBoundaryIsLost$$' -boundaries 25000 -busy 6 -timeout 1h -v | grep -v '^=== '

.PHONY: theorem
theorem: ## every schedule of streams up to 22 bytes
	@go test ./core -run 'TestTheorem$$' -exhaustive 22 -timeout 2h -v | grep -v '^=== '

.PHONY: fuzz
fuzz: ## each fuzz target for FUZZTIME; prints what it executed
	@for package in $$(go list ./...); do \
	  for target in $$(go test -list '^Fuzz' $$package | grep '^Fuzz' || true); do \
	    echo "— $$package $$target"; go test $$package -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) | grep -E 'execs: .*\(0/sec|execs|FAIL|Failing|ok' | tail -2; \
	  done; \
	done

FLAKES_GO      ?= 10
FLAKES_BROWSER ?= 5
FLAKES_LONG    ?= 1
FLAKES_BUSY    ?= 6

.PHONY: flakes
flakes: build chromium ## all tests again and again beside FLAKES_BUSY busy loops: FLAKES_GO runs in Go, FLAKES_BROWSER in Chromium, FLAKES_LONG of the long ones there
	@loops=(); trap '[ $${#loops[@]} = 0 ] || kill $${loops[@]}' EXIT; \
	for _ in $$(seq $(FLAKES_BUSY)); do timeout 6h bash -c 'while :; do :; done' & loops+=($$!); done; \
	mkdir -p bin/flakes; failed=0; \
	again() { for run in $$(seq $$2); do log=bin/flakes/$$1-$$run.log; \
	  if "$${@:3}" >$$log 2>&1; then echo "$$1 $$run of $$2: passed"; else failed=$$((failed + 1)); echo "$$1 $$run of $$2: failed, see $$log"; grep -E '^ *--- FAIL|^panic:|^ +e2e/' $$log || true; fi; done; }; \
	again go $(FLAKES_GO) env GOFLAGS=-count=1 make test-go; \
	again browser $(FLAKES_BROWSER) env NATIVE='$(CURDIR)/bin/native' npm --prefix site run --silent test; \
	again long $(FLAKES_LONG) env NATIVE='$(CURDIR)/bin/native' npm --prefix site run --silent test:long; \
	echo "$$failed of $$(($(FLAKES_GO) + $(FLAKES_BROWSER) + $(FLAKES_LONG))) runs failed beside $(FLAKES_BUSY) busy loops"; [ $$failed = 0 ]

.PHONY: mutants
mutants: ## inject plausible bugs into core, one at a time; says which test catches each
	@go test ./core -tags mutants -run TestMutants -timeout 1h -v | grep -E '^ +(---|mutants_test)|^(FAIL|ok|PASS)'

.PHONY: bench
bench: ## core against its peers, a header walk and memcpy: one table, native and js/wasm
	@cd core/peers && go run .

.PHONY: load
load: build ## throughput, fairness, delay and memory of the server, beside a plain loop and Python
	@go build -o bin/load ./cmd/native/load && bin/load

.PHONY: tap-speed
tap-speed: build ## 1 GiB through native tap, bit for bit, beside io.Copy over the same two sockets
	@go build -o bin/load ./cmd/native/load && bin/load -tap

SCALE ?= 1
TIMED ?= true

.PHONY: siege
siege: build ## good clients, visitors and sessions beside 10,000 hostile ones and as many silent ones; a part of that: SCALE=0.1; beside other work: TIMED=false
	@go build -o bin/load ./cmd/native/load && bin/load -siege -scale $(SCALE) -timed=$(TIMED)

.PHONY: faults
faults: ## sequences of messages where packets get lost or tiny, in network namespaces
	@go test -tags namespaces -run 'TestNamespaces$$' -v ./cmd/native/internal/server | grep -v '^=== '

.PHONY: journey-kernel
journey-kernel: ## journeys over this machine's kernel, in a network namespace, beside the same over the TCP of the page
	@go test -tags namespaces -count=1 -run 'TestKernel$$' -v ./site/network | grep -E 'TestKernel/|model:|SKIP|FAIL|^ok' | grep -v '=== RUN'

SOAK ?= 10m

.PHONY: soak
soak: ## mixed clients come and go for SOAK; nothing may be left
	@go test -tags soak -run 'TestSoak$$' -timeout 2h -v ./cmd/native/internal/server -soak=$(SOAK) | grep -v '^=== '

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^## /{printf "\n%s\n", substr($$0, 4)} /^[a-z-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
