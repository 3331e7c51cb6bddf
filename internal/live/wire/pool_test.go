package wire

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"
)

// A target that answers each request with the answer to the one before, on a
// connection that is kept, shows nobody what belongs to another: that would
// look like a proof.
func TestAnswersOutOfOrderStayWithTheirCaller(t *testing.T) {
	base := serveRaw(t, func(conn net.Conn, r *bufio.Reader) {
		before := "nothing"
		for {
			req, err := http.ReadRequest(r)
			if err != nil {
				return
			}
			fmt.Fprintf(conn, "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", len(before), before)
			before = "of " + req.Header.Get("Authorization") + req.Header.Get("Cookie")
		}
	})
	c := newClient(t, base, Options{})
	callers := []struct {
		identity string
		header   http.Header
	}{
		{"alice", http.Header{"Authorization": {"a"}}}, {"bob", http.Header{"Authorization": {"b"}}}, {"anonymous", nil},
		{"alice", http.Header{"Authorization": {"forged"}}}, {"alice", http.Header{"Cookie": {"c"}}},
	}
	late := 0
	for i := range 10 * maxPools {
		who := callers[i%len(callers)]
		if i%7 == 0 { // others come and go
			do(t, c, Request{Header: http.Header{"Authorization": {fmt.Sprint("guess", i)}}})
		}
		ex, err := c.Do(t.Context(), who.identity, Request{URL: "/a", Header: who.header})
		if err != nil {
			t.Fatal(err)
		}
		own := "of " + who.header.Get("Authorization") + who.header.Get("Cookie")
		switch got := ex.Text(); {
		case strings.TrimSpace(got) == strings.TrimSpace(own):
			late++
		case got != "nothing":
			t.Fatalf("%s with %v got what is %q", who.identity, who.header, got)
		}
	}
	if late == 0 {
		t.Error("no connection was kept: the test shows nothing")
	}
}
