# duar: the commands a newcomer needs. `make demo` and `make test` are the two.
export CGO_ENABLED := 0
GO ?= go

.PHONY: demo test bench lint check contract vulnerable sbom faults fuzz race build clean

build: ## the one program, in bin/
	$(GO) build -trimpath -ldflags "-s -w" -o bin/duar ./cmd/duar

demo: build ## everything on embedded defaults, with demo data; says what to try
	./bin/duar demo

test: ## all tests, on the embedded engines and on real ones (see scripts/with-engines.sh)
	$(GO) vet ./...
	scripts/with-engines.sh $(GO) test -timeout 20m ./...

check: build ## definitions, messages and screens
	./bin/duar check

bench: build ## speed as ratios against a floor measured in the same run (takes a while)
	DUAR_PG_BUFFERS=$${DUAR_PG_BUFFERS:-8GB} scripts/with-engines.sh scripts/bench.sh

lint: ## golangci-lint; every disabled rule is explained in .golangci.yml
	scripts/lint.sh

contract: ## the API's document: Spectral with OWASP's rules and ours, nothing broken, clients that compile
	scripts/contract.sh

vulnerable: ## govulncheck, over the database in ../shared/vulndb where there is one
	scripts/vulnerable.sh

sbom: ## bin/sbom.json: every module, its hash and licence
	scripts/sbom.sh

faults: ## the fault matrix, row by row, with the long forms of its tests (docs/faults.md)
	scripts/with-engines.sh scripts/faults.sh

race: ## the race detector on what runs at once; needs gcc, which nothing else does
	scripts/with-engines.sh scripts/race.sh

fuzz: ## a minute for each fuzz target
	scripts/fuzz.sh 60s

clean:
	rm -rf bin
