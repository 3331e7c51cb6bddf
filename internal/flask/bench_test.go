package flask_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/ashlarsec/ashlar/internal/flask"
)

// generated is an application of that many blueprints, each with ten routes
// behind a hook and a decorator.
func generated(blueprints int) []txtar.File {
	var app strings.Builder
	app.WriteString("from flask import Flask\n")
	files := []txtar.File{{Name: "auth.py", Data: []byte(`from functools import wraps
from flask import request, abort

def login_required(f):
    @wraps(f)
    def wrapper(*args, **kwargs):
        if not request.headers.get("Authorization"):
            abort(401)
        return f(*args, **kwargs)
    return wrapper
`)}}
	for i := range blueprints {
		var b strings.Builder
		fmt.Fprintf(&b, "from flask import Blueprint, request, jsonify\nfrom auth import login_required\n\nbp = Blueprint(\"b%d\", __name__, url_prefix=\"/b%d\")\n\n@bp.before_request\ndef before():\n    pass\n", i, i)
		for j := range 10 {
			fmt.Fprintf(&b, "\n@bp.post(\"/r%d/<int:key>\")\n@login_required\ndef r%d(key):\n    data = request.get_json()\n    if not isinstance(data.get(\"name\"), str):\n        return {\"error\": \"no\"}, 400\n    return jsonify({\"key\": key, \"name\": data[\"name\"]})\n", j, j)
		}
		files = append(files, txtar.File{Name: fmt.Sprintf("m%d.py", i), Data: []byte(b.String())})
		fmt.Fprintf(&app, "import m%d\n", i)
	}
	app.WriteString("app = Flask(__name__)\n")
	for i := range blueprints {
		fmt.Fprintf(&app, "app.register_blueprint(m%d.bp)\n", i)
	}
	return append(files, txtar.File{Name: "app.py", Data: []byte(app.String())})
}

// Routes are put together in time that grows with their number.
func BenchmarkApplications(b *testing.B) {
	for _, n := range []int{10, 100, 1000} {
		p := program(b, generated(n)...)
		b.Run(fmt.Sprintf("routes=%d", 10*n), func(b *testing.B) {
			for b.Loop() {
				if apps := flask.Applications(p); len(apps) != 1 || len(apps[0].Routes) != 10*n {
					b.Fatalf("%d applications", len(apps))
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*10*n), "ns/route")
		})
	}
}

func BenchmarkRun(b *testing.B) {
	p := program(b, generated(1)...)
	route := flask.Applications(p)[0].Routes[0]
	for b.Loop() {
		if run := route.Run(p, "POST"); len(run.Events) == 0 {
			b.Fatal("nothing happened")
		}
	}
}
