#!/usr/bin/env bash
# Runs each fuzz test for FUZZTIME. A failure leaves its input in testdata.
set -euo pipefail
cd "$(dirname "$0")/.."
grep -rn --include='*_test.go' -o 'func Fuzz[A-Za-z]*' internal | while IFS=: read -r file _ name; do
	echo "» fuzzing ${name#func } in $(dirname "$file")"
	"${GO:-go}" test -run '^$' -fuzz "^${name#func }\$" -fuzztime "${FUZZTIME:-30s}" -fuzzminimizetime 5x "./$(dirname "$file")"
done
