package main

import (
	"testing"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/evidence"
	"github.com/ashlarsec/ashlar/internal/finding"
)

// app has two handlers that follow each other closely, as small ones do.
const app = `from flask import Flask, request
app = Flask(__name__)
SECRET = "s"


@app.route("/login", methods=["POST"])
def login():
    name = request.json["name"]
    user = users.find_one({"name": name})
    again = users.find_one(
        {"name": name,
         "password": request.json["password"]})
    if not user:
        return "no", 401
    log(user)
    count(user)
    return done(user)


@app.get("/users/<int:user_id>")
def show(user_id):
    return users.find_one({"_id": user_id})


class Orders(Resource):
    def get(self):
        return orders.find(request.json)


def report():
    return jsonify(
        a=1,
        b=2,
        c=3,
        d=db.users.find(),
    )
`

func yes(line int, class string) row { return truthRow(line, class, true) }
func no(line int, class string) row  { return truthRow(line, class, false) }

func truthRow(line int, class string, vulnerable bool) row {
	return row{Repo: "o/r", File: "app.py", Line: line, Class: class, Vulnerable: vulnerable, class: findClass(class)}
}

// said is a finding at line, whose code path went through the lines of path.
func said(weakness string, line int, path ...int) sighting {
	f := finding.Finding{Weakness: weakness, Looks: []finding.Look{finding.Source}, Location: &api.Place{File: "app.py", Line: line}}
	for _, l := range path {
		f.Evidence.Path = append(f.Evidence.Path, evidence.Point{File: "app.py", Line: l})
	}
	return sightings(&finding.Scan{Findings: []finding.Finding{f}}, "/r", ".")[0]
}

// saidOf is a finding about operations, at line 2, where the application is.
func saidOf(weakness string, operations ...string) sighting {
	return sightingOf(said(weakness, 2), operations...)
}

func sightingOf(s sighting, operations ...string) sighting {
	s.Operations = operations
	return s
}

