package mcp

import (
	"context"
	"encoding/json"
	"errors"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// patience of a scan here is that of its budget; what hangs fails by the
// time that go test allows.

func TestScanAPIProvesAndCleansUp(t *testing.T) {
	api := startNotes(t)
	dir := files(t, map[string]string{"ashlar.yaml": notesDesign})
	var mu sync.Mutex
	var told []*mcp.ProgressNotificationParams
	client := mcp.NewClient(&mcp.Implementation{Name: "test", Version: "1"}, &mcp.ClientOptions{
		ProgressNotificationHandler: func(_ context.Context, r *mcp.ProgressNotificationClientRequest) {
			mu.Lock()
			defer mu.Unlock()
			told = append(told, r.Params)
		},
	})
	s := serve(t, Options{Roots: rooted(t, dir)}, client)
	params := &mcp.CallToolParams{Name: "scan_api", Arguments: args{"url": api.URL, "config": "ashlar.yaml"}}
	params.SetProgressToken("p1")
	result, err := s.CallTool(t.Context(), params)
	if err != nil || result.IsError {
		t.Fatalf("%v, %s", err, text(result))
	}
	var found summary
	decode(t, result, &found)
	if found.Findings.ByVerdict["proven"] == 0 || found.Mode != "safe" || found.LeftBehind != 0 {
		t.Errorf("%+v", found)
	}
	if api.made() == 0 || api.left() != 0 {
		t.Errorf("%d notes were made, %d are left", api.made(), api.left())
	}
	mu.Lock()
	defer mu.Unlock()
	if len(told) == 0 {
		t.Fatal("no progress was told")
	}
	for i, p := range told {
		if p.ProgressToken != "p1" || !strings.Contains(p.Message, found.ScanID) || i > 0 && p.Progress <= told[i-1].Progress {
			t.Errorf("%+v", p)
		}
	}
}

func decode(t *testing.T, r *mcp.CallToolResult, out any) {
	t.Helper()
	structured, err := json.Marshal(r.StructuredContent)
	if err := errors.Join(err, json.Unmarshal(structured, out)); err != nil {
		t.Fatal(err)
	}
}

// begun begins a scan that the API holds up, and returns when there is an
// object of it.
func begun(t *testing.T, s *session, api *notesAPI, ctx context.Context) (ended chan error) {
	t.Helper()
	ended = make(chan error, 1)
	go func() {
		_, err := s.try(ctx, "scan_api", args{"url": api.URL, "config": "ashlar.yaml"})
		ended <- err
	}()
	select {
	case <-api.created:
	case err := <-ended:
		t.Fatalf("the scan ended before it made anything: %v", err)
	}
	return ended
}

func TestCancellationCleansUp(t *testing.T) {
	api := startNotes(t)
	api.hold = make(chan struct{})
	s := serve(t, Options{Roots: rooted(t, files(t, map[string]string{"ashlar.yaml": notesDesign}))}, nil)
	ctx, cancel := context.WithCancel(t.Context())
	ended := begun(t, s, api, ctx)
	var listed listScansOutput
	s.call("list_scans", args{"status": "running"}, &listed)
	if listed.Total != 1 || listed.Scans[0].Target != api.URL {
		t.Errorf("%+v", listed)
	}
	s.refused("get_scan", args{"scanId": listed.Scans[0].ScanID})
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	s.server.calls.Wait() // the client has its answer before the scan has ended
	if api.left() != 0 {
		t.Errorf("%d notes are left", api.left())
	}
	// What was found so far is kept, and the server answers on.
	s.call("list_scans", args{}, &listed)
	if listed.Total != 1 || listed.Scans[0].Status != "interrupted" {
		t.Errorf("%+v", listed)
	}
}

// The client goes without a word while a scan runs. The server ends by itself
// when the scan has cleaned up.
func TestClientThatDisappears(t *testing.T) {
	api := startNotes(t)
	api.hold = make(chan struct{})
	s := serve(t, Options{Roots: rooted(t, files(t, map[string]string{"ashlar.yaml": notesDesign}))}, nil)
	begun(t, s, api, t.Context())
	s.hangUp()
	err := <-s.ended
	s.ended <- err // for the cleaning up of serve
	if err != nil {
		t.Error(err)
	}
	for _, work := range []string{"internal/scan.", "mcp.(*call)", "internal/live/"} {
		if left := goroutines(); strings.Contains(left, work) {
			t.Errorf("%s still works:\n%s", work, left)
		}
	}
	if api.left() != 0 {
		t.Errorf("%d notes are left", api.left())
	}
}

// goroutines are the stacks of all that run.
func goroutines() string {
	stacks := make([]byte, 1<<20)
	return string(stacks[:runtime.Stack(stacks, true)])
}

// The process is asked to end while a scan runs.
func TestServerThatIsToEnd(t *testing.T) {
	api := startNotes(t)
	api.hold = make(chan struct{})
	s := serve(t, Options{Roots: rooted(t, files(t, map[string]string{"ashlar.yaml": notesDesign}))}, nil)
	begun(t, s, api, t.Context())
	s.life()
	err := <-s.ended
	s.ended <- err
	if err != nil {
		t.Error(err)
	}
	if api.left() != 0 {
		t.Errorf("%d notes are left", api.left())
	}
}

func TestHundredCallsAtOnce(t *testing.T) {
	api := startNotes(t)
	dir := files(t, map[string]string{"ashlar.yaml": notesDesign, "app/app.py": application})
	s := serve(t, Options{Roots: rooted(t, dir)}, nil)
	id := kept(t, s, large(50))
	calls := []struct {
		tool string
		in   args
	}{
		{"list_scans", args{}}, {"get_scan", args{"scanId": id}}, {"explain_weakness", args{"weakness": "weak-token"}}, {"list_operations", args{"path": "app"}},
		{"get_finding", args{"scanId": id, "findingId": "000000000007"}}, {"scan_source", args{"path": "app"}}, {"scan_source", args{"path": "../out"}},
		{"scan_api", args{"url": api.URL, "config": "ashlar.yaml", "only": []string{"cross-owner-read"}}}, {"get_scan", args{"scanId": "none"}}, {"no_such_tool", args{}},
	}
	var wg sync.WaitGroup
	for n := range 100 {
		c := calls[n%len(calls)]
		wg.Go(func() {
			result, err := s.try(t.Context(), c.tool, c.in)
			switch {
			case c.tool == "no_such_tool":
				if err == nil {
					t.Error("there is a tool of that name")
				}
			case err != nil:
				t.Errorf("%s: %v", c.tool, err)
			case len(result.Content) == 0:
				t.Errorf("%s: says nothing", c.tool)
			case result.IsError && c.tool != "get_scan" && !strings.Contains(text(result), "waiting") && !strings.Contains(text(result), "not below"):
				t.Errorf("%s: %s", c.tool, text(result))
			}
		})
	}
	wg.Wait()
	if api.left() != 0 {
		t.Errorf("%d notes are left", api.left())
	}
	s.server.mu.Lock()
	defer s.server.mu.Unlock()
	if len(s.server.running) != 0 {
		t.Errorf("still running: %v", s.server.running)
	}
}

// A queue refuses what would wait too long, and lets nobody in who has gone.
func TestQueue(t *testing.T) {
	q := newQueue(1, 1)
	leave, err := q.enter(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	waiting := make(chan error)
	go func() {
		_, err := q.enter(ctx)
		waiting <- err
	}()
	for len(q.places) < 2 {
		select {
		case err := <-waiting:
			t.Fatalf("did not wait: %v", err)
		default:
		}
	}
	if _, err := q.enter(t.Context()); err == nil || !strings.Contains(err.Error(), "waiting") {
		t.Error(err)
	}
	cancel()
	if err := <-waiting; !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	leave()
	if leave, err := q.enter(t.Context()); err != nil {
		t.Error(err)
	} else {
		leave()
	}
	if len(q.places) != 0 || len(q.slots) != 0 {
		t.Error("places are lost")
	}
}
