package fill

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/live/compare"
)

// subjects finds what a message speaks of: names that were sent or declared,
// values that were sent, or, of what is missing, any name.
func (r *reading) subjects(text string, said rule, at string) []string {
	if m := bodyHas.FindStringSubmatch(text); m != nil && said.missing {
		if names := namesIn(m[1], false); len(names) > 0 {
			return r.pointers(names)
		}
	}
	if said.missing && nameless.MatchString(text) {
		return []string{""}
	}
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
	names := subjectNames(text)
	if len(names) > 0 && codeName.MatchString(names[0]) && strings.Contains(text, names[0]) {
		return r.pointers(names)
	}
	if r.sentence && len(r.last) > 0 {
		return r.last
	}
	if found := r.bySort(said); len(found) > 0 || said.duplicate || said.absent {
		return found
	}
	return r.pointers(names)
}

var bodyHas = re(`^(?:the )?(?:request |json )*(?:body|payload|request|data|input|object)\b.{0,10}(?:must|should|needs to|has to) (?:contain|include|have|provide)\s+(.+?)\.?$`)

// nameless says that something is missing, and not what.
var nameless = re(`^(?:(?:bad request|error|validation error|invalid (?:input|request))\W+)?(?:please )?(?:(?:you must |must )?(?:provide|fill|enter|specify|include|send|complete)(?: in)? )?(?:some |one or more |all |both |any )?(?:of )?(?:the )?(?:missing |required |mandatory |necessary |input )*(?:fields?|parameters?|params?|values?|data|properties|arguments?|keys|inputs?|information|details|todos los campos|campos)(?: (?:is|are|were|was))?(?: (?:missing|required|mandatory|not provided|invalid|empty|obligatorios|requeridos))*[.!]*$`)

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
				all = append(all, at+"/"+strconv.Itoa(i))
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

var (
	valueFirst = regexp.MustCompile(`^(\S+) (?:is|could|cannot|can|does|must)\b`)
	valueLast  = regexp.MustCompile(`: (\S+)$`)
)

// bySentValue finds the leaf whose value the message repeats.
func (r *reading) bySentValue(text string) string {
	var told []string
	for _, m := range quoted.FindAllStringSubmatch(text, 20) {
		told = append(told, strings.Join(m[1:], ""))
	}
	if m := valueFirst.FindStringSubmatch(text); m != nil {
		told = append(told, m[1])
	}
	if m := valueLast.FindStringSubmatch(text); m != nil {
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
