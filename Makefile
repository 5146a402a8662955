# Two commands to begin with: `make run` tries the bot on this machine, `make check` tells whether a change is sound.
# Each line with two hashes after a target is what `make help` shows.

GO     ?= go
TOOL   := $(GO) tool -modfile=deploy/tools/go.mod
SETUP  := GO=$(GO) sh deploy/tools/setup.sh

# Some checkouts belong to another user than the one who builds, and then git's stamp fails the build.
# So no build asks git for one; `make build` passes the version itself. Whatever else GOFLAGS holds is kept.
export GOFLAGS := $(strip $(filter-out -buildvcs%,$(shell $(GO) env GOFLAGS 2>/dev/null)) -buildvcs=false)

VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo unknown)

# Which packages, and how long at most.
PKG      ?= ./...
TIMEOUT  ?= 75m

# The simulation: how many seeds, and the first of them. A failure prints the seed to come back with.
SEEDS       ?= 2000
SEED        ?= 1
SIM_TIMEOUT ?= 30m

# How many people take part in the chaos.
PEOPLE ?= 300

# How many people talk with somebody of the team while the program is killed.
TALKS ?= 100

# How many people ask for a person while it is measured how soon the team is alerted.
REFERRALS ?= 50

# How many timers wait while it is measured what a tick costs.
TIMERS ?= 1000000

FUZZTIME ?= 10s
BENCH    ?= .
COUNT    ?= 6

# The command that walks every flow in every language.
FLOW_WALK ?= $(GO) run ./cmd/wecan walk

.DEFAULT_GOAL := help
.NOTPARALLEL:

# $(call need_test,PACKAGE,NAME) fails when no such test exists: `go test -run` alone would pass without having run anything.
define need_test
$(GO) test -list '^$(2)' $(1) > bin/tests.txt || { cat bin/tests.txt; exit 1; }; \
grep -q '^$(2)' bin/tests.txt || { echo "There is no test in $(1) whose name begins with $(2)."; exit 1; }
endef

.PHONY: help
help: ## Show this list
	@echo "make TARGET, where TARGET is one of:"
	@awk -F ':.*## ' '/^[a-z][a-z-]*:.*## / { printf "  %-13s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

.PHONY: run
run: need-go ## Try the bot on this machine, with nothing to install but Go
	@echo "Building the bot. The first time takes a few minutes; after that, seconds."
	@$(GO) run ./cmd/wecan demo

.PHONY: test
test: setup ## Run every test, with a real Redis and a real browser
	$(GO) test -timeout $(TIMEOUT) $(PKG)

.PHONY: check
check: SEEDS = 600 # all of CI must end within 90 minutes, on a slow machine too; make sim runs more than three times as many
check: setup lint race sim translations flow-check flow-walk ## Do all that CI does
	@echo "All checks passed."

.PHONY: lint
lint: need-go config-verify containers ## Check style, the walls between the rooms, the modules, and the container files
	@echo "== Style and walls (golangci-lint; the first run builds it, which takes minutes)"
	@$(TOOL) golangci-lint run
	@echo "== Formatting (gofumpt and gci)"
	@$(TOOL) golangci-lint fmt --diff || { echo "Run: make fmt"; exit 1; }
	@echo "== go vet"
	@$(GO) vet ./...
	@$(GO) vet -tags chaos ./cmd/wecan
	@$(GO) vet -tags growth ./cmd/wecan
	@echo "== go.mod and go.sum"
	@$(GO) mod tidy -diff || { echo "go.mod does not match the code. Run: go mod tidy"; exit 1; }
	@$(GO) mod verify
	@cd deploy/tools && $(GO) mod verify

.PHONY: config-verify
config-verify: need-go
	@echo "== .golangci.yml"
	@$(TOOL) golangci-lint config verify

.PHONY: containers
containers: need-go
	@echo "== Container files (no engine is needed)"
	@cd deploy/tools/containers && $(GO) mod verify && $(GO) vet . && $(GO) run . ../../Dockerfile ../../compose.yaml ../../compose.mattermost.yaml

.PHONY: fmt
fmt: need-go ## Format the code
	@$(TOOL) golangci-lint fmt

.PHONY: race
race: setup ## Run every test with the race detector, in random order
	@echo "== Tests with the race detector"
	$(GO) test -race -shuffle=on -timeout $(TIMEOUT) $(PKG)

