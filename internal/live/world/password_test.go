package world_test

import (
	"strings"
	"testing"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/live/request"
)

// TestPasswordChangedByTheScan holds that an account whose password an accepted
// change may have replaced logs in again: with the new one where it was, with
// the old one where the change only said so.
func TestPasswordChangedByTheScan(t *testing.T) {
	for name, stores := range map[string]string{"stored": "true", "not stored": "false"} {
		t.Run(name, func(t *testing.T) {
			w, server := setting{server: `
post("/login", req => {
  const u = db.users.findOne({name: String(req.body.username)});
  if (!u || !verify(u.password, String(req.body.password))) abort(401, "wrong name or password");
  return {token: issueToken(u)};
});
get("/me", auth(req => ({name: req.user.name})));
put("/me/password", auth(req => { if (` + stores + `) db.users.updateOne({_id: req.user._id}, {$set: {password: hash(String(req.body.password))}}); revoke(req.token); return reply(204); }));
`, paths: `
security: [{bearer: []}]
components: {securitySchemes: {bearer: {type: http, scheme: bearer}}}
paths:
  /login:
    post:
      security: []
      requestBody: {content: {application/json: {schema: {type: object, required: [username, password], properties: {username: {type: string}, password: {type: string}}}}}}
      responses: {"200": {description: in}}
  /me:
    get: {responses: {"200": {description: the caller}}}
  /me/password:
    put:
      requestBody: {content: {application/json: {schema: {type: object, properties: {password: {type: string}}}}}}
      responses: {"204": {description: changed}}
`, design: `
identities:
  - {name: alice, role: user, login: {operation: POST /login, body: {username: alice, password: alice-password}}}
`}.open(t)
			alice := w.All()[0]
			call := func(method, path string, body any) int {
				t.Helper()
				var op *api.Operation
				for _, o := range w.API.Operations {
					if o.Method == method && o.Path == path {
						op = o
					}
				}
				ex, err := w.Send(t.Context(), alice, &request.Request{Operation: op, Body: body})
				if err != nil {
					t.Fatal(err)
				}
				return ex.Status
			}
			if got := call("PUT", "/me/password", map[string]any{"password": "another-one"}); got != 204 {
				t.Fatalf("changing the password: %d", got)
			}
			if got := call("GET", "/me", nil); got != 200 {
				t.Errorf("afterwards: %d\n%s", got, strings.Join(server.Log(), "\n"))
			}
			if got := states(w); got != "alice alive" {
				t.Error(got, w.Notes())
			}
		})
	}
}
