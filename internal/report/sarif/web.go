package sarif

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/ashlarsec/ashlar/internal/evidence"
	"github.com/ashlarsec/ashlar/internal/printable"
)

// request is one of HTTP/1.1; its target is what stands behind the host.
func request(ex evidence.Exchange) *webRequest {
	out := &webRequest{Protocol: "http", Version: "1.1", Target: printable.Line(target(ex.Request.URL)), Method: printable.Line(ex.Request.Method), Headers: headers(ex.Request.Headers)}
	if ex.Request.Body != "" {
		out.Body = &content{Text: printable.Lines(ex.Request.Body)}
	}
	return out
}

func response(ex evidence.Exchange) *webResponse {
	if ex.Response.Status == 0 {
		return &webResponse{NoResponseReceived: true, Properties: map[string]any{"error": printable.Line(ex.Response.Error)}}
	}
	out := &webResponse{
		Protocol: "http", Version: "1.1", StatusCode: ex.Response.Status, ReasonPhrase: http.StatusText(ex.Response.Status), Headers: headers(ex.Response.Headers),
	}
	if ex.Response.Body != "" {
		out.Body = &content{Text: printable.Lines(ex.Response.Body)}
	}
	return out
}

// headers of one name are joined, as RFC 9110, section 5.3 lets them be.
func headers(all []evidence.Header) map[string]string {
	out := map[string]string{}
	for _, h := range all {
		name, value := printable.Line(h.Name), printable.Line(h.Value)
		if before, has := out[name]; has {
			value = before + ", " + value
		}
		out[name] = value
	}
	return out
}

func target(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return address
	}
	if t := u.RequestURI(); t != "" {
		return t
	}
	return "/"
}

// artifactOf is a file below the base, or one elsewhere by its whole URI.
func artifactOf(file string) artifact {
	if strings.HasPrefix(file, "http://") || strings.HasPrefix(file, "https://") {
		if u, err := url.Parse(file); err == nil {
			return artifact{URI: u.String()}
		}
	}
	path := strings.ReplaceAll(file, `\`, "/")
	switch {
	case strings.HasPrefix(path, "/"):
		return artifact{URI: (&url.URL{Scheme: "file", Path: path}).String()}
	case len(path) > 2 && path[1] == ':' && path[2] == '/': // C:/
		return artifact{URI: (&url.URL{Scheme: "file", Path: "/" + path}).String()}
	}
	path = strings.TrimPrefix(path, "./")
	// A colon in the first segment would be read as a scheme: RFC 3986, 4.2.
	return artifact{URI: strings.TrimPrefix((&url.URL{Path: path}).String(), "./"), BaseID: baseID}
}

// plain is text of a message. Two things in it are not text for a reader of
// SARIF, and what an API answers must not become them: a placeholder, {0},
// and a link, [text](where). Other braces stay: the standard wants them
// doubled, and the services show them doubled.
func plain(text string) message {
	text = printable.Lines(text)
	text = strings.ReplaceAll(text, "](", "] (")
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		b.WriteByte(text[i])
		if text[i] == '{' && i+1 < len(text) && text[i+1] >= '0' && text[i+1] <= '9' {
			b.WriteByte('{')
		}
	}
	return message{Text: b.String()}
}

func plainPointer(text string) *message {
	m := plain(text)
	return &m
}
