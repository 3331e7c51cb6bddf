package world_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync/atomic"
	"testing"

	"github.com/ashlarsec/ashlar/internal/contract"
	"github.com/ashlarsec/ashlar/internal/evidence"
	"github.com/ashlarsec/ashlar/internal/live/request"
	"github.com/ashlarsec/ashlar/internal/live/wire"
	"github.com/ashlarsec/ashlar/internal/live/world"
)

// A list grew between two baselines because another check made an object. It
// was taken for one that changes by itself, and its length for nothing.
func TestOwnWritesAreNotVolatility(t *testing.T) {
	for name, test := range map[string]struct {
		byItself bool
		asked    int32
		masked   bool
	}{
		"the scan makes an object meanwhile": {false, 4, false},
		"the list grows by itself":           {true, 2, true},
	} {
		t.Run(name, func(t *testing.T) {
			var asked, notes atomic.Int32
			var write func()
			server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
				if r.Method == http.MethodPost {
					notes.Add(1)
					return
				}
				if asked.Add(1) == 2 {
					write()
				}
				rw.Header().Set("Content-Type", "application/json")
				fmt.Fprintf(rw, `{"notes": [%s]}`, []string{"", `{"id": 1}`}[notes.Load()])
			}))
			defer server.Close()
			w, list, create := disturbed(t, server.URL)
			write = func() {
				if test.byItself {
					notes.Add(1)
				} else if _, err := w.Send(context.Background(), w.Anonymous(), create); err != nil {
					t.Error(err)
				}
			}
			_, mask, err := w.Repeat(t.Context(), w.Anonymous(), list, 2)
			if err != nil {
				t.Fatal(err)
			}
			if (len(mask) > 0) != test.masked || asked.Load() != test.asked {
				t.Errorf("asked %d times, masks %v; want %d times, masked %t", asked.Load(), mask, test.asked, test.masked)
			}
		})
	}
}

func disturbed(t *testing.T, at string) (w *world.World, list, create *request.Request) {
	t.Helper()
	model, err := contract.Parse("openapi.yaml", []byte("openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths: {/notes: {get: {responses: {'200': {description: all}}}, post: {responses: {'200': {description: made}}}}}"), contract.Options{})
	if err != nil {
		t.Fatal(err)
	}
	base, err := url.Parse(at)
	if err != nil {
		t.Fatal(err)
	}
	client, err := wire.New(wire.Options{Base: base, Rate: 5000})
	if err != nil {
		t.Fatal(err)
	}
	w = world.New(world.Options{API: model, Client: client, Mode: world.Safe, Nonce: "test", Masker: evidence.NewMasker()})
	return w, &request.Request{Operation: model.Operations[0]}, &request.Request{Operation: model.Operations[1]}
}
