package storyapi

import (
	"net/http"
	"strings"
	"time"

	"github.com/dop251/goja"
	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/ashlarsec/ashlar/internal/weakness/weaknesstest/storyapi/documents"
)

// mainDatabase is what db stands for.
const mainDatabase = "app"

// define gives the runtime everything that the package doc lists.
func (s *Server) define() error {
	s.reply = s.rt.NewObject()
	db := s.database(mainDatabase)
	if err := s.addDefaultUsers(); err != nil {
		return err
	}
	globals := map[string]goja.Value{
		"db":    db,
		"store": s.rt.NewObject(),
		"users": s.rt.NewDynamicObject(userNames{s}),
	}
	for _, group := range []map[string]builtin{routing, answering, identifying, values, outbound} {
		for name, f := range group {
			globals[name] = s.function(func(args []goja.Value) (any, error) { return f(s, args) })
		}
	}
	globals["console"] = s.object(map[string]builtin{"log": printing, "error": printing})
	globals["jwt"] = s.object(tokens)
	for name, v := range globals {
		documents.Put(s.rt.GlobalObject(), name, v)
	}
	return nil
}

// builtin is one function of the story's language.
type builtin func(s *Server, args []goja.Value) (any, error)

func (s *Server) object(methods map[string]builtin) *goja.Object {
	object := s.rt.NewObject()
	for name, f := range methods {
		documents.Put(object, name, s.function(func(args []goja.Value) (any, error) { return f(s, args) }))
	}
	return object
}

// database returns the object of a database, made at its first use.
func (s *Server) database(name string) *goja.Object {
	if o := s.objects[name]; o != nil {
		return o
	}
	s.objects[name] = s.databaseObject(s.documents.Database(name))
	return s.objects[name]
}

var routing = map[string]builtin{
	"get":     verb(http.MethodGet),
	"post":    verb(http.MethodPost),
	"put":     verb(http.MethodPut),
	"patch":   verb(http.MethodPatch),
	"del":     verb(http.MethodDelete),
	"head":    verb(http.MethodHead),
	"options": verb(http.MethodOptions),
	"route": func(s *Server, args []goja.Value) (any, error) {
		return register(s, strings.ToUpper(arg(args, 0).String()), arg(args, 1), arg(args, 2))
	},
	"before": hook(func(h *hooks, f goja.Callable) { h.before = append(h.before, f) }),
	"after":  hook(func(h *hooks, f goja.Callable) { h.after = append(h.after, f) }),
	"onError": hook(func(h *hooks, f goja.Callable) {
		h.onError = f
	}),
	"fallback": hook(func(h *hooks, f goja.Callable) { h.fallback = f }),
}

func verb(method string) builtin {
	return func(s *Server, args []goja.Value) (any, error) {
		return register(s, method, arg(args, 0), arg(args, 1))
	}
}

func register(s *Server, method string, template, handler goja.Value) (any, error) {
	f, ok := goja.AssertFunction(handler)
	if !ok {
		return nil, documents.ClientError("TypeError", "the route %s %s has no handler", method, template)
	}
	return goja.Undefined(), s.routes.add(method, template.String(), f)
}

func hook(set func(h *hooks, f goja.Callable)) builtin {
	return func(s *Server, args []goja.Value) (any, error) {
		f, ok := goja.AssertFunction(arg(args, 0))
		if !ok {
			return nil, documents.ClientError("TypeError", "a function is needed")
		}
		set(&s.hooks, f)
		return goja.Undefined(), nil
	}
}

var answering = map[string]builtin{
	"reply": func(s *Server, args []goja.Value) (any, error) {
		headers, _ := arg(args, 2).(*goja.Object)
		return s.newReply(int(arg(args, 0).ToInteger()), arg(args, 1), headers), nil
	},
	"raw": func(s *Server, args []goja.Value) (any, error) {
		headers := s.rt.NewObject()
		if media := arg(args, 2); !empty(media) {
			documents.Put(headers, "content-type", media)
		}
		return s.newReply(int(arg(args, 0).ToInteger()), arg(args, 1).ToString(), headers), nil
	},
	"abort": func(s *Server, args []goja.Value) (any, error) {
		text := arg(args, 1)
		status := int(arg(args, 0).ToInteger())
		if goja.IsUndefined(text) {
			text = s.rt.ToValue(strings.ToLower(http.StatusText(status)))
		}
		return nil, s.abort(status, text.String())
	},
	"delay": func(s *Server, args []goja.Value) (any, error) {
		if s.current != nil {
			s.current.delay += min(milliseconds(arg(args, 0)), maxDelay)
		}
		return goja.Undefined(), nil
	},
	"limit": limit,
	"print": printing,
	"traceback": func(s *Server, args []goja.Value) (any, error) {
		return traceback(arg(args, 0)), nil
	},
}

// maxDelay bounds what delay() adds to one answer.
const maxDelay = 30 * time.Second

func milliseconds(v goja.Value) time.Duration {
	return time.Duration(v.ToFloat() * float64(time.Millisecond))
}

func printing(s *Server, args []goja.Value) (any, error) {
	var line []string
	for _, v := range args {
		_, text, err := s.encode(v)
		if err != nil {
			text = v.String()
		}
		line = append(line, text)
	}
	s.print(strings.Join(line, " "))
	return goja.Undefined(), nil
}

// limit counts a call under a key in a sliding window.
func limit(s *Server, args []goja.Value) (any, error) {
	key, n := arg(args, 0).String(), int(arg(args, 1).ToInteger())
	now := time.Now()
	oldest := now.Add(-time.Duration(arg(args, 2).ToFloat() * float64(time.Second)))
	var kept []time.Time
	for _, t := range s.limits[key] {
		if t.After(oldest) {
			kept = append(kept, t)
		}
	}
	allowed := len(kept) < n
	if allowed {
		kept = append(kept, now)
	}
	s.limits[key] = kept
	return allowed, nil
}

