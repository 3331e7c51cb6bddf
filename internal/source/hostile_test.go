package source_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ashlarsec/ashlar/internal/python/project"
	"github.com/ashlarsec/ashlar/internal/source"
)

// head begins a program with an application and a database.
const head = `
from flask import Flask, request, jsonify, abort
from pymongo import MongoClient

app = Flask(__name__)
db = MongoClient().shop
`

// view is an ordinary operation at the end of a program that is hard to
// follow: it must be followed all the same.
const view = `
@app.get("/ordinary")
def ordinary():
    return jsonify(db.orders.find_one({"name": request.args["name"]}))
`

// repeat is the text n times, with the number of the time for each %[1]d.
func repeat(n int, format string) string {
	var b strings.Builder
	for i := range n {
		if strings.Contains(format, "%") {
			fmt.Fprintf(&b, format, i, i+1)
		} else {
			b.WriteString(format)
		}
	}
	return b.String()
}

// indented is a line of Python at a depth.
func indented(depth int, line string) string { return strings.Repeat(" ", 4*depth) + line + "\n" }

// Programs that were made to exhaust who follows them. Each ends, what was cut
// off is said, and the ordinary operation beside it is as complete as ever.
func TestHostile(t *testing.T) {
	tests := []struct {
		name string
		text string
		limit,
		problem string // what must be said: a part of one of the limits, or problems
		operations int // beside the ordinary one
	}{
		{name: "a million nested brackets", text: head + view + "x = " + strings.Repeat("(", 1_000_000) + "\n", problem: "nested"},
		{name: "nested brackets that close", text: head + view + "x = " + strings.Repeat("[", 500_000) + strings.Repeat("]", 500_000) + "\n", problem: "nested"},
		{name: "invalid UTF-8", text: head + view + "x = '\xff\xfe\x80'\n", problem: "UTF-8"},
		{name: "NUL", text: head + view + "x = 'a\x00b'\n", problem: "NUL"},
		{name: "mutual recursion", operations: 1, limit: "deeper", text: head + view + repeat(1000, "def f%d(x):\n    return f%d(x)\n") +
			"def f1000(x):\n    return f0(x)\n@app.get('/r')\ndef r():\n    return f0(request.args)\n"},
		{name: "calls that double", operations: 1, limit: "too many expressions", text: head + view + "def f0(x):\n    return x\n" + repeat(60, "def f%[2]d(x):\n    return [f%[1]d(x), f%[1]d(x)]\n") +
			"@app.get('/r')\ndef r():\n    return f60(request.args)\n"},
		{name: "calls of methods that double", operations: 1, text: head + view + "class A:\n    def f0(self, x):\n        return x\n" + repeat(60, "    def f%[2]d(self, x):\n        return self.f%[1]d(x) + self.f%[1]d(x)\n") +
			"@app.get('/r')\ndef r():\n    return A().f60(request.args)\n"},
		{name: "conditions that double", operations: 1, text: head + view + "@app.get('/r')\ndef r():\n    x = request.args.get('x')\n" + repeat(400, "    if x == '%[1]d' or request.args.get('b%[1]d'):\n        y%[1]d = x\n    else:\n        y%[1]d = None\n") + "    return x\n"},
		{name: "large values, again and again", operations: 1, limit: "parts together", text: head + view + "@app.get('/r')\ndef r():\n    row = [" + repeat(240, "request.args, ") + "]\n    table = {" + repeat(15, "'key%[1]d': row, ") + "}\n" +
			repeat(1200, "    copy%d = {**table, 'n': %d}\n") + "    return 'a'\n"},
		{name: "a large dict", text: head + view + "TABLE = {\n" + repeat(50_000, "    'key%d': %d,\n") + "}\n"},
		{name: "a large list of dicts", text: head + view + "TABLE = [\n" + repeat(20_000, "    {'key': %d, 'value': [%d]},\n") + "]\n"},
		{name: "a dict that grows", text: head + view + "d = {}\n" + repeat(20_000, "d['key%d'] = %d\n")},
		{name: "a list that grows", text: head + view + "l = []\n" + repeat(20_000, "l.append({'key%d': %d})\n")},
		{name: "a text that grows", text: head + view + "s = ''\n" + repeat(20_000, "s += 'key%d' + x\n")},
		{name: "5,000 branches", operations: 1, text: head + view + "@app.get('/r')\ndef r():\n    x = request.args.get('x')\n" + repeat(5000, "    if x == 'a%d':\n        return {'a': %d}\n") + "    return x\n"},
		{name: "5,000 branches that join", operations: 1, text: head + view + "@app.get('/r')\ndef r():\n    x, y = request.args.get('x'), {}\n" + repeat(5000, "    if x == 'a%d':\n        y['k%[1]d'] = x\n") + "    return y\n"},
		{name: "5,000 cases of one condition", operations: 1, text: head + view + "@app.get('/r')\ndef r():\n    x = request.args.get('x')\n    if x == '':\n        y = 0\n" + repeat(2000, "    elif x == 'a%d':\n        y = %d\n") + "    return y\n"},
		{name: "30 loops", operations: 1, text: head + view + "@app.get('/r')\ndef r():\n    x = request.get_json()\n" + loops(30, "for v%d in x:", "x = x['a']") + "    return x\n"},
		{name: "30 loops over what is known", operations: 1, limit: "too many expressions", text: head + view + "@app.get('/r')\ndef r():\n    x = request.get_json()\n" + loops(30, "for v%d in (1, 2, 3):", "x = x['a']") + "    return x\n"},
		{name: "30 trys", operations: 1, text: head + view + "@app.get('/r')\ndef r():\n    x = request.get_json()\n" + trys(30) + "    return x\n"},
		{name: "30 comprehensions", operations: 1, text: head + view + "@app.get('/r')\ndef r():\n    x = request.get_json()\n    return " + strings.Repeat("[", 30) + "x" + repeat(30, " for a%d in x]") + "\n"},
		{name: "10,000 routes", operations: 10_000, text: head + view + repeat(10_000, "@app.get('/r%[1]d')\ndef r%[1]d():\n    return '%[1]d'\n")},
		{name: "cyclic classes", operations: 1, text: head + view + "class A(B):\n    pass\nclass B(A):\n    pass\nclass A(B):\n    pass\nA.x = A\n@app.get('/r')\ndef r():\n    return A().x.y.z.missing()\n"},
		{name: "a class of itself", operations: 1, text: head + view + "class A:\n    pass\nclass A(A):\n    a = A\nA.__bases__ = (A,)\n@app.get('/r')\ndef r():\n    return A().a.a.missing\n"},
		{name: "a decorator that gives itself", operations: 1, text: head + view + "def d(f):\n    return d\n@d\n@d\ndef g():\n    pass\n@app.get('/r')\n@d\n@d\ndef r():\n    return g(g)\n"},
		{name: "a function that returns itself called", operations: 1, text: head + view + "f = lambda x: x(x)\n@app.get('/r')\ndef r():\n    return f(f)\n"},
		{name: "500 decorators", operations: 1, text: head + view + "from functools import wraps\ndef d(f):\n    @wraps(f)\n    def w(*a, **k):\n        return f(*a, **k)\n    return w\n@app.get('/r')\n" + strings.Repeat("@d\n", 500) + "def r():\n    return ''\n", limit: "is called in itself"},
		{name: "a list in itself", operations: 1, text: head + view + "@app.get('/r')\ndef r():\n    x = {'a': request.args}\n" + strings.Repeat("    x['a'] = x\n    x = {'b': x, 'c': x}\n", 200) + "    db.a.find(x)\n    return jsonify(x)\n"},
		{name: "documents that double", operations: 1, text: head + view + "@app.get('/r')\ndef r():\n    x = {'a': request.args}\n" + strings.Repeat("    x = {'b': x, 'c': [x, x]}\n", 100) + "    db.a.update_one(x, x)\n    return jsonify(x)\n"},
		{name: "documents that double, on two ways", operations: 1, limit: "parts", text: head + view + "@app.get('/r')\ndef r():\n    if request.args.get('b'):\n        x = {'a': request.args}\n" + strings.Repeat("        x = {'b': x, 'c': [x, x]}\n", 30) + "    else:\n        x = {'a': request.form}\n" + strings.Repeat("        x = {'b': x, 'c': [x, x]}\n", 30) + "    db.a.update_one(x, x)\n    return jsonify(x)\n"},
		{name: "lists of lists", operations: 1, limit: "parts", text: head + view + "@app.get('/r')\ndef r():\n    x = request.args['x']\n" + strings.Repeat("    x = ["+strings.Repeat("x, ", 50)+"]\n    x = {"+repeat(50, "'k%d': x, ")+"}\n", 12) + "    db.a.find({'$or': x})\n    return jsonify(x)\n"},
		{name: "deep documents", operations: 1, text: head + view + "@app.get('/r')\ndef r():\n    x = request.args['x']\n" + strings.Repeat("    x = {'a': x}\n", 20_000) + "    db.a.find(x)\n    return jsonify(x)\n", limit: "parts"},
		{name: "lists added to lists", operations: 1, text: head + view + "@app.get('/r')\ndef r():\n    x = [request.args['x']]\n" + strings.Repeat("    x = x + x\n    x.append(x)\n    x.extend([x, x])\n", 50) + "    return jsonify(x)\n"},
		{name: "a giant f-string", operations: 1, text: head + view + "@app.get('/r')\ndef r():\n    x = request.args['x']\n    return f'" + strings.Repeat("{x} and {x!r:>{x}} ", 10_000) + "'\n"},
		{name: "a long sum", operations: 1, text: head + view + "@app.get('/r')\ndef r():\n    x = request.args['x']\n    return x" + strings.Repeat(" + x", 5_000) + "\n"},
		{name: "a long chain", operations: 1, text: head + view + "@app.get('/r')\ndef r():\n    x = request.args\n    return x" + strings.Repeat(".a()", 5_000) + "\n", problem: "operators"},
		{name: "a function of 1,000 parameters", operations: 1, text: head + view + "def f(" + repeat(1000, "a%d=None, ") + "):\n    return a1\n@app.get('/r')\ndef r():\n    return f(" + repeat(1000, "a%d=request.args['%[1]d'], ") + ")\n"},
		{name: "globals that functions set", operations: 1, text: head + view + "n = 0\n" + repeat(2000, "def f%[1]d():\n    global n\n    n = [n, f%[2]d]\n") + "@app.get('/r')\ndef r():\n    f0()\n    return n\n"},
		{name: "a route in a loop", operations: 1, text: head + view + "for a in range(10):\n    for b in range(10):\n        @app.get('/r')\n        def r():\n            return ''\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			p := readFiles(t, map[string]string{"app.py": test.text})
			if len(p.Operations) != test.operations+1 {
				t.Errorf("%d operations", len(p.Operations))
			}
			ordinaryIsWhole(t, p)
			said(t, "limit", p.Limits, test.limit)
			var problems []string
			for _, x := range p.Problems {
				problems = append(problems, x.Text)
			}
			said(t, "problem", problems, test.problem)
		})
	}
}

