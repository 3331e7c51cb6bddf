// Package catalogue lists the weaknesses.
package catalogue

import (
	"slices"

	"github.com/ashlarsec/ashlar/internal/weakness"
)

//go:generate go run ./generate

// All returns every weakness, sorted by ID.
func All() []*weakness.Weakness { return slices.Clone(all) }

// Find returns the weakness with that ID, or nil.
func Find(id string) *weakness.Weakness {
	i := slices.IndexFunc(all, func(w *weakness.Weakness) bool { return w.ID == id })
	if i < 0 {
		return nil
	}
	return all[i]
}
