package lexicon

import "testing"

func TestOpenText(t *testing.T) {
	open := []string{"Edit a page; everybody may", "Anyone logged in can see it.", "Any authenticated user may read.", "All members of the team edit it", "Visible to every employee", "A page, for everybody"}
	closed := []string{"Own orders", "Get an order by its identifier", "Only the owner may retrieve it", "Orders of any user", "Not every user may read it", "On behalf of any customer", "For administrators", ""}
	for _, text := range open {
		if _, ok := OpenText(text); !ok {
			t.Errorf("%q is not open", text)
		}
	}
	for _, text := range closed {
		if phrase, ok := OpenText(text); ok {
			t.Errorf("%q is open by %q", text, phrase)
		}
	}
}