// traceback words an error as Flask's debugger and logs would show it.
func traceback(v goja.Value) string {
	name, text := "Exception", v.String()
	if object, ok := v.(*goja.Object); ok {
		if n := object.Get("name"); !empty(n) {
			name = n.String()
		}
		if m := object.Get("message"); !empty(m) {
			text = m.String()
		}
	}
	var module string
	switch name {
	case "OperationFailure", "WriteError", "DuplicateKeyError", "InvalidName":
		module = "pymongo.errors."
	case "InvalidId", "InvalidDocument":
		module = "bson.errors."
	}
	return `Traceback (most recent call last):
  File "/usr/local/lib/python3.13/site-packages/flask/app.py", line 917, in full_dispatch_request
    rv = self.dispatch_request()
  File "/app/app.py", line 42, in view
    return handler(request)
` + module + name + ": " + text
}

var identifying = map[string]builtin{
	"auth": func(s *Server, args []goja.Value) (any, error) { return s.auth(args) },
	"authenticate": hook(func(h *hooks, f goja.Callable) {
		h.subject = f
	}),
	"user": func(s *Server, args []goja.Value) (any, error) {
		v, err := documents.FromJS(arg(args, 0))
		if err != nil {
			return nil, err
		}
		given, _ := v.(bson.D)
		user, err := s.declareUser(given)
		if err != nil {
			return nil, err
		}
		return user.withID(), nil
	},
	"noUsers": func(s *Server, _ []goja.Value) (any, error) {
		s.users().Drop()
		clear(s.accounts.tokens)
		return goja.Undefined(), nil
	},
	"issueToken": func(s *Server, args []goja.Value) (any, error) {
		id, err := documents.FromJS(arg(args, 0))
		if err != nil {
			return nil, err
		}
		if doc, ok := id.(bson.D); ok {
			if id, ok = documents.Field(doc, "_id"); !ok {
				id, _ = documents.Field(doc, "id")
			}
		}
		if id == nil {
			return nil, documents.ClientError("TypeError", "issueToken() needs a user, or its id or name")
		}
		if p := s.userNamed(id); p != nil {
			id, _ = documents.Field(p.doc, "_id")
		}
		token := randomText()
		s.accounts.tokens[token] = id
		return token, nil
	},
	"revoke": func(s *Server, args []goja.Value) (any, error) {
		delete(s.accounts.tokens, arg(args, 0).String())
		return goja.Undefined(), nil
	},
}

// userNames is the object users: a property for each user's name.
type userNames struct{ server *Server }

func (u userNames) Get(name string) goja.Value {
	if p := u.server.userWhere("name", name); p != nil {
		return documents.ToJS(u.server.rt, p.withID())
	}
	return nil
}

func (u userNames) Set(string, goja.Value) bool { return false }
func (u userNames) Has(name string) bool        { return u.server.userWhere("name", name) != nil }
func (u userNames) Delete(string) bool          { return false }
func (u userNames) Keys() []string {
	var names []string
	for _, doc := range u.server.userDocuments() {
		names = append(names, (&person{doc}).label())
	}
	return names
}

var values = map[string]builtin{
	"seed": func(s *Server, args []goja.Value) (any, error) {
		name, ok := arg(args, 0).Export().(string)
		list, err := documents.FromJS(arg(args, 1))
		if err != nil {
			return nil, err
		}
		if !ok {
			return nil, documents.ClientError("TypeError", "seed() needs the name of a collection")
		}
		c, err := s.documents.Database(mainDatabase).Collection(name)
		if err != nil {
			return nil, err
		}
		return insertMany(s, c, arguments{list})
	},
	"ids": func(s *Server, args []goja.Value) (any, error) {
		kind := arg(args, 1).String()
		if kind != "integer" && kind != "uuid" && kind != "objectid" {
			return nil, documents.ClientError("ValueError", `ids() knows "integer", "uuid" and "objectid", not %q`, kind)
		}
		s.documents.Database(mainDatabase).UseIDs(arg(args, 0).String(), kind)
		return goja.Undefined(), nil
	},
	"ObjectId": objectID,
	"now": func(s *Server, _ []goja.Value) (any, error) {
		return time.Now().UTC().Truncate(time.Millisecond), nil
	},
	"counter": func(s *Server, args []goja.Value) (any, error) {
		name := arg(args, 0).String()
		s.counters[name]++
		return s.counters[name], nil
	},
	"random": func(*Server, []goja.Value) (any, error) { return randomText(), nil },
	"uuid":   func(*Server, []goja.Value) (any, error) { return documents.NewUUID(), nil },
	"hash": func(_ *Server, args []goja.Value) (any, error) {
		text, ok := arg(args, 0).Export().(string)
		if !ok {
			return nil, documents.ClientError("AttributeError", "%s object has no attribute 'encode'", pythonObject(args))
		}
		return passwordHash(text), nil
	},
	"verify": func(_ *Server, args []goja.Value) (any, error) {
		stored, ok1 := arg(args, 0).Export().(string)
		password, ok2 := arg(args, 1).Export().(string)
		if !ok2 {
			return nil, documents.ClientError("AttributeError", "%s object has no attribute 'encode'", pythonObject(args[min(1, len(args)):]))
		}
		return ok1 && verifyPassword(stored, password), nil
	},
	"brackets": func(s *Server, args []goja.Value) (any, error) {
		v, err := documents.FromJS(arg(args, 0))
		if err != nil {
			return nil, err
		}
		flat, _ := v.(bson.D)
		return brackets(flat), nil
	},
}
