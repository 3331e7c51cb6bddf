//go:build unix

package store

import (
	"os"
	"path/filepath"
	"testing"
)

func TestOnlyTheOwnerReads(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "ashlar")
	if err := os.Mkdir(dir, 0o755); err != nil { // there from before
		t.Fatal(err)
	}
	s, err := Open(dir, 0)
	if err != nil {
		t.Fatal(err)
	}
	saved(t, s, 1)
	err = filepath.Walk(dir, func(name string, info os.FileInfo, err error) error {
		if want := map[bool]os.FileMode{true: 0o700, false: 0o600}[info.IsDir()]; info.Mode().Perm() != want {
			t.Errorf("%s has %v", name, info.Mode())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestFolder(t *testing.T) {
	for want, env := range map[string]map[string]string{
		"/data/ashlar":                 {"XDG_DATA_HOME": "/data", "HOME": "/home/u"},
		"/home/u/.local/share/ashlar":  {"XDG_DATA_HOME": "relative", "HOME": "/home/u"},
		"/home/u2/.local/share/ashlar": {"HOME": "/home/u2"},
	} {
		got, err := Folder(func(name string) (string, bool) { v, ok := env[name]; return v, ok })
		if err != nil || got != want {
			t.Errorf("%v: %s, %v", env, got, err)
		}
	}
}
