package callback

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/binary"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// soon is how long a hit may take that must come.
const soon = 5 * time.Second

func listen(t *testing.T) *Listener {
	t.Helper()
	l, err := Listen("")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

func wait(t *testing.T, l *Listener, nonce string) Hit {
	t.Helper()
	hit, ok := l.Wait(t.Context(), nonce, soon)
	if !ok {
		t.Fatalf("nothing came for %q", nonce)
	}
	return hit
}

func send(t *testing.T, l *Listener, text string) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", l.listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	if _, err := io.WriteString(conn, text); err != nil {
		t.Fatal(err)
	}
	return conn
}

func TestHTTPClient(t *testing.T) {
	l := listen(t)
	resp, err := http.Post(l.HTTPURL("n4711")+"/more?x=1", "text/plain", strings.NewReader("body"))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil || string(body) != `{"ashlar":"n4711"}` {
		t.Errorf("answered %q, %v", body, err)
	}
	hit := wait(t, l, "n4711")
	if hit.Kind != HTTP || hit.Line != "POST /n4711/more?x=1 HTTP/1.1" || hit.Header.Get("Content-Type") != "text/plain" || hit.Remote == "" || hit.At.IsZero() {
		t.Errorf("got %+v", hit)
	}
	if other := l.Hits("n4712"); len(other) != 0 {
		t.Errorf("another nonce has hits: %+v", other)
	}
}

// TestMongoHandshakes speaks as drivers do: PyMongo and the Go driver shake
// hands by OP_QUERY, and by OP_MSG with the stable API.
func TestMongoHandshakes(t *testing.T) {
	client := bson.D{{Key: "application", Value: bson.D{{Key: "name", Value: "n/4&711"}}}, {Key: "driver", Value: bson.D{{Key: "name", Value: "PyMongo"}}}}
	tests := []struct {
		name    string
		op      int32
		command bson.D
	}{
		{"query", opQuery, bson.D{{Key: "ismaster", Value: 1}, {Key: "helloOk", Value: true}, {Key: "client", Value: client}}},
		{"message", opMsg, bson.D{{Key: "hello", Value: 1}, {Key: "client", Value: client}, {Key: "$db", Value: "admin"}}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			l := listen(t)
			conn := send(t, l, "")
			answer := converse(t, conn, test.op, test.command)
			if writable, _ := answer.Lookup("isWritablePrimary").BooleanOK(); !writable || answer.Lookup("ok").Double() != 1 {
				t.Errorf("answered %v", answer)
			}
			if answer = converse(t, conn, opMsg, bson.D{{Key: "ping", Value: 1}}); answer.Lookup("ok").Double() != 1 {
				t.Errorf("answered a ping with %v", answer)
			}
			if answer = converse(t, conn, opMsg, bson.D{{Key: "find", Value: "users"}}); answer.Lookup("ok").Double() != 0 {
				t.Errorf("answered a find with %v", answer)
			}
			l.MongoURI("n/4&711")
			hit := wait(t, l, "n/4&711")
			if hit.Kind != MongoDB || hit.AppName != "n/4&711" || hit.Line != test.command[0].Key {
				t.Errorf("got %+v", hit)
			}
		})
	}
}

// converse sends a command and returns the document that answers it.
func converse(t *testing.T, conn net.Conn, op int32, command bson.D) bson.Raw {
	t.Helper()
	doc, err := bson.Marshal(command)
	if err != nil {
		t.Fatal(err)
	}
	const id = 77
	body := append([]byte{0, 0, 0, 0, 0}, doc...)
	if op == opQuery {
		body = append([]byte("\x00\x00\x00\x00admin.$cmd\x00\x00\x00\x00\x00\xff\xff\xff\xff"), doc...)
	}
	var out []byte
	for _, field := range []int{headerSize + len(body), id, 0, int(op)} {
		out = binary.LittleEndian.AppendUint32(out, uint32(field))
	}
	if _, err := conn.Write(append(out, body...)); err != nil {
		t.Fatal(err)
	}
	header := make([]byte, headerSize)
	if _, err := io.ReadFull(conn, header); err != nil {
		t.Fatal(err)
	}
	if to := binary.LittleEndian.Uint32(header[8:]); to != id {
		t.Errorf("answers message %d, want %d", to, id)
	}
	answer := make([]byte, binary.LittleEndian.Uint32(header)-headerSize)
	if _, err := io.ReadFull(conn, answer); err != nil {
		t.Fatal(err)
	}
	wantOp, before := opMsg, 5
	if op == opQuery {
		wantOp, before = opReply, 20
	}
	if got := binary.LittleEndian.Uint32(header[12:]); got != uint32(wantOp) {
		t.Errorf("answers with operation %d, want %d", got, wantOp)
	}
	raw := bson.Raw(answer[before:])
	if err := raw.Validate(); err != nil {
		t.Fatal(err)
	}
	return raw
}

