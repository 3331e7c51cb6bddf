package json

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/ashlarsec/ashlar/internal/finding"
)

var schemaFile = filepath.Join("..", "..", "..", "docs", "scan.schema.json")

// full is a scan in which no field has its zero value.
func full() *finding.Scan {
	var scan finding.Scan
	populate(reflect.ValueOf(&scan).Elem(), "")
	return &scan
}

// values of fields that the schema holds to a form.
var values = map[string]any{
	"SchemaVersion": finding.SchemaVersion, "Mode": "safe", "Grade": "F", "Level": "warning", "Method": "GET",
	"Fingerprint": strings.Repeat("0123456789abcdef", 4), "Finding": "0123456789ab", "ID": "0123456789ab", "Caps.Findings": "0123456789ab",
	"Category": finding.CategoryBOLA, "Categories.Name": finding.CategorySSRF,
}

func populate(v reflect.Value, path string) {
	for name, value := range values {
		if (path == name || strings.HasSuffix(path, "."+name)) && v.Kind() == reflect.String {
			v.SetString(value.(string))
			return
		}
	}
	switch at := v.Addr().Interface().(type) {
	case *time.Time:
		*at = time.Date(2026, 10, 1, 12, 30, 15, 123, time.UTC)
		return
	case *finding.Severity:
		*at = finding.Critical
		return
	case *finding.Verdict:
		*at = finding.Proven
		return
	case *finding.Look:
		*at = finding.Live
		return
	case *finding.State:
		*at = finding.Inconclusive
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString("<" + path + "> & \u2028 'x'")
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int:
		v.SetInt(42)
	case reflect.Uint64:
		v.SetUint(1<<64 - 1)
	case reflect.Float64:
		v.SetFloat(87.5)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		populate(v.Elem(), path)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		populate(v.Index(0), path)
		populate(v.Index(1), path)
	case reflect.Map:
		v.Set(reflect.ValueOf(map[string]string{"b": "2", "a": "1"}))
	case reflect.Struct:
		for i := range v.NumField() {
			populate(v.Field(i), strings.TrimPrefix(path+"."+v.Type().Field(i).Name, "."))
		}
	default:
		panic(fmt.Sprintf("%s is a %s, which this test cannot make", path, v.Kind()))
	}
}

func compile(t *testing.T) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	schema, err := c.Compile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

func written(t *testing.T, scan *finding.Scan) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, scan); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestDocumentsAreValid(t *testing.T) {
	schema := compile(t)
	empty := &finding.Scan{Findings: []finding.Finding{{
		ID: "0123456789ab", Fingerprint: strings.Repeat("0", 64), Category: finding.CategoryBOLA, Severity: finding.Low, Verdict: finding.Likely,
	}}}
	for name, scan := range map[string]*finding.Scan{"full": full(), "zero": {}, "zero finding": empty} {
		t.Run(name, func(t *testing.T) {
			document, err := jsonschema.UnmarshalJSON(bytes.NewReader(written(t, scan)))
			if err != nil {
				t.Fatal(err)
			}
			if err := schema.Validate(document); err != nil {
				t.Errorf("%v", err)
			}
		})
	}
}

func TestSchemaRefuses(t *testing.T) {
	schema := compile(t)
	for name, spoil := range map[string]func(map[string]any){
		"another version":    func(d map[string]any) { d["schema_version"] = "2" },
		"a key too many":     func(d map[string]any) { d["extra"] = true },
		"a key too few":      func(d map[string]any) { delete(d, "ledger") },
		"no list":            func(d map[string]any) { d["findings"] = nil },
		"an unknown verdict": func(d map[string]any) { d["findings"].([]any)[0].(map[string]any)["verdict"] = "sure" },
		"a score above 100":  func(d map[string]any) { d["score"].(map[string]any)["value"] = 101 },
		"a day for a moment": func(d map[string]any) { d["started"] = "yesterday" },
	} {
		t.Run(name, func(t *testing.T) {
			document, err := jsonschema.UnmarshalJSON(bytes.NewReader(written(t, full())))
			if err != nil {
				t.Fatal(err)
			}
			spoil(document.(map[string]any))
			if schema.Validate(document) == nil {
				t.Error("is valid")
			}
		})
	}
}

// node is what this test reads of a schema.
type node struct {
	Ref        string           `json:"$ref"`
	Type       any              `json:"type"`
	Enum       []any            `json:"enum"`
	Const      any              `json:"const"`
	Properties map[string]*node `json:"properties"`
	Required   []string         `json:"required"`
	Items      *node            `json:"items"`
	AnyOf      []*node          `json:"anyOf"`
	Defs       map[string]*node `json:"$defs"`
	Additional any              `json:"additionalProperties"`
}

// The Go types and the schema have the same fields, one for one.
func TestSchemaHasTheFieldsOfTheTypes(t *testing.T) {
	text, err := os.ReadFile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	var root node
	if err := json.Unmarshal(text, &root); err != nil {
		t.Fatal(err)
	}
	used := make(map[string]bool)
	for _, difference := range differences(&root, used, &root, reflect.TypeFor[finding.Scan](), "scan") {
		t.Error(difference)
	}
	for name := range root.Defs {
		if !used[name] {
			t.Errorf("$defs/%s describes nothing", name)
		}
	}
}

