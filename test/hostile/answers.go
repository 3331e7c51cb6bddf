package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"
)

// answered is a target that answers reads of a note as given, and is honest
// about everything else. The answer is written to the connection as it is.
func answered(name, ends string, answer func(net.Conn), says ...string) target {
	var honest *notes
	return target{name: name, ends: ends, says: says, check: func(_ *env, r *result) error {
		if n := honest.left(); n > len(r.scan.LeftBehind) {
			return fmt.Errorf("%d notes are left, and %d told of", n, len(r.scan.LeftBehind))
		}
		return nil
	}, start: func(e *env) []string {
		honest = newNotes()
		return e.against(e.serve(func(w http.ResponseWriter, r *http.Request) {
			if !reading(r) || bearer(r) == "" {
				honest.ServeHTTP(w, r)
				return
			}
			hijacked(w, answer)
		}))
	}}
}

// hijacked gives the connection of a request to answer, and closes it.
func hijacked(w http.ResponseWriter, answer func(net.Conn)) {
	conn, _, err := w.(http.Hijacker).Hijack()
	if err != nil {
		return
	}
	defer conn.Close()
	answer(conn)
}

// text is an answer with that head and body.
func text(head, body string) func(net.Conn) {
	return func(conn net.Conn) { _, _ = io.WriteString(conn, head+"\r\n\r\n"+body) }
}

// stream writes a head, and then the piece until nobody reads it any more.
func stream(head, piece string, pause time.Duration) func(net.Conn) {
	return func(conn net.Conn) {
		_, err := io.WriteString(conn, head)
		for err == nil {
			time.Sleep(pause)
			_, err = io.WriteString(conn, piece)
		}
	}
}

const jsonHead = "HTTP/1.1 200 OK\r\nContent-Type: application/json"

// bomb is 10 GB of spaces in 10 MB of gzip: RFC 1952, section 2.2, lets a file
// be several members, which are decompressed one behind the other.
func bomb() string {
	const member, members = 10 << 20, 1000
	var b bytes.Buffer
	z, _ := gzip.NewWriterLevel(&b, gzip.BestCompression) // the level is one that there is
	spaces := bytes.Repeat([]byte(" "), 1<<20)
	for range member / len(spaces) {
		_, _ = z.Write(spaces) // to memory
	}
	_ = z.Close()
	return strings.Repeat(b.String(), members)
}

// reset sends half of what it promises and breaks the connection off.
func reset(conn net.Conn) {
	_, _ = io.WriteString(conn, jsonHead+"\r\nContent-Length: 1000\r\n\r\n"+`{"id": "1", "te`)
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
}

// inTime is the end of a scan that waits, as for an object that may be there
// only later, until its budget is used up.
const inTime = "at its end|early: the budget was used up"

func answers() []target {
	const largerSays, brokeOff = `answers were longer than 2 MB`, `answers did not come to the end`
	return []target{
		answered("an endless body", inTime, stream(jsonHead+"\r\n\r\n", strings.Repeat("[", 1<<16), 0), largerSays),
		answered("an endless body in chunks", inTime, stream(jsonHead+"\r\nTransfer-Encoding: chunked\r\n\r\n", strings.Repeat("5\r\nabcde\r\n", 1000), 0), largerSays),
		answered("one byte a second", inTime, stream(jsonHead+"\r\n\r\n", "[", time.Second), brokeOff),
		answered("one byte of a header a second", inTime, stream(jsonHead+"\r\nA: ", "a", time.Second), `no answer`),
		answered("a gzip bomb: 10 GB in 10 MB", inTime, func(conn net.Conn) {
			text(jsonHead+"\r\nContent-Encoding: gzip", bomb())(conn)
		}, largerSays),
		answered("100,000 headers", "at its end", text(jsonHead+strings.Repeat("\r\nX-Header: value", 100_000), "{}"), `no answer.*headers`),
		answered("a length that is too long", "at its end", text(jsonHead+"\r\nContent-Length: 1000", `{"id": "1"}`), brokeOff),
		answered("a length that is too short", "at its end", text(jsonHead+"\r\nContent-Length: 2", `{"id": "1"}`)),
		answered("a length that is none", "at its end", text(jsonHead+"\r\nContent-Length: -7", `{"id": "1"}`), `no answer`),
		answered("invalid UTF-8", "at its end", text(jsonHead+"\r\nX-Odd: \xff\xfe\r\nContent-Length: 24", "{\"id\": \"\xff\xfe\xc0\xaf\", \"a\": \"b\"}")),
		answered("JSON 1,000,000 deep", inTime, func(conn net.Conn) {
			deep := strings.Repeat("[", 1_000_000) + strings.Repeat("]", 1_000_000)
			text(fmt.Sprintf("%s\r\nContent-Length: %d", jsonHead, len(deep)), deep)(conn)
		}),
		answered("a reset in the middle of the answer", "at its end", reset, brokeOff),
		answered("names and values that move the cursor", "at its end", text(jsonHead+"\r\nServer: evil\x1b[2J\x07", "{\"id\u009b\": \"\x1b[31m\", \"\u202egnp\": \"a\\u001b]0;owned\\u0007\", \"text\": \"\\r\\u009b2J\"}")),
		redirected("a redirect to itself", "{self}"),
		redirected("redirects in a circle", "{self}?a"),
		{name: "a redirect out of scope", ends: "at its end", says: []string{`redirects led out of scope, where nothing is sent: 127.0.0.1`}, start: func(e *env) []string {
			elsewhere := e.serve(func(http.ResponseWriter, *http.Request) { e.fail(fmt.Errorf("a redirect out of scope was followed")) })
			honest := newNotes()
			return e.against(e.serve(func(w http.ResponseWriter, r *http.Request) {
				if reading(r) {
					http.Redirect(w, r, elsewhere+"/notes", http.StatusFound)
					return
				}
				honest.ServeHTTP(w, r)
			}))
		}, check: func(e *env, _ *result) error { return e.failed }},
	}
}

// redirected answers reads of a note with a redirect.
func redirected(name, to string) target {
	return target{name: name, ends: "at its end", start: func(e *env) []string {
		honest := newNotes()
		return e.against(e.serve(func(w http.ResponseWriter, r *http.Request) {
			if !reading(r) {
				honest.ServeHTTP(w, r)
				return
			}
			at := strings.ReplaceAll(to, "{self}", r.URL.Path)
			if r.URL.RawQuery == "a" {
				at = strings.TrimSuffix(at, "?a") + "?b"
			}
			w.Header().Set("Location", at)
			w.WriteHeader(http.StatusFound)
		}))
	}}
}
