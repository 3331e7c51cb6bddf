package fill

import (
	"html"
	"regexp"
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/live/compare"
)

// A complaint is one thing that an answer says about what was sent.
type complaint struct {
	at string // pointer into the body, or "/" and the name of a parameter
	in string // body, form, query, header, path, cookie; "" where nothing says so
	rule
}

// Answers are read no deeper, and no more complaints are kept.
const (
	deepestAnswer  = 12
	mostComplaints = 100
	mostMessages   = 300
	longestAnswer  = 1 << 14
)

// A reading collects what an answer complains about.
type reading struct {
	sent       any
	schema     *api.Schema
	names      map[string]string // squeezed name → name, of what was sent and declared
	complaints []complaint
	media      string
	last       []string // what the sentence before spoke of, in the same text
	messages   int      // read so far
	sentence   bool     // one of several is being read
}

func read(sent any, s *api.Schema, parameters []string, answer any) *reading {
	r := &reading{sent: sent, schema: s, names: map[string]string{}}
	r.learnNames(s, 0)
	walkNames(sent, func(name string) { r.names[squeeze(name)] = name })
	for _, name := range parameters {
		r.names[squeeze(name)] = name
	}
	if text, ok := answer.(string); ok {
		r.page(text)
	} else {
		r.value(answer, "", "", false, 0)
	}
	return r
}

func (r *reading) learnNames(s *api.Schema, depth int) {
	if s == nil || depth > 4 {
		return
	}
	for _, p := range s.Properties {
		if r.names[squeeze(p.Name)] == "" {
			r.names[squeeze(p.Name)] = p.Name
		}
		r.learnNames(p.Schema, depth+1)
	}
	r.learnNames(s.Items, depth+1)
	for _, other := range s.Any {
		r.learnNames(other, depth+1)
	}
}

func walkNames(v any, name func(string)) {
	switch v := v.(type) {
	case map[string]any:
		for k, e := range v {
			walkNames(e, name)
			name(k)
		}
	case []any:
		for _, e := range v {
			walkNames(e, name)
		}
	}
}

func squeeze(name string) string { return strings.Join(lexicon.Words(name), "") }

func (r *reading) add(at, in string, rule rule) {
	if len(r.complaints) < mostComplaints {
		r.complaints = append(r.complaints, complaint{at, in, rule})
	}
}

var (
	// containers hold complaints, and are no properties by their name alone.
	containers = set(`errors error messages message msg detail details validation_error validation_errors validationerrors field_errors fielderrors
		invalid_params invalidparams violations issues data description reason fields body_errors response result results problems _errors _schema non_field_errors __all__
		__root__ _form form_errors formerrors errinfo err exception error_message errormessage schemarulesnotsatisfied propertiesnotsatisfied additional_info root payload exc
		errores erros erreurs fehler ошибки mensaje mensagem nachricht detalle detalles detalhes`)
	locations = map[string]string{"json": "body", "body": "body", "body_params": "body", "json_or_form": "body", "json_body": "body", "request_body": "body", "form": "form", "form_params": "form",
		"query": "query", "querystring": "query", "query_params": "query", "query_string": "query", "args": "query", "headers": "header", "header": "header", "cookies": "cookie", "cookie": "cookie",
		"path": "path", "path_params": "path", "view_args": "path", "files": "file"}
	// noise says nothing about what was sent.
	noise = set(`status code status_code statuscode success ok type title instance timestamp path url help documentation trace stack request_id name ctx input`)
	// silent is what MongoDB says of its own rules.
	silent = set(`specifiedas operatorname consideredvalue considerednumber consideredtype failingdocumentid index full_error url`)

	fieldKeys   = []string{"field", "param", "parameter", "property", "attribute", "loc", "pointer", "instancePath", "dataPath", "path", "key", "propertyName", "field_name", "fieldName", "name", "source", "location"}
	messageKeys = []string{"message", "msg", "error", "errors", "messages", "reason", "detail", "details", "description", "errorMessage", "error_message"}
	nameLists   = map[string]rule{"missing": {missing: true}, "missing_fields": {missing: true}, "missingfields": {missing: true}, "required": {missing: true}, "required_fields": {missing: true},
		"missingproperties": {missing: true}, "missing_keys": {missing: true}, "missing_params": {missing: true}, "missing_parameters": {missing: true}, "fields_required": {missing: true}, "requiredfields": {missing: true},
		"unexpected": {unknown: true}, "unknown": {unknown: true}, "unknown_fields": {unknown: true}, "extra": {unknown: true}, "extra_fields": {unknown: true}, "unexpected_fields": {unknown: true},
		"invalid_fields": {invalid: true}, "additionalproperties": {unknown: true}, "not_allowed": {unknown: true}}
	valueLists = set(`allowed allowed_values valid_values choices permitted options valid_options valid_choices allowedvalues expected_values valid_statuses allowed_statuses valid_types accepted_values supported`)
)