func differences(root *node, used map[string]bool, schema *node, kind reflect.Type, path string) []string {
	if name, ok := strings.CutPrefix(schema.Ref, "#/$defs/"); ok {
		used[name] = true
		return differences(root, used, root.Defs[name], kind, path)
	}
	if kind.Kind() == reflect.Pointer && len(schema.AnyOf) > 0 {
		return differences(root, used, schema.AnyOf[0], kind.Elem(), path)
	}
	if kind == reflect.TypeFor[time.Time]() {
		return nil
	}
	switch kind.Kind() {
	case reflect.Slice:
		if schema.Items == nil {
			return []string{path + " is a list in Go and not in the schema"}
		}
		return differences(root, used, schema.Items, kind.Elem(), path+"[]")
	case reflect.Struct:
		return fieldDifferences(root, used, schema, kind, path)
	}
	if schema.Properties != nil || schema.Items != nil {
		return []string{path + " is a " + kind.String() + " in Go and not in the schema"}
	}
	return nil
}

func fieldDifferences(root *node, used map[string]bool, schema *node, kind reflect.Type, path string) (found []string) {
	if schema.Additional != false {
		found = append(found, path+" lets other keys through")
	}
	names := make(map[string]bool)
	for i := range kind.NumField() {
		name, options, _ := strings.Cut(kind.Field(i).Tag.Get("json"), ",")
		names[name] = true
		property := schema.Properties[name]
		if property == nil {
			found = append(found, fmt.Sprintf("%s.%s (%s.%s) is missing from the schema", path, name, kind, kind.Field(i).Name))
			continue
		}
		if required := slices.Contains(schema.Required, name); required == strings.Contains(options, "omitempty") {
			found = append(found, fmt.Sprintf("%s.%s: required is %v", path, name, required))
		}
		found = append(found, differences(root, used, property, kind.Field(i).Type, path+"."+name)...)
	}
	for name := range schema.Properties {
		if !names[name] {
			found = append(found, path+"."+name+" is missing from the Go types")
		}
	}
	return found
}

// The words of the schema are those of package finding.
func TestSchemaHasTheWords(t *testing.T) {
	text, err := os.ReadFile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	var root node
	if err := json.Unmarshal(text, &root); err != nil {
		t.Fatal(err)
	}
	rising := slices.Clone(finding.Severities)
	slices.Reverse(rising)
	states := []finding.State{finding.Found, finding.Clean, finding.Untested, finding.Inconclusive, finding.NotApplicable}
	for name, words := range map[string]struct {
		schema *node
		want   any
	}{
		"categories": {root.Defs["category"], finding.Categories},
		"severities": {root.Defs["severity"], rising},
		"verdicts":   {root.Defs["verdict"], finding.Verdicts},
		"looks":      {root.Defs["look"], finding.Looks},
		"states":     {root.Defs["cell"].Properties["state"], states},
	} {
		if got, want := fmt.Sprint(words.schema.Enum), fmt.Sprint(words.want); got != want {
			t.Errorf("%s: %s in the schema, %s in Go", name, got, want)
		}
	}
	if root.Properties["schema_version"].Const != finding.SchemaVersion {
		t.Errorf("schema_version %v", root.Properties["schema_version"].Const)
	}
}

func TestReadGivesWhatWasWritten(t *testing.T) {
	for name, scan := range map[string]*finding.Scan{"full": full(), "zero": {}} {
		t.Run(name, func(t *testing.T) {
			text := written(t, scan)
			got, err := Read(bytes.NewReader(text))
			if err != nil {
				t.Fatal(err)
			}
			if again := written(t, got); !bytes.Equal(text, again) {
				t.Error(cmp.Diff(string(text), string(again)))
			}
			if name == "full" {
				if diff := cmp.Diff(scan, got); diff != "" {
					t.Error(diff)
				}
			}
		})
	}
}

func TestWriteIsPlain(t *testing.T) {
	scan := &finding.Scan{Notes: []finding.Note{{Level: "info", Text: "a < b && c > d"}}}
	text := string(written(t, scan))
	for _, want := range []string{"{\n  \"schema_version\": \"1\",\n", "\"findings\": [],\n", "a < b && c > d", "\"value\": null", "\n}\n"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	if scan.Findings != nil || scan.SchemaVersion != "" {
		t.Error("the scan itself changed")
	}
}

func TestReadRefuses(t *testing.T) {
	const start = "reading the scan document: "
	for text, want := range map[string]string{
		`{"schema_version": "2"}`: start + `it has schema_version "2", and this Ashlar reads "1": use the version that wrote it`,
		`{"openapi": "3.1.0"}`:    start + `no schema_version, so this is no result of ashlar scan --format json`,
		`{"schema_version": "1", "findings": [], "ledger": [], "score": null}`: start + "it lacks score, findings or ledger, so this is not the whole result of a scan",
		`{"schema_version": "1", "score": {}, "ledger": []}`:                   start + "it lacks score, findings or ledger, so this is not the whole result of a scan",
		"{\n\n": start + "line 3: unexpected end of JSON input",
		`[]`:    start + "line 1: the document cannot be array",
		"{\"schema_version\": \"1\",\n\"requests\": \"many\"}": start + "line 2: requests cannot be string",
		`{"schema_version": "1"} {}`:                           start + "line 1: invalid character '{' after top-level value",
	} {
		if _, err := Read(strings.NewReader(text)); fmt.Sprint(err) != want {
			t.Errorf("%s\ngot  %v\nwant %s", text, err, want)
		}
	}
}

func TestReadTakesKeysOfANewerVersion(t *testing.T) {
	scan, err := Read(strings.NewReader(`{"schema_version": "1", "mood": "good", "requests": 7, "score": {}, "findings": [], "ledger": []}`))
	if err != nil || scan.Requests != 7 || scan.Findings == nil {
		t.Errorf("%+v, %v", scan, err)
	}
}
