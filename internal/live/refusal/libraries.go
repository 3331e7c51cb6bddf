package refusal

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/live/pointer"
	"github.com/ashlarsec/ashlar/internal/live/usual"
	"github.com/ashlarsec/ashlar/internal/live/wording"
)

var (
	keyError      = regexp.MustCompile(`KeyError: ?(?:u?['"]([^'"]+)['"])`)
	loneKey       = regexp.MustCompile(`^\s*u?'([A-Za-z_][\w\-]*)'\s*$`)
	badKey        = regexp.MustCompile(`BadRequestKeyError`)
	arguments     = regexp.MustCompile(`missing \d+ required (?:positional|keyword-only) arguments?: ((?:'\w+'(?:,? and |, )?)+)`)
	keywordOnly   = regexp.MustCompile(`unexpected keyword arguments? '(\w+)'`)
	engine        = regexp.MustCompile(`(.+?): (\[(?:'[^']*'(?:, )?)+\])`)
	noField       = regexp.MustCompile(`The fields? "?\{?((?:'[^']*'(?:, )?)+)\}?"? do(?:es)? not exist`)
	atData        = regexp.MustCompile(`^(.*?)(?: for dictionary value)? @ data((?:\[[^\]]+\])+)`)
	onInstance    = regexp.MustCompile(`On instance((?:\[[^\]]+\])+):`)
	trailingPath  = regexp.MustCompile(`^(.*) - '([\w.\[\]]+)'$`)
	duplicateKey  = regexp.MustCompile(`dup key: \{ ?(.*?)\}`)
	duplicateName = regexp.MustCompile(`['"]?([\w.]+)['"]?: `)
	additional    = regexp.MustCompile(`Additional properties are not allowed \(((?:'[^']*'(?:, )?)+) (?:was|were) unexpected\)`)
	required      = regexp.MustCompile(`^'([^']+)' is a required property`)
	dependency    = regexp.MustCompile(`^'([^']+)' is a dependency of`)
	needsField    = regexp.MustCompile(`^field '([^']+)' is required$`)
	pydanticHead  = regexp.MustCompile(`(?m)^\d+ validation errors? for `)
	parameterName = regexp.MustCompile(`(?i)(?:missing|extra|invalid|required) (query|header|path|cookie|form|formdata) parameters?(?:\(s\))?:? '?([\w\-., ]+?)'?(?: not in spec|$|\.| is)`)
	singleQuotes  = regexp.MustCompile(`'([^']*)'`)
)

// named reads wordings that name their field themselves, in their own way.
func (r *reading) named(text, at, in string) bool {
	if at == "" && onInstance.MatchString(text) {
		return r.pathed(text, in)
	}
	each := func(list string, told wording.Rule) {
		for _, m := range singleQuotes.FindAllStringSubmatch(list, -1) {
			where, inside := r.place(m[1], at, in)
			r.add(where, inside, told)
		}
	}
	if m := additional.FindStringSubmatch(text); m != nil {
		each(m[1], wording.Rule{Unknown: true})
		return true
	}
	for _, form := range []*regexp.Regexp{required, dependency, needsField} {
		if m := form.FindStringSubmatch(text); m != nil {
			if form == needsField {
				at = pointer.Parent(at)
			} else if pointer.Name(at) == m[1] && !r.has(at, m[1]) && pointer.Schema(r.schema, at).Property(m[1]) == nil {
				at = pointer.Parent(at) // flask-restx puts it under its own name
			}
			r.add(r.lacking(at, m[1])+"/"+pointer.Escape(m[1]), in, wording.Rule{Missing: true})
			return true
		}
	}
	if m := noField.FindStringSubmatch(text); m != nil {
		each(m[1], wording.Rule{Unknown: true})
		return true
	}
	if at != "" {
		return false
	}
	return r.compared(text, in) || r.ofPython(text, in) || r.pathed(text, in) || r.labelled(text, in)
}

// lacking is where a property may be missing that a message without a place
// names: in an object that is empty, or at the top.
func (r *reading) lacking(at, name string) string {
	if at != "" || pointer.Schema(r.schema, "").Property(name) != nil {
		return at
	}
	for _, place := range pointer.All(r.sent) {
		if o, ok := r.sentAt(place).(map[string]any); ok && len(o) == 0 {
			return place
		}
	}
	return at
}

var (
	mustMatch  = re(`^['"]?(\w+)['"]? (?:must|should|does not|doesn't|do not) (?:match|equal|be (?:equal to|the same as|identical to))(?: the)? ['"]?(\w+)['"]?\.?$`)
	objectWith = re(`\b(?:object|dict|dictionary|mapping|json) (?:with|containing|having|that has)(?: the)?(?: keys?| fields?| properties)?:? ([\w'", ]+?)\.?$`)
)

var eachHas = re(`^(?:each|every|all)(?: of the)? (\w+) (?:must|should|needs? to|has to|have to) (?:have|contain|include)(?: an?| the| both)? (.+?)\.?$`)

