package mcp

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/ashlarsec/ashlar/internal/store"
)

// Each file of testdata/dialogue is a session, line by line, as a client
// writes it and as the server answers. A line that is wanted names what must
// be in an answer; "*" stands for any text. Answers may come in any order.
func TestDialogues(t *testing.T) {
	names, err := filepath.Glob(filepath.Join("testdata", "dialogue", "*.txtar"))
	if err != nil || len(names) == 0 {
		t.Fatalf("%v, %v", names, err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			texts := map[string]string{}
			for _, f := range archive.Files {
				texts[f.Name] = string(f.Data)
			}
			dialogue(t, texts)
		})
	}
}

func dialogue(t *testing.T, texts map[string]string) {
	t.Helper()
	kept, err := store.Open(t.TempDir(), 0)
	if err != nil {
		t.Fatal(err)
	}
	server := New(t.Context(), Options{Store: kept, Version: "v0.0.0-test", Roots: rooted(t, files(t, map[string]string{"app/app.py": application}))})
	toServer, in := io.Pipe()
	out, fromServer := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		ended <- server.Serve(toServer, fromServer)
		fromServer.Close()
	}()
	go io.WriteString(in, strings.ReplaceAll(texts["in"], "LONG", strings.Repeat("x", maxLine)))
	var wanted []any
	for line := range strings.Lines(texts["want"]) {
		wanted = append(wanted, parsed(t, line))
	}
	reader := bufio.NewReader(out)
	var got []any
	for range wanted {
		line, err := reader.ReadString('\n')
		if err != nil {
			t.Fatalf("after %d answers: %v", len(got), err)
		}
		got = append(got, parsed(t, line))
	}
	in.Close()
	if rest, err := io.ReadAll(reader); err != nil || len(rest) > 0 {
		t.Errorf("more than was wanted: %s, %v", rest, err)
	}
	if err := <-ended; err != nil {
		t.Errorf("ended with %v", err)
	}
	for _, w := range wanted {
		found := false
		for i, g := range got {
			if holds(w, g) {
				got, found = append(got[:i:i], got[i+1:]...), true
				break
			}
		}
		if !found {
			t.Errorf("no answer holds %s\nof %s", written(w), written(got))
		}
	}
}

func parsed(t *testing.T, line string) any {
	t.Helper()
	var v any
	if err := json.Unmarshal([]byte(line), &v); err != nil {
		t.Fatalf("%v in %s", err, line)
	}
	return v
}

func written(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	return string(text)
}

// holds tells whether all of want is in got.
func holds(want, got any) bool {
	switch w := want.(type) {
	case map[string]any:
		g, ok := got.(map[string]any)
		for key, value := range w {
			inside, has := g[key]
			ok = ok && has && holds(value, inside)
		}
		return ok
	case []any:
		g, ok := got.([]any)
		if !ok || len(g) < len(w) {
			return false
		}
		for i, value := range w {
			if !holds(value, g[i]) {
				return false
			}
		}
		return true
	case string:
		g, ok := got.(string)
		before, after, wild := strings.Cut(w, "*")
		return ok && (g == w || wild && strings.HasPrefix(g, before) && strings.HasSuffix(g, after))
	}
	return reflect.DeepEqual(want, got)
}