func set(list string) map[string]bool {
	m := map[string]bool{}
	for name := range strings.FieldsSeq(list) {
		m[name] = true
	}
	return m
}

// value reads decoded JSON. At is the place that it speaks of; fields tells
// that names in it are names of what was sent.
func (r *reading) value(v any, at, in string, fields bool, depth int) {
	if depth > deepestAnswer {
		return
	}
	switch v := v.(type) {
	case string:
		r.message(v, at, in, "")
	case []any:
		for _, e := range v {
			r.value(e, at, in, fields, depth+1)
		}
	case map[string]any:
		if !r.item(v, at, in, depth) {
			r.object(v, at, in, fields, depth)
		}
		// RFC 9457: a problem whose title is all that it says.
		if title, ok := v["title"].(string); ok && depth == 0 && first(v, messageKeys...) == nil {
			r.message(title, at, in, "")
		}
	}
}

// item reads an object about one field: {"loc": …, "msg": …} of pydantic,
// {"field": …, "message": …} of many.
func (r *reading) item(o map[string]any, at, in string, depth int) bool {
	if name, ok := o["propertyName"].(string); ok { // MongoDB's own validator
		for _, d := range elements(o["details"]) {
			if detail, ok := d.(map[string]any); ok {
				r.rejected(detail, at+"/"+escape(name), in)
			}
		}
		return true
	}
	var place any
	for _, key := range fieldKeys {
		if v, ok := o[key]; ok && v != nil {
			if inner, ok := v.(map[string]any); ok { // JSON:API: source.pointer
				v = first(inner, "pointer", "parameter", "field")
			}
			if place = v; place != nil {
				if key == "name" && r.names[squeeze(textOf(v))] == "" && (depth == 0 || o["code"] != nil || o["status"] != nil || !identifier.MatchString(textOf(v))) || key == "path" && strings.HasPrefix(textOf(v), "/") && r.names[squeeze(lastName(textOf(v)))] == "" {
					place = nil
					continue
				}
				break
			}
		}
	}
	said := first(o, messageKeys...)
	if place == nil || said == nil {
		return false
	}
	if text, ok := place.(string); ok {
		parts := dotted(text)
		if _, known := r.names[squeeze(text)]; !known && !identifier.MatchString(parts[len(parts)-1]) && !(len(parts) > 1 && isIndex(parts[len(parts)-1])) {
			return false
		}
		if _, isLocation := locations[text]; isLocation && r.names[squeeze(text)] == "" {
			return false
		}
	}
	where, inside := r.place(place, at, in)
	if typ, ok := o["type"].(string); ok && o["loc"] != nil {
		ctx, _ := o["ctx"].(map[string]any)
		r.typed(textOf(said), typ, ctx, where, inside)
		return true
	}
	switch said := said.(type) {
	case string:
		r.message(said, where, inside, "")
	default:
		r.value(said, where, inside, true, depth+1)
	}
	for key, v := range o {
		if valueLists[strings.ToLower(key)] && len(elements(v)) > 0 {
			r.add(where, inside, rule{values: elements(v)})
		}
	}
	return true
}

func elements(v any) []any { a, _ := v.([]any); return a }

func first(o map[string]any, keys ...string) any {
	for _, k := range keys {
		if v, ok := o[k]; ok && v != nil && v != "" {
			return v
		}
	}
	return nil
}

