package source_test

import (
	"testing"

	"github.com/ashlarsec/ashlar/internal/mongo"
)

// What keeps delete_one({"_id": ObjectId(order_id)}) to who calls.
func TestScope(t *testing.T) {
	for lines, kept := range map[string]bool{
		``:                                     false,
		`if "user" not in session: abort(401)`: false,
		`if session["role"] != "admin": abort(403)`:                    true,
		`if session["role"] not in ("customer", "seller"): abort(403)`: false,
		// The document itself, and what is the same without being it.
		"order = db.orders.find_one({\"_id\": ObjectId(order_id)})\nif order[\"user\"] != session[\"user\"]: abort(404)":                                     true,
		"order = db.orders.find_one({\"_id\": ObjectId(order_id)})\nif order[\"user\"] == session[\"user\"]: abort(404)":                                     true, // for others than the owner
		"order = db.orders.find_one({\"_id\": ObjectId(order_id)})\nif order[\"user\"] != session[\"user\"]: print(\"somebody else's\")":                     false,
		"order = db.orders.find_one({\"_id\": ObjectId(order_id)})\nif order[\"state\"] != \"open\": abort(409)":                                             false,
		"order = db.orders.find_one({\"_id\": ObjectId(order_id)})\nif order[\"user\"] != session[\"user\"] and session[\"role\"] != \"admin\": abort(404)":  true,
		"order = db.orders.find_one({\"_id\": ObjectId(order_id)})\nif order[\"user\"] != session[\"user\"] and not request.args.get(\"force\"): abort(404)": false,
		// What it hangs on.
		"if not db.orders.find_one({\"_id\": ObjectId(order_id), \"user\": session[\"user\"]}): abort(404)":                                        true,
		"if not db.shares.find_one({\"order\": order_id, \"user\": session[\"user\"]}): abort(404)":                                                true,
		"if not db.shares.find_one({\"user\": session[\"user\"]}): abort(404)":                                                                     false,
		"if order_id not in db.users.find_one({\"_id\": session[\"uid\"]})[\"orders\"]: abort(404)":                                                true,
		"cart = db.carts.find_one({\"_id\": request.args[\"cart\"]})\nif cart[\"user\"] != session[\"user\"]: abort(404)":                          false,
		"if request.args[\"user\"] != session[\"user\"]: abort(403)":                                                                               false,
		"if order_id != session[\"order\"]: abort(403)":                                                                                            true,
		"me = db.users.find_one({\"_id\": session[\"uid\"]})\nif me is None: abort(401)":                                                           false,
		"def mine(order): return order[\"user\"] == session[\"user\"]\nif not mine(db.orders.find_one({\"_id\": ObjectId(order_id)})): abort(404)": true,
	} {
		t.Run(lines, func(t *testing.T) {
			t.Parallel()
			op := guarded(t, lines)
			for _, q := range op.Queries {
				if q.Verb != mongo.Delete {
					continue
				}
				if why := q.Scope(q.Event.Facts); (why != "") != kept {
					t.Errorf("kept for %q, want %t", why, kept)
				}
				if len(q.Picks()) != 1 {
					t.Errorf("%d keys", len(q.Picks()))
				}
				return
			}
			t.Error("nothing is deleted")
		})
	}
}
