# Ganqiao. `make help` lists what there is.
SHELL := /bin/bash
.DEFAULT_GOAL := help
CI := bash .ci

.PHONY: help run test dev bench build clean

help: ## What there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'

run: ## Install what is missing, build, load demo data into an empty store, serve on 127.0.0.1:3000
	@$(CI)/run.sh

test: ## Install what is missing and run every check and test
	@$(CI)/test.sh

dev: ## Serve, and rebuild on every change
	@$(CI)/dev.sh

build: ## Build the program and the front end
	@$(CI)/build.sh

bench: ## Measure this build on this machine, as ratios against a floor of the same run
	@$(CI)/bench.sh

clean: ## Remove what was built (the store in data/ stays)
	@$(CI)/clean.sh
