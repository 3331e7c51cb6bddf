package contract

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestLooksLike(t *testing.T) {
	for name, test := range map[string]struct {
		doc  string
		want bool
	}{
		"JSON":                {`{"openapi": "3.0.0"}`, true},
		"2.0 as a number":     {`{"swagger": 2.0}`, true},
		"keys sorted":         {`{"components": {"schemas": {"a": {"x": "}\"]"}}}, "info": {}, "openapi" : "3.1.0"}`, true},
		"YAML":                {"# a contract\nopenapi: 3.0.0\n", true},
		"YAML, quoted":        {"---\ninfo: {}\n'swagger': '2.0'\r\n", true},
		"a byte order mark":   {"\ufeff \n{\"openapi\": \"3.0.0\"}", true},
		"not at the root":     {`{"data": {"openapi": "3.0.0"}}`, false},
		"as a value":          {`{"a": "openapi", "b": 3}`, false},
		"no version":          {`{"openapi": true}`, false},
		"cut off":             {`{"openapi`, false},
		"YAML, not at root":   {"x:\n  openapi: 3.0.0\n", false},
		"a page":              {"<html>\nopenapi: 3.0.0\n", false},
		"text":                {"openapi is great", false},
		"nothing":             {"", false},
		"a list":              {`[{"openapi": "3.0.0"}]`, false},
		"another JSON answer": {`{"error": "not found"}`, false},
	} {
		t.Run(name, func(t *testing.T) {
			if got := LooksLike([]byte(test.doc)); got != test.want {
				t.Errorf("got %v", got)
			}
		})
	}
}

func TestFromPage(t *testing.T) {
	const document = `{"openapi":"3.0.0","info":{"contact":{"url":"https://example.com"}},"servers":[{"url":"/inner"}],"paths":{"/a":{"get":{}}}}`
	for name, test := range map[string]struct {
		page string
		want []string
	}{
		"FastAPI":          {`<link href="x.css"><script>const ui = SwaggerUIBundle({url: '/openapi.json', "dom_id": "#swagger-ui", oauth2RedirectUrl: window.location.origin + '/docs/oauth2-redirect'})</script>`, []string{"/openapi.json"}},
		"flask-restx":      {"<script>window.ui = SwaggerUIBundle({\n  url: \"http://127.0.0.1:5000/swagger.json\",\n validatorUrl: \"\" || null})", []string{"http://127.0.0.1:5000/swagger.json"}},
		"flasgger":         {`<script>var specs = [{"url": "\/apispec_1.json", "name": "v1"}, {"url": "\/apispec_2.json"}]; urls: specs`, []string{"/apispec_1.json", "/apispec_2.json"}},
		"several":          {`urls: [{url: "a.json", name: "A"}, {name: "B", url: "b.json"}]`, []string{"a.json", "b.json"}},
		"Redoc":            {`<redoc spec-url='/api/openapi.json?a=1&amp;b=2' hide></redoc><script src="redoc.standalone.js">`, []string{"/api/openapi.json?a=1&b=2"}},
		"Redoc.init":       {`Redoc.init("openapi.yaml", {}, x)`, []string{"openapi.yaml"}},
		"RapiDoc":          {`<rapi-doc spec-url="./openapi.json">`, []string{"./openapi.json"}},
		"Scalar":           {`<script id="api-reference" data-url="/openapi.json"></script>`, []string{"/openapi.json"}},
		"Elements":         {`<elements-api apiDescriptionUrl="openapi.yaml" router="hash"/>`, []string{"openapi.yaml"}},
		"springdoc":        {`{"configUrl":"/v3/api-docs/swagger-config","url":"/v3/api-docs"}`, []string{"/v3/api-docs/swagger-config", "/v3/api-docs"}},
		"a script beside":  {`<script src="./swagger-initializer.js" charset="UTF-8"> </script><script src="./swagger-ui-bundle.js">`, []string{"./swagger-initializer.js"}},
		"in the script":    {`let options = {"swaggerDoc": ` + document + `, "customOptions": {"url": "/other.json"}}`, []string{document, "/other.json"}},
		"Redoc, built":     {`const __redoc_state = {"menu":{},"spec":{"data":` + document + `}};`, []string{document}},
		"Scalar, embedded": {`<script id="api-reference" type="application/json">` + document + `</script>`, []string{document}},
		"not a document":   {`data: {"a": 1}, spec: {broken`, nil},
		"an open template": {`url: "{{ spec_url }}"`, nil},
		"styles":           {`<style>a { background: url("x.png") }</style><img src="x.png" data-url="y.svg">`, nil},
		"a script address": {`url: "javascript:alert(1)"`, nil},
		"no page":          {``, nil},
		"never ending":     {strings.Repeat(`spec: {`, 100_000), nil},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, FromPage([]byte(test.page))); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
