package usual

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestStrongPassword(t *testing.T) {
	for _, class := range []string{`[A-Z].*[A-Z]`, `[a-z]`, `\d.*\d`, `[!@#$%^&*]`, `^.{12,16}$`} {
		if !regexp.MustCompile(class).MatchString(Password) {
			t.Errorf("%s does not match %s", Password, class)
		}
	}
	if slices.Contains([]string{"password", "123", "qwerty"}, strings.ToLower(Password)) {
		t.Error("a common one")
	}
}

func TestLongestEndingOfTheName(t *testing.T) {
	for name, want := range map[string]string{
		"billing_zip_code": "94105",
		"countries":        "US",
		"phone2":           "+14155552671",
		"order":            "asc",
		"purchase_order":   "",
		"favorite_dish":    "",
	} {
		if got, _ := Text(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

func TestSpellings(t *testing.T) {
	for name, want := range map[string][]string{
		"first name":    {"first_name", "firstName", "firstname", "fname", "firstname", "first", "name"},
		"SKU":           {"sku"},
		"date of birth": {"date_of_birth", "dateOfBirth", "dob", "birthdate", "birthday", "birth_date", "dateofbirth", "date", "birth"},
		"":              nil,
	} {
		if diff := cmp.Diff(want, Spellings(name)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}
