package fill

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/live/compare"
)

var (
	identifier = regexp.MustCompile(`^[A-Za-z_$][\w$.\-]*(\[\d+\][\w$.\-]*)*$`)

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

// message reads one text about the place, or about anything if at is empty.
// The key is the name under which it stood.
func (r *reading) message(text, at, in, key string) {
	text = strings.TrimSpace(text)
	if text == "" {
		return
	}
	if at == "" && r.multiple(text, in) {
		return
	}
	if m := wholeBody.FindStringSubmatch(text); m != nil && at == "" {
		r.add("", in, ruleOf("must be a "+m[1]))
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
			said := ruleOf(text)
			said.missing = said.missing || strings.HasPrefix(strings.ToLower(text), "missing")
			said.unknown = strings.HasPrefix(strings.ToLower(text), "extra")
			r.add("/"+escape(strings.TrimSpace(name)), strings.TrimSuffix(strings.ToLower(m[1]), "data"), said)
		}
		return
	}
	if r.named(text, at, in) {
		return
	}
	said := ruleOf(text)
	if at != "" {
		if !said.empty() {
			r.add(at, in, said)
		} else if key != "" && r.has(parent(at), key) {
			r.add(at, in, rule{invalid: true})
		}
		return
	}
	if said.empty() {
		return
	}
	places := r.subjects(text, said, at)
	if len(places) == 0 && r.sentence {
		places = r.last // "Invalid status. Must be one of: a, b"
	}
	if len(places) == 0 && r.sentence {
		if name := subject(text); name != "" {
			places = r.pointers([]string{name})
		}
		r.last = places
		return
	}
	said.said, said.prose = text, true
	for _, where := range places {
		r.add(where, in, said)
	}
	r.last = places
}

func parent(at string) string { return at[:max(strings.LastIndexByte(at, '/'), 0)] }

