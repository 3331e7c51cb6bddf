package main

import (
	"slices"
	"strings"
	"testing"
)

func TestScopes(t *testing.T) {
	text := `import x

def outer(a,
          b):
    """A text with
def inside_it():
    """
    @wrap(
        "/a/<int:b>/c")
    @login
    async def inner():
        x = [1,
2]
        # comment
        y = "def #"  # (

        return 'it\'s ('
    return inner

class Thing:
	def method(self):
		return {
}
z = 1
`
	type want struct{ from, header, to int }
	wants := []want{{3, 4, 18}, {8, 11, 17}, {20, 20, 23}, {21, 21, 23}}
	s := readShape(text)
	if len(s.scopes) != len(wants) {
		t.Fatalf("got %+v", s.scopes)
	}
	for i, sc := range s.scopes {
		if (want{sc.from, sc.header, sc.to}) != wants[i] {
			t.Errorf("scope %d: %+v, want %+v", i, sc, wants[i])
		}
	}
	if routes := s.routes(13); len(routes) != 1 || routes[0].path != "/a/{b}/c" {
		t.Errorf("routes of line 13: %q", routes)
	}
	if !s.sameStatement(12, 13) || s.sameStatement(13, 15) || !s.sameStatement(9, 11) {
		t.Error("statements are not as written")
	}
}

func TestRoutes(t *testing.T) {
	tests := []struct {
		decorator, operation string
		want                 bool
	}{
		{`@app.route("/users/<int:id>/")`, "GET /api/users/{id}", true},
		{`@app.route("/users/<id>", methods=["POST", 'put'])`, "PUT /users/{id}", true},
		{`@app.route("/users/<id>", methods=("POST",))`, "GET /users/{id}", false},
		{`@bp.get("/x")`, "GET /v1/x", true},
		{`@bp.get("/x")`, "POST /v1/x", false},
		{`@app.route("/")`, "GET /", true},
		{`@app.route("/")`, "GET /x", false},
		{`@app.route("/login")`, "POST /relogin", false},
		{`@login_required`, "GET /x", false},
	}
	for _, test := range tests {
		if got := slices.ContainsFunc(routesOf(test.decorator), func(r route) bool { return r.leadsTo(test.operation) }); got != test.want {
			t.Errorf("%s leads to %s: %v", test.decorator, test.operation, got)
		}
	}
}

// A file that is not quite Python still has its functions.
func TestScopesOfBrokenFiles(t *testing.T) {
	tests := []struct {
		name, text string
		want       int // innermost scope of the last line
	}{
		{"open bracket", "def a():\n    x = (\n\ndef b():\n    pass", 1},
		{"open quote", "def a():\n    x = 'it\n\ndef b():\n    pass", 1},
		{"backslash at the end", "def a():\n    x = \\", 0},
		{"string that goes on", "def a():\n    x = 'it\\\ngoes on'\n    y = 1", 0},
		{"carriage returns", "def a():\r\n    x = 1\r\n\r\ndef b():\r\n    pass\r\n", 1},
		{"empty", "", -1},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			last := strings.Count(strings.TrimRight(test.text, "\r\n"), "\n") + 1
			if got := readShape(test.text).innermost(last); got != test.want {
				t.Errorf("innermost(%d) = %d, want %d", last, got, test.want)
			}
		})
	}
}

// Whatever the text, statements are in order, do not overlap, and every
// scope encloses its head.
func FuzzShape(f *testing.F) {
	f.Add(app)
	f.Add("x = (\n'''\n\\\n@a\ndef b(:\n\tclass C:\n  pass")
	f.Fuzz(func(t *testing.T, text string) {
		s := readShape(text)
		end := 0
		for _, st := range s.statements {
			if st.from <= end || st.to < st.from {
				t.Fatalf("statement %+v begins before line %d is over", st, end)
			}
			end = st.to
		}
		for _, sc := range s.scopes {
			if sc.from > sc.header || sc.header > sc.to || sc.to > end {
				t.Fatalf("scope %+v in a text of %d lines", sc, end)
			}
		}
	})
}
