// Package callback listens for connections that the target makes because a
// request told it to: the proof of server-side request forgery.
//
// Each probe carries a nonce: in the path of an HTTP URL, as the application
// name of a MongoDB connection string, or in the name of a TLS server. What
// arrives with none of them is kept as unmatched.
package callback

import (
	"cmp"
	"context"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

const (
	maxConnections = 64               // at once; more wait in the backlog of the system
	maxBytes       = 64 << 10         // that are read from one connection
	maxTime        = 10 * time.Second // that one connection may last
	maxUnmatched   = 256              // hits without a nonce: anybody may knock
	maxMatched     = 4096             // hits with one; drivers connect several times
)

// Kinds of hits, by what the caller spoke.
const (
	HTTP    = "http"
	MongoDB = "mongodb"
	TLS     = "tls"
	TCP     = "tcp" // something else, or nothing at all
)

// Hit is one connection that arrived. It holds what a stranger sent.
type Hit struct {
	Kind    string
	Nonce   string      // "" when it came with none that is known
	Line    string      // of HTTP the request line; of MongoDB the command; of TLS the server name; else what came first
	Header  http.Header // of HTTP
	AppName string      // of MongoDB
	Remote  string      // address and port
	At      time.Time

	where string // what may hold a nonce
}

// Listener takes connections until Close. Safe for concurrent use.
type Listener struct {
	listener net.Listener
	host     string
	slots    chan struct{}
	running  sync.WaitGroup
	stop     context.CancelFunc
	stopped  context.Context

	mu        sync.Mutex
	nonces    map[string]bool
	matched   []Hit
	unmatched []Hit
	arrived   chan struct{} // closed and replaced with each hit
}

// Listen listens at addr, "host:port" or "host", and is reached by that
// host. "" is a free port of 127.0.0.1. A host that is not this machine's,
// as behind an address translation, is listened for on all interfaces.
func Listen(addr string) (*Listener, error) {
	if addr == "" {
		addr = "127.0.0.1:0"
	}
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		host, port = strings.Trim(addr, "[]"), "0"
	}
	listener, err := net.Listen("tcp", net.JoinHostPort(host, port))
	if err != nil && host != "" && net.ParseIP(host) == nil || isForeign(host) {
		if err == nil {
			listener.Close()
		}
		listener, err = net.Listen("tcp", ":"+port)
	}
	if err != nil {
		return nil, fmt.Errorf("listening for callbacks at %s: %w", addr, err)
	}
	if ip, err := netip.ParseAddr(host); host == "" || err == nil && ip.IsUnspecified() {
		host = ownAddress()
	}
	ctx, stop := context.WithCancel(context.Background())
	l := &Listener{
		listener: listener,
		host:     host,
		slots:    make(chan struct{}, maxConnections),
		stop:     stop,
		stopped:  ctx,
		nonces:   make(map[string]bool),
		arrived:  make(chan struct{}),
	}
	l.running.Go(l.accept)
	return l, nil
}

// isForeign tells whether host is an address that no interface here has.
func isForeign(host string) bool {
	ip, err := netip.ParseAddr(host)
	if err != nil || ip.IsUnspecified() || ip.IsLoopback() {
		return false
	}
	addrs, err := net.InterfaceAddrs()
	if err != nil {
		return false
	}
	return !slices.ContainsFunc(addrs, func(a net.Addr) bool {
		own, err := netip.ParsePrefix(a.String())
		return err == nil && own.Addr().Unmap() == ip.Unmap()
	})
}

// ownAddress is one that others may know this machine by.
func ownAddress() string {
	addrs, _ := net.InterfaceAddrs()
	for _, a := range addrs {
		if own, err := netip.ParsePrefix(a.String()); err == nil && own.Addr().IsGlobalUnicast() {
			return own.Addr().String()
		}
	}
	return "127.0.0.1"
}

// Close ends all connections and waits for them. Hits stay.
func (l *Listener) Close() error {
	l.stop()
	err := l.listener.Close()
	l.running.Wait()
	return err
}

// Host is the name or address by which the target reaches the listener.
func (l *Listener) Host() string { return l.host }

// Port is where it listens.
func (l *Listener) Port() int { return l.listener.Addr().(*net.TCPAddr).Port }

