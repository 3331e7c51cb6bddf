package mcp

import (
	"bytes"
	"encoding/json"
	"io"
	"strings"
	"testing"

	"github.com/modelcontextprotocol/go-sdk/jsonrpc"
)

// Whatever a client writes, what is handed on is one message a line, and what
// is answered is one JSON object a line.
func FuzzLines(f *testing.F) {
	for _, seed := range []string{
		`{"jsonrpc":"2.0","id":1,"method":"ping"}` + "\n", "{\n\n[]\n", `[{"jsonrpc":"2.0","id":1,"method":"ping"},7]`, "\xff\x00\n{}", `{"jsonrpc":"2.0","id":1,"method":"a\nb"}` + "\r\n",
		`{"jsonrpc":"2.0","id":1,"result":{}}`, "[[]]", "nul", `{"jsonrpc":"2.0","id":1,"method":"ping"} {}`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var answers bytes.Buffer
		got, err := io.ReadAll(newLines(io.NopCloser(strings.NewReader(text)), &lineWriter{out: &answers}))
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(got)) {
			if _, err := jsonrpc.DecodeMessage([]byte(line)); err != nil || !strings.HasPrefix(line, "{") || !strings.HasSuffix(line, "}\n") {
				t.Errorf("%q is handed on: %v", line, err)
			}
		}
		for line := range strings.Lines(answers.String()) {
			if !json.Valid([]byte(line)) || !strings.HasSuffix(line, "\n") {
				t.Errorf("%q is an answer", line)
			}
		}
	})
}

// A label is one word, whatever the name: no sentence comes through.
func FuzzLabel(f *testing.F) {
	for _, seed := range []string{"GET /orders/{id}", orders, "\u202e\n", strings.Repeat("é", 300), "%2e"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, name string) {
		got := label(name)
		if strings.ContainsAny(got, " \t\r\n\"<>`\\") || len(got) > maxLabel+len("%FF")+len("…") {
			t.Errorf("%q becomes %q", name, got)
		}
		for _, r := range strings.TrimSuffix(got, "…") {
			if r <= ' ' || r >= 0x7f {
				t.Errorf("%q becomes %q", name, got)
			}
		}
	})
}