func TestVerdicts(t *testing.T) {
	tests := []struct {
		name  string
		rows  []row
		found []sighting
		loose bool
		want  []string // the level of each row
	}{
		{"on the line", []row{yes(9, "nosql-operator-injection")}, []sighting{said("operator-injection", 9)}, false, []string{"exact"}},
		{"another weakness", []row{yes(9, "nosql-operator-injection")}, []sighting{said("verbose-errors", 9)}, false, []string{""}},
		{"one of several weaknesses", []row{yes(22, "idor")}, []sighting{said("cross-owner-read", 22)}, false, []string{"exact"}},
		{"on the code path", []row{yes(8, "mass-assignment")}, []sighting{said("mass-assignment", 11, 8, 11)}, false, []string{"exact"}},
		{"three lines off", []row{yes(6, "nosql-operator-injection")}, []sighting{said("operator-injection", 9)}, false, []string{"near"}},
		{"four lines off", []row{yes(13, "verbose-error")}, []sighting{said("verbose-errors", 17)}, false, []string{""}},
		{"same long statement", []row{yes(31, "excessive-data-exposure")}, []sighting{said("excessive-data-exposure", 35)}, false, []string{"near"}},
		{"same statement", []row{yes(12, "nosql-operator-injection")}, []sighting{said("operator-injection", 10)}, false, []string{"near"}},
		{"three lines off in the next function", []row{yes(17, "verbose-error")}, []sighting{said("verbose-errors", 20)}, false, []string{""}},
		{"far off in the function", []row{yes(9, "verbose-error")}, []sighting{said("verbose-errors", 17)}, false, []string{""}},
		{"far off in the function, loose", []row{yes(9, "verbose-error")}, []sighting{said("verbose-errors", 17)}, true, []string{"function"}},
		{"far off in the module, loose", []row{yes(3, "debug")}, []sighting{said("debug-exposed", 24)}, true, []string{""}},
		{"about the operation, anywhere in its handler", []row{yes(6, "missing-auth")}, []sighting{said("missing-authentication", 17)}, false, []string{"near"}},
		{"class of a resource", []row{yes(25, "missing-auth")}, []sighting{said("missing-authentication", 27)}, false, []string{"near"}},
		{
			"two queries, one find",
			[]row{yes(9, "nosql-operator-injection"), yes(11, "nosql-operator-injection")},
			[]sighting{said("operator-injection", 9, 8, 9)}, false,
			[]string{"exact", ""},
		},
		{
			"one finding about several operations",
			[]row{yes(6, "missing-rate-limit"), yes(20, "missing-rate-limit"), no(26, "missing-rate-limit")},
			[]sighting{saidOf("missing-rate-limit", "POST /login", "GET /api/users/{user_id}")}, false,
			[]string{"near", "near", ""},
		},
		{
			"one finding about an operation that is no case",
			[]row{yes(2, "missing-auth"), no(6, "missing-auth")},
			[]sighting{saidOf("missing-authentication", "POST /login", "GET /users/{user_id}")}, false,
			[]string{"exact", "near"},
		},
		{"application-wide, about one operation", []row{yes(6, "missing-rate-limit")}, []sighting{saidOf("missing-rate-limit", "POST /login")}, false, []string{"near"}},
		{
			"one of its operations, and a place in its handler",
			[]row{yes(17, "nosql-operator-injection")},
			[]sighting{sightingOf(said("operator-injection", 9), "POST /login", "GET /x")}, false,
			[]string{""},
		},
		{"an operation whose path only ends alike", []row{yes(6, "missing-rate-limit")}, []sighting{saidOf("missing-rate-limit", "POST /relogin", "GET /x")}, false, []string{""}},
		{"false alarm", []row{no(9, "nosql-operator-injection")}, []sighting{said("operator-injection", 9)}, false, []string{"exact"}},
		{"false alarm beside the line", []row{no(8, "nosql-operator-injection")}, []sighting{said("operator-injection", 9)}, false, []string{"near"}},
		{"no false alarm far off, even loose", []row{no(6, "verbose-error")}, []sighting{said("verbose-errors", 17)}, true, []string{""}},
		{
			"a vulnerable argument beside a safe one",
			[]row{yes(11, "nosql-operator-injection"), no(12, "nosql-operator-injection")},
			[]sighting{said("operator-injection", 10, 8, 11)}, false,
			[]string{"exact", ""},
		},
		{
			"a safe argument beside a vulnerable one",
			[]row{yes(11, "nosql-operator-injection"), no(12, "nosql-operator-injection")},
			[]sighting{said("operator-injection", 12)}, false,
			[]string{"", "exact"},
		},
		{
			"a path through a safe line",
			[]row{no(9, "nosql-operator-injection"), yes(22, "nosql-operator-injection")},
			[]sighting{said("operator-injection", 22, 9, 22)}, false,
			[]string{"", "exact"},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			j := &judge{rows: test.rows, found: test.found, loose: test.loose, shapes: map[string]shape{"app.py": readShape(app)}}
			for i, v := range j.verdicts() {
				if v.Level != test.want[i] {
					t.Errorf("row at line %d: %q, want %q", v.Line, v.Level, test.want[i])
				}
			}
		})
	}
}

func TestUnjudged(t *testing.T) {
	elsewhere := said("operator-injection", 9)
	elsewhere.places[0].file = "other.py"
	j := &judge{
		rows:     []row{yes(9, "nosql-operator-injection")},
		measured: map[string]bool{"operator-injection": true},
		shapes:   map[string]shape{"app.py": readShape(app)},
		found: []sighting{
			said("operator-injection", 9),
			said("operator-injection", 17), // in the function of a row
			said("operator-injection", 22),
			said("verbose-errors", 22), // no row speaks of this weakness
			elsewhere,
		},
	}
	if got := j.unjudged(); len(got) != 1 || got[0].Location.Line != 22 {
		t.Errorf("unjudged: %+v, want the one of line 22", got)
	}
}

func TestContractFindingsAreLeftOut(t *testing.T) {
	scan := &finding.Scan{Findings: []finding.Finding{{Weakness: "operator-injection", Looks: []finding.Look{finding.Contract}}}}
	if got := sightings(scan, "/r", "."); len(got) != 0 {
		t.Errorf("got %+v", got)
	}
}