// multiple reads texts that hold several messages: lines of pydantic, pairs
// of mongoengine, sentences.
func (r *reading) multiple(text, in string) bool {
	if pydanticHead.MatchString(text) {
		where := ""
		for line := range strings.SplitSeq(text, "\n") {
			switch {
			case strings.HasPrefix(line, "  ") && where != "":
				if msg := strings.TrimSpace(line); !strings.HasPrefix(msg, "For further") {
					typ := ""
					if m := regexp.MustCompile(`[\[(]type=([\w.]+)`).FindStringSubmatch(msg); m != nil {
						typ = m[1]
					}
					at, inside := r.place(strings.ReplaceAll(where, " -> ", "."), "", in)
					r.typed(re(` [\[(]type=.*`).ReplaceAllString(msg, ""), typ, nil, at, inside)
				}
			case !strings.HasPrefix(line, " ") && !pydanticHead.MatchString(line):
				where = strings.TrimSpace(line)
			}
		}
		return true
	}
	if pairs := engine.FindAllStringSubmatch(text, -1); pairs != nil && (strings.Contains(text, "ValidationError") || strings.HasSuffix(strings.TrimRight(text, ")"), "]") && !promises.MatchString(text)) {
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

// named reads wordings that name their field themselves, in their own way.
func (r *reading) named(text, at, in string) bool {
	each := func(list string, told rule) {
		for _, m := range singleQuotes.FindAllStringSubmatch(list, -1) {
			where, inside := r.place(m[1], at, in)
			r.add(where, inside, told)
		}
	}
	if m := additional.FindStringSubmatch(text); m != nil {
		each(m[1], rule{unknown: true})
		return true
	}
	for _, form := range []*regexp.Regexp{required, dependency, needsField} {
		if m := form.FindStringSubmatch(text); m != nil {
			if form == needsField {
				at = parent(at)
			} else if lastName(at) == m[1] && !r.has(at, m[1]) && at2schema(r.schema, at).Property(m[1]) == nil {
				at = parent(at) // flask-restx puts it under its own name
			}
			r.add(at+"/"+escape(m[1]), in, rule{missing: true})
			return true
		}
	}
	if m := noField.FindStringSubmatch(text); m != nil {
		each(m[1], rule{unknown: true})
		return true
	}
	if at != "" {
		return false
	}
	return r.compared(text, in) || r.ofPython(text, in) || r.pathed(text, in) || r.labelled(text, in)
}

var (
	mustMatch  = re(`^['"]?(\w+)['"]? (?:must|should|does not|doesn't|do not) (?:match|equal|be (?:equal to|the same as|identical to))(?: the)? ['"]?(\w+)['"]?\.?$`)
	objectWith = re(`\b(?:object|dict|dictionary|mapping|json) (?:with|containing|having|that has)(?: the)?(?: keys?| fields?| properties)?:? ([\w'", ]+?)\.?$`)
)

// compared reads "b must match a" and "c must be an object with a and b".
func (r *reading) compared(text, in string) bool {
	if m := mustMatch.FindStringSubmatch(text); m != nil && !strings.EqualFold(m[2], "pattern") && !strings.EqualFold(m[2], "regex") && !strings.EqualFold(m[2], "format") {
		for _, where := range r.pointers([]string{m[1]}) {
			r.add(where, in, rule{unequal: true, values: []any{m[2]}})
		}
		return true
	}
	if m := objectWith.FindStringSubmatch(text); m != nil {
		above := r.mentioned(text[:strings.Index(text, m[0])])
		if len(above) == 0 {
			if name := subject(text); name != "" {
				above = r.pointers([]string{name})
			}
		}
		if inner := namesIn(m[1], false); len(above) > 0 && len(inner) > 0 {
			for _, name := range inner {
				r.add(above[0]+"/"+escape(name), in, rule{missing: true})
			}
			return true
		}
	}
	return false
}

// labelled reads "title: must be a string".
func (r *reading) labelled(text, in string) bool {
	m := label.FindStringSubmatch(text)
	if m == nil || strings.HasSuffix(m[1], "rror") || strings.HasSuffix(m[1], "xception") || stopwords[strings.ToLower(m[1])] {
		return false
	}
	said := ruleOf(m[2])
	_, known := r.names[squeeze(m[1])]
	if said.empty() || !known && containers[strings.ToLower(m[1])] || !known && m[1] != strings.ToLower(m[1]) && !strings.Contains(m[1], "_") {
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
		r.add(where, inside, rule{missing: true})
		return true
	}
	if m := loneKey.FindStringSubmatch(text); m != nil {
		r.add("/"+m[1], in, rule{missing: true})
		return true
	}
	if m := arguments.FindStringSubmatch(text); m != nil {
		for _, name := range singleQuotes.FindAllStringSubmatch(m[1], -1) {
			r.add("/"+name[1], in, rule{missing: true})
		}
		return true
	}
	if m := keywordOnly.FindStringSubmatch(text); m != nil {
		r.add("/"+m[1], in, rule{unknown: true})
		return true
	}
	if strings.Contains(text, "E11000") || strings.Contains(text, "duplicate unique keys") {
		found := false
		if m := duplicateKey.FindStringSubmatch(text); m != nil {
			for _, name := range duplicateName.FindAllStringSubmatch(m[1], -1) {
				where, inside := r.place(name[1], "", in)
				r.add(where, inside, rule{duplicate: true})
				found = true
			}
		}
		if !found {
			r.add("", in, rule{duplicate: true})
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
		if said := ruleOf(msg); !said.empty() {
			r.add(at, inside, said)
		}
	}
	return true
}

// subjects finds what a message speaks of: names that were sent or declared,
// values that were sent, or, of what is missing, any name.
func (r *reading) subjects(text string, said rule, at string) []string {
	if said.missing {
		if names := missingNames(text); len(names) > 0 {
			return r.inside(text, r.pointers(names))
		}
	}
	if said.unknown {
		if names := quotedNames(text); len(names) > 0 {
			return r.pointers(names)
		}
		if names := listed(text); len(names) > 0 {
			return r.pointers(names)
		}
	}
	if (text[0] == '{' || text[0] == '[') && strings.Contains(text, "is not of type") {
		return []string{""}
	}
	if found := r.mentioned(text); len(found) > 0 {
		if said.unequal || said.later {
			return found[:1]
		}
		return found
	}
	if found := r.bySentValue(text); found != "" {
		return []string{found}
	}
	name := subject(text)
	if strings.Contains(name, "_") && strings.Contains(text, name) {
		return r.pointers([]string{name})
	}
	if found := r.bySort(said); len(found) > 0 || said.duplicate || said.absent {
		return found
	}
	if name != "" {
		return r.pointers([]string{name})
	}
	return nil
}

// inside moves places below the object that the message begins with:
// "settings must contain 'theme'".
func (r *reading) inside(text string, places []string) []string {
	m := beforeVerb.FindStringSubmatch(text)
	if m == nil {
		return places
	}
	name, ok := r.names[squeeze(m[1])]
	if !ok {
		return places
	}
	above := r.pointers([]string{name})[0]
	if _, isObject := r.sentAt(above).(map[string]any); !isObject {
		return places
	}
	out := make([]string, len(places))
	for i, p := range places {
		if out[i] = p; p != above && strings.Count(p, "/") == 1 {
			out[i] = above + p
		}
	}
	return out
}

func (r *reading) sentAt(at string) any {
	v, _ := compare.Get(r.sent, at)
	return v
}

// pointers places names: where one of that name was sent, else at the top.
func (r *reading) pointers(names []string) []string {
	var out []string
	for _, name := range names {
		if known, ok := r.names[squeeze(name)]; ok && !strings.ContainsAny(name, ".[") {
			name = known
		}
		at := ""
		for _, leaf := range nodes(r.sent) {
			if lastToken(leaf) == name && (at == "" || strings.Count(leaf, "/") < strings.Count(at, "/")) {
				at = leaf
			}
		}
		if at == "" {
			at, _ = r.place(name, "", "")
			if at == "" {
				at = "/" + escape(name)
			}
		}
		if !slices.Contains(out, at) {
			out = append(out, at)
		}
	}
	return out
}

func lastToken(at string) string { return unescape(at[strings.LastIndexByte(at, '/')+1:]) }

// nodes lists the pointers of all properties and elements of a value.
func nodes(v any) []string {
	var all []string
	var walk func(v any, at string)
	walk = func(v any, at string) {
		switch v := v.(type) {
		case map[string]any:
			for _, k := range sortedNames(v) {
				all = append(all, at+"/"+escape(k))
				walk(v[k], at+"/"+escape(k))
			}
		case []any:
			for i, e := range v {
				walk(e, at+"/"+strconv.Itoa(i))
			}
		}
	}
	walk(v, "")
	return all
}

var word = regexp.MustCompile(`[\p{L}_$][\p{L}\p{N}_\-]*`)

// mentioned finds known names in a text, also written in words: "Start date"
// is start_date. Names in quotes come alone if there are some.
func (r *reading) mentioned(text string) []string {
	var inQuotes []string
	for _, name := range quotedNames(text) {
		if known, ok := r.names[squeeze(name)]; ok {
			inQuotes = append(inQuotes, known)
		}
	}
	if len(inQuotes) > 0 {
		return r.pointers(inQuotes)
	}
	for _, path := range pathLiteral.FindAllString(text, 10) {
		head, _, _ := strings.Cut(strings.ReplaceAll(path, "[", "."), ".")
		if _, ok := r.names[squeeze(head)]; ok {
			at, _ := r.place(path, "", "")
			return []string{at}
		}
	}
	spans := word.FindAllStringIndex(text, 200)
	var found, usual []string
	for i := 0; i < len(spans); i++ {
		for n := min(4, len(spans)-i); n > 0; n-- {
			phrase := text[spans[i][0]:spans[i+n-1][1]]
			name, ok := r.names[squeeze(phrase)]
			if !ok {
				continue
			}
			if n == 1 && common[strings.ToLower(phrase)] && i > 0 {
				usual = append(usual, name)
			} else {
				found = append(found, name)
			}
			i += n - 1
			break
		}
	}
	if len(found) == 0 {
		found = usual
	}
	return r.pointers(found)
}

// pathLiteral is items[0].sku or address.zip.
var pathLiteral = regexp.MustCompile(`\b[A-Za-z_]\w*(?:\[\d+\]|\.[A-Za-z0-9_]+)+`)

// common are names that are also words of messages.
var common = set(`a an the value values type field fields name string number date id message error format code status required valid invalid length characters list object data is in of at to and or not be must key text email url user items required`)

var quotedName = regexp.MustCompile("['\"`]([A-Za-z_$][\\w$.\\-\\[\\]]*)['\"`]")

func quotedNames(text string) []string {
	var names []string
	for _, m := range quotedName.FindAllStringSubmatch(text, 50) {
		names = append(names, m[1])
	}
	return names
}

var (
	atEnd      = regexp.MustCompile(`^[^:]{3,60}: ?['"]?([A-Za-z_][\w.]*['"]?(?:, ?['"]?[A-Za-z_][\w.]*['"]?)*)\.?$`)
	afterColon = re(`(?:missing|required|fields?|params?|parameters?|keys?|properties|attributes|unknown|unexpected|provide|include|following|mandatory|allowed)[^:]{0,40}(?:\bare|\bis)?: ?(.+)$`)
	beforeVerb = re(`^(.*?)\s+(?:is|are|was|were|es|son|é|são|est|ist|sind|deve|debe|doit|muss|must|cannot|can.?t|can not|may|should|has|have|not|needs?|field|parameter|missing|required|does|do|already|too|invalid)\b`)
	afterWords = re(`(?:missing|provide|enter|supply|specify|include|require[sd]?|no|need|expected|expects|send|invalid|incorrect|bad|unknown|unexpected|wrong|unsupported|contain|falta|faltan|faltando|fehlt|manque|thiếu)(?: trường| tham số| an?| el| la| los| o| os| le| das| der| die| campo| champ| item| feld| the| your| both| valid| required| mandatory| some| either| field| fields| param| params| parameter| parameters| key| keys| property| properties| argument| arguments| attribute| attributes| data| value| values| for| of| with| name:)*:?\s+(.+?)(?:\s+(?:is|are|was|were|in|from|for|field|fields|parameter|param|value|provided|specified|supplied|given|found|to|must|as|not)\b.*)?[.!]?$`)
)

// missingNames finds the names of what is missing, known or not.
func missingNames(text string) []string {
	if foreign.MatchString(text) {
		var names []string
		for _, name := range asciiName.FindAllString(text, 10) {
			if !stopwords[strings.ToLower(name)] {
				names = append(names, name)
			}
		}
		return names
	}
	if names := listed(text); len(names) > 0 {
		return names
	}
	if names := quotedNames(text); len(names) > 0 {
		return names
	}
	for _, form := range []*regexp.Regexp{beforeVerb, afterWords} {
		if m := form.FindStringSubmatch(text); m != nil {
			if names := namesIn(m[1], true); len(names) > 0 {
				return names
			}
		}
	}
	return nil
}

// In a text in another script, what is written in Latin letters is a name.
var (
	foreign   = regexp.MustCompile(`[\p{Han}\p{Cyrillic}\p{Hangul}\p{Hiragana}\p{Katakana}\p{Arabic}\p{Thai}\p{Hebrew}\p{Greek}]{2,}`)
	asciiName = regexp.MustCompile(`[A-Za-z_][A-Za-z0-9_.]*`)
)

// listed reads "Missing required fields: a, b and c".
func listed(text string) []string {
	m := afterColon.FindStringSubmatch(text)
	if m == nil {
		m = atEnd.FindStringSubmatch(text)
	}
	if m == nil {
		return nil
	}
	if names := quotedNames(m[1]); len(names) > 0 {
		return names
	}
	return namesIn(m[1], false)
}

// subject is the name before the verb or after the adjective.
func subject(text string) string {
	if m := ofField.FindStringSubmatch(text); m != nil && !stopwords[strings.ToLower(m[1]+m[2])] {
		return m[1] + m[2]
	}
	without := strings.TrimSpace(quoted.ReplaceAllString(text, "")) // "unknown colour 'pink'"
	for _, form := range []*regexp.Regexp{beforeVerb, afterWords} {
		if m := form.FindStringSubmatch(without); m != nil {
			if names := namesIn(m[1], true); len(names) == 1 {
				return names[0]
			}
		}
	}
	if found := codeName.FindAllString(text, 3); len(found) == 1 {
		return found[0]
	}
	return ""
}

// codeName is a word that can only be a name in code.
var codeName = regexp.MustCompile(`\b[a-z]+(?:_[a-z0-9]+)+\b|\b[a-z]+[A-Z][A-Za-z]*\b`)

// ofField is the name in "Invalid type for title: expected str".
var ofField = re(`\b(?:for|for the|of|of the)(?: field| parameter| property| key| attribute) ['"]?([a-z_][\w.]*)|\bfor ['"]?([a-z_][\w.]*)['"]?\s*(?::|$|\.$|,)`)

var (
	hintInParens = regexp.MustCompile(`\s*\([^)]*\)?`)
	separators   = re(`\s*(?:,\s*(?:and|or)\s+|\s+(?:and|or|y|e|et|und|oder|ou)\s+|,|&|/|\s\+\s)\s*`)
	fillers      = re(`^(?:(?:trường|tham số|the|a|an|el|la|los|las|o|os|le|les|das|der|die|campos?|champs?|feld|itens|your|both|valid|field|fields|parameter|parameters|param|property|properties|key|keys|argument|value of|value for|attribute|error:|error -|validation error:?|bad request:?|missing|required|following|please|either|all|some|new|request|body|json|at least one of|invalid|one of|400|422|:|-)\s*)+\b`)
	endings      = re(`\s+(?:fields?|parameters?|params?|property|properties|keys?|values?|arguments?|attributes?|in (?:the )?(?:request|body|json).*)$`)
)

// namesIn reads a list of names: a single word is one as it stands, several
// words are joined by "_".
func namesIn(text string, prose bool) []string {
	var names []string
	text = strings.Trim(strings.TrimSpace(text), `[](){}.:;!'"`)
	for part := range strings.SplitSeq(separators.ReplaceAllString(text, "\x00"), "\x00") {
		part = hintInParens.ReplaceAllString(part, "")
		part = strings.Trim(strings.TrimSpace(part), `[](){}.:;!'"`)
		bare := strings.TrimSpace(endings.ReplaceAllString(fillers.ReplaceAllString(part, ""), ""))
		if w := strings.Fields(part); bare == "" && len(w) > 1 && !stopwords[strings.ToLower(w[len(w)-1])] {
			bare = w[len(w)-1] // "both a"
		}
		part = bare
		if part == "" {
			continue
		}
		if len(strings.Fields(part)) > 3 {
			return nil
		}
		switch {
		case !strings.Contains(part, " ") && identifier.MatchString(part):
			if prose && part == strings.ToUpper(part) { // "SKU is required"
				part = strings.ToLower(part)
			} else if part == strings.ToUpper(part[:1])+strings.ToLower(part[1:]) {
				part = strings.ToLower(part) // "Email is required"
			}
		default:
			w := lexicon.Words(part)
			if len(w) == 0 {
				return nil
			}
			part = strings.Join(w, "_")
		}
		if stopwords[part] {
			return nil
		}
		names = append(names, part)
	}
	return names
}

var stopwords = set(`data body request json payload input it this that there field fields parameter parameters value values argument arguments authentication authorization token login access permission
	header headers something error object what which you we he she they all one none some credentials request_body request_data input_data json_data json_body user_id_or_token server no_data more
	type_of email_or_password username_or_password password_or_email format operation action method_not_allowed syntax response resource and or unexpected_error internal_server_error id_or_name bearer session api_key
	must be is are not dates times entries internal bad_request method url_or_body user_agent signature code_or_token one_of required missing`[:0] + `data body request json payload input it this that there field fields parameter parameters value values argument arguments authentication authorization token login access permission
	header headers something error what which you we they all none some credentials request_body request_data input_data json_data json_body server more format syntax response resource and or bearer session api_key
	signature must be is are not internal bad_request dates username_or_password email_or_password`)

// bySentValue finds the leaf whose value the message repeats.
func (r *reading) bySentValue(text string) string {
	var told []string
	for _, m := range quoted.FindAllStringSubmatch(text, 20) {
		told = append(told, strings.Join(m[1:], ""))
	}
	if m := regexp.MustCompile(`^(\S+) (?:is|could|cannot|can|does|must)\b`).FindStringSubmatch(text); m != nil {
		told = append(told, m[1])
	}
	if m := regexp.MustCompile(`: (\S+)$`).FindStringSubmatch(text); m != nil {
		told = append(told, m[1])
	}
	for _, value := range told {
		for _, leaf := range compare.Leaves(r.sent) {
			if t := textOf(leaf.Value); t != "" && t == value && leaf.Pointer != "" {
				return leaf.Pointer
			}
		}
	}
	return ""
}

// bySort finds what a message without a name can only mean: the date that a
// date format is about, the e-mail that is taken.
func (r *reading) bySort(said rule) []string {
	var found []string
	for _, leaf := range compare.Leaves(r.sent) {
		name, text := lastName(leaf.Pointer), textOf(leaf.Value)
		fits := false
		switch {
		case said.duplicate:
			return []string{""}
		case said.layout != "" || said.kind == "date" || said.kind == "date-time" || said.future || said.past || said.later:
			fits = looksLikeDate(text) || dateKind(name, "") != ""
		case said.kind == "email":
			fits = lexicon.Email(name)
		case said.kind == "phone":
			fits = lexicon.Phone(name)
		case said.kind == "objectid" || said.kind == "uuid":
			fits = lexicon.Identifier(name)
		case said.kind == "url":
			fits = lexicon.Address(name)
		case said.unequal:
			fits = lexicon.Password(name)
		}
		if fits {
			found = append(found, leaf.Pointer)
		}
	}
	return found
}
