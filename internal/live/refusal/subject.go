package refusal

import (
	"regexp"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/live/compare"
	"github.com/ashlarsec/ashlar/internal/live/date"
	"github.com/ashlarsec/ashlar/internal/live/pointer"
	"github.com/ashlarsec/ashlar/internal/live/scalar"
	"github.com/ashlarsec/ashlar/internal/live/usual"
	"github.com/ashlarsec/ashlar/internal/live/wording"
)

// subjects finds what a message speaks of: names that were sent or declared,
// values that were sent, or, of what is missing, any name.
func (r *reading) subjects(text string, said wording.Rule, at string) []string {
	if m := bodyHas.FindStringSubmatch(text); m != nil && said.Missing {
		if names := wording.Names(m[1], false); len(names) > 0 {
			return r.pointers(names)
		}
	}
	if said.Missing && nameless.MatchString(text) {
		return []string{""}
	}
	if said.Missing {
		if names := wording.MissingNames(text); len(names) > 0 {
			return r.inside(text, r.pointers(names))
		}
	}
	if said.Unknown {
		if names := wording.QuotedNames(text); len(names) > 0 {
			return r.pointers(names)
		}
		if names := wording.ListedNames(text); len(names) > 0 {
			return r.pointers(names)
		}
	}
	if (text[0] == '{' || text[0] == '[') && strings.Contains(text, "is not of type") {
		return []string{""}
	}
	if found := r.mentioned(text); len(found) > 0 {
		if said.Unequal || said.Later {
			return found[:1]
		}
		return found
	}
	if found := r.bySentValue(text); found != "" {
		return []string{found}
	}
	names := wording.SubjectNames(text)
	if len(names) > 0 && wording.IsCode(names[0]) && strings.Contains(text, names[0]) {
		return r.pointers(names)
	}
	if r.sentence && len(r.last) > 0 {
		return r.last
	}
	if found := r.bySort(said); len(found) > 0 || said.Duplicate || said.Absent {
		return found
	}
	return r.pointers(names)
}

var bodyHas = re(`^(?:the )?(?:request |json )*(?:body|payload|request|data|input|object)\b.{0,10}(?:must|should|needs to|has to) (?:contain|include|have|provide)\s+(.+?)\.?$`)

// nameless says that something is missing, and not what.
var nameless = re(`^(?:(?:bad request|error|validation error|invalid (?:input|request))\W+)?(?:please )?(?:(?:you must |must )?(?:provide|fill|enter|specify|include|send|complete)(?: in)? )?(?:some |one or more |all |both |any )?(?:of )?(?:the )?(?:missing |required |mandatory |necessary |input )*(?:fields?|parameters?|params?|values?|data|properties|arguments?|keys|inputs?|information|details|todos los campos|campos)(?: (?:is|are|were|was))?(?: (?:missing|required|mandatory|not provided|invalid|empty|obligatorios|requeridos))*[.!]*$`)

// Parts moves places below the object that the message begins with:
// "settings must contain 'theme'".
func (r *reading) inside(text string, places []string) []string {
	begins, ok := wording.BeforeVerb(text)
	if !ok {
		return places
	}
	name, ok := r.names[usual.Squeezed(begins)]
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
		if known, ok := r.names[usual.Squeezed(name)]; ok && !strings.ContainsAny(name, ".[") {
			name = known
		}
		at := ""
		for _, leaf := range pointer.All(r.sent) {
			if pointer.Last(leaf) == name && (at == "" || strings.Count(leaf, "/") < strings.Count(at, "/")) {
				at = leaf
			}
		}
		if at == "" {
			at, _ = r.place(name, "", "")
			if at == "" {
				at = "/" + pointer.Escape(name)
			}
		}
		if !slices.Contains(out, at) {
			out = append(out, at)
		}
	}
	return out
}

var word = regexp.MustCompile(`[\p{L}_$][\p{L}\p{N}_\-]*`)

// mentioned finds known names in a text, also written in words: "Start date"
// is start_date. Names in quotes come alone if there are some.
func (r *reading) mentioned(text string) []string {
	var known []string
	for _, name := range wording.QuotedNames(text) {
		if k, ok := r.names[usual.Squeezed(name)]; ok {
			known = append(known, k)
		}
	}
	if len(known) > 0 {
		return r.pointers(known)
	}
	for _, path := range pathLiteral.FindAllString(text, 10) {
		head, _, _ := strings.Cut(strings.ReplaceAll(path, "[", "."), ".")
		if _, ok := r.names[usual.Squeezed(head)]; ok {
			at, _ := r.place(path, "", "")
			return []string{at}
		}
	}
	spans := word.FindAllStringIndex(text, 200)
	var found, everyday []string
	for i := 0; i < len(spans); i++ {
		for n := min(4, len(spans)-i); n > 0; n-- {
			phrase := text[spans[i][0]:spans[i+n-1][1]]
			name, ok := r.names[usual.Squeezed(phrase)]
			if !ok {
				continue
			}
			if n == 1 && common[strings.ToLower(phrase)] && i > 0 {
				everyday = append(everyday, name)
			} else {
				found = append(found, name)
			}
			i += n - 1
			break
		}
	}
	if len(found) == 0 {
		found = everyday
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
	told := wording.Quoted(text)
	if m := valueFirst.FindStringSubmatch(text); m != nil {
		told = append(told, m[1])
	}
	if m := valueLast.FindStringSubmatch(text); m != nil {
		told = append(told, m[1])
	}
	for _, value := range told {
		for _, leaf := range compare.Leaves(r.sent) {
			if t := scalar.Text(leaf.Value); t != "" && t == value && leaf.Pointer != "" {
				return leaf.Pointer
			}
		}
	}
	return ""
}

// bySort finds what a message without a name can only mean: the date that a
// date format is about, the e-mail that is taken.
func (r *reading) bySort(said wording.Rule) []string {
	var found []string
	for _, leaf := range compare.Leaves(r.sent) {
		name, text := pointer.Name(leaf.Pointer), scalar.Text(leaf.Value)
		fits := false
		switch {
		case said.Duplicate:
			return []string{""}
		case said.Layout != "" || said.Kind == "date" || said.Kind == "date-time" || said.Future || said.Past || said.Later:
			fits = date.Like(text) || date.Kind(name, "") != ""
		case said.Kind == "email":
			fits = lexicon.Email(name)
		case said.Kind == "phone":
			fits = lexicon.Phone(name)
		case said.Kind == "objectid" || said.Kind == "uuid":
			fits = lexicon.Identifier(name)
		case said.Kind == "url":
			fits = lexicon.Address(name)
		case said.Unequal:
			fits = lexicon.Password(name)
		}
		if fits {
			found = append(found, leaf.Pointer)
		}
	}
	return found
}
