package main

import (
	"bufio"
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"fmt"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/ashlarsec/ashlar/internal/finding"
)

// honestFor is how many requests a target is honest for that turns then: the
// scan knows its identities and has made objects.
const honestFor = 30

// turning is honest at first, and hostile after that.
func turning(name, ends string, then http.HandlerFunc, says ...string) target {
	return target{name: name, ends: ends, says: says, start: func(e *env) []string {
		honest := newNotes()
		var seen atomic.Int32
		return e.against(e.serve(func(w http.ResponseWriter, r *http.Request) {
			if seen.Add(1) <= honestFor {
				honest.ServeHTTP(w, r)
				return
			}
			then(w, r)
		}))
	}}
}

// hang answers nothing until the client gives up. The server notices that
// only when the body is read.
func hang(_ http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body) // broken off: the client gave up
	<-r.Context().Done()
}

// limiting answers 429 with that Retry-After.
func limiting(after func() string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", after())
		reply(w, http.StatusTooManyRequests, map[string]any{"error": "slow down"})
	}
}

func always(text string) func() string { return func() string { return text } }

// late answers each request on a connection with the answer to the one
// before.
func late(honest http.Handler) func(net.Conn) {
	return func(conn net.Conn) {
		in := bufio.NewReader(conn)
		before := []byte("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n[]")
		for {
			r, err := http.ReadRequest(in)
			if err != nil {
				return
			}
			body, err := io.ReadAll(r.Body)
			if err != nil {
				return
			}
			r.Body = io.NopCloser(bytes.NewReader(body))
			recorder := httptest.NewRecorder()
			honest.ServeHTTP(recorder, r)
			if _, err := conn.Write(before); err != nil {
				return
			}
			var next bytes.Buffer
			answer := recorder.Result()
			answer.ContentLength = int64(recorder.Body.Len())
			_ = answer.Write(&next) // to memory
			before = next.Bytes()
		}
	}
}

func midway() []target {
	var year = 365 * 24 * time.Hour
	return []target{
		turning("a server that dies in the middle", "early: the target answers no more|early: the budget was used up", func(w http.ResponseWriter, _ *http.Request) {
			hijacked(w, func(net.Conn) {})
		}, `no answer`),
		{name: "a port that is closed in the middle", ends: "early: the target answers no more|early: the budget was used up", says: []string{`no answer.*refused`}, start: func(e *env) []string {
			honest := newNotes()
			var seen atomic.Int32
			server := httptest.NewUnstartedServer(nil)
			server.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if seen.Add(1) == honestFor {
					server.Listener.Close()
					go server.CloseClientConnections()
				}
				honest.ServeHTTP(w, r)
			})
			server.Start()
			e.ends = append(e.ends, server.Close)
			return e.against(server.URL)
		}},
		turning("a server that hangs in the middle", "early: the target answers no more|early: the budget was used up", hang, `no answer.*too slow`),
		turning("429 with a Retry-After of a second", inTime, limiting(always("1")), `limit|429`),
		turning("429 with a Retry-After of a day", inTime, limiting(always("86400")), `not waited for`),
		turning("429 until a date of its own clock, a year off", inTime, func(w http.ResponseWriter, r *http.Request) {
			now := time.Now().Add(year).UTC()
			w.Header().Set("Date", now.Format(http.TimeFormat))
			limiting(always(now.Add(time.Second).Format(http.TimeFormat)))(w, r)
		}, `limit|429`),
		{name: "answers that come one late on a kept connection", ends: inTime, start: func(e *env) []string {
			return e.against(e.raw(late(newNotes())))
		}},
		clock("a Date a year ahead", year),
		clock("a Date a year behind", -year),
		login(),
		certificate("an expired certificate", -time.Hour, "127.0.0.1", "refused: .*expired.*", nil, `--insecure`),
		certificate("a certificate of another host", time.Hour, "192.0.2.1", "refused: .*certificate.*", nil, `--insecure`),
		certificate("a certificate of nobody known", time.Hour, "127.0.0.1", "refused: .*certificate.*", nil, `--insecure`),
		certificate("an expired certificate of another host, with --insecure", -time.Hour, "192.0.2.1", "at its end", []string{"--insecure"}),
	}
}

