#!/bin/sh
# The notes of one version of containerd-shim-wasm.
sed -n "/^## \[$1\]/,/^## /p" crates/containerd-shim-wasm/CHANGELOG.md
