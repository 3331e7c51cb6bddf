#!/bin/sh
# Holds ashlar mcp to a client of others: the MCP inspector on its command
# line, over both transports. It is installed beside the program.
# usage: inspector.sh ASHLAR FOLDER   (the program; a folder of Flask source)
set -eu
version=2.12.0
ashlar=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
source=$(cd "$2" && pwd)
tool=$(dirname "$ashlar")/inspector-$version
if ! test -x "$tool/node_modules/.bin/mcp-inspector"; then
	mkdir -p "$tool"
	npm install --prefix "$tool" --ignore-scripts --no-audit --no-fund --loglevel error --save-exact "@modelcontextprotocol/inspector@$version"
fi
work=$(mktemp -d)
server=
trap 'test -z "$server" || { kill "$server" 2>/dev/null; wait "$server"; }; rm -rf "$work"' EXIT
export XDG_DATA_HOME="$work/data" ASHLAR_MCP_TOKEN="token-for-the-inspector-$$" HOME="$work"

inspect() { # method and its options; the transport is in $@ of the caller
	"$tool/node_modules/.bin/mcp-inspector" --cli "$@"
}

fail() {
	echo "inspector: $1" >&2
	exit 1
}

# holds FILE TEXT
holds() {
	grep -qF -- "$2" "$1" || { cat "$1" >&2; fail "no $2 in the answer above"; }
}

# session NAME TRANSPORT...: the same questions over one transport.
session() {
	name=$1
	shift
	inspect "$@" --method tools/list --strict >"$work/$name.tools" || fail "$name: tools/list"
	for name_of_tool in scan_api scan_source get_scan list_scans get_finding explain_weakness propose_fix verify_finding compare_scans list_operations draft_design; do
		holds "$work/$name.tools" "\"name\": \"$name_of_tool\""
	done
	inspect "$@" --method tools/call --tool-name scan_source --tool-arg "path=$source" >"$work/$name.scan" || fail "$name: scan_source"
	holds "$work/$name.scan" '"status": "finished"'
	holds "$work/$name.scan" '"structuredContent"'
	id=$(sed -n 's/.*"scanId": "\([^"]*\)".*/\1/p' "$work/$name.scan" | head -n 1)
	inspect "$@" --method tools/call --tool-name get_scan --tool-arg "scanId=$id" severity=critical limit=2 >"$work/$name.page" || fail "$name: get_scan"
	holds "$work/$name.page" '"nextOffset": 2'
	inspect "$@" --method resources/read --uri "ashlar://scans/$id" >"$work/$name.resource" || fail "$name: resources/read"
	holds "$work/$name.resource" 'schema_version'
	inspect "$@" --method prompts/get --prompt-name explain_score --prompt-args "scanId=$id" >"$work/$name.prompt" || fail "$name: prompts/get"
	holds "$work/$name.prompt" "$id"
	if inspect "$@" --method tools/call --tool-name scan_source --tool-arg path=/etc >"$work/$name.outside" 2>&1; then
		fail "$name: /etc was scanned"
	fi
	holds "$work/$name.outside" 'is not below a folder that may be read'
	echo "inspector over $name: tools, a scan, its page, a resource, a prompt, a refusal"
}

session stdio "$ashlar" mcp --root "$source"

"$ashlar" mcp --root "$source" --http 127.0.0.1:0 2>"$work/stderr" &
server=$!
url=
for _ in 1 2 3 4 5 6 7 8 9 10; do
	url=$(sed -n 's/.*listening on //p' "$work/stderr")
	test -z "$url" || break
	sleep 0.5
done
test -n "$url" || { cat "$work/stderr" >&2; fail "the server does not listen"; }
session http --transport http --server-url "$url" --header "Authorization: Bearer $ASHLAR_MCP_TOKEN"
if inspect --transport http --server-url "$url" --header "Authorization: Bearer x$ASHLAR_MCP_TOKEN" --method tools/list >"$work/stranger" 2>&1; then
	fail "another token was let in"
fi
cmp "$work/stdio.tools" "$work/http.tools" || fail "the two transports show different tools"
