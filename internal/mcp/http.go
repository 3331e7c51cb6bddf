package mcp

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// Bounds of the HTTP transport.
const (
	headerTime = 5 * time.Second
	idleTime   = 2 * time.Minute
	// sessionTime is how long a session may be silent: a person reads.
	sessionTime = time.Hour
	// closeTime is what requests get at the end: scans clean up meanwhile.
	closeTime = 15 * time.Second
)

// Listen opens the address for [Server.ServeHTTP]. It must be one of this
// machine that no other machine reaches.
func Listen(address string) (net.Listener, error) {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	if addr, err := netip.ParseAddr(host); host != "localhost" && (err != nil || !addr.Unmap().IsLoopback()) {
		return nil, errors.New("it is no loopback address")
	}
	l, err := net.Listen("tcp", address)
	if err != nil {
		return nil, err
	}
	// localhost may resolve to anything.
	if at, ok := l.Addr().(*net.TCPAddr); !ok || !at.IP.IsLoopback() {
		l.Close()
		return nil, errors.New("it is no loopback address")
	}
	return l, nil
}

// ServeHTTP answers clients over streamable HTTP until the life of the server
// ends, and returns when all calls have ended and cleaned up. Every request
// needs the token as a bearer token.
func (s *Server) ServeHTTP(l net.Listener, token string) error {
	protocol := mcp.NewStreamableHTTPHandler(func(*http.Request) *mcp.Server { return s.sdk }, &mcp.StreamableHTTPOptions{
		SessionTimeout: sessionTime, MaxRequestBodyBytes: maxLine, PropagateRequestCancellation: true,
	})
	server := &http.Server{Handler: guarded(protocol, l.Addr().String(), token), ReadHeaderTimeout: headerTime, IdleTimeout: idleTime}
	ended := make(chan error, 1)
	stop := context.AfterFunc(s.life, func() {
		s.calls.Wait()
		ctx, cancel := context.WithTimeout(context.Background(), closeTime)
		defer cancel()
		for session := range s.sdk.Sessions() {
			_ = session.Close()
		}
		ended <- errors.Join(server.Shutdown(ctx), server.Close())
	})
	err := server.Serve(l)
	if !stop() && errors.Is(err, http.ErrServerClosed) {
		<-ended // streams that clients hold open are cut, which is no error
		err = nil
	}
	s.calls.Wait()
	return err
}

// guarded lets in who has the token, and no page of a browser: a page that
// somebody visits can call this machine too, under a name that resolves here.
func guarded(next http.Handler, address, token string) http.Handler {
	want := sha256.Sum256([]byte(token))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !ours(r.Host, address) {
			http.Error(w, "this server answers to the name of this machine alone", http.StatusForbidden)
			return
		}
		if origin := r.Header.Get("Origin"); origin != "" && !ours(strings.TrimPrefix(origin, "http://"), address) {
			http.Error(w, "pages of other origins are not let in", http.StatusForbidden)
			return
		}
		scheme, given, _ := strings.Cut(r.Header.Get("Authorization"), " ")
		got := sha256.Sum256([]byte(strings.TrimSpace(given)))
		if token == "" || !strings.EqualFold(scheme, "Bearer") || subtle.ConstantTimeCompare(got[:], want[:]) != 1 {
			w.Header().Set("WWW-Authenticate", "Bearer")
			http.Error(w, "a bearer token is needed: the server printed it when it started", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// ours tells whether host:port is the address, or this machine by name with
// the same port.
func ours(hostPort, address string) bool {
	host, port, err := net.SplitHostPort(hostPort)
	if err != nil {
		return false
	}
	_, wanted, err := net.SplitHostPort(address)
	if err != nil || port != wanted {
		return false
	}
	addr, err := netip.ParseAddr(host)
	return strings.EqualFold(host, "localhost") || err == nil && addr.Unmap().IsLoopback()
}
