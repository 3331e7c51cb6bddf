package fix

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/source"
)

func emptyProgram(dir string) *source.Program { return &source.Program{Dirs: []string{dir}} }

// shop copies the broken example into a temporary folder, which becomes the
// current one.
func shop(t *testing.T) {
	t.Helper()
	broken, err := filepath.Abs(filepath.Join("..", "..", "examples", "shop", "broken"))
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	if err := os.CopyFS("broken", os.DirFS(broken)); err != nil {
		t.Fatal(err)
	}
}

var shopTarget = finding.Target{Sources: []string{"broken"}}

// Every finding of the broken shop has a change or says what to decide, and
// every change, applied alone, ends its finding and makes no other.
func TestShop(t *testing.T) {
	shop(t)
	all, err := Look(t.Context(), shopTarget, nil, nil, "test")
	if err != nil {
		t.Fatal(err)
	}
	original := read(t, "broken")
	changes := 0
	for i, p := range Propose(original, nil, all) {
		if p.Diff == "" {
			if p.Decision == "" {
				t.Errorf("%s %s: neither a change nor what to decide", p.Weakness, p.Operation)
			}
			continue
		}
		changes++
		t.Run(p.Weakness+" "+p.Finding, func(t *testing.T) { alone(t, original, all[i], all) })
	}
	if changes < 25 {
		t.Errorf("%d findings have a change: some are lost", changes)
	}
}

// alone applies the change for one finding to a copy of its own.
func alone(t *testing.T, original *source.Program, f finding.Finding, before []finding.Finding) {
	plan := NewPlan(original, nil, []finding.Finding{f})
	texts := map[string][]byte{}
	for _, path := range plan.Files() {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		texts[path] = text
	}
	defer func() {
		for path, text := range texts {
			if err := os.WriteFile(path, text, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}()
	mended(t, plan, []finding.Finding{f}, before)
}

// mended writes a plan and looks again.
func mended(t *testing.T, plan *Plan, changed, before []finding.Finding) {
	t.Helper()
	written, refused := plan.Write()
	if len(refused) > 0 {
		t.Fatalf("not written: %v", refused)
	}
	for _, path := range written {
		compiles(t, path)
	}
	after, err := Look(t.Context(), shopTarget, nil, nil, "test")
	if err != nil {
		t.Fatal(err)
	}
	o := Compare(changed, before, after)
	for _, f := range append(o.Left, o.Unseen...) {
		t.Errorf("not gone: %s %s at %v: %s", f.Weakness, f.Operation, f.Location, f.Evidence.Summary)
	}
	for _, f := range o.New {
		t.Errorf("new: %s %s at %v: %s", f.Weakness, f.Operation, f.Location, f.Evidence.Summary)
	}
}

// All changes of the broken shop fit together.
func TestShopTogether(t *testing.T) {
	shop(t)
	all, err := Look(t.Context(), shopTarget, nil, nil, "test")
	if err != nil {
		t.Fatal(err)
	}
	plan := NewPlan(read(t, "broken"), nil, all)
	if len(plan.Left) > 0 {
		t.Errorf("left out: %v", plan.Left)
	}
	var changed []finding.Finding
	for _, i := range plan.Changing() {
		changed = append(changed, all[i])
	}
	mended(t, plan, changed, all)
}
