#!/bin/sh
# Takes the pictures of the README from the running program.
set -eu
cd "$(dirname "$0")/.."
UPDATE_PICTURES=1 dotnet test --project tests/CloudBuffer.BrowserTests --filter-class '*.PicturesTests'
