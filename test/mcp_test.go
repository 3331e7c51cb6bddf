package test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/ashlarsec/ashlar/internal/weakness/weaknesstest/storyapi"
)

const notesStory = `get("/notes", auth(req => db.notes.find({owner: req.user.id})));
post("/notes", auth(req => { delay(30); return reply(201, db.notes.insertOne({text: req.body.text, owner: req.user.id})); }));
get("/notes/{id}", auth(req => { delay(30); return db.notes.findOne({_id: req.path.id}) || abort(404, "none"); }));
del("/notes/{id}", auth(req => db.notes.deleteOne({_id: req.path.id, owner: req.user.id}).deletedCount ? reply(204) : abort(404, "none")));
`

const notesContract = `openapi: 3.1.0
info: {title: notes, version: "1"}
security: [{bearer: []}]
components: {securitySchemes: {bearer: {type: http, scheme: bearer}}}
paths:
  /notes:
    get: {responses: {"200": {description: own notes}}}
    post:
      requestBody: {content: {application/json: {schema: {type: object, properties: {text: {type: string}}}}}}
      responses: {"201": {description: created}}
  /notes/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get: {responses: {"200": {description: a note}}}
    delete: {responses: {"204": {description: gone}}}
`

const notesDesign = `identities:
  - {name: alice, role: user, bearer: alice-token}
  - {name: bob, role: user, bearer: bob-token}
`

// served starts the notes and makes a folder with their contract and design.
func served(t *testing.T) (api *storyapi.Server, dir string) {
	t.Helper()
	api, err := storyapi.Start(notesStory)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(api.Close)
	dir = t.TempDir()
	for name, text := range map[string]string{"openapi.yaml": notesContract, "ashlar.yaml": notesDesign} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return api, dir
}

func left(t *testing.T, api *storyapi.Server) string {
	t.Helper()
	n, err := api.Eval("db.notes.find().length")
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprint(n)
}

// program is ashlar as a process, with its data in a folder of the test.
func program(t *testing.T, arguments ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command("ashlar", arguments...)
	cmd.Env = append(os.Environ(), "XDG_DATA_HOME="+t.TempDir())
	cmd.Stderr = os.Stderr
	return cmd
}

// A real process, over its real stdin and stdout, with the client of the SDK.
func TestMCPProcess(t *testing.T) {
	api, dir := served(t)
	cmd := program(t, "mcp", "--root", dir)
	client := mcp.NewClient(&mcp.Implementation{Name: "test", Version: "1"}, nil)
	session, err := client.Connect(t.Context(), &mcp.CommandTransport{Command: cmd}, nil)
	if err != nil {
		t.Fatal(err)
	}
	result, err := session.CallTool(t.Context(), &mcp.CallToolParams{Name: "scan_api", Arguments: map[string]any{"url": api.URL, "spec": "openapi.yaml", "config": "ashlar.yaml"}})
	if err != nil || result.IsError {
		t.Fatalf("%v, %+v", err, result)
	}
	if said := result.Content[0].(*mcp.TextContent).Text; !strings.Contains(said, "critical proven cross-owner-read GET /notes/{id}") {
		t.Error(said)
	}
	if err := session.Close(); err != nil {
		t.Error(err)
	}
	if !cmd.ProcessState.Success() {
		t.Errorf("ended with %v", cmd.ProcessState)
	}
	if n := left(t, api); n != "0" {
		t.Errorf("%s notes are left", n)
	}
	// What it kept, a person sees.
	list := exec.Command("ashlar", "scans")
	list.Env = cmd.Env
	if out, err := list.Output(); err != nil || !strings.Contains(string(out), api.URL) {
		t.Errorf("%s, %v", out, err)
	}
}

// The client dies while a scan runs. The pipe that it read breaks first, under
// the next progress; then the other ends. The scan removes what it made, and
// the process ends by itself.
func TestMCPClientDies(t *testing.T) {
	api, dir := served(t)
	cmd := program(t, "mcp", "--root", dir)
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	io.WriteString(in, `{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}
{"jsonrpc":"2.0","method":"notifications/initialized"}
{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"scan_api","arguments":{"url":"`+api.URL+`","spec":"openapi.yaml","config":"ashlar.yaml"},"_meta":{"progressToken":1}}}
`)
	if _, err := bufio.NewReader(out).ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	seen := func(text string) bool {
		return slices.ContainsFunc(api.Log(), func(line string) bool { return strings.Contains(line, text) })
	}
	for end := time.Now().Add(patience); !seen("POST /notes"); time.Sleep(poll) {
		if time.Now().After(end) {
			t.Fatal("the scan made nothing")
		}
	}
	out.Close()
	for end := time.Now().Add(patience); !seen("DELETE /notes") && time.Now().Before(end); {
		time.Sleep(poll)
	}
	in.Close()
	if err := cmd.Wait(); err != nil && !strings.Contains(err.Error(), "exit status") {
		t.Errorf("it was killed: %v", err)
	}
	if n := left(t, api); n != "0" {
		t.Errorf("%s notes are left", n)
	}
	if !seen("DELETE /notes") {
		t.Error("nothing was removed: this test shows nothing")
	}
}

// BenchmarkMCPFirstAnswer is the time from starting the process to its first
// answer. The promise is 100 ms.
func BenchmarkMCPFirstAnswer(b *testing.B) {
	data := b.TempDir()
	for b.Loop() {
		cmd := exec.CommandContext(context.Background(), "ashlar", "mcp")
		cmd.Env = append(os.Environ(), "XDG_DATA_HOME="+data)
		in, err := cmd.StdinPipe()
		if err != nil {
			b.Fatal(err)
		}
		out, err := cmd.StdoutPipe()
		if err != nil {
			b.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			b.Fatal(err)
		}
		io.WriteString(in, `{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}`+"\n")
		if _, err := bufio.NewReader(out).ReadString('\n'); err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		in.Close()
		if err := cmd.Wait(); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
	}
}
