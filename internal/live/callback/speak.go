package callback

import (
	"bufio"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"regexp"
	"time"
)

// recordTypeHandshake begins a TLS connection (RFC 8446, section 5.1).
const recordTypeHandshake = 0x16

var httpMethod = regexp.MustCompile(`^[A-Z]{3,20} `)

// serve finds out what conn speaks, and answers so that the caller gets on.
func (l *Listener) serve(conn net.Conn) {
	r := bufio.NewReader(io.LimitReader(conn, maxBytes))
	hit := Hit{Kind: TCP, Remote: conn.RemoteAddr().String(), At: time.Now()}
	first, _ := r.Peek(1)
	if len(first) == 0 {
		hit.Line = title("")
		l.record(hit)
		return
	}
	start := peek(r, headerSize)
	switch {
	case first[0] == recordTypeHandshake:
		l.serveTLS(conn, r, hit)
	case isMongo(start):
		l.serveMongo(conn, r, hit)
	case httpMethod.Match(start):
		l.serveHTTP(conn, r, hit)
	default:
		// A caller that waits for an answer sends no more than it has sent.
		conn.SetReadDeadline(time.Now().Add(100 * time.Millisecond))
		all := peek(r, r.Size())
		hit.where, hit.Line = string(all), title(string(all))
		l.record(hit)
	}
}

// peek returns what arrives up to n bytes, or less when no more comes.
func peek(r *bufio.Reader, n int) []byte {
	b, _ := r.Peek(n)
	return b
}

func (l *Listener) serveHTTP(conn net.Conn, r *bufio.Reader, hit Hit) {
	req, err := http.ReadRequest(r)
	if err != nil {
		line := string(peek(r, r.Buffered()))
		hit.where, hit.Line = line, title(line)
		l.record(hit)
		return
	}
	hit.Kind = HTTP
	hit.Line = title(req.Method + " " + req.RequestURI + " " + req.Proto)
	hit.Header = req.Header
	hit.where = req.RequestURI + "\n" + req.Host
	hit = l.record(hit)

	// Unread bytes would reset the connection, and the answer with it.
	io.Copy(io.Discard, req.Body)
	body, _ := json.Marshal(map[string]string{"ashlar": hit.Nonce})
	if req.Method == http.MethodHead {
		body = nil
	}
	fmt.Fprintf(conn, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s", len(body), body)
}

// serveTLS learns the server name; there is no certificate to go on with.
func (l *Listener) serveTLS(conn net.Conn, r *bufio.Reader, hit Hit) {
	hit.Line = title("")
	server := tls.Server(replayed{conn, r}, &tls.Config{
		GetConfigForClient: func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
			hit.Kind, hit.Line, hit.where = TLS, title(hello.ServerName), hello.ServerName
			return nil, errors.New("the name was all that was wanted")
		},
	})
	_ = server.Handshake() // fails by design
	l.record(hit)
}

// replayed is a connection whose first bytes were looked at.
type replayed struct {
	net.Conn
	r io.Reader
}

func (c replayed) Read(b []byte) (int, error) { return c.r.Read(b) }
