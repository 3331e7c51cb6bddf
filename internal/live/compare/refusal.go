package compare

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// ErrorInside tells whether an answer is a refusal whatever its status says,
// and what it says. A document that has an error among its properties, as a
// job or a log entry does, is none.
func ErrorInside(body any) (string, bool) { return errorInside(decoded(body), deepestEnvelope) }

func errorInside(body any, depth int) (string, bool) {
	switch v := body.(type) {
	case string:
		text := strings.TrimSpace(v)
		if len(text) <= longestMessage && refusingStart.MatchString(text) {
			return text, true
		}
	case []any:
		if wrong, said := tupleError(v); wrong {
			return said, true
		}
	case map[string]any:
		return refusing(v, depth)
	}
	return "", false
}

// A longer text is a page or content, not a message.
const longestMessage = 300

var (
	refusingStart = regexp.MustCompile(`(?i)^["'<h1-6>]*\s*(error|invalid|unauthori[sz]ed|forbidden|not found|missing|access denied|permission denied|bad request|incorrect|wrong|no such|internal server error|traceback|please (log ?in|sign ?in|provide)|(log ?in|authentication|authorization) (required|failed))\b`)
	refusingWords = regexp.MustCompile(`(?i)\b(not found|invalid|unauthori[sz]ed|missing|is required|are required|denied|failed|failure|error|forbidden|not allowed|not permitted|does ?n.t exist|does not exist|no such|already (exists|taken|registered|in use)|incorrect|wrong|expired|cannot|can.t|unable|must (be|have|contain|provide|log)|not authori[sz]ed|not authenticated|(log ?in|sign ?in|authentication|token) (is )?(required|needed)|please (log ?in|sign ?in|provide)|bad request|not valid|malformed|unsupported|too (many|short|long)|not enough|insufficient)\b`)
	succeeding    = regexp.MustCompile(`(?i)\b(success\w*|created|registered|updated|deleted|removed|added|saved|sent|placed|submitted|completed|received|welcome|thanks?|thank you|logged (in|out)|signed (up|in|out))\b`)
	failingWords  = regexp.MustCompile(`(?i)(\bnot\b|n't\b|fail|error|invalid|unable|cannot|already|denied|unauthori|forbidden|missing|incorrect|wrong|must be)`)
	reassuring    = regexp.MustCompile(`(?i)\b(no|0|zero|without( any)?) (errors?|failures?)\b`)
)

// tupleError sees `return jsonify({"error": …}, 404)`, which answers 200 with
// both in an array.
func tupleError(a []any) (bool, string) {
	if len(a) != 2 {
		return false, ""
	}
	o, ok := a[0].(map[string]any)
	code := scalarText(a[1])
	if _, text := a[1].(string); !ok || text || !isStatus(code) || code < "400" {
		return false, ""
	}
	return true, message(o)
}

func refusing(o map[string]any, depth int) (string, bool) {
	squeezedValues := map[string]any{}
	for _, name := range slices.Backward(slices.Sorted(maps.Keys(o))) {
		squeezedValues[squeezed(name)] = o[name]
	}
	for _, name := range []string{"success", "ok", "succeeded", "issuccess", "issuccessful", "authenticated", "loggedin", "authorized"} {
		if denied(squeezedValues[name]) && (name == "success" || onlyEnvelope(o)) {
			return message(o), true
		}
	}
	if identified(o) {
		return "", false
	}
	for _, name := range []string{"error", "errors", "err", "errormessage", "errormsg", "errordescription", "errorcode", "exception", "fault", "traceback"} {
		v := squeezedValues[name]
		if speaks(v) && !(name == "errors" && carriesContent(o)) {
			return message(o), true
		}
	}
	if depth > 0 && len(o) == 1 {
		for name, v := range o {
			if inner, ok := v.(map[string]any); ok && wrappers[squeezed(name)] {
				return errorInside(inner, depth-1)
			}
		}
	}
	if word, _ := squeezedValues["status"].(string); o["data"] != nil && len(o) <= 3 && failing(word) {
		return message(o), true // JSend puts the reasons into data
	}
	if !onlyEnvelope(o) {
		return "", false
	}
	for _, name := range []string{"status", "result", "state", "statuscode", "code", "httpstatus", "httpcode", "responsecode"} {
		if failing(squeezedValues[name]) {
			return message(o), true
		}
	}
	said := message(o)
	if len(said) <= longestMessage && said != jsonText(o) && refusingWords.MatchString(said) && !reassuring.MatchString(said) &&
		(!succeeding.MatchString(said) || failingWords.MatchString(said)) {
		return said, true
	}
	return "", false
}

