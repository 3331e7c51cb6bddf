package wording

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestRead(t *testing.T) {
	for text, want := range map[string]Rule{
		"Missing data for required field.":               {Missing: true},
		"Extra inputs are not permitted":                 {Unknown: true},
		"Email already registered":                       {Duplicate: true},
		"Not a valid integer.":                           {Kind: "integer"},
		"Must be one of: open, closed.":                  {Values: []any{"open", "closed"}},
		"Length must be between 3 and 10.":               {Low: &Bound{N: 3, Length: true}, High: &Bound{N: 10, Length: true}},
		"Input should be greater than 0":                 {Low: &Bound{N: 0, Strict: true}},
		"time data 'x' does not match format '%d.%m.%Y'": {Kind: "date", Layout: "%d.%m.%Y"},
		"'x' does not match '^[A-Z]{3}$'":                {Pattern: "^[A-Z]{3}$"},
		"The date must be in the future":                 {Kind: "date", Future: true},
		"Password must contain a digit and a symbol":     {Invalid: true},
		"must be a list of 3 numbers":                    {Kind: "array", Each: "number", Low: &Bound{N: 3, Length: true}, High: &Bound{N: 3, Length: true}},
		"Thank you for your order":                       {},
	} {
		t.Run(text, func(t *testing.T) {
			if diff := cmp.Diff(want, Read(text)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestMissingNames(t *testing.T) {
	for text, want := range map[string][]string{
		"Missing required fields: sku, qty and note": {"sku", "qty", "note"},
		"Email and Password are required":            {"email", "password"},
		"'zip' is a required property":               {"zip"},
		"Start date is required":                     {"start_date"},
		"缺少 email":                                   {"email"},
		"Request body is required":                   nil,
	} {
		t.Run(text, func(t *testing.T) {
			if diff := cmp.Diff(want, MissingNames(text)); diff != "" {
				t.Error(diff)
			}
		})
	}
}