// clock is an API whose clock is off; its tokens are JWTs that live a minute
// by that clock.
func clock(name string, off time.Duration) target {
	const most = 12 // logins that a scan of a minute needs at most
	var made atomic.Int32
	return target{name: name, ends: "at its end", start: func(e *env) []string {
		honest := newNotes()
		var mu sync.Mutex
		owner := map[string]string{}
		honest.who = func(r *http.Request) string {
			mu.Lock()
			defer mu.Unlock()
			return owner[strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")]
		}
		url := e.serve(func(w http.ResponseWriter, r *http.Request) {
			now := time.Now().Add(off).UTC()
			w.Header().Set("Date", now.Format(http.TimeFormat))
			if r.URL.Path != "/login" {
				honest.ServeHTTP(w, r)
				return
			}
			name, ok := caller(r)
			if !ok {
				reply(w, http.StatusUnauthorized, map[string]any{"error": "wrong password"})
				return
			}
			encode := base64.RawURLEncoding.EncodeToString
			token := encode([]byte(`{"alg":"HS256","typ":"JWT"}`)) + "." + encode(fmt.Appendf(nil, `{"sub":%q,"iat":%d,"exp":%d}`, name, now.Unix(), now.Add(time.Minute).Unix())) + "." + encode([]byte(rand.Text()))
			mu.Lock()
			defer mu.Unlock()
			made.Add(1)
			owner[token] = name
			reply(w, http.StatusOK, map[string]any{"token": token})
		})
		return []string{"--url", url, e.file("openapi.yaml", contractWithLogin), "--config", e.file("my.yaml", designWithLogin)}
	}, check: func(e *env, r *result) error {
		if n := made.Load(); n > most {
			return fmt.Errorf("it logged in %d times", n)
		}
		return tested(e, r)
	}}
}

// caller is whose password a login has; false for a wrong one.
func caller(r *http.Request) (string, bool) {
	body, _ := io.ReadAll(r.Body) // what broke off is no login
	for _, name := range []string{"alice", "bob"} {
		if bytes.Contains(body, []byte(`"`+name+`"`)) && bytes.Contains(body, []byte(`"secret-of-`+name+`"`)) {
			return name, true
		}
	}
	return "", false
}

// tested tells whether something was: the target is honest.
func tested(_ *env, r *result) error {
	for _, c := range r.scan.Ledger {
		if c.Weakness == "cross-owner-read" && c.State == finding.Clean {
			return nil
		}
	}
	return fmt.Errorf("cross-owner-read was tested nowhere: %s", r.told())
}

// contractWithLogin is that of the notes, with a login.
var contractWithLogin = strings.Replace(contract, "paths:\n", "paths:\n  /login:\n    post:\n      security: []\n      requestBody: {content: {application/json: {schema: {type: object, required: [name, password], properties: {name: {type: string}, password: {type: string}}}}}}\n      responses: {\"200\": {description: a token}}\n", 1)

const designWithLogin = `identities:
  - {name: alice, login: {operation: POST /login, body: {name: alice, password: secret-of-alice}}}
  - {name: bob, login: {operation: POST /login, body: {name: bob, password: secret-of-bob}}}
`

// login is an API whose tokens live for some requests, and whose login fails
// after some of those.
func login() target {
	const lives, logins = 12, 4
	return target{name: "a login that fails from the middle on", ends: "at its end", says: []string{`alice: .*log|log.*alice`}, start: func(e *env) []string {
		honest := newNotes()
		var mu sync.Mutex
		left, owner, made := map[string]int{}, map[string]string{}, 0
		honest.who = func(r *http.Request) string {
			mu.Lock()
			defer mu.Unlock()
			token := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
			if left[token]--; left[token] < 0 {
				return ""
			}
			return owner[token]
		}
		url := e.serve(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path != "/login" {
				honest.ServeHTTP(w, r)
				return
			}
			mu.Lock()
			defer mu.Unlock()
			if made++; made > logins {
				reply(w, http.StatusInternalServerError, map[string]any{"error": "no database"})
				return
			}
			name, ok := caller(r)
			if !ok {
				reply(w, http.StatusUnauthorized, map[string]any{"error": "wrong password"})
				return
			}
			token := fmt.Sprintf("token-%d-of-%s-0123456789", made, name)
			left[token], owner[token] = lives, name
			reply(w, http.StatusOK, map[string]any{"token": token})
		})
		return []string{"--url", url, e.file("openapi.yaml", contractWithLogin), "--config", e.file("my.yaml", designWithLogin)}
	}, check: func(_ *env, r *result) error {
		for _, who := range r.scan.Identities {
			if who.Name != "anonymous" && who.Alive {
				return fmt.Errorf("%s is said to be alive", who.Name)
			}
		}
		return nil
	}}
}

// certificate is an honest API behind a certificate that is signed by itself.
func certificate(name string, ends time.Duration, host, ending string, args []string, says ...string) target {
	return target{name: name, ends: ending, says: says, start: func(e *env) []string {
		key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			e.fail(err)
			return nil
		}
		template := &x509.Certificate{
			SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "notes"}, IPAddresses: []net.IP{net.ParseIP(host)},
			NotBefore: time.Now().Add(-2 * time.Hour), NotAfter: time.Now().Add(ends),
		}
		der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
		if err != nil {
			e.fail(err)
			return nil
		}
		server := httptest.NewUnstartedServer(newNotes())
		server.TLS = &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}
		server.Config.ErrorLog = log.New(io.Discard, "", 0) // that it is refused is what is wanted
		server.StartTLS()
		e.ends = append(e.ends, server.Close)
		return e.against(server.URL, args...)
	}}
}