func loops(depth int, header, last string) string {
	var b strings.Builder
	for i := range depth {
		b.WriteString(indented(i+1, fmt.Sprintf(header, i)))
	}
	return b.String() + indented(depth+1, last)
}

func trys(depth int) string {
	var open, end strings.Builder
	for i := range depth {
		open.WriteString(indented(i+1, "try:"))
		at := depth - i
		end.WriteString(indented(at, "except ValueError as e:") + indented(at+1, "x = e") + indented(at, "finally:") + indented(at+1, "y = x"))
	}
	return open.String() + indented(depth+1, "x = x['a']") + end.String()
}

// readFiles reads a program of these files.
func readFiles(t testing.TB, files map[string]string) *source.Program {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	p, err := source.Read(t.Context(), []string{dir}, project.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// ordinaryIsWhole looks for what the ordinary operation does.
func ordinaryIsWhole(t *testing.T, p *source.Program) {
	t.Helper()
	for _, op := range p.Operations {
		if op.Path != "/ordinary" {
			continue
		}
		if len(op.Queries) != 1 || op.Queries[0].Name != "orders" || len(op.Answers) != 1 || len(op.Inputs) != 1 || op.Inputs[0].Name != "name" {
			t.Errorf("the ordinary operation has %d queries, %d answers and the inputs %v", len(op.Queries), len(op.Answers), op.Inputs)
		}
		return
	}
	t.Error("the ordinary operation is lost")
}

// said fails where something that must be said is not, and where the
// interpreter has failed.
func said(t *testing.T, what string, all []string, want string) {
	t.Helper()
	found := want == ""
	for _, one := range all {
		found = found || strings.Contains(one, want)
		if strings.Contains(one, "internal error") {
			t.Errorf("the interpreter failed: %s", one)
		}
	}
	if !found {
		t.Errorf("no %s says %q: %.300q", what, want, all)
	}
}
