package proof

import (
	"testing"

	"github.com/ashlarsec/ashlar/internal/evidence"
	"github.com/ashlarsec/ashlar/internal/finding"
)

func sent(body, answer string) evidence.Exchange {
	return evidence.Exchange{Request: evidence.Request{Method: "GET", URL: "http://127.0.0.1:5000/x", Body: body}, Response: evidence.Response{Status: 200, Body: answer}}
}

func TestMark(t *testing.T) {
	own := sent("", `{"id":"65f1c0ffee5a1ad000000001","note":"kq7x2m9v"}`)
	for name, test := range map[string]struct {
		exchanges, control []evidence.Exchange
		want               string
	}{
		"a canary before an identifier": {[]evidence.Exchange{own, own}, nil, "kq7x2m9v"},
		"nothing that the control has":  {[]evidence.Exchange{own, own}, []evidence.Exchange{own}, ""},
		"one exchange":                  {[]evidence.Exchange{own}, nil, ""},
		"what was sent before":          {[]evidence.Exchange{sent(`{"note":"w8x7c6v5b4"}`, ""), sent("", `{"note":"w8x7c6v5b4"}`)}, nil, "w8x7c6v5b4"},
		"no echo":                       {[]evidence.Exchange{own, sent("kq7x2m9v", "kq7x2m9v")}, nil, ""},
	} {
		if got := Mark(test.exchanges, test.control); got != test.want {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
}

func TestShort(t *testing.T) {
	for body, want := range map[string]string{
		"{\n \"a\": 1\n}\n": `{"a":1}`, " one \n": "one", "one\ntwo": "one two", "Traceback:\n  File\n    x\nKeyError: 'a'\n": "Traceback: … KeyError: 'a'",
		"<html>\n  <p>no</p>\n</html>": "<html> <p>no</p> </html>", "": "",
	} {
		if got := Short(body); got != want {
			t.Errorf("%q becomes %q, want %q", body, got, want)
		}
	}
}

// The line to copy is the attack, not the owner's look at what it did.
func TestCurlLineIsTheChange(t *testing.T) {
	call := func(who, method string) evidence.Exchange {
		return evidence.Exchange{Identity: who, Request: evidence.Request{Method: method}}
	}
	write := []evidence.Exchange{call("alice", "GET"), call("bob", "DELETE"), call("alice", "GET")}
	read := []evidence.Exchange{call("alice", "GET"), call("bob", "GET")}
	for _, c := range []struct {
		operation string
		exchanges []evidence.Exchange
		want      string
	}{
		{"DELETE /orders/{id}", write, "bob DELETE"},
		{"GET /orders/{id}", read, "bob GET"},
		{"", read, "bob GET"},
	} {
		ex := Decisive(finding.Finding{Operation: c.operation, Evidence: evidence.Evidence{Exchanges: c.exchanges}})
		if got := ex.Identity + " " + ex.Request.Method; got != c.want {
			t.Errorf("%s: %s, want %s", c.operation, got, c.want)
		}
	}
}