func TestTLS(t *testing.T) {
	l := listen(t)
	conn := send(t, l, "")
	err := tls.Client(conn, &tls.Config{ServerName: "n4711.ashlar.test"}).HandshakeContext(t.Context())
	if err == nil {
		t.Error("the handshake succeeded")
	}
	if hit := wait(t, l, "n4711"); hit.Kind != TLS || hit.Line != "n4711.ashlar.test" {
		t.Errorf("got %+v", hit)
	}
}

func TestSomethingElse(t *testing.T) {
	l := listen(t)
	send(t, l, "*2\r\n$6\r\nSELECT\r\n$5\r\nn4711\r\n")
	if hit := wait(t, l, "n4711"); hit.Kind != TCP || hit.Line != "*2" {
		t.Errorf("got %+v", hit)
	}
}

func TestUnmatched(t *testing.T) {
	l := listen(t)
	for _, text := range []string{"GET / HTTP/1.1\r\nHost: h\r\n\r\n", "SSH-2.0-x\r\n", ""} {
		conn := send(t, l, text)
		conn.(*net.TCPConn).CloseWrite()
		io.Copy(io.Discard, conn) // until the listener is done with it
	}
	var kinds []string
	for _, h := range l.Hits("") {
		kinds = append(kinds, h.Kind)
	}
	if got := strings.Join(kinds, " "); got != "http tcp tcp" {
		t.Errorf("got %s", got)
	}
}

func TestNonceKnownLater(t *testing.T) {
	l := listen(t)
	conn := send(t, l, "GET /n4711 HTTP/1.1\r\nHost: h\r\n\r\n")
	io.Copy(io.Discard, conn)
	if got := len(l.Hits("")); got != 1 {
		t.Fatalf("%d unmatched, want 1", got)
	}
	wait(t, l, "n4711")
	if got := len(l.Hits("")); got != 0 {
		t.Errorf("%d unmatched, want 0", got)
	}
}

func TestNonceThatBeginsLikeAnother(t *testing.T) {
	l := listen(t)
	for _, nonce := range []string{"n", "n1", "n11", "1"} {
		l.HTTPURL(nonce)
	}
	const hits = 20
	for range hits {
		l.record(Hit{where: "/n11"})
	}
	if got := len(l.Hits("n11")); got != hits {
		t.Errorf("%d hits of %d are told as another's", hits-got, hits)
	}
}

func TestAnswerAfterALargeBody(t *testing.T) {
	l := listen(t)
	conn := send(t, l, "POST /n4711 HTTP/1.1\r\nHost: h\r\nContent-Length: 40000\r\n\r\n"+strings.Repeat("x", 40000))
	if answer, err := io.ReadAll(conn); err != nil || !strings.HasPrefix(string(answer), "HTTP/1.1 200 OK\r\n") {
		t.Errorf("got %q, %v", answer, err)
	}
}