// everyElement asks for names in the elements of the list that holds such.
func (r *reading) everyElement(element string, names []string, in string) bool {
	found := false
	for _, place := range pointer.All(r.sent) {
		a, ok := r.sentAt(place).([]any)
		if !ok || lexicon.Singular(usual.Squeezed(pointer.Last(place))) != lexicon.Singular(usual.Squeezed(element)) {
			continue
		}
		for i := range a {
			for _, name := range names {
				r.add(place+"/"+strconv.Itoa(i)+"/"+pointer.Escape(name), in, wording.Rule{Missing: true})
				found = true
			}
		}
	}
	return found
}

// compared reads "b must match a" and "c must be an object with a and b".
func (r *reading) compared(text, in string) bool {
	if m := mustMatch.FindStringSubmatch(text); m != nil && !strings.EqualFold(m[2], "pattern") && !strings.EqualFold(m[2], "regex") && !strings.EqualFold(m[2], "format") {
		for _, where := range r.pointers([]string{m[1]}) {
			r.add(where, in, wording.Rule{Unequal: true, Values: []any{m[2]}})
		}
		return true
	}
	if m := eachHas.FindStringSubmatch(text); m != nil {
		return r.everyElement(m[1], wording.Names(m[2], false), in)
	}
	if m := objectWith.FindStringSubmatch(text); m != nil {
		above := r.mentioned(text[:strings.Index(text, m[0])])
		if len(above) == 0 {
			if name := wording.Subject(text); name != "" {
				above = r.pointers([]string{name})
			}
		}
		if inner := wording.Names(m[1], false); len(above) > 0 && len(inner) > 0 {
			for _, name := range inner {
				r.add(above[0]+"/"+pointer.Escape(name), in, wording.Rule{Missing: true})
			}
			return true
		}
	}
	return false
}

// labelled reads "title: must be a string".
func (r *reading) labelled(text, in string) bool {
	m := label.FindStringSubmatch(text)
	if m == nil || strings.HasSuffix(m[1], "rror") || strings.HasSuffix(m[1], "xception") || wording.IsStopword(m[1]) {
		return false
	}
	said := wording.Read(m[2])
	_, known := r.names[usual.Squeezed(m[1])]
	if said.Empty() || !known && containers[strings.ToLower(m[1])] || !known && m[1] != strings.ToLower(m[1]) && !strings.Contains(m[1], "_") {
		return false
	}
	for _, where := range r.pointers([]string{m[1]}) {
		r.message(m[2], where, in, m[1])
	}
	return true
}

var label = regexp.MustCompile(`^['"]?([A-Za-z_][\w.\[\]]*)['"]?(?::| -) (.+)$`)

// ofPython reads what exceptions say when an application shows them.
func (r *reading) ofPython(text, in string) bool {
	if m := keyError.FindStringSubmatch(text); m != nil {
		if badKey.MatchString(text) && in == "" {
			in = "form"
		}
		where, inside := r.place(m[1], "", in)
		r.add(where, inside, wording.Rule{Missing: true})
		return true
	}
	if m := loneKey.FindStringSubmatch(text); m != nil {
		r.add("/"+m[1], in, wording.Rule{Missing: true})
		return true
	}
	if m := arguments.FindStringSubmatch(text); m != nil {
		for _, name := range singleQuotes.FindAllStringSubmatch(m[1], -1) {
			r.add("/"+name[1], in, wording.Rule{Missing: true})
		}
		return true
	}
	if m := keywordOnly.FindStringSubmatch(text); m != nil {
		r.add("/"+m[1], in, wording.Rule{Unknown: true})
		return true
	}
	if strings.Contains(text, "E11000") || strings.Contains(text, "duplicate unique keys") {
		found := false
		if m := duplicateKey.FindStringSubmatch(text); m != nil {
			for _, name := range duplicateName.FindAllStringSubmatch(m[1], -1) {
				where, inside := r.place(name[1], "", in)
				r.add(where, inside, wording.Rule{Duplicate: true})
				found = true
			}
		}
		if !found {
			r.add("", in, wording.Rule{Duplicate: true})
		}
		return true
	}
	return false
}

// pathed reads messages with a path behind them.
func (r *reading) pathed(text, in string) bool {
	var msg, path string
	if m := atData.FindStringSubmatch(text); m != nil {
		msg, path = m[1], m[2]
	} else if m := trailingPath.FindStringSubmatch(text); m != nil {
		msg, path = m[1], m[2]
	} else if m := onInstance.FindStringSubmatch(text); m != nil {
		msg, _, _ = strings.Cut(text, "\n")
		path = m[1]
	} else {
		return false
	}
	at, inside := r.place(strings.TrimPrefix(path, "."), "", in)
	if strings.HasPrefix(path, "[") {
		at, inside = r.place(strings.TrimPrefix(subscripts.ReplaceAllString(path, ".$1"), "."), "", in)
	}
	if !r.named(msg, at, inside) {
		if said := wording.Read(msg); !said.Empty() {
			r.add(at, inside, said)
		}
	}
	return true
}
