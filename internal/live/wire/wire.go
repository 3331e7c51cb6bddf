// Package wire sends the requests of the live look: in scope, paced, within
// a budget, and bounded against whatever comes back.
package wire

import (
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/time/rate"
)

// Bounds of one exchange and of patience with the target.
const (
	MaxBody        = 2 << 20 // bytes of a response body that are kept
	maxHeaderBytes = 1 << 20 // bytes of response headers, the default of net/http servers

	defaultTimeout     = 10 * time.Second
	defaultConcurrency = 4
	loopbackRate       = 200 // requests per second
	remoteRate         = 20

	// AnswerTime is how long the answer to a request with Makes is waited for
	// although the context of Do has ended meanwhile: what the target made has
	// no name before its answer is here, and could not be removed.
	AnswerTime = 3 * time.Second

	// idleTimeout is below the 2 s after which gunicorn closes a kept-alive
	// connection: a POST that meets the closing cannot be sent again.
	idleTimeout = time.Second
)

// What ends the sending. Everything else that goes wrong is an Exchange with
// Err.
var (
	ErrBudget = errors.New("budget used up")
	ErrScope  = errors.New("host not in scope")
	ErrDown   = errors.New("target suffers")

	// ErrUnanswered comes with the end of a context or budget: a request with
	// Makes was on its way, and its answer did not come in time.
	ErrUnanswered = errors.New("sent and not answered")

	// ErrAddress is the Err of an Exchange whose connection [Options.Permit]
	// refused.
	ErrAddress = errors.New("address not permitted")
)

// Options say where a client may send, and how fast.
type Options struct {
	Base        *url.URL      // requests go to its host and port
	Scope       []string      // more of them: "host" (any port), "host:port" or "https://host"
	Rate        float64       // requests per second; 0: 200 on loopback, 20 elsewhere
	Concurrency int           // requests at once; 0: 4
	MaxRequests int           // 0: no bound
	Deadline    time.Time     // zero: none
	Timeout     time.Duration // of one request with its answer; 0: 10 s
	Insecure    bool          // believe any TLS certificate
	UserAgent   string        // "": see [UserAgent]
	Header      http.Header   // sent with every request
	Log         *slog.Logger  // nil: none

	// Permit, when set, is asked before each connection whether host may be
	// reached at addr, and no proxy is used: what a name resolves to is known
	// only then, and may change between two connections.
	Permit func(host string, addr netip.Addr) bool
}

// UserAgent names version of the program to the owner of the target.
func UserAgent(version string) string {
	return "Ashlar/" + version + " (+security scan; https://github.com/ashlarsec/ashlar)"
}

// Client sends requests. Safe for concurrent use.
type Client struct {
	// OnExchange, when set before the first Do, sees every exchange, also
	// those that are sent again. It is called from the goroutine of Do, so
	// several calls may run at once.
	OnExchange func(*Exchange)

	opts      Options
	transport *http.Transport // what pools are made from
	pooling   sync.Mutex
	pools     map[string]*http.Transport // by who sends
	limiter   *rate.Limiter
	slots     chan struct{}
	budget    budget
	limits    limits
	health    health
	latency   atomic.Int64
}

// New fails when Base is no absolute http or https URL.
func New(o Options) (*Client, error) {
	if o.Base == nil || o.Base.Hostname() == "" || o.Base.Scheme != "http" && o.Base.Scheme != "https" {
		return nil, fmt.Errorf("%v is no http or https URL with a host", o.Base)
	}
	if o.Rate <= 0 {
		o.Rate = remoteRate
		if loopback(o.Base.Hostname()) {
			o.Rate = loopbackRate
		}
	}
	if o.Concurrency <= 0 {
		o.Concurrency = defaultConcurrency
	}
	if o.Timeout <= 0 {
		o.Timeout = defaultTimeout
	}
	if o.UserAgent == "" {
		o.UserAgent = UserAgent(buildVersion())
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	through, dial := proxy, (&net.Dialer{}).DialContext
	if o.Permit != nil {
		through, dial = nil, permitted(o.Permit)
	}
	return &Client{
		opts: o,
		transport: &http.Transport{
			Proxy:                  through,
			DialContext:            dial,
			ForceAttemptHTTP2:      true, // a TLSClientConfig would switch it off
			TLSClientConfig:        &tls.Config{InsecureSkipVerify: o.Insecure},
			MaxIdleConnsPerHost:    o.Concurrency,
			IdleConnTimeout:        idleTimeout,
			MaxResponseHeaderBytes: maxHeaderBytes,
		},
		pools:   map[string]*http.Transport{},
		limiter: rate.NewLimiter(rate.Limit(o.Rate), 1),
		slots:   make(chan struct{}, o.Concurrency),
		budget:  budget{deadline: o.Deadline, max: o.MaxRequests},
	}, nil
}

func buildVersion() string {
	if b, ok := debug.ReadBuildInfo(); ok && strings.HasPrefix(b.Main.Version, "v") {
		return b.Main.Version
	}
	return "dev"
}

// proxy is the environment's, except for loopback: a proxy elsewhere cannot
// reach this machine's loopback.
func proxy(r *http.Request) (*url.URL, error) {
	if loopback(r.URL.Hostname()) {
		return nil, nil
	}
	return http.ProxyFromEnvironment(r)
}

// loopback tells whether host is this machine: RFC 6761, section 6.3, gives
// all of .localhost to it.
func loopback(host string) bool {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.Unmap().IsLoopback()
}

// Requests is how many were sent, those that were sent again included.
func (c *Client) Requests() int { return c.budget.count() }

// Latency is how long the target takes to answer of late, 0 before the first
// answer: a mean that forgets, with the weight of RFC 6298.
func (c *Client) Latency() time.Duration { return time.Duration(c.latency.Load()) }

// Close ends the connections that are kept alive. The client stays usable.
func (c *Client) Close() {
	c.pooling.Lock()
	defer c.pooling.Unlock()
	c.closePools()
}

func (c *Client) closePools() {
	for _, pool := range c.pools {
		pool.CloseIdleConnections()
	}
	clear(c.pools)
}

// maxPools is how many callers have connections at a time. Guessing tokens
// makes one of each.
const maxPools = 50

// pool keeps the connections of one caller. Callers share none: a target that
// answers out of order would show one what belongs to the other, and that
// would look like a proof.
func (c *Client) pool(identity string, h http.Header) *http.Transport {
	key := strings.Join(slices.Concat([]string{identity}, h["Authorization"], h["Cookie"]), "\x00")
	c.pooling.Lock()
	defer c.pooling.Unlock()
	pool := c.pools[key]
	if pool == nil {
		if len(c.pools) == maxPools {
			c.closePools()
		}
		pool = c.transport.Clone()
		c.pools[key] = pool
	}
	return pool
}

// Renew gives a new budget and forgets that the target was down, so that a
// scan that stopped early can still clean up. The bounds are those of
// Options: a zero deadline is none, requests are counted from now on, and 0
// is no bound.
func (c *Client) Renew(deadline time.Time, requests int) {
	c.budget.renew(deadline, requests)
	c.health.forget()
}