// onlyEnvelope tells whether the object says nothing but how it went.
func onlyEnvelope(o map[string]any) bool {
	for name, v := range o {
		n := squeezed(name)
		if empty(v) || besides(name, v) || n == "data" && emptyList(v) {
			continue
		}
		switch n {
		case "reason", "result", "response", "state", "statuscode", "httpstatus", "httpcode", "responsecode", "title", "instance", "details", "hint",
			"authenticated", "loggedin", "authorized", "succeeded", "issuccess", "issuccessful", "text", "name", "path", "method", "field", "fields":
			if _, object := v.(map[string]any); !object || n == "details" {
				continue
			}
		}
		return false
	}
	return len(o) > 0
}

func emptyList(v any) bool {
	a, ok := v.([]any)
	return ok && len(a) == 0 || v == "" || v == false
}

// carriesContent tells whether there is something to read beside the errors.
func carriesContent(o map[string]any) bool {
	for name, v := range o {
		if wrappers[squeezed(name)] && !empty(v) && !emptyList(v) {
			return true
		}
	}
	return false
}

// denied tells whether a flag says no.
func denied(v any) bool {
	switch v := v.(type) {
	case bool:
		return !v
	case string:
		return strings.EqualFold(v, "false") || strings.EqualFold(v, "no")
	}
	return scalarText(v) == "0"
}

// speaks tells whether an error property says that there was one.
func speaks(v any) bool {
	switch v := v.(type) {
	case nil:
		return false
	case bool:
		return v
	case string:
		switch strings.ToLower(strings.TrimSpace(v)) {
		case "", "none", "null", "false", "no", "ok", "no error", "0":
			return false
		}
		return true
	case []any:
		return slices.ContainsFunc(v, speaks)
	case map[string]any:
		for _, e := range v {
			if speaks(e) {
				return true
			}
		}
		return false
	}
	n, err := strconv.ParseFloat(scalarText(v), 64)
	return err == nil && (n >= 400 || n < 0)
}

// failing tells whether a status is one of a refusal.
func failing(v any) bool {
	s, ok := v.(string)
	if !ok {
		code := scalarText(v)
		return isStatus(code) && code >= "400"
	}
	switch s = strings.ToLower(s); s {
	case "error", "fail", "failed", "failure", "unauthorized", "unauthorised", "denied", "forbidden", "ko", "nok", "invalid", "rejected", "exception", "unsuccessful":
		return true
	}
	head, _, _ := strings.Cut(s, " ") // "404 Not Found"
	return isStatus(head) && head >= "400"
}

// message is what an error says: its first text, or all of it as JSON.
func message(o map[string]any) string {
	byName := map[string]any{}
	for name, v := range o {
		byName[squeezed(name)] = v
	}
	for _, name := range []string{"error", "message", "msg", "errormessage", "errormsg", "errordescription", "detail", "details", "description", "reason", "exception", "err", "title", "errors", "result", "response", "info", "text", "status"} {
		switch v := byName[name].(type) {
		case string:
			if strings.TrimSpace(v) != "" && !(name == "error" && strings.EqualFold(v, "true")) {
				return v
			}
		case map[string]any:
			if len(v) > 0 {
				return message(v)
			}
		case []any:
			if len(v) > 0 {
				return jsonText(v)
			}
		}
	}
	return jsonText(o)
}

func jsonText(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		return ""
	}
	return string(b)
}
