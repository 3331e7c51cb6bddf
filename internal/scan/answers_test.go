package scan

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ashlarsec/ashlar/internal/live/wire"
)

func TestWhatOfAnswersWasLeftOutIsTold(t *testing.T) {
	base, _ := url.Parse("http://127.0.0.1:9")
	client, err := wire.New(wire.Options{Base: base})
	if err != nil {
		t.Fatal(err)
	}
	to := func(location string) http.Header { return http.Header{"Location": {location}} }
	var a answers
	if notes := a.notes(); len(notes) > 0 {
		t.Errorf("of nothing: %q", notes)
	}
	for _, ex := range []*wire.Exchange{
		{Status: 200},
		{Status: 200, Truncated: true},
		{Status: 200, Truncated: true, Err: fmt.Errorf("reading the answer: %w", io.ErrUnexpectedEOF)},
		{Status: 200, Truncated: true, Err: context.DeadlineExceeded},
		{Err: context.DeadlineExceeded},
		{Err: fmt.Errorf("read tcp 127.0.0.1:31->127.0.0.1:9: %w", syscall.ECONNRESET)},
		{Err: fmt.Errorf("read tcp 127.0.0.1:32->127.0.0.1:9: %w", syscall.ECONNRESET)},
		{Err: fmt.Errorf("malformed \x1b[2J header")},
		{Status: 302, Header: to("http://192.0.2.1/a")},
		{Status: 302, Header: to("/b"), Request: wire.Request{URL: "http://127.0.0.1:9/a"}},
		{Status: 429, Header: http.Header{"Retry-After": {"1"}}},
		{Status: 429, Header: http.Header{"Retry-After": {"86400"}}},
		{Status: 429, Header: http.Header{"Retry-After": {"86400"}}, Request: wire.Request{Burst: true}},
	} {
		a.see(client, ex)
	}
	want := []string{
		"1 answer was longer than 2 MB: the rest was not read",
		"2 answers did not come to the end: connection closed (1), too slow (1)",
		"4 requests got no answer: connection reset (2), not HTTP as it should be (1), too slow (1)",
		"1 redirect led out of scope, where nothing is sent: 192.0.2.1 (1)",
		"1 answer asked for a pause of up to 24h0m0s, which was not waited for",
	}
	if diff := cmp.Diff(want, a.notes()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
