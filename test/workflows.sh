#!/bin/sh
# Holds the workflows to what GitHub takes, and sees that the check can fail.
set -eu
lint="${GO:-go} run github.com/rhysd/actionlint/cmd/actionlint@v1.7.7"
cd "$(dirname "$0")/.."
# shellcheck disable=SC2016 # it is text
if printf 'on: push\njobs:\n  x:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo ${{ github.event.pull_request.title }}\n' | $lint - >/dev/null 2>&1; then
	echo "workflows.sh: actionlint passes a workflow that runs the title of a pull request" >&2
	exit 1
fi
$lint .github/workflows/*.yml examples/ci/github.yml
echo "workflows: well"