.PHONY: sim
sim: need-go bin ## Simulate crashes and faults: make sim SEEDS=2000 SEED=1
	@echo "== Simulation: $(SEEDS) seeds from $(SEED)"
	@$(call need_test,./bot,TestSimulation)
	GOGC=400 WECAN_SIM_SEEDS=$(SEEDS) WECAN_SIM_SEED=$(SEED) $(GO) test ./bot -run '^TestSimulation' -count=1 -timeout $(SIM_TIMEOUT)

.PHONY: bulk
bulk: need-go bin ## Tell 20,000 people by two runtimes at 1,000 a second, on a real Redis
	@$(call need_test,./bot,TestBulkRate)
	WECAN_BULK_PEOPLE=20000 WECAN_BULK_TEST_RATE=1000 $(GO) test ./bot -run '^TestBulkRate$$' -count=1 -v -timeout $(TIMEOUT)

.PHONY: kill
kill: setup bin ## Kill real processes in the middle of their work and look for losses
	@$(call need_test,./cmd/wecan,TestKill)
	$(GO) test ./cmd/wecan -run '^TestKill' -count=1 -v -timeout $(TIMEOUT)

.PHONY: kill-talks
kill-talks: setup bin ## The same while people talk with each other; takes minutes: make kill-talks TALKS=100
	@$(call need_test,./cmd/wecan,TestKillTalks)
	WECAN_KILL_TALKS=$(TALKS) $(GO) test ./cmd/wecan -run '^TestKillTalks' -count=1 -v -timeout $(TIMEOUT)

.PHONY: kill-threads
kill-threads: setup bin ## The same while the team answers at Mattermost, which is killed too: make kill-threads TALKS=100
	@$(call need_test,./cmd/wecan,TestKillThreads)
	WECAN_KILL_TALKS=$(TALKS) $(GO) test ./cmd/wecan -run '^TestKillThreads' -count=1 -v -timeout $(TIMEOUT)

.PHONY: alerts
alerts: setup bin ## Measure how soon the team is alerted at Mattermost, with 50 requests a minute: make alerts REFERRALS=50
	@$(call need_test,./cmd/wecan,TestAlerts)
	WECAN_ALERTS=$(REFERRALS) $(GO) test ./cmd/wecan -run '^TestAlerts' -count=1 -v -timeout $(TIMEOUT)

.PHONY: rush
rush: setup bin ## Have everybody sign up for one event in a minute, while a process is killed; takes some minutes: make rush PEOPLE=5000
	@$(call need_test,./cmd/wecan,TestRush)
	WECAN_RUSH_PEOPLE="$(if $(findstring command,$(origin PEOPLE)),$(PEOPLE),5000)" $(GO) test ./cmd/wecan -run '^TestRush$$' -count=1 -v -timeout $(TIMEOUT)

.PHONY: announce
announce: setup bin ## Announce something to many people by two processes at 1,000 a second, with a pause and a kill; takes minutes: make announce PEOPLE=100000
	@$(call need_test,./cmd/wecan,TestAnnounceToMany)
	WECAN_ANNOUNCE_PEOPLE="$(if $(findstring command,$(origin PEOPLE)),$(PEOPLE),100000)" $(GO) test ./cmd/wecan -run '^TestAnnounceToMany$$' -count=1 -v -timeout $(TIMEOUT)

.PHONY: walk
walk: setup bin ## Ask many people what they would get of an announcement, and measure what that costs: make walk PEOPLE="10000 100000"
	@$(call need_test,./cmd/wecan,TestWalk)
	WECAN_WALK_PEOPLE="$(if $(findstring command,$(origin PEOPLE)),$(PEOPLE),10000 100000 1000000)" $(GO) test ./cmd/wecan -run '^TestWalk$$' -count=1 -v -timeout 1h

.PHONY: chaos
chaos: setup bin ## Break everything at once and look for losses; takes minutes: make chaos PEOPLE=300
	@$(call need_test,-tags chaos ./cmd/wecan,TestChaos)
	WECAN_CHAOS_PEOPLE=$(PEOPLE) $(GO) test -tags chaos ./cmd/wecan -run '^TestChaos' -count=1 -v -timeout $(TIMEOUT)

.PHONY: growth
growth: setup bin ## Measure among very many people: make growth PEOPLE=100000; without a number 10^3, 10^5 and 10^6 (4 GB, some minutes)
	@$(call need_test,-tags growth ./cmd/wecan,TestGrowth)
	WECAN_GROWTH_PEOPLE="$(if $(findstring command,$(origin PEOPLE)),$(PEOPLE),1000 100000 1000000)" \
	  $(GO) test -tags growth ./cmd/wecan -run '^TestGrowth' -count=1 -v -timeout 2h

