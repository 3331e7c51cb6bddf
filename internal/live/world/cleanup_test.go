package world_test

import (
	"strings"
	"testing"
)

// accountsServer lets nobody but administrators delete an account, and only
// their own.
const accountsServer = `post("/signup", req => reply(201, {id: db.users.insertOne({...req.body, role: "user"})._id}));
post("/login", req => ({token: issueToken(db.users.findOne({name: req.body.name, password: req.body.password}) || abort(401, "wrong"))}));
get("/me", auth(req => ({id: req.user.id, name: req.user.name})));
del("/me", auth(req => { db.users.deleteOne({_id: req.user.id}); return reply(204); }, {role: "admin"}));`

const accountsPaths = `security: [{bearer: []}]
components: {securitySchemes: {bearer: {type: http, scheme: bearer}}}
paths:
  /signup:
    post:
      security: []
      requestBody: {content: {application/json: {schema: {type: object, required: [name, password], properties: {name: {type: string}, password: {type: string}}}}}}
      responses: {"201": {description: made}}
  /login:
    post:
      security: []
      requestBody: {content: {application/json: {schema: {type: object, required: [name, password], properties: {name: {type: string}, password: {type: string}}}}}}
      responses: {"200": {description: token}}
  /me:
    get: {responses: {"200": {description: the caller}}}
    delete: {responses: {"204": {description: gone}}}`

func TestAnAdministratorDoesNotDeleteItself(t *testing.T) {
	w, server := setting{server: accountsServer, paths: accountsPaths, design: "identities:\n  - {name: root, role: admin, bearer: admin-token}\n"}.open(t)
	if len(w.Highs()) != 1 || len(w.Low()) != 2 {
		t.Fatalf("high %v, low %v", w.Highs(), w.Low())
	}
	w.Gained(w.Low()[0], "role = admin")
	w.Gained(w.Low()[1], "role = admin")
	w.Returned(w.Low()[1])
	_, left := w.CleanUp(t.Context(), false)
	if n, err := server.Eval(`db.users.countDocuments({role: "admin"})`); err != nil || n != int64(1) {
		t.Errorf("%v administrators remain, %v", n, err)
	}
	gained := 0
	for _, obj := range left {
		if strings.Contains(obj.Note, "it has gained rights: role = admin") {
			gained++
		}
	}
	if len(left) != 2 || gained != 1 {
		t.Errorf("left %+v", left)
	}
	if notes := w.Notes(); len(notes) != 1 || !strings.Contains(notes[0].Text, "gained rights") {
		t.Errorf("notes %+v", notes)
	}
}
