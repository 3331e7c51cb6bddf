package storyapi

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/dop251/goja"
	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/ashlarsec/ashlar/internal/weakness/weaknesstest/storyapi/documents"
)

// accounts are the story's users. Their documents live in db.users and are
// read at each request; here is only which token stands for whom.
type accounts struct {
	tokens map[string]any // token → _id
}

// person is a document of db.users.
type person struct{ doc bson.D }

// label names the user in the log.
func (p *person) label() string {
	if name, ok := documents.Field(p.doc, "name"); ok {
		return fmt.Sprint(name)
	}
	id, _ := documents.Field(p.doc, "_id")
	return documents.PlainText(id)
}

// withID is the document as req.user shows it: with _id as id too.
func (p *person) withID() bson.D {
	id, _ := documents.Field(p.doc, "_id")
	doc := slices.Clone(p.doc)
	if _, has := documents.Field(doc, "id"); !has {
		doc = append(doc, bson.E{Key: "id", Value: id})
	}
	return doc
}

func (s *Server) users() *documents.Collection {
	c, _ := s.documents.Database(mainDatabase).Collection("users") // a good name
	return c
}

func (s *Server) userDocuments() []bson.D {
	docs, _ := s.users().Find(nil) // no filter, nothing to refuse
	return docs
}

func (s *Server) userWhere(key string, value any) *person {
	for _, doc := range s.userDocuments() {
		if v, ok := documents.Field(doc, key); ok && documents.Equal(v, value) {
			return &person{doc}
		}
	}
	return nil
}

// Fixed ids of the default users: no name in them, so that a look which
// takes one for the other fails.
var defaultUsers = []struct{ id, name, role, tenant string }{
	{"66f0a1b2c3d4e5f600000a01", "alice", "user", "t1"},
	{"66f0a1b2c3d4e5f600000b02", "bob", "user", "t1"},
	{"66f0a1b2c3d4e5f600000c03", "mallory", "user", "t2"},
	{"66f0a1b2c3d4e5f600000d04", "admin", "admin", "t1"},
}