// typed reads an error of pydantic, whose type and context say more than its
// message.
func (r *reading) typed(msg, typ string, ctx map[string]any, at, in string) {
	said := ruleOf(strings.TrimPrefix(msg, "Value error, "))
	switch {
	case typ == "missing" || typ == "value_error.missing" || strings.Contains(typ, "none.not_allowed"):
		said = rule{missing: true}
	case typ == "extra_forbidden" || typ == "value_error.extra":
		said = rule{unknown: true}
	}
	if p, ok := ctx["pattern"].(string); ok {
		said.pattern = p
	}
	if permitted := elements(ctx["permitted"]); len(permitted) > 0 {
		said.values = permitted
	}
	r.add(at, in, said)
}

// rejected reads a detail of MongoDB's schema validation.
func (r *reading) rejected(detail map[string]any, at, in string) {
	spec, _ := detail["specifiedAs"].(map[string]any)
	said := rule{}
	for key, v := range spec {
		n, isNumber := asFloat(v)
		switch key {
		case "bsonType", "type":
			names := elements(v)
			if len(names) == 0 {
				names = []any{v}
			}
			said.kind = map[string]string{"int": "integer", "long": "integer", "double": "number", "decimal": "number", "number": "number", "string": "string", "bool": "boolean",
				"array": "array", "object": "object", "objectId": "objectid", "date": "date-time"}[textOf(names[0])]
		case "enum":
			said.values = elements(v)
		case "minimum", "minLength", "minItems":
			if isNumber {
				said.low = &bound{n: n, length: key != "minimum"}
			}
		case "maximum", "maxLength", "maxItems":
			if isNumber {
				said.high = &bound{n: n, length: key != "maximum"}
			}
		case "pattern":
			said.pattern = textOf(v)
		}
	}
	for _, key := range []string{"schemaRulesNotSatisfied", "propertiesNotSatisfied", "details"} {
		if inner := elements(detail[key]); inner != nil {
			r.value(inner, at, in, true, deepestAnswer-4)
		}
	}
	if !said.empty() {
		r.add(at, in, said)
	}
}

// place turns what an error calls a place into a pointer and a location:
// ["body", "items", 0, "sku"], "address.zip", "/data/attributes/name".
func (r *reading) place(v any, at, in string) (string, string) {
	var tokens []string
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			tokens = append(tokens, textOf(e))
		}
	default:
		tokens = dotted(textOf(v))
	}
	if len(tokens) > 1 {
		if l, ok := locations[tokens[0]]; ok && r.schema.Property(tokens[0]) == nil {
			if _, sent := compare.Get(r.sent, "/"+escape(tokens[0])); !sent {
				tokens, in = tokens[1:], l
			}
		}
	}
	here, _ := compare.Get(r.sent, at)
	s := schemaAt(r.schema, at)
	for i, t := range tokens {
		inner, there := compare.Get(here, "/"+escape(t))
		var declared *api.Schema
		if s != nil {
			declared = below(s, t, 0)
		}
		_, object := here.(map[string]any)
		// pydantic names the member of a union: ["u", "list[int]"].
		if !there && declared == nil && (!object && here != nil && !isIndex(t) || i > 0 && i < len(tokens)-1 && object && member.MatchString(t)) {
			continue
		}
		at += "/" + escape(t)
		here, s = inner, declared
	}
	return at, in
}

// member is how pydantic writes a type or model in a path.
var member = regexp.MustCompile(`^([A-Z]\w*|int|str|float|bool|bytes|date|datetime|decimal|.*[\[\](){}].*)$`)

var subscripts = regexp.MustCompile(`\[['"]?([^\]'"]+)['"]?\]`)

func dotted(path string) []string {
	path = subscripts.ReplaceAllString(path, ".$1")
	path = strings.TrimPrefix(strings.TrimPrefix(path, "$"), ".")
	if strings.HasPrefix(path, "/") || !strings.Contains(path, ".") {
		path = strings.ReplaceAll(strings.TrimPrefix(path, "/"), "/", ".")
	}
	return strings.Split(path, ".")
}

