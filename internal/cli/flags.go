package cli

import (
	"cmp"
	"net"
	"strconv"
	"strings"
	"time"

	"github.com/ashlarsec/ashlar/internal/scan"
)

// Bounds of the pace, those of ashlar.yaml. More is a slip of the keyboard.
const (
	maxRate        = 10_000
	maxConcurrency = 1_000
	maxRequests    = 100_000_000
)

// pace checks the numbers. A flag that was not given is nil, so that 0 is
// known to be a wish, and a wrong one.
func (c *scanCommand) pace(o *scan.Options) error {
	return cmp.Or(
		number(&o.Rate, "--rate", c.Rate, maxRate),
		number(&o.Concurrency, "--concurrency", c.Concurrency, maxConcurrency),
		number(&o.MaxRequests, "--max-requests", c.MaxRequests, maxRequests),
		span(&o.Budget, "--budget", c.Budget),
		span(&o.Timeout, "--timeout", c.Timeout),
	)
}

func number[N int | float64](to *N, flag string, given *N, most N) error {
	if given == nil {
		return nil
	}
	if !(*given > 0 && *given <= most) { // NaN is neither
		return usage("leave it out for the default", "%s must be above 0 and at most %v", flag, most)
	}
	*to = *given
	return nil
}

func span(to *time.Duration, flag string, given *time.Duration) error {
	if given == nil {
		return nil
	}
	if *given <= 0 {
		return usage("leave it out for the default", "%s must be above 0", flag)
	}
	*to = *given
	return nil
}

// headers reads those of --header. What is wrong is not repeated: it may hold
// a credential, and builds keep what they print.
func headers(given []string) (map[string][]string, error) {
	all := map[string][]string{}
	for i, h := range given {
		name, value, found := strings.Cut(h, ":")
		name, value = strings.Trim(name, " \t"), strings.Trim(value, " \t")
		if !found || !headerName(name) || !headerValue(value) {
			return nil, usage("--header 'X-Tenant: acme'", "--header, number %d: it is no header (NAME: VALUE)", i+1)
		}
		switch strings.ToLower(name) {
		case "content-length", "transfer-encoding", "connection", "upgrade", "te", "trailer":
			return nil, usage("leave it out", "--header %s: each request has its own", name)
		}
		all[name] = append(all[name], value)
	}
	return all, nil
}

// headerName is a token of RFC 9110, section 5.6.2.
func headerName(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(c rune) bool {
		return c <= ' ' || c >= 0x7f || strings.ContainsRune(`"(),/:;<=>?@[\]{}`, c)
	})
}

// headerValue has no control characters but tabs: RFC 9110, section 5.5.
func headerValue(s string) bool {
	return !strings.ContainsFunc(s, func(c rune) bool { return c < ' ' && c != '\t' || c == 0x7f })
}

// reachable tells whether the text is "host", "host:port" or ":port".
func reachable(text string) bool {
	host, port, err := net.SplitHostPort(text)
	if err != nil {
		host, port = strings.Trim(text, "[]"), "0"
		if strings.Contains(host, ":") && net.ParseIP(host) == nil {
			return false
		}
	}
	if _, err := strconv.ParseUint(port, 10, 16); err != nil {
		return false
	}
	return !strings.ContainsFunc(host, func(c rune) bool { return c <= ' ' || strings.ContainsRune("/?#@%\\", c) })
}
