# What people do with the checkout; `make` alone lists it. FILTER= and ARGS= are handed on where a line says so.

SHELL := /bin/bash
.DEFAULT_GOAL := help
export DESTDIR
.PHONY: help setup build demo test fuzz bench format lint docs clean install

SWIFT_FILES := Sources Tests Package.swift swift-gan-native/Package.swift

# Waiting OpenMP threads sleep instead of spinning, which stalls training when other programs use the cores.
demo test: export OMP_WAIT_POLICY ?= passive

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## Install what is missing: system packages (as root or with sudo) and libtorch
	@Scripts/setup

build: setup ## Build the library and the program .build/release/gan
	swift build -c release

demo: build ## Train pix2pix on drawn street scenes for a few minutes and make a page of the result
	@Scripts/demo

test: setup ## Run the tests; FILTER=NAME runs those whose names match
	swift build --build-tests
	swift test --skip-build --disable-xctest $(if $(FILTER),--filter '$(FILTER)')

fuzz: setup ## Feed made-up files to our readers; SECONDS=60 for each, TARGETS='pth csv' for a few
	@Scripts/fuzz $(if $(SECONDS),--seconds $(SECONDS)) $(TARGETS)

bench: build ## Measure gan against PyTorch; ARGS='--only train' is handed to Benchmarks/run
	@Benchmarks/run $(ARGS)

format: ## Format the Swift sources in place
	swift format format --in-place --recursive --parallel $(SWIFT_FILES)

lint: ## Check the format of the Swift sources
	swift format lint --strict --recursive --parallel $(SWIFT_FILES)

docs: setup ## Write the library's reference to docs/api
	@Scripts/docs

install: ## Install the built program for all users: PREFIX=/usr/local, DESTDIR= for packagers
	@Scripts/install '$(or $(PREFIX),/usr/local)'

clean: ## Remove what was built; runs/ and the fetched libtorch stay
	rm -rf .build docs/api
