// Package scan runs a scan from its targets to the scan document.
package scan

import (
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"time"

	"github.com/ashlarsec/ashlar/internal/design"
	"github.com/ashlarsec/ashlar/internal/live/world"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// Options are what a scan is asked to do. Zero values are the defaults.
type Options struct {
	Targets []string // URLs, contract files, folders
	URL     string   // base URL of the API; alone or with contract files
	Design  *design.Design

	Mode        world.Mode // empty: safe, or passive where safe is not allowed
	Authorized  bool       // the owner of a public target agreed
	Keep        bool       // leave created objects
	Rate        float64    // requests per second
	Concurrency int
	MaxRequests int
	Budget      time.Duration // of the whole scan
	Timeout     time.Duration // of one request
	Seed        uint64
	Headers     map[string][]string
	Insecure    bool
	Callback    string // host:port where the target can reach this machine

	Weaknesses []*weakness.Weakness
	Version    string
	Log        *slog.Logger
	Progress   func(Progress) // may be nil; called from several goroutines
}

// Progress is where a running scan is.
type Progress struct {
	Phase      string // reading the contract, becoming, looking: cross-owner-read, cleaning up
	Done, All  int    // weaknesses
	Operations int
	Requests   int
	Findings   int
	Started    time.Time
	Deadline   time.Time // zero: none
}

// UsageError is a wrong wish of the user, with what to do instead.
type UsageError struct {
	Text string
	Hint string
}

func (e *UsageError) Error() string { return e.Text }

func usage(hint, format string, args ...any) error {
	return &UsageError{Text: fmt.Sprintf(format, args...), Hint: hint}
}

// permittedMode is the mode that the target allows. Loopback and private
// addresses (RFC 1918, RFC 4193) are taken for the user's own; others need
// the word of the user that the owner agrees.
func permittedMode(o Options, base *url.URL) (world.Mode, string, error) {
	mode := o.Mode
	if mode == "" && o.Design != nil {
		mode = world.Mode(o.Design.Mode)
	}
	if private(base.Hostname()) || o.Authorized || mode == world.Passive {
		if mode == "" {
			mode = world.Safe
		}
		return mode, "", nil
	}
	if o.Mode == "" {
		return world.Passive, base.Host + " is neither loopback nor private: passive mode; --authorized says that its owner agrees to more", nil
	}
	return "", "", usage("--authorized says that its owner agrees; --mode passive only reads",
		"%s is neither loopback nor private: --mode %s needs the owner's consent", base.Host, mode)
}

func private(host string) bool {
	if addr, err := netip.ParseAddr(host); err == nil {
		return addr.IsLoopback() || addr.IsPrivate() || addr.IsLinkLocalUnicast()
	}
	addrs, err := net.LookupIP(host)
	if err != nil || len(addrs) == 0 {
		return host == "localhost"
	}
	for _, a := range addrs {
		if !a.IsLoopback() && !a.IsPrivate() {
			return false
		}
	}
	return true
}
