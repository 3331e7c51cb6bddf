package openapi

import (
	"bytes"
	"path/filepath"
	"slices"
	"testing"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/contract"
	"github.com/ashlarsec/ashlar/internal/draft"
	"github.com/ashlarsec/ashlar/internal/python/project"
	"github.com/ashlarsec/ashlar/internal/source"
)

// The contract that is drafted from the source of a shop is a document that
// reads without a complaint, and it has the operations of the contract that
// people wrote, with their parameters and the bodies that they need.
func TestDraftOfAShop(t *testing.T) {
	for _, shop := range []string{"broken", "fixed"} {
		t.Run(shop, func(t *testing.T) {
			dir := filepath.Join("..", "..", "..", "examples", "shop", shop)
			p, err := source.Read(t.Context(), []string{dir}, project.Options{})
			if err != nil {
				t.Fatal(err)
			}
			var b bytes.Buffer
			if err := Write(&b, draft.Model(p)); err != nil {
				t.Fatal(err)
			}
			got, err := contract.Parse("draft.yaml", b.Bytes(), contract.Options{})
			if err != nil {
				t.Fatalf("%v\n%s", err, b.String())
			}
			for _, problem := range got.Problems {
				t.Errorf("%s: %s", problem.Place, problem.Text)
			}
			want, err := contract.LoadFile(filepath.Join(dir, "openapi.yaml"), contract.Options{})
			if err != nil {
				t.Fatal(err)
			}
			for _, op := range want.Operations {
				drafted := find(got, op)
				if drafted == nil {
					t.Errorf("%s is not drafted", op)
					continue
				}
				compare(t, op, drafted)
			}
			for _, op := range got.Operations {
				if find(want, op) == nil {
					t.Errorf("%s is drafted, and the contract has none", op)
				}
			}
		})
	}
}

func find(m *api.Model, op *api.Operation) *api.Operation {
	i := slices.IndexFunc(m.Operations, func(o *api.Operation) bool {
		return o.Method == op.Method && api.Erased(o.Path) == api.Erased(op.Path)
	})
	if i < 0 {
		return nil
	}
	return m.Operations[i]
}

// compare holds a draft to what people wrote of the same operation.
func compare(t *testing.T, op, drafted *api.Operation) {
	t.Helper()
	for _, p := range op.Parameters {
		if drafted.Parameter(p.In, p.Name) == nil {
			t.Errorf("%s: %s %s is not drafted", op, p.In, p.Name)
		}
	}
	content := func(o *api.Operation) *api.Schema {
		if o.Body == nil {
			return nil
		}
		if c := api.JSON(o.Body.Contents); c != nil {
			return c.Schema
		}
		return nil
	}
	want, got := content(op), content(drafted)
	if want == nil {
		return
	}
	for _, name := range want.Required {
		if got.Property(name) == nil {
			t.Errorf("%s: the property %s, which it needs, is not drafted", op, name)
		}
	}
}