// object reads an object by its names.
func (r *reading) object(o map[string]any, at, in string, fields bool, depth int) {
	if depth == 0 {
		fields = r.onlyNames(o, at)
	}
	for _, key := range sortedNames(o) {
		v, lower := o[key], strings.ReplaceAll(strings.ToLower(key), "-", "_")
		declared := r.has(at, key)
		if told, ok := nameLists[lower]; ok && !declared {
			for _, name := range elements(v) {
				if text := textOf(name); text != "" {
					where, inside := r.place(text, at, in)
					r.add(where, inside, told)
				}
			}
			continue
		}
		_, inner := v.(map[string]any)
		switch {
		case !declared && locations[lower] != "" && (inner || len(elements(v)) > 0):
			r.value(v, at, locations[lower], true, depth+1)
		case containers[lower] && (!declared || !fields || depth == 0 && !r.onlyNames(o, at)):
			_, isText := v.(string)
			r.value(v, at, in, !isText, depth+1)
			if isText {
				r.options(o, v.(string), at, in)
			}
		case !declared && silent[lower]:
		case !declared && noise[lower] && !((fields && depth > 0 || elements(v) != nil || inner) && r.speaks(v)):
		case !declared && !fields && inner && errorish.MatchString(key):
			r.value(v, at, in, true, depth+1)
		case fields || declared || r.speaks(v):
			r.field(key, v, at, in, depth)
		}
	}
}

var errorish = re(`err|valid|messag|issue|problem|fault|violat`)

// options joins a message with the list of values beside it.
func (r *reading) options(o map[string]any, text, at, in string) {
	for key, v := range o {
		if values := elements(v); valueLists[strings.ToLower(key)] && len(values) > 0 && scalars(values) {
			for _, where := range r.subjects(text, rule{}, at) {
				r.add(where, in, rule{values: values})
			}
		}
	}
}

func (r *reading) field(key string, v any, at, in string, depth int) {
	where := at
	if isIndex(key) || r.has(at, key) || !strings.ContainsAny(key, ".[") {
		where += "/" + escape(key)
	} else {
		where, in = r.place(key, at, in)
	}
	if text, ok := v.(string); ok {
		r.message(text, where, in, key)
		return
	}
	if texts := elements(v); len(texts) > 0 {
		for _, e := range texts {
			if text, ok := e.(string); ok {
				r.message(text, where, in, key)
			} else {
				r.value(e, where, in, true, depth+1)
			}
		}
		return
	}
	r.value(v, where, in, true, depth+1)
}

// has tells whether a property of that name was sent or is declared there.
func (r *reading) has(at, name string) bool {
	if _, ok := compare.Get(r.sent, at+"/"+escape(name)); ok {
		return true
	}
	s := schemaAt(r.schema, at)
	return s != nil && s.Property(name) != nil
}

// onlyNames tells whether all that an object speaks of was sent or declared.
func (r *reading) onlyNames(o map[string]any, at string) bool {
	for key, v := range o {
		_, isText := v.(string)
		if !r.has(at, key) || isText && containers[strings.ToLower(key)] {
			return false
		}
	}
	return len(o) > 0
}

// speaks tells whether a value reads as complaints.
func (r *reading) speaks(v any) bool {
	switch v := v.(type) {
	case string:
		return !ruleOf(v).empty()
	case []any:
		return len(v) > 0 && r.speaks(v[0])
	case map[string]any:
		for _, e := range v {
			if !r.speaks(e) {
				return false
			}
		}
		return len(v) > 0
	}
	return false
}

var (
	tags    = regexp.MustCompile(`(?s)<(?:script|style)\b.*?</(?:script|style)>|<[^>]*>`)
	comment = regexp.MustCompile(`(?s)<!--(.*?)-->`)
	title   = regexp.MustCompile(`(?is)<title>(.*?)</title>`)
	para    = regexp.MustCompile(`(?is)<(?:p|h1|li|pre)\b[^>]*>(.*?)</(?:p|h1|li|pre)>`)
)

// page reads a text or HTML answer: the title and paragraphs, and the end of
// a trace.
func (r *reading) page(text string) {
	text = text[:min(len(text), longestAnswer)]
	if !strings.Contains(text, "<") {
		r.message(text, "", "", "")
		return
	}
	seen := map[string]bool{}
	for _, form := range []*regexp.Regexp{title, para, comment} {
		for _, m := range form.FindAllStringSubmatch(text, 40) {
			said := strings.TrimSpace(html.UnescapeString(tags.ReplaceAllString(m[1], "")))
			if !seen[said] && said != "" {
				seen[said] = true
				r.message(said, "", "", "")
			}
		}
	}
	if len(seen) == 0 {
		r.message(html.UnescapeString(tags.ReplaceAllString(text, " ")), "", "", "")
	}
}