.PHONY: pressure
pressure: setup bin ## Let more come than goes out, as long as promised: takes a quarter of an hour
	@$(call need_test,-tags growth ./cmd/wecan,TestPressure)
	$(GO) test -tags growth ./cmd/wecan -run '^TestPressure' -count=1 -v -timeout 1h

.PHONY: timers
timers: setup bin ## Measure ticks among very many timers in a real Redis (3 GB, some minutes): make timers TIMERS=1000000
	@$(call need_test,./store,TestTimers)
	WECAN_TIMERS=$(TIMERS) $(GO) test ./store -run '^TestTimers$$' -count=1 -v -timeout 1h

.PHONY: translations
translations: need-go ## Check the translations
	@echo "== Translations"
	@$(GO) run ./cmd/wecan i18n check --whole

.PHONY: flow-check
flow-check: need-go ## Check the flows, and the words in every language
	@echo "== Flows"
	@$(GO) run ./cmd/wecan check

.PHONY: flow-walk
flow-walk: need-go ## Walk every flow in every language, and in the pseudo-locales
	@echo "== Walk of every flow"
	@$(FLOW_WALK)
	@echo "== The same in the pseudo-locales, which show what nobody can translate"
	@$(FLOW_WALK) --pseudo

.PHONY: golden
golden: need-go ## Write the golden transcripts anew; read the difference before you commit it
	WECAN_UPDATE_GOLDEN=1 $(GO) test -count=1 -timeout $(TIMEOUT) $(PKG)
	@git --no-pager diff --stat

.PHONY: pot
pot: need-go ## Write i18n/po/bot.pot from the texts in the flows
	@$(GO) run ./cmd/wecan i18n extract

.PHONY: fuzz
fuzz: need-go bin ## Fuzz every Fuzz test for a while: make fuzz FUZZTIME=10s
	@$(GO) test -list '^Fuzz' $(PKG) > bin/tests.txt || { cat bin/tests.txt; exit 1; }
	@awk '/^Fuzz/ { name[++n] = $$1 } $$1 == "ok" { for (i = 1; i <= n; i++) print name[i], $$2; n = 0 }' bin/tests.txt > bin/fuzz.txt
	@test -s bin/fuzz.txt || { echo "There is no Fuzz test in $(PKG)."; exit 1; }
	@while read -r name package; do \
	  echo "== $$name in $$package, $(FUZZTIME)"; \
	  $(GO) test -run '^$$' -fuzz "^$$name\$$" -fuzztime $(FUZZTIME) "$$package" < /dev/null || exit 1; \
	done < bin/fuzz.txt

.PHONY: bench
bench: need-go bin ## Measure; compares with bin/bench.base.txt where `make bench-base` wrote it
	@echo "Measuring, $(COUNT) times each. Compare only runs on a machine that does nothing else."
	@$(GO) test -run '^$$' -bench '$(BENCH)' -benchmem -count $(COUNT) -timeout $(TIMEOUT) $(PKG) > bin/bench.txt || { cat bin/bench.txt; exit 1; }
	@grep -q '^Benchmark' bin/bench.txt || { echo "There is no benchmark that matches $(BENCH) in $(PKG)."; exit 1; }
	@if [ -f bin/bench.base.txt ]; then $(TOOL) benchstat bin/bench.base.txt bin/bench.txt; else $(TOOL) benchstat bin/bench.txt; fi

.PHONY: bench-base
bench-base: bench ## Measure and keep the result to compare with
	@cp bin/bench.txt bin/bench.base.txt
	@echo "Kept as bin/bench.base.txt. Change something and run: make bench"

.PHONY: vuln
vuln: need-go ## Look for known weaknesses in what we use; needs the network
	@$(TOOL) govulncheck ./...

.PHONY: build
build: need-go bin ## Build bin/wecan, one file without dependencies
	CGO_ENABLED=0 $(GO) build -trimpath -ldflags '-s -w -X main.version=$(VERSION)' -o bin/wecan ./cmd/wecan

.PHONY: setup
setup: need-go ## Install what the tests need, or say how to
	@$(SETUP)

.PHONY: clean
clean: ## Remove what was built here
	rm -rf bin

.PHONY: need-go
need-go:
	@command -v $(GO) > /dev/null || { echo "Go is missing. Install Go 1.26 or newer: https://go.dev/dl"; exit 1; }

bin:
	@mkdir -p bin
