package contract

import (
	"bytes"
	"encoding/json"
	"html"
	"regexp"
	"slices"
	"strings"
)

// Candidates are the paths below a base URL where contracts are usually
// served, in the order in which to ask. /docs and /redoc are pages, for
// [FromPage]; flasgger, flask-restx, flask-smorest, springdoc and FastAPI
// serve the others.
var Candidates = []string{
	"/openapi.json", "/openapi.yaml",
	"/swagger.json", "/swagger.yaml",
	"/api/openapi.json", "/api/swagger.json",
	"/v1/openapi.json", "/v1/swagger.json",
	"/v2/openapi.json", "/v2/swagger.json",
	"/v3/api-docs",
	"/apispec_1.json", "/apispec.json",
	"/api-docs", "/docs", "/redoc",
}

// yamlVersion is a version at the beginning of a line.
var yamlVersion = regexp.MustCompile(`(?m)^["']?(?:openapi|swagger)["']?[ \t]*:[ \t]*["']?[0-9]`)

// LooksLike tells whether the bytes seem to be an OpenAPI document, without
// parsing them: a version is at the root.
func LooksLike(data []byte) bool {
	data = bytes.TrimLeft(bytes.TrimPrefix(data, []byte("\ufeff")), " \t\r\n")
	if len(data) == 0 || len(data) > maxSize {
		return false
	}
	switch data[0] {
	case '{':
		return rootVersion(data)
	case '<', '[':
		return false
	}
	return yamlVersion.Match(data)
}

// jsonVersion is the rest of a root key that holds a version.
var jsonVersion = regexp.MustCompile(`^"(?:openapi|swagger)"\s*:\s*"?[0-9]`)

// rootVersion looks for the version among the keys of the outermost object.
// Generators that sort keys put it behind all components.
func rootVersion(data []byte) bool {
	depth := 0
	for i := 0; i < len(data); i++ {
		switch data[i] {
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return false
			}
		case '"':
			if depth == 1 && jsonVersion.Match(data[i:min(len(data), i+64)]) {
				return true
			}
			for i++; i < len(data) && data[i] != '"'; i++ {
				if data[i] == '\\' {
					i++
				}
			}
		}
	}
	return false
}

var (
	// Swagger UI, its configuration file and Redoc.init.
	urlMembers = regexp.MustCompile(`(?:\burl|\bconfigUrl|\bspecUrl)["']?\s*[:=]\s*("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')`)
	urlCalls   = regexp.MustCompile(`\bRedoc\.init\(\s*("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')`)
	// Redoc, RapiDoc, Scalar and Stoplight Elements.
	urlAttributes = regexp.MustCompile(`(?i)\b(?:spec-url|data-url|apidescriptionurl)\s*=\s*("[^"\n]*"|'[^'\n]*')`)
	// Swagger UI since 4 keeps its configuration in a script beside the page.
	urlScripts = regexp.MustCompile(`(?i)\bsrc\s*=\s*("[^"\n]*swagger-(?:initializer|ui-init)\.js[^"\n]*"|'[^'\n]*swagger-(?:initializer|ui-init)\.js[^'\n]*')`)
	// Where pages and scripts keep a whole document.
	embedded = regexp.MustCompile(`(?i)(?:\b(?:spec|swaggerDoc|definition|content|data)["']?\s*[:=]|<script[^>]*\bapplication/json[^>]*>)\s*\{`)
)

const (
	maxEmbedded  = 50 // objects in a page that are tried as a document
	maxAddresses = 50 // addresses that one page may give
)

// FromPage finds the contract that a page of Swagger UI, Redoc, RapiDoc,
// Scalar or Elements shows, or that one of their scripts or configuration
// files names. It returns addresses as written, relative to the page, the
// likeliest first. One that begins with { is no address: it is the contract
// itself. One that ends in .js is a script to read with FromPage again.
func FromPage(page []byte) []string {
	if len(page) > maxSize {
		return nil
	}
	out := documents(page)
	for _, doc := range out {
		// Addresses inside the document are of its servers and contacts.
		page = bytes.Replace(page, []byte(doc), nil, 1)
	}
	for _, pattern := range []*regexp.Regexp{urlAttributes, urlMembers, urlCalls, urlScripts} {
		for _, m := range pattern.FindAllSubmatch(page, maxAddresses) {
			address := unquote(string(m[1]))
			if plausible(address) && !slices.Contains(out, address) {
				out = append(out, address)
			}
		}
	}
	return out[:min(len(out), maxAddresses)]
}

// documents returns the contracts written into the page.
func documents(page []byte) []string {
	var out []string
	end := 0
	for _, at := range embedded.FindAllIndex(page, maxEmbedded) {
		start := at[1] - 1
		if start < end {
			continue
		}
		var raw json.RawMessage
		if json.NewDecoder(bytes.NewReader(page[start:])).Decode(&raw) == nil && LooksLike(raw) {
			out = append(out, string(raw))
			end = start + len(raw)
		}
	}
	return out
}

// unquote reads a quoted attribute or JavaScript literal.
func unquote(quoted string) string {
	inner := quoted[1 : len(quoted)-1]
	if strings.Contains(inner, `\`) {
		var s string
		literal := `"` + strings.ReplaceAll(strings.ReplaceAll(inner, `\'`, `'`), `\x`, `\u00`) + `"`
		if json.Unmarshal([]byte(literal), &s) == nil {
			inner = s
		}
	}
	return strings.TrimSpace(html.UnescapeString(inner))
}

// plausible tells whether the text may be the address of a contract, not of
// a part of the page or the gap of a template.
func plausible(address string) bool {
	path, _, _ := strings.Cut(address, "?")
	for _, asset := range []string{".css", ".png", ".svg", ".ico", ".html", ".map"} {
		if strings.HasSuffix(strings.ToLower(path), asset) {
			return false
		}
	}
	if strings.HasSuffix(path, ".js") && !strings.Contains(path, "swagger-") {
		return false
	}
	return path != "" && !strings.ContainsAny(address, "{}<> \x00\n") && !strings.HasPrefix(address, "javascript:") && !strings.HasPrefix(address, "data:")
}