func (s *Server) addDefaultUsers() error {
	s.accounts = accounts{tokens: make(map[string]any)}
	for _, u := range defaultUsers {
		_, err := s.declareUser(bson.D{
			{Key: "id", Value: u.id}, {Key: "name", Value: u.name}, {Key: "email", Value: u.name + "@example.test"},
			{Key: "password", Value: passwordHash(u.name + "-password")}, {Key: "role", Value: u.role}, {Key: "tenant", Value: u.tenant},
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// declareUser adds a user, or changes the one of that id or name. The token
// is <name>-token unless given.
func (s *Server) declareUser(given bson.D) (*person, error) {
	var doc bson.D
	var id, name, token any
	for _, e := range given {
		switch e.Key {
		case "id", "_id":
			id = e.Value
		case "token":
			token = e.Value
		default:
			doc = append(doc, e)
		}
	}
	name, _ = documents.Field(given, "name")
	if token == nil && name != nil {
		token = documents.PlainText(name) + "-token"
	}
	known, err := s.addOrChange(s.known(id, name), id, doc)
	if err != nil {
		return nil, err
	}
	if text, ok := token.(string); ok {
		s.accounts.tokens[text] = known.doc[0].Value
	}
	return known, nil
}

func (s *Server) addOrChange(known *person, id any, doc bson.D) (*person, error) {
	if known == nil {
		if id != nil {
			doc = append(bson.D{{Key: "_id", Value: id}}, doc...)
		}
		stored, err := s.users().Insert(doc)
		return &person{stored}, err
	}
	apply, err := s.users().Database().ReadUpdate(bson.D{{Key: "$set", Value: doc}})
	if err != nil {
		return nil, err
	}
	done, err := s.users().Update(known.doc[:1], apply, false, false)
	return &person{done.After}, err
}

func (s *Server) known(id, name any) *person {
	if id != nil {
		return s.userWhere("_id", id)
	}
	if name != nil {
		return s.userWhere("name", name)
	}
	return nil
}

// bearer is the token of an Authorization header, or "".
func (s *Server) bearer(r *http.Request) string {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "bearer") {
		return ""
	}
	return strings.TrimSpace(token)
}

// subject finds who a token stands for, nil for nobody. A function given to
// authenticate() decides in the place of issued tokens.
func (s *Server) subject(token string) (*person, error) {
	if s.hooks.subject == nil {
		id, ok := s.accounts.tokens[token]
		if !ok {
			return nil, nil
		}
		return s.userWhere("_id", id), nil
	}
	if s.current == nil {
		return nil, nil
	}
	v, err := s.call(s.hooks.subject, s.rt.ToValue(token), s.current.object)
	if err != nil {
		if _, thrown := err.(*goja.Exception); thrown {
			return nil, nil // a token that cannot be read is nobody's
		}
		return nil, err
	}
	got, err := documents.FromJS(v)
	if err != nil || got == nil || got == false || got == "" {
		return nil, err
	}
	if doc, ok := got.(bson.D); ok {
		if id, has := documents.Field(doc, "_id"); !has || id == nil {
			id, _ = documents.Field(doc, "id")
			doc = append(bson.D{{Key: "_id", Value: id}}, doc...)
		}
		return &person{doc}, nil
	}
	return s.userNamed(got), nil
}

// userNamed finds a user by id, or by name.
func (s *Server) userNamed(v any) *person {
	if p := s.userWhere("_id", v); p != nil {
		return p
	}
	return s.userWhere("name", v)
}

// credential gives the request a token and the user that it stands for.
func (s *Server) credential(req *request, token string) {
	text := goja.Null()
	if token != "" {
		text = s.rt.ToValue(token)
	}
	documents.Put(req.object, "token", text)
	s.lazy(req.object, "user", func() (goja.Value, error) {
		user, err := s.subject(token)
		if err != nil || user == nil {
			return goja.Null(), err
		}
		return documents.ToJS(s.rt, user.withID()), nil
	})
}

// tokenFrom reads the token from where auth's options say: {cookie}, {header}
// or {query}, each a name; by default from the bearer header.
func (s *Server) tokenFrom(r *http.Request, options bson.D) string {
	for _, e := range options {
		name, ok := e.Value.(string)
		if !ok {
			continue
		}
		switch e.Key {
		case "cookie":
			if c, err := r.Cookie(name); err == nil {
				return c.Value
			}
			return ""
		case "header":
			return r.Header.Get(name)
		case "query":
			return r.URL.Query().Get(name)
		}
	}
	return s.bearer(r)
}

// auth wraps a handler: 401 without a known user, 403 without the role.
func (s *Server) auth(args []goja.Value) (any, error) {
	handler, ok := goja.AssertFunction(arg(args, 0))
	if !ok {
		return nil, documents.ClientError("TypeError", "auth() needs a handler")
	}
	v, err := documents.FromJS(arg(args, 1))
	if err != nil {
		return nil, err
	}
	options, _ := v.(bson.D)
	roles, restricted := wantedRoles(options)
	return s.function(func(args []goja.Value) (any, error) {
		req := s.current
		if req == nil {
			return nil, documents.ClientError("RuntimeError", "auth() outside of a request")
		}
		token := s.tokenFrom(req.http, options)
		s.credential(req, token)
		user, err := s.subject(token)
		if err != nil {
			return nil, err
		}
		if user == nil {
			headers := s.rt.NewObject()
			documents.Put(headers, "www-authenticate", s.rt.ToValue("Bearer"))
			return s.newReply(http.StatusUnauthorized, errorBody(s.rt, "missing or invalid token"), headers), nil
		}
		s.recognise(req, user)
		role, _ := documents.Field(user.doc, "role")
		if restricted && !slices.ContainsFunc(roles, func(r any) bool { return documents.Equal(r, role) }) {
			return s.newReply(http.StatusForbidden, errorBody(s.rt, "forbidden"), nil), nil
		}
		return s.call(handler, args...)
	}), nil
}

func wantedRoles(options bson.D) (roles bson.A, restricted bool) {
	v, ok := documents.Field(options, "role")
	if !ok || v == nil {
		return nil, false
	}
	if list, ok := v.(bson.A); ok {
		return list, true
	}
	return bson.A{v}, true
}
