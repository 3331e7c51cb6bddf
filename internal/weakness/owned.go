package weakness

import (
	"fmt"

	"github.com/ashlarsec/ashlar/internal/outline"
	"github.com/ashlarsec/ashlar/internal/source"
)

// OwnedObjects says why an operation cannot show or change objects of another
// caller, "" if it can: it asks nobody who calls, or gives or takes the right
// to call, which other weaknesses look at.
func OwnedObjects(p *SourcePass, op *source.Operation) string {
	if !op.Served() {
		return "no application registers it"
	}
	switch p.Purpose(op) {
	case outline.Login, outline.SignUp, outline.Refresh, outline.Logout, outline.Health, outline.Documentation:
		return "it is about the account of who calls, or about nobody's objects"
	}
	if at, public := p.Intent().IsPublic(op.Operation); public {
		return fmt.Sprintf("%s says that everybody may call it", at)
	}
	if roles, few, at := p.Given(op); few {
		return fmt.Sprintf("%s gives it to %s: whether it asks for a role is missing function authorization", at, roles)
	}
	switch {
	case op.MakesKnown():
		return "it lets somebody log in"
	case op.Administrative():
		return "it is for administrators: whether it asks for a role is missing function authorization"
	case op.Access.Shared():
		return "it asks for a key that the program has one of: who calls is another program, and owns nothing"
	case !op.Access.Authenticated() && !op.Access.Unclear():
		return "it asks nobody who they are: if it should, that is missing authentication"
	}
	return ""
}
