package refusal

import (
	"regexp"
	"strings"
)

var (
	wantsJSON  = re(`(did not attempt to load json|content-type.{0,40}application/json|must be (valid )?json\b|expected json|(request|body|payload|data) (must|should|is) (be )?(not )?(a )?(valid )?json|only (accepts?|supports?) json|json (body|data|payload|object)? ?(is )?(required|expected|missing)|missing json|no json|invalid json|no (input |request )?(data|body|payload) (was )?(provided|found|sent|received)|'nonetype' object|requestbody is required|request body is (required|missing|empty)|empty (request )?body|application/json)`)
	wantsForm  = re(`(x-www-form-urlencoded|form[- ]data (is )?(required|expected)|missing form data)`)
	wantsParts = re(`(multipart/form-data|no file (part|uploaded|provided|selected)|file is required)`)
	misread    = re(`the browser \(or proxy\) sent a request that this server could not understand`)
	tooGeneral = re(`^(415 )?unsupported media type\b`)
)

// mediaOf tells which media type the text asks for.
func (r *reading) mediaOf(text string) string {
	switch {
	case wantsParts.MatchString(text):
		return "multipart/form-data"
	case wantsForm.MatchString(text), misread.MatchString(text) && !strings.Contains(text, "KeyError:"): // Flask's for a field that a form lacks, too
		return "application/x-www-form-urlencoded"
	case wantsJSON.MatchString(text) && !strings.Contains(text, "JSON body or the post body") && !strings.Contains(text, "in the JSON body"), tooGeneral.MatchString(text):
		return "application/json"
	}
	return ""
}

var saidIn = []struct {
	in   string
	says *regexp.Regexp
}{
	{"body", re(`in the json body|in (the )?(request )?body`)},
	{"form", re(`in the post body`)},
	{"query", re(`query[ -]?(string|param)|url param|in the query|\?\w+=`)},
	{"header", re(`in the http headers|\bheaders?\b.{0,20}(required|missing)|missing.{0,30}\bheader`)},
	{"cookie", re(`in the (request's )?cookies`)},
	{"file", re(`an uploaded file`)},
}

func saidLocation(text string) string {
	for _, s := range saidIn {
		if s.says.MatchString(text) {
			return s.in
		}
	}
	return ""
}
