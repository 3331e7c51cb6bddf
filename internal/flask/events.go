package flask

import "github.com/ashlarsec/ashlar/internal/python/flow"

// Events that the entries leave, by their Op, with what their Data is.
//
//	abort     *Abort     the request ends with a status
//	redirect  *Redirect
//	render    *Render    a template that is not a constant
//	header    *Header    of a response
//	cookie    *Cookie
//	session   *Session   an element of the session is set
//	token     *Token     a token is issued
//	login     *Login     somebody is logged in
//	logout    nil
//	file      *File      a file is sent or saved
//	debug     *Debug     debugging is turned on or off
//	secret    *Secret    a key is set
//	config    *Setting   any other setting
type (
	Abort struct {
		Status      *flow.Value
		Description *flow.Value // nil for none
	}
	Redirect struct{ Location *flow.Value }
	Render   struct{ Template, Context *flow.Value }
	Header   struct {
		Name  string
		Value *flow.Value
	}
	Cookie struct {
		Name, Value                *flow.Value
		Secure, HTTPOnly, SameSite *flow.Value // nil: the default
	}
	Session struct {
		Key   string // "" if it is not known
		Value *flow.Value
	}
	Token struct {
		Kind    string      // access, refresh, or as the library calls it
		Claims  *flow.Value // what it says; the identity is under "sub"
		Expires *flow.Value // nil: the default
	}
	Login struct{ User *flow.Value }
	File  struct {
		Path  *flow.Value
		Saved bool
	}
	Debug struct {
		What  string // app.run, app.debug, DEBUG, DebugToolbarExtension, ProfilerMiddleware
		Value *flow.Value
	}
	Secret struct {
		Name  string
		Value *flow.Value
	}
	Setting struct {
		Name  string
		Value *flow.Value

		on *flow.Value // the configuration
	}
)