func TestWaitEnds(t *testing.T) {
	l := listen(t)
	if _, ok := l.Wait(t.Context(), "n", time.Millisecond); ok {
		t.Error("a hit that was not")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, ok := l.Wait(ctx, "n", time.Hour); ok {
		t.Error("a hit after the context ended")
	}
	l.Close()
	if _, ok := l.Wait(t.Context(), "n", time.Hour); ok {
		t.Error("a hit after Close")
	}
}

func TestCloseEndsConnections(t *testing.T) {
	l := listen(t)
	conn := send(t, l, "GET")
	done := make(chan error, 1)
	go func() { done <- l.Close() }()
	select {
	case <-done:
	case <-time.After(soon):
		t.Fatal("Close waits for a silent caller")
	}
	if _, err := io.ReadAll(conn); err != nil && !strings.Contains(err.Error(), "reset") {
		t.Errorf("reading: %v", err)
	}
}

func TestHostileCallers(t *testing.T) {
	message := func(op byte, body string) string {
		return string([]byte{byte(16 + len(body)), 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, op, 7, 0, 0}) + body
	}
	endless := strings.Repeat("a: b\r\n", 1000)
	tests := []struct{ name, sends string }{
		{"endless headers", "GET / HTTP/1.1\r\n" + endless},
		{"endless line", "GET /" + strings.Repeat("a", 2*maxBytes)},
		{"endless noise", "\x00\xff" + endless},
		{"endless body", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 99999999\r\n\r\n" + endless},
		{"lying length of a body", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 99999999\r\n\r\nx"},
		{"document longer than its message", message(0xdd, "\x00\x00\x00\x00\x00\xff\xff\xff\x7f")},
		{"negative document length", message(0xdd, "\x00\x00\x00\x00\x00\xff\xff\xff\xff")},
		{"message without a document", message(0xdd, "\x00\x00\x00\x00\x00")},
		{"section of another kind first", message(0xdd, "\x00\x00\x00\x00\x01\x05\x00\x00\x00\x00")},
		{"query without an end of its name", message(0xd4, "\x00\x00\x00\x00admin.$cmd")},
		{"query cut short", message(0xd4, "\x00\x00\x00\x00a\x00\x00")},
		{"empty document", message(0xdd, "\x00\x00\x00\x00\x00\x05\x00\x00\x00\x00")},
		{"broken handshake of TLS", "\x16\x03\x01\xff\xff" + strings.Repeat("x", 100)},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			l := listen(t)
			conn, err := net.Dial("tcp", l.listener.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			go func() {
				_, err := io.WriteString(conn, test.sends) // may be reset
				for err == nil && strings.HasSuffix(test.sends, endless) {
					_, err = io.WriteString(conn, endless)
				}
				conn.(*net.TCPConn).CloseWrite()
			}()
			conn.SetReadDeadline(time.Now().Add(soon))
			var answer bytes.Buffer
			if _, err := io.Copy(&answer, conn); err != nil && !strings.Contains(err.Error(), "reset") {
				t.Errorf("reading: %v after %q", err, answer.String())
			}
			resp, err := http.Get(l.HTTPURL("n4711"))
			if err != nil {
				t.Fatalf("it listens no more: %v", err)
			}
			resp.Body.Close()
			if got := len(l.Hits("")); got != 1 {
				t.Errorf("%d unmatched hits, want 1", got)
			}
		})
	}
}

func TestFlood(t *testing.T) {
	l := listen(t)
	l.HTTPURL("n4711")
	for range maxUnmatched + maxMatched + 10 {
		l.record(Hit{where: "x"})
		l.record(Hit{where: "n4711"})
	}
	if u, m := len(l.Hits("")), len(l.Hits("n4711")); u != maxUnmatched || m != maxMatched {
		t.Errorf("kept %d unmatched and %d matched", u, m)
	}
}

func TestListenAddresses(t *testing.T) {
	tests := []struct{ name, addr, host string }{
		{"nothing", "", "127.0.0.1"},
		{"host and port", "127.0.0.1:0", "127.0.0.1"},
		{"host", "127.0.0.1", "127.0.0.1"},
		{"name", "localhost", "localhost"},
		{"IPv6", "[::1]:0", "::1"},
		{"an address of somebody else", "192.0.2.1", "192.0.2.1"},
		{"a name that nobody has", "callback.invalid:0", "callback.invalid"},
		{"any", "0.0.0.0:0", ownAddress()},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			l, err := Listen(test.addr)
			if err != nil {
				t.Fatal(err)
			}
			defer l.Close()
			if l.Host() != test.host || l.Port() == 0 {
				t.Errorf("reached at %s:%d, want host %s", l.Host(), l.Port(), test.host)
			}
		})
	}
	if _, err := Listen("127.0.0.1:notaport"); err == nil {
		t.Error("listens at a port that is none")
	}
}
