package wire

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

func compressed(t *testing.T, w interface {
	io.WriteCloser
	Reset(io.Writer)
}, n int) string {
	t.Helper()
	var b bytes.Buffer
	w.Reset(&b)
	for range n {
		if _, err := w.Write(make([]byte, 1<<20)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestHostileAnswers(t *testing.T) {
	bomb := compressed(t, gzip.NewWriter(nil), 64)
	deflated := compressed(t, zlib.NewWriter(nil), 1)
	endless := func(piece string) func(net.Conn) {
		return func(conn net.Conn) {
			for {
				if _, err := io.WriteString(conn, piece); err != nil {
					return
				}
			}
		}
	}
	slowly := func(conn net.Conn) {
		for tick := time.NewTicker(quick / 10); ; <-tick.C {
			if _, err := io.WriteString(conn, "x"); err != nil {
				return
			}
		}
	}
	tests := []struct {
		name      string
		start     string
		then      func(net.Conn)
		accept    string // Accept-Encoding, if the request names it
		status    int
		body      int
		truncated bool
		broken    bool
	}{
		{name: "gzip bomb", start: fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n%s", len(bomb), bomb), status: 200, body: MaxBody, truncated: true},
		{name: "gzip bomb that was asked for", accept: "gzip", start: fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n%s", len(bomb), bomb), status: 200, body: MaxBody, truncated: true},
		{name: "deflate that was asked for", accept: "deflate", start: fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Encoding: deflate\r\nContent-Length: %d\r\n\r\n%s", len(deflated), deflated), status: 200, body: 1 << 20},
		{name: "gzip that is none", start: "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}", status: 200, truncated: true, broken: true},
		{name: "endless body", start: "HTTP/1.1 200 OK\r\n\r\n", then: endless(strings.Repeat("x", 1<<16)), status: 200, body: MaxBody, truncated: true},
		{name: "endless chunks", start: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", then: endless(strings.Repeat("5\r\nabcde\r\n", 1000)), status: 200, body: MaxBody, truncated: true},
		{name: "body of exactly the bound", start: fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", MaxBody, strings.Repeat("x", MaxBody)), status: 200, body: MaxBody},
		{name: "a byte now and then", start: "HTTP/1.1 200 OK\r\n\r\n", then: slowly, status: 200, body: -1, truncated: true, broken: true},
		{name: "a header byte now and then", start: "HTTP/1.1 200 OK\r\nA: ", then: slowly, broken: true},
		{name: "silence", then: func(conn net.Conn) { io.Copy(io.Discard, conn) }, broken: true},
		{name: "many headers", start: "HTTP/1.1 200 OK\r\n" + strings.Repeat("X-Header: value\r\n", 100_000) + "\r\n", broken: true},
		{name: "endless interim answers", start: "", then: endless("HTTP/1.1 103 Early Hints\r\nA: b\r\n\r\n"), broken: true},
		{name: "promises more", start: "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{}", status: 200, body: 2, truncated: true, broken: true},
		{name: "promises less", start: "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}{}{}HTTP/1.1 500 No\r\n\r\n", status: 200, body: 2},
		{name: "promises two things", start: "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}x", broken: true},
		{name: "promises nonsense", start: "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n{}x", broken: true},
		{name: "broken chunk", start: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\nzz\r\n", status: 200, body: 2, truncated: true, broken: true},
		{name: "no HTTP", start: "SSH-2.0-OpenSSH_9\r\n", broken: true},
		{name: "nothing", broken: true},
		{name: "other protocol", start: "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n", then: slowly, status: 101},
		{name: "redirect that is no URL", start: "HTTP/1.1 302 Found\r\nLocation: http://[::1\r\nContent-Length: 0\r\n\r\n", status: 302},
		{name: "odd status", start: "HTTP/1.1 999 Odd\r\nContent-Length: 2\r\n\r\n{}", status: 999, body: 2},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			base := serveRaw(t, func(conn net.Conn, r *bufio.Reader) {
				if _, err := http.ReadRequest(r); err != nil {
					return
				}
				io.WriteString(conn, test.start)
				if test.then != nil {
					test.then(conn)
				}
			})
			timeout := defaultTimeout
			if test.broken {
				timeout = quick
			}
			c := newClient(t, base, Options{Timeout: timeout})
			r := Request{Header: http.Header{}}
			if test.accept != "" {
				r.Header.Set("Accept-Encoding", test.accept)
			}
			ex := do(t, c, r)
			if ex.Status != test.status || ex.Truncated != test.truncated || (ex.Err != nil) != test.broken {
				t.Errorf("status %d, truncated %v, %v", ex.Status, ex.Truncated, ex.Err)
			}
			if !test.broken && ex.Elapsed > defaultTimeout/2 {
				t.Errorf("read on for %v", ex.Elapsed)
			}
			if len(ex.Body) != test.body && test.body >= 0 || test.body < 0 && len(ex.Body) == 0 {
				t.Errorf("%d bytes of body, want %d", len(ex.Body), test.body)
			}
			if test.then != nil && test.broken && test.start != "" && !errors.Is(ex.Err, context.DeadlineExceeded) {
				t.Errorf("ended by %v, not by the timeout", ex.Err)
			}
		})
	}
}
