package refusal

import (
	"regexp"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/live/pointer"
	"github.com/ashlarsec/ashlar/internal/live/wording"
)

// message reads one text about the place, or about anything if at is empty.
// The key is the name under which it stood.
func (r *reading) message(text, at, in, key string) {
	text = strings.TrimSpace(text[:min(len(text), longestAnswer)])
	if r.messages++; text == "" || r.messages > mostMessages {
		return
	}
	if at == "" && r.multiple(text, in) {
		return
	}
	if m := wholeBody.FindStringSubmatch(text); m != nil && at == "" {
		r.add("", in, wording.Read("must be a "+m[1]))
		return
	}
	if m := r.mediaOf(text); m != "" {
		r.media = m
		return
	}
	if loc := saidLocation(text); loc != "" {
		in = loc
	}
	if m := parameterName.FindStringSubmatch(text); m != nil && at == "" {
		for name := range strings.SplitSeq(m[2], ",") {
			said := wording.Read(text)
			said.Missing = said.Missing || strings.HasPrefix(strings.ToLower(text), "missing")
			said.Unknown = strings.HasPrefix(strings.ToLower(text), "extra")
			r.add("/"+pointer.Escape(strings.TrimSpace(name)), strings.TrimSuffix(strings.ToLower(m[1]), "data"), said)
		}
		return
	}
	if r.named(text, at, in) {
		return
	}
	said := wording.Read(text)
	if at != "" {
		if !said.Empty() {
			r.add(at, in, said)
		} else if key != "" && r.has(pointer.Parent(at), key) {
			r.add(at, in, wording.Rule{Invalid: true})
		}
		return
	}
	if said.Empty() {
		return
	}
	places := r.subjects(text, said, at)
	if len(places) == 0 && r.sentence {
		places = r.last // "Invalid status. Must be one of: a, b"
	}
	if len(places) == 0 && r.sentence {
		if name := wording.Subject(text); name != "" {
			places = r.pointers([]string{name})
		}
		r.last = places
		return
	}
	if len(places) > 1 && strings.Contains(text, "(") {
		said.Kind = "" // "name (string), price (number)"
	}
	said.Said, said.Prose = text, true
	for _, where := range places {
		r.add(where, in, said)
	}
	r.last = places
}

// Multiple reads texts that hold several messages: lines of pydantic, pairs
// of mongoengine, sentences.
func (r *reading) multiple(text, in string) bool {
	if pydanticHead.MatchString(text) {
		where := ""
		for line := range strings.SplitSeq(text, "\n") {
			switch {
			case strings.HasPrefix(line, "  ") && where != "":
				if msg := strings.TrimSpace(line); !strings.HasPrefix(msg, "For further") {
					typ := ""
					if m := typeOf.FindStringSubmatch(msg); m != nil {
						typ = m[1]
					}
					at, inside := r.place(strings.ReplaceAll(where, " -> ", "."), "", in)
					r.typed(typeTail.ReplaceAllString(msg, ""), typ, nil, at, inside)
				}
			case !strings.HasPrefix(line, " ") && !pydanticHead.MatchString(line):
				where = strings.TrimSpace(line)
			}
		}
		return true
	}
	if pairs := engine.FindAllStringSubmatch(text, -1); pairs != nil && (strings.Contains(text, "ValidationError") || strings.HasSuffix(strings.TrimRight(text, ")"), "]") && !wording.PromisesList(text)) {
		for _, m := range pairs {
			msg := m[1]
			if i := strings.LastIndex(msg, "("); strings.HasPrefix(msg, "ValidationError") && i >= 0 {
				msg = msg[i+1:]
			}
			for _, name := range singleQuotes.FindAllStringSubmatch(m[2], -1) {
				at, inside := r.place(name[1], "", in)
				r.message(strings.TrimSpace(msg), at, inside, name[1])
			}
		}
		return true
	}
	if parts := sentences(text); len(parts) > 1 {
		r.last, r.sentence = nil, true
		for _, part := range parts {
			r.message(part, "", in, "")
		}
		r.sentence = false
		return true
	}
	return false
}

var (
	typeOf   = regexp.MustCompile(`[\[(]type=([\w.]+)`)
	typeTail = regexp.MustCompile(` [\[(]type=.*`)
)

// wholeBody is what is said of the body as such.
var wholeBody = re(`^(?:the )?(?:request |json )?(?:body|payload|request|input|data|root|json)\b.{0,20}(?:must|should|needs to|has to) be (?:an? )?(?:valid |json |non-?empty )*(array|list|object|dict)\w*`)

var boundary = regexp.MustCompile(`(?:\n+|; |[.!] )`)

// sentences splits a text where each part speaks for itself.
func sentences(text string) []string {
	if strings.Contains(text, "On instance") || strings.Contains(text, "dup key") || len(text) > longestAnswer {
		return nil
	}
	var parts []string
	start := 0
	for _, m := range boundary.FindAllStringIndex(text, -1) {
		parts = append(parts, strings.TrimSpace(text[start:m[0]]))
		start = m[1]
	}
	parts = append(parts, strings.TrimSpace(text[start:]))
	return slices.DeleteFunc(parts, func(s string) bool { return s == "" })
}
