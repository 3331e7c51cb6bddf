package contract

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// write makes files below a new folder.
func write(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestFiles(t *testing.T) {
	dir := write(t, map[string]string{
		"api/openapi.yaml":     "openapi: 3.0.0\npaths:\n  /pets: {$ref: paths/pets.yaml}\n  /pets/{id}: {$ref: 'paths/pet.json#/item'}\ncomponents: {responses: {Error: {description: local}}}\n",
		"api/paths/pets.yaml":  "get:\n  responses:\n    200: {description: ok, content: {application/json: {schema: {type: array, items: {$ref: ../schemas/Pet.yaml}}}}}\n    400: {$ref: '../openapi.yaml#/components/responses/Error'}\n",
		"api/paths/pet.json":   `{"item": {"parameters": [{"$ref": "#/id"}], "get": {"responses": {"200": {"content": {"application/json": {"schema": {"$ref": "../schemas/all.yaml#/Dog"}}}}}}}, "id": {"$ref": "id.yaml"}}`,
		"api/paths/id.yaml":    "{name: id, in: path, schema: {type: string}}\n",
		"api/schemas/Pet.yaml": "type: object\nproperties: {mother: {$ref: Pet.yaml}, dog: {$ref: 'all.yaml#/Dog'}, lost: {$ref: gone.yaml}, bad: {$ref: bad.yaml}, bad2: {$ref: bad.yaml}}\n",
		"api/schemas/all.yaml": "Dog: {allOf: [{$ref: Pet.yaml}, {properties: {barks: {type: boolean}}}]}\n",
		"api/schemas/bad.yaml": "a: [\n",
	})
	name := filepath.Join(dir, "api", "openapi.yaml")
	m, err := LoadFile(name, Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		`the reference "gone.yaml" cannot be read: no such file or directory`,
		`the reference "bad.yaml" cannot be read: line 2: did not find expected node content`,
	}
	got := texts(m.Problems)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
	if len(m.Operations) != 2 || m.Operations[0].String() != "GET /pets" || m.Operations[1].Parameter("path", "id") == nil {
		t.Fatalf("operations:\n%s", dump(m))
	}
	place := m.Operations[0].Place
	if place.File != filepath.ToSlash(dir)+"/api/paths/pets.yaml" || place.Line != 1 || place.Pointer != "/get" {
		t.Errorf("the operation is at %+v", place)
	}
	if p := m.Operations[1].Parameter("path", "id"); p.Schema.Name != "" {
		t.Errorf("the schema inside the file of a parameter is called %q", p.Schema.Name)
	}
	if r := m.Operations[0].Responses[1]; r.Description != "local" {
		t.Errorf("the way back to the first file gives %+v", r)
	}
	pet := m.Operations[0].Success().Contents[0].Schema.Items
	dog := m.Operations[1].Success().Contents[0].Schema
	if pet.Name != "Pet" || pet.Property("mother") != pet || pet.Property("dog") != dog || dog.Name != "Dog" || dog.Property("mother") != pet || dog.Property("barks") == nil {
		t.Errorf("schemas:\n%s", dump(m))
	}
}

// The parts of a contract may be files of their own.
func TestFilesAtTheRoot(t *testing.T) {
	dir := write(t, map[string]string{
		"openapi.yaml":    "openapi: 3.0.0\nsecurity: [{k: []}]\npaths: {$ref: paths.yaml}\ncomponents: {$ref: components.yaml}\n",
		"paths.yaml":      "/a: {get: {responses: {200: {content: {a/b: {schema: {$ref: 'openapi.yaml#/components/schemas/A'}}}}}}}\n",
		"components.yaml": "securitySchemes: {k: {type: http, scheme: basic}}\nschemas: {A: {type: string}}\n",
	})
	m, err := LoadFile(filepath.Join(dir, "openapi.yaml"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(m.Problems) > 0 || len(m.Operations) != 1 || m.Schemes["k"].Type != "http" || !m.Operations[0].Success().Contents[0].Schema.Is("string") || m.Operations[0].Success().Contents[0].Schema.Is("object") {
		t.Error(dump(m))
	}
}

// Nothing outside the root is read, whatever way leads there.
func TestOutsideTheRoot(t *testing.T) {
	dir := write(t, map[string]string{
		"secret.yaml":        "type: object\nproperties: {secret: {}}\n",
		"common/shared.yaml": "type: object\nproperties: {shared: {}}\n",
		"api/folder/x.yaml":  "type: string\n",
	})
	if err := os.Symlink("../secret.yaml", filepath.Join(dir, "api", "link.yaml")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("loop.yaml", filepath.Join(dir, "api", "loop.yaml")); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(dir, "api", "openapi.yaml")
	for ref, want := range map[string]string{
		"../secret.yaml":                    "points to a file outside the folder of the contract",
		"folder/../../secret.yaml":          "points to a file outside the folder of the contract",
		"%2e%2e/secret.yaml":                "points to a file outside the folder of the contract",
		"..":                                "points to a file outside the folder of the contract",
		filepath.Join(dir, "secret.yaml"):   "is no relative path",
		`..\\secret.yaml`:                   "is no relative path",
		"file://" + dir + "/secret.yaml":    "is not a path to a file",
		"link.yaml":                         "cannot be read: path escapes from parent",
		"loop.yaml":                         "cannot be read: ",
		"folder":                            "points to something that is no regular file",
		"http://127.0.0.1:1/secret.yaml#/x": "points to another host; references are not fetched",
	} {
		if err := os.WriteFile(name, []byte("openapi: 3.0.0\npaths: {/a: {get: {responses: {200: {content: {a/b: {schema: {$ref: \""+ref+"\"}}}}}}}}\n"), 0o644); err != nil {
			t.Fatal(err)
		}
		m, err := LoadFile(name, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if len(m.Problems) != 1 || !strings.Contains(m.Problems[0].Text, want) {
			t.Errorf("%s: got %q, want %q", ref, texts(m.Problems), want)
		}
		if s := m.Operations[0].Responses[0].Contents[0].Schema; s.Properties != nil {
			t.Errorf("%s: the file was read", ref)
		}
	}

	// A root above the contract lets it share files with others.
	shared := []byte("openapi: 3.0.0\npaths: {/a: {get: {responses: {200: {content: {a/b: {schema: {$ref: ../common/shared.yaml}}}}}}}}\n")
	if err := os.WriteFile(name, shared, 0o644); err != nil {
		t.Fatal(err)
	}
	m, err := LoadFile(name, Options{Root: dir})
	if err != nil {
		t.Fatal(err)
	}
	if s := m.Operations[0].Responses[0].Contents[0].Schema; s.Name != "shared" || s.Property("shared") == nil || len(m.Problems) > 0 {
		t.Errorf("with a higher root: %s", dump(m))
	}
}

func TestNoSuchFile(t *testing.T) {
	name := filepath.Join(t.TempDir(), "gone.yaml")
	_, err := LoadFile(name, Options{})
	if err == nil || err.Error() != "reading "+name+": no such file or directory" {
		t.Errorf("got %v", err)
	}
}

// The bound on size is for all files together.
func TestFilesTooLarge(t *testing.T) {
	half := "{\"a\": {\"get\": {}}" + strings.Repeat(" ", maxSize/2) + "}"
	dir := write(t, map[string]string{
		"openapi.yaml": "openapi: 3.0.0\npaths: {/a: {$ref: 'one.json#/a'}, /b: {$ref: 'two.json#/a'}, /c: {get: {}}}\n",
		"one.json":     half,
		"two.json":     half,
	})
	m, err := LoadFile(filepath.Join(dir, "openapi.yaml"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := `the reference "two.json#/a" cannot be read: it is larger than 64 MB`
	if got := strings.Join(texts(m.Problems), "\n"); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if diff := cmp.Diff([]string{"GET /a", "GET /c"}, operationNames(m)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
