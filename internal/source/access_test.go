package source_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/ashlarsec/ashlar/internal/source"
)

// guarded reads an application whose only operation deletes a document after
// the lines, which stand in its view.
func guarded(t *testing.T, lines string) *source.Operation {
	t.Helper()
	return theOperation(t, `
import hmac
import os
from bson import ObjectId
from flask import Flask, abort, g, jsonify, request, session
from flask_login import current_user
from pymongo import MongoClient
from werkzeug.security import check_password_hash

app = Flask(__name__)
db = MongoClient().shop

@app.delete("/orders/<order_id>")
def view(order_id):
    `+strings.ReplaceAll(strings.TrimSpace(lines), "\n", "\n    ")+`
    db.orders.delete_one({"_id": ObjectId(order_id)})
    return "", 204
`)
}

func TestAccess(t *testing.T) {
	for lines, want := range map[string]string{
		``:                                     "",
		`session`:                              "",
		`if "user" not in session: abort(401)`: "authentication",
		`if not session.get("user_id"): return jsonify(error="log in"), 401`:                        "authentication",
		`if session.get("user_id") is None: raise PermissionError()`:                                "authentication",
		`if not current_user.is_authenticated: abort(401)`:                                          "authentication",
		`if session.get("role") != "admin": abort(403)`:                                             "role",
		`if current_user.role not in ("admin", "staff"): abort(403)`:                                "role",
		`if not current_user.is_admin: abort(403)`:                                                  "role",
		`if not session.get("user", {}).get("is_staff"): abort(403)`:                                "role",
		`if "orders:delete" not in current_user.permissions: abort(403)`:                            "role",
		`if not db.users.find_one({"_id": session["uid"], "role": "admin"}): abort(403)`:            "role",
		`if db.users.find_one({"_id": session["uid"]}) is None: abort(401)`:                         "authentication",
		`if not db.users.find_one({"_id": request.args["uid"]}): abort(404)`:                        "",
		`if db.users.find_one({"_id": request.args["uid"]})["role"] != "admin": abort(403)`:         "",
		`if request.headers.get("X-Api-Key") != os.environ["API_KEY"]: abort(401)`:                  "authentication",
		`if request.headers.get("X-Colour") != "red": abort(400)`:                                   "",
		`if not hmac.compare_digest(request.headers["X-Key"], os.environ["KEY"]): abort(401)`:       "authentication",
		`if db.orders.find_one({"_id": ObjectId(order_id)})["user"] != session["user"]: abort(404)`: "owner",
		`if order_id not in session["orders"]: abort(404)`:                                          "owner",
		`if request.args.get("user") != session["user"]: abort(403)`:                                "owner",
		`if session.get("role") != "admin" and request.args["user"] != session["user"]: abort(403)`: "owner",
		`if not current_user.is_verified: abort(403)`:                                               "authentication",
		`if not request.headers.get("X-Access-Token"): abort(401)`:                                  "authentication",
		`if current_user.access_level < 3: abort(403)`:                                              "role",
		`if not db.users.find_one({"_id": session["uid"], "access.server": True}): abort(403)`:      "role",
		`print(session.get("user_id"))`:                                                             "",
		`if session.get("user_id"): print("known")`:                                                 "",
		`if request.args.get("debug"): session["user"] = 1`:                                         "",
		"try:\n    session[\"user\"]\nexcept KeyError:\n    abort(401)":                             "",
		"user = db.users.find_one({\"name\": str(request.args[\"name\"])})\nif not user or not check_password_hash(user[\"hash\"], request.args[\"password\"]): abort(401)": "owner",
	} {
		t.Run(lines, func(t *testing.T) {
			t.Parallel()
			var kinds []string
			for _, c := range guarded(t, lines).Access.Checks {
				kinds = append(kinds, string(c.Kind))
			}
			if got := strings.Join(slices.Compact(kinds), " "); got != want && !strings.HasSuffix(got, " "+want) {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}

func TestPrivileged(t *testing.T) {
	for roles, want := range map[string]bool{
		`("admin",)`:             true,
		`("support", "auditor")`: true,
		`("customer",)`:          false,
		`("seller", "admin")`:    false,
		`("site_admin",)`:        true,
		`("user", "moderator")`:  false,
	} {
		op := guarded(t, `if current_user.role not in `+roles+`: abort(403)`)
		if got := op.Access.Privileged(); got != want || !op.Access.Authorized() {
			t.Errorf("%s: privileged %t, want %t; checks %+v", roles, got, want, op.Access.Checks)
		}
	}
}

// A view that left its answer to a service was told to ask nobody: of several
// ways out that met in the view, none had what was asked.
func TestAccessOfServices(t *testing.T) {
	for view, want := range map[string]string{
		`return found()`:                           "authentication",
		`return Orders().found()`:                  "authentication",
		"answer = found()\n    return answer":      "authentication",
		`return attempted()`:                       "authentication",
		"answer = attempted()\n    return answer":  "authentication",
		`return twice()`:                           "authentication",
		`return everybodys()`:                      "",
		"answer = everybodys()\n    return answer": "",
	} {
		op := theOperation(t, `
from flask import Flask, jsonify, session
from pymongo import MongoClient

app = Flask(__name__)
db = MongoClient().shop

def found():
    if session.get("name"):
        return jsonify([o["address"] for o in db.orders.find({"open": True})])
    return "log in first"

def attempted():
    try:
        if session.get("name"):
            return jsonify([o["address"] for o in db.orders.find({"open": True})])
        return "log in first"
    except Exception as e:
        return "failed: {}".format(e)

def twice():
    return found()

def everybodys():
    if session.get("name"):
        return jsonify([o["address"] for o in db.orders.find({"open": True})])
    return jsonify([o["town"] for o in db.orders.find({"open": True})])

class Orders:
    def found(self):
        if not session.get("name"):
            return {"error": "log in"}, 401
        return jsonify([o["address"] for o in db.orders.find({"open": True})])

@app.get("/orders")
def view():
    `+view+"\n")
		got := ""
		if op.Access.Authenticated() {
			got = "authentication"
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", view, got, want)
		}
	}
}