func (l *Listener) address() string { return net.JoinHostPort(l.host, strconv.Itoa(l.Port())) }

// HTTPURL is a URL that shows nonce when it is fetched. The answer is
// {"ashlar": nonce}, so that a target that passes answers on shows it too.
func (l *Listener) HTTPURL(nonce string) string {
	l.expect(nonce)
	return "http://" + l.address() + "/" + url.PathEscape(nonce)
}

// MongoURI is a connection string that shows nonce when a driver connects.
// The listener answers the handshake and refuses every command but ping, so
// that the target gets on soon.
func (l *Listener) MongoURI(nonce string) string {
	l.expect(nonce)
	return "mongodb://" + l.address() + "/?appName=" + url.QueryEscape(nonce) +
		"&serverSelectionTimeoutMS=2000&connectTimeoutMS=2000&socketTimeoutMS=2000"
}

// expect makes nonce known, also for what came before.
func (l *Listener) expect(nonce string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if nonce == "" || l.nonces[nonce] {
		return
	}
	l.nonces[nonce] = true
	l.unmatched = slices.DeleteFunc(l.unmatched, func(h Hit) bool {
		found := strings.Contains(h.where, nonce)
		if found {
			h.Nonce = nonce
			l.matched = append(l.matched, h)
		}
		return found
	})
}

// Hits are those with nonce so far, in order of arrival; those without any
// for "".
func (l *Listener) Hits(nonce string) []Hit {
	l.expect(nonce)
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.hits(nonce)
}

func (l *Listener) hits(nonce string) []Hit {
	if nonce == "" {
		return slices.Clone(l.unmatched)
	}
	var hits []Hit
	for _, h := range l.matched {
		if h.Nonce == nonce {
			hits = append(hits, h)
		}
	}
	return hits
}

// Wait returns the first hit with nonce as soon as there is one; false when
// none came in time, ctx ended or the listener closed.
func (l *Listener) Wait(ctx context.Context, nonce string, atMost time.Duration) (Hit, bool) {
	l.expect(nonce)
	timer := time.NewTimer(atMost)
	defer timer.Stop()
	for {
		l.mu.Lock()
		hits, arrived := l.hits(nonce), l.arrived
		l.mu.Unlock()
		if len(hits) > 0 {
			return hits[0], true
		}
		select {
		case <-arrived:
		case <-timer.C:
			return Hit{}, false
		case <-ctx.Done():
			return Hit{}, false
		case <-l.stopped.Done():
			return Hit{}, false
		}
	}
}

// record keeps a hit unless there are too many.
func (l *Listener) record(h Hit) Hit {
	l.mu.Lock()
	defer l.mu.Unlock()
	// The longest that fits: one nonce may begin like another.
	for nonce := range l.nonces {
		if strings.Contains(h.where, nonce) && len(nonce) > len(h.Nonce) {
			h.Nonce = nonce
		}
	}
	switch {
	case h.Nonce != "" && len(l.matched) < maxMatched:
		l.matched = append(l.matched, h)
	case h.Nonce == "" && len(l.unmatched) < maxUnmatched:
		l.unmatched = append(l.unmatched, h)
	}
	close(l.arrived)
	l.arrived = make(chan struct{})
	return h
}

func (l *Listener) accept() {
	const pause = 50 * time.Millisecond // when the system has no more files, say
	for {
		select {
		case l.slots <- struct{}{}:
		case <-l.stopped.Done():
			return
		}
		conn, err := l.listener.Accept()
		if err != nil {
			<-l.slots
			if l.stopped.Err() != nil {
				return
			}
			time.Sleep(pause)
			continue
		}
		l.running.Go(func() {
			defer func() { <-l.slots }()
			defer conn.Close()
			defer context.AfterFunc(l.stopped, func() { conn.Close() })()
			conn.SetDeadline(time.Now().Add(maxTime))
			l.serve(conn)
		})
	}
}

// title is a line that a stranger sent, short enough to keep.
func title(s string) string {
	const longest = 200
	s, _, _ = strings.Cut(s, "\n")
	return cmp.Or(strings.ToValidUTF8(strings.TrimSpace(s[:min(len(s), longest)]), "\uFFFD"), "nothing")
}
