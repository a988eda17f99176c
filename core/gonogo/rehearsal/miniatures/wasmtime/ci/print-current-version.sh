#!/bin/sh
# The first version that the root manifest says.
sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -n 1
