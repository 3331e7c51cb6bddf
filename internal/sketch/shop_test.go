package sketch

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ashlarsec/ashlar/internal/contract"
	"github.com/ashlarsec/ashlar/internal/design"
)

const shop = "../../examples/shop/broken"

// The draft of the broken shop has the owners, roles, logins and secrets that
// a person wrote down for it.
func TestDraftIsWhatAPersonWrote(t *testing.T) {
	drafted, _ := drafted(t, shop)
	written, err := design.Load(shop+"/ashlar.yaml", func(string) (string, bool) { return "", false })
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(owners(written), owners(drafted)); diff != "" {
		t.Errorf("owners (- written, + drafted):\n%s", diff)
	}
	if diff := cmp.Diff(secrets(written), secrets(drafted)); diff != "" {
		t.Errorf("secrets (- written, + drafted):\n%s", diff)
	}
	if diff := cmp.Diff(roles(t, written), roles(t, drafted)); diff != "" {
		t.Errorf("roles (- written, + drafted):\n%s", diff)
	}
	// The person's logins are those of accounts, the draft's that of any.
	for _, who := range written.Identities {
		if diff := cmp.Diff(login(who.Login), login(drafted.Login)); diff != "" {
			t.Errorf("login of %s (- written, + drafted):\n%s", who.Name, diff)
		}
	}
	if len(written.Identities) == 0 || len(owners(written)) < 5 || len(secrets(written)) < 2 || len(roles(t, written)["admin"]) < 5 {
		t.Error("the file of the shop says too little for this test")
	}
}

// owners are whose each resource is: "tenant=tenant", or public, or shared.
func owners(d *design.Design) map[string][]string {
	all := map[string][]string{}
	for _, r := range d.Intent.Resources {
		of := []string{}
		if r.Access != "" {
			of = append(of, r.Access)
		}
		for _, o := range r.Owner {
			of = append(of, o.Property+"="+o.Identity)
		}
		slices.Sort(of)
		all[r.Name] = of
	}
	return all
}

func secrets(d *design.Design) map[string][]string {
	all := map[string][]string{}
	for _, r := range d.Intent.Resources {
		for _, w := range r.Secret {
			all[r.Name] = append(all[r.Name], w.Text)
		}
		slices.Sort(all[r.Name])
	}
	return all
}

// roles are the operations of the contract that each may call alone, however
// they are written.
func roles(t *testing.T, d *design.Design) map[string][]string {
	t.Helper()
	model, err := contract.LoadFile(shop+"/openapi.yaml", contract.Options{})
	if err != nil {
		t.Fatal(err)
	}
	all := map[string][]string{}
	for _, op := range model.Operations {
		for _, role := range d.Intent.RolesOf(op) {
			all[role.Name] = append(all[role.Name], op.String())
		}
	}
	return all
}

// login is an operation with the names of what it takes and where its token
// is, and no value.
func login(l *design.Login) map[string]any {
	if l == nil {
		return nil
	}
	var names []string
	body, _ := l.Body.(map[string]any)
	for name := range body {
		names = append(names, name)
	}
	slices.Sort(names)
	return map[string]any{"operation": l.Operation, "takes": names, "token": l.Token}
}
