package json

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/ashlarsec/ashlar/internal/inventory"
)

var inventorySchema = filepath.Join("..", "..", "..", "docs", "routes.schema.json")

func TestInventoriesAreValid(t *testing.T) {
	schema, err := jsonschema.NewCompiler().Compile(inventorySchema)
	if err != nil {
		t.Fatal(err)
	}
	full := &inventory.Inventory{Operations: []inventory.Operation{{
		Operation: "GET /a", Decorators: []string{"login_required"}, Authentication: []inventory.Check{{Asks: "role", Roles: []string{"admin"}}},
		Reads: []inventory.Read{{In: "query", Name: "a", Kind: "text"}}, Limit: &inventory.Limit{Level: "view"},
		Queries: []inventory.Query{{Verb: "read", Projection: inventory.Projection{Shows: "only", Fields: []string{"a"}}}},
	}}, LeftOut: []inventory.LeftOut{{Path: "tests", Why: "tests"}}}
	for name, inv := range map[string]*inventory.Inventory{"full": full, "zero": {}, "nothing known": {Operations: []inventory.Operation{{}}}} {
		t.Run(name, func(t *testing.T) {
			var b bytes.Buffer
			if err := WriteInventory(&b, inv); err != nil {
				t.Fatal(err)
			}
			document, err := jsonschema.UnmarshalJSON(&b)
			if err != nil {
				t.Fatal(err)
			}
			if err := schema.Validate(document); err != nil {
				t.Errorf("%v", err)
			}
		})
	}
}

// The Go types and the schema have the same fields, one for one.
func TestInventorySchemaHasTheFieldsOfTheTypes(t *testing.T) {
	text, err := os.ReadFile(inventorySchema)
	if err != nil {
		t.Fatal(err)
	}
	var root node
	if err := json.Unmarshal(text, &root); err != nil {
		t.Fatal(err)
	}
	used := make(map[string]bool)
	for _, difference := range differences(&root, used, &root, reflect.TypeFor[inventory.Inventory](), "routes") {
		t.Error(difference)
	}
	for name := range root.Defs {
		if !used[name] {
			t.Errorf("$defs/%s describes nothing", name)
		}
	}
	if root.Properties["schema_version"].Const != inventory.SchemaVersion {
		t.Errorf("schema_version %v", root.Properties["schema_version"].Const)
	}
}
