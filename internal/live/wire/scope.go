package wire

import (
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
)

// resolve makes the URL of a request absolute.
func (c *Client) resolve(s string) (*url.URL, error) {
	if !absolute(s) {
		if s != "" && s[0] != '/' && s[0] != '?' {
			s = "/" + s
		}
		base := *c.opts.Base
		base.RawQuery, base.Fragment, base.RawFragment = "", "", ""
		// Appending text and not joining paths: dot segments and double
		// slashes are sometimes what a check is about.
		s = strings.TrimSuffix(base.String(), "/") + s
	}
	u, err := url.Parse(s)
	if err != nil {
		return nil, fmt.Errorf("reading the URL of a request: %w", err)
	}
	if u.Path == "" {
		u.Path = "/"
	}
	u.RawQuery = printable(u.RawQuery)
	u.Fragment, u.RawFragment = "", ""
	return u, nil
}

func absolute(s string) bool {
	scheme, _, ok := strings.Cut(s, "://")
	return ok && (strings.EqualFold(scheme, "http") || strings.EqualFold(scheme, "https"))
}

// printable escapes what would break the request line: net/http writes a
// query as it is.
func printable(query string) string {
	var b strings.Builder
	for i := range len(query) {
		if c := query[i]; c <= ' ' || c >= 0x7f {
			fmt.Fprintf(&b, "%%%02X", c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

func (c *Client) inScope(u *url.URL) bool {
	if u.Scheme != "http" && u.Scheme != "https" {
		return false
	}
	host, port := place(u)
	if baseHost, basePort := place(c.opts.Base); host == baseHost && port == basePort {
		return true
	}
	for _, entry := range c.opts.Scope {
		if whole, err := url.Parse(entry); err == nil && whole.Host != "" && strings.Contains(entry, "://") {
			if h, p := place(whole); h == host && p == port && whole.Scheme == u.Scheme {
				return true
			}
			continue
		}
		h, p, err := net.SplitHostPort(entry)
		if err != nil {
			h, p = strings.Trim(entry, "[]"), ""
		}
		if canonical(h) == host && (p == "" || p == port) {
			return true
		}
	}
	return false
}

// place is where requests for u go.
func place(u *url.URL) (host, port string) {
	port = u.Port()
	switch {
	case port != "":
	case u.Scheme == "https":
		port = "443"
	default:
		port = "80"
	}
	return canonical(u.Hostname()), port
}

func canonical(host string) string {
	return strings.ToLower(strings.TrimSuffix(host, "."))
}

// Location is where a redirect leads, absolute. It is false for everything
// that is no redirect, and for one that leaves the scope.
func (c *Client) Location(e *Exchange) (string, bool) {
	switch e.Status {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther,
		http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
	default:
		return "", false
	}
	from, err := url.Parse(e.Request.URL)
	if err != nil {
		return "", false
	}
	to, err := from.Parse(e.Header.Get("Location"))
	if err != nil || e.Header.Get("Location") == "" || !c.inScope(to) {
		return "", false
	}
	return to.String(), true
}
