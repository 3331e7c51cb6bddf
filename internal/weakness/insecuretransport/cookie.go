package insecuretransport

import (
	"net/http"
	"strings"

	"github.com/ashlarsec/ashlar/internal/live/identity"
	"github.com/ashlarsec/ashlar/internal/live/wire"
)

// bare is the first cookie of the credential that an answer sets without the
// flags that keep it from others, and which it lacks. A token against forgery
// is read by scripts by design, and on a host without TLS nothing can be
// Secure.
func bare(ex *wire.Exchange, c identity.Credential, scheme string) (name string, lacks []string) {
	for _, cookie := range (&http.Response{Header: ex.Header}).Cookies() {
		lower := strings.ToLower(cookie.Name)
		if _, used := c.Cookie[cookie.Name]; !used || strings.Contains(lower, "csrf") || strings.Contains(lower, "xsrf") {
			continue
		}
		lacks = nil
		if scheme == "https" && !cookie.Secure {
			lacks = append(lacks, "Secure")
		}
		if !cookie.HttpOnly {
			lacks = append(lacks, "HttpOnly")
		}
		if len(lacks) > 0 {
			return cookie.Name, lacks
		}
	}
	return "", nil
}
