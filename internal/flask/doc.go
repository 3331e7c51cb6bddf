// Package flask tells the interpreter what Flask and its extensions are, and
// finds the applications, routes and error handlers of a project.
//
// [Library] is the table of names. Its entries say what a request holds, what
// ends a request, who is proven to call, and leave events about what an
// application is made of; [Applications] reads those of the top levels and
// puts routes together. [Route.Run] then interprets one operation the way
// Flask would: the hooks in order, the view with what its path holds.
//
// quart, flask_restful, flask_restx, flask_smorest, apiflask and what else
// stands on Flask are told by the same types.
package flask
