package evidence

import (
	"os/exec"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCurl(t *testing.T) {
	tests := []struct {
		name string
		ex   Exchange
		want string
	}{
		{"plain", Exchange{Request: Request{Method: "GET", URL: "http://h/x?a=1&b=2"}}, `curl 'http://h/x?a=1&b=2'`},
		{"token", Exchange{Variables: []string{"ALICE_TOKEN"}, Request: Request{
			Method: "GET", URL: "http://h/x", Headers: []Header{{"Authorization", "Bearer $ALICE_TOKEN"}, {"User-Agent", "Ashlar"}},
		}}, `curl -H "Authorization: Bearer $ALICE_TOKEN" 'http://h/x'`},
		{"body", Exchange{Variables: []string{"BOB_PASSWORD"}, Request: Request{
			Method: "POST", URL: "http://h/login", Headers: []Header{{"Content-Type", "application/json"}}, Body: `{"user":"bob","password":"$BOB_PASSWORD"}`,
		}}, `curl -X POST -H 'Content-Type: application/json' --data-raw '{"user":"bob","password":"'"$BOB_PASSWORD"'"}' 'http://h/login'`},
		{"basic", Exchange{Variables: []string{"BOB_PASSWORD"}, Request: Request{
			Method: "DELETE", URL: "http://h/x", Headers: []Header{{"Authorization", "Basic base64(bob:$BOB_PASSWORD)"}},
		}}, `curl -X DELETE -u "bob:$BOB_PASSWORD" 'http://h/x'`},
		{"variable before a letter", Exchange{Variables: []string{"K"}, Request: Request{Method: "GET", URL: "http://h/$Kx/$K"}}, `curl "http://h/${K}x/$K"`},
		{"one variable begins like another", Exchange{Variables: []string{"K", "K_2"}, Request: Request{Method: "GET", URL: "http://h/$K_2"}}, `curl "http://h/$K_2"`},
		{"body without a type", Exchange{Request: Request{Method: "PUT", URL: "http://h/", Body: "@/etc/passwd"}}, `curl -X PUT -H 'Content-Type:' --data-raw '@/etc/passwd' 'http://h/'`},
		{"operators", Exchange{Request: Request{Method: "GET", URL: "http://h/a/../x?u[$ne]="}}, `curl --globoff --path-as-is 'http://h/a/../x?u[$ne]='`},
		{"head", Exchange{Request: Request{Method: "HEAD", URL: "http://h/"}}, `curl --head 'http://h/'`},
		{"empty header", Exchange{Request: Request{Method: "GET", URL: "http://h/", Headers: []Header{{"X-A", ""}}}}, `curl -H 'X-A;' 'http://h/'`},
		{"several lines", Exchange{Request: Request{Method: "GET", URL: "http://h/", Body: "it's\na \\ b\t"}}, `curl -X GET -H 'Content-Type:' --data-raw $'it\'s\na \\ b\t' 'http://h/'`},
		{"a variable that is a command", Exchange{Variables: []string{"(reboot)", ""}, Request: Request{Method: "GET", URL: "http://h/$(reboot)$"}}, `curl 'http://h/$(reboot)$'`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, Curl(test.ex)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestShellReadsWhatWasMeant asks a real shell: what the target chose stays
// text, and only the variables of secrets expand.
func TestShellReadsWhatWasMeant(t *testing.T) {
	for _, hostile := range []string{
		`plain`, `it's`, `'`, `''`, `"`, `\`, `\'`, `$HOME`, `$(echo pwned)`, "`echo pwned`", `!!`, `a b  c`, `*`, `~`, `;echo pwned`, `&`, `|`, `>x`, `#x`, `$ALICE_TOKENS`, `%s`, `{a,b}`, `-X`, `é…`, ``,
	} {
		for _, around := range []string{"", "$ALICE_TOKEN", "Bearer $ALICE_TOKEN "} {
			meant := around + hostile
			ex := Exchange{Variables: []string{"ALICE_TOKEN"}, Request: Request{Method: "GET", URL: meant, Headers: []Header{{"X-A", meant + "."}}, Body: meant + "."}}
			want := strings.ReplaceAll(meant, "$ALICE_TOKEN", "t0k3n")
			cmd := exec.Command("sh", "-c", `curl() { printf '<%s>' "$@"; }; `+Curl(ex))
			cmd.Env = []string{"ALICE_TOKEN=t0k3n", "HOME=pwned", "ALICE_TOKENS=pwned"}
			out, err := cmd.CombinedOutput()
			all := "<-X><GET><-H><X-A: " + want + ".><-H><Content-Type:><--data-raw><" + want + ".><" + want + ">"
			if got := strings.TrimPrefix(strings.TrimPrefix(string(out), "<--globoff>"), "<--path-as-is>"); err != nil || got != all {
				t.Errorf("%s\n got %s %v\nwant %s", Curl(ex), got, err, all)
			}
		}
	}
}
