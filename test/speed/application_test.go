//go:build unix

package speed_test

import (
	_ "embed"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// module is a blueprint with its checks, its service and its views, as
// people write them. NAME and NOUN stand for the words that differ.
//
//go:embed testdata/module.py
var module string

// shared is what all modules import: the connection, who calls, errors.
//
//go:embed testdata/shared.py
var shared string

var nouns = strings.Fields(`order invoice product customer address payment refund shipment coupon review
	ticket message booking room project task comment report device measurement`)

// perPackage is how many modules are in one folder.
const perPackage = 50

// application writes a Flask application of about that many lines into a
// folder, and tells how many they are.
func application(t testing.TB, dir string, lines int) (written int) {
	t.Helper()
	put := func(name, text string) {
		t.Helper()
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		written += strings.Count(text, "\n")
	}
	put("shop/__init__.py", "")
	put("shop/shared.py", shared)
	var imports, registers strings.Builder
	for i := 0; written < lines; i++ {
		noun := nouns[i%len(nouns)]
		name := fmt.Sprintf("%ss_%d", noun, i)
		part := fmt.Sprintf("part_%d", i/perPackage)
		if i%perPackage == 0 {
			put("shop/"+part+"/__init__.py", "")
		}
		put("shop/"+part+"/"+name+".py", strings.NewReplacer("NAME", name, "NOUN", noun, "CLASS", strings.ToUpper(noun[:1])+noun[1:]).Replace(module))
		fmt.Fprintf(&imports, "from .%s import %s\n", part, name)
		fmt.Fprintf(&registers, "    app.register_blueprint(%s.blueprint)\n", name)
	}
	put("shop/app.py", "from flask import Flask\n\nfrom .shared import errors\n"+imports.String()+
		"\n\ndef create_app():\n    app = Flask(__name__)\n    app.config.from_prefixed_env()\n    errors(app)\n"+registers.String()+"    return app\n")
	return written
}
