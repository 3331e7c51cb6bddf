# The two commands: make demo, make test. Both set up what they need, given
# Go, Python 3 and make.

PYTHON ?= python3
GO ?= go
export CGO_ENABLED = 0

# The embedded database brings drivers that the demo does not use.
DEMO_TAGS = ferretdb_no_postgresql

GORELEASER = github.com/goreleaser/goreleaser/v2@v2.12.7
STATICCHECK = honnef.co/go/tools/cmd/staticcheck@v0.8.2

.PHONY: help demo mcp-demo test action-test verify accuracy hostile bench lint build clean

help:
	@echo "make demo    start the broken and the fixed shop, scan both, show the two results"
	@echo "make mcp-demo an assistant scans the broken shop over MCP, has it mended, and has that verified"
	@echo "make test    run the tests"
	@echo "make action-test the steps of action.yml, as a runner would run them"
	@echo "make lint    gofmt, go vet, staticcheck"
	@echo "make verify  lint, races, fuzzing, the workflows and the release, ten runs of the demo that must be alike, the HTML report in Chromium"
	@echo "make hostile scan targets that do what no honest one does, and show what becomes of it"
	@echo "make accuracy how often the source look is right, on the applications of test/corpus/apps"
	@echo "make bench   the benchmarks"
	@echo "make build   build/ashlar"

build:
	@mkdir -p build
	$(GO) build -trimpath -ldflags '-s -w' -o build/ashlar ./cmd/ashlar

demo: build venv
	@echo "» building the demo (the embedded database takes a minute the first time)"
	@cd demo && $(GO) build -tags $(DEMO_TAGS) -o ../build/demo-runner ./cmd/demo
	@build/demo-runner

# A scripted session of an assistant with ashlar mcp.
mcp-demo: build venv
	@echo "» building the demo (the embedded database takes a minute the first time)"
	@cd demo && $(GO) build -tags $(DEMO_TAGS) -o ../build/mcp-demo-runner ./cmd/assistant
	@build/mcp-demo-runner

# One virtual environment serves both shops.
REQUIREMENTS = examples/shop/broken/requirements.txt examples/shop/fixed/requirements.txt

.PHONY: venv
venv: build/venv/installed

build/venv/installed: $(REQUIREMENTS)
	@echo "» installing Flask, PyMongo and what the shops need into build/venv"
	@$(PYTHON) -m venv build/venv || { echo "hint: on Debian and Ubuntu, apt-get install python3-venv"; exit 2; }
	@build/venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes $(foreach r,$(REQUIREMENTS),-r $(r))
	@touch $@

test: venv
	$(GO) vet ./...
	$(GO) test ./...
	cd demo && $(GO) vet -tags $(DEMO_TAGS) ./... && $(GO) test -tags $(DEMO_TAGS) ./...

# Part of make test too.
action-test:
	$(GO) test -count=1 -v ./test/action

lint:
	@test -z "$$(gofmt -l cmd internal demo test *.go)" || { gofmt -l cmd internal demo test *.go; exit 1; }
	$(GO) vet ./...
	$(GO) run $(STATICCHECK) ./...
	cd demo && $(GO) run $(STATICCHECK) -tags $(DEMO_TAGS) ./...

# What needs a C compiler, npm, or time: races, fuzzing (FUZZTIME for each target),
# all of Python's standard library, ten runs of the demo that must be alike.
# MONGODB_URI is honoured. CORPUS=DIR measures the source look against the
# applications in DIR and the truth files there, or TRUTH=FILE: see test/corpus.
FUZZTIME ?= 30s
CHROMIUM ?= chromium
verify: lint build venv
	GO="$(GO)" ./test/workflows.sh
	$(GO) run $(GORELEASER) check
	CGO_ENABLED=1 $(GO) test -race ./...
	@GO="$(GO)" FUZZTIME=$(FUZZTIME) ./test/fuzz.sh
	ASHLAR_STDLIB=all $(GO) test -run Stdlib ./internal/python/syntax
	ASHLAR_STDLIB=all $(GO) test -run StandardLibrary ./internal/source
	@if [ -n "$(CORPUS)" ]; then $(GO) run ./test/corpus -ashlar build/ashlar -corpus "$(CORPUS)" $(if $(TRUTH),-truth "$(TRUTH)"); fi
	@cd demo && $(GO) build -tags $(DEMO_TAGS) -o ../build/demo-runner ./cmd/demo
	@build/demo-runner -runs 10
	@build/demo-runner -mend
	@build/demo-runner -designs
	@command -v $(CHROMIUM) >/dev/null || apt-get install -y chromium
	$(GO) run ./test/browser -chromium $(CHROMIUM)
	@cd demo && $(GO) build -tags $(DEMO_TAGS) -o ../build/mcp-demo-runner ./cmd/assistant
	@build/mcp-demo-runner
	./test/inspector.sh build/ashlar examples/shop/broken

# Every hostile target, one line each: what it does, time, memory, how the scan
# ended (docs/hostile.md).
hostile: build
	$(GO) run ./test/hostile -ashlar build/ashlar

accuracy: build
	$(GO) run ./test/corpus -ashlar build/ashlar -corpus test/corpus/apps/first
	$(GO) run ./test/corpus -ashlar build/ashlar -corpus test/corpus/apps/second
	$(GO) run ./test/corpus -ashlar build/ashlar -corpus test/corpus/apps/third

bench: build
	@$(GO) build -o build/engine ./test/engine
	@build/engine -ashlar build/ashlar
	$(GO) test -run '^$$' -bench . -benchmem ./...

clean:
	rm -rf build
