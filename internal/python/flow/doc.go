// Package flow interprets Python abstractly: it follows values from where
// they enter a program to where they are used, through functions, classes and
// modules, without running anything. It knows Python and no framework; what a
// library does is told by the entries of a [Library].
//
// A [Run] interprets one thing: the modules of a project (their top level,
// which makes applications, routes and services), or one operation (a view,
// called with unknown arguments). Calls are interpreted with the arguments
// that they get, so a repository that is used for two collections is seen
// twice, each time with its own.
//
// A [Value] is immutable. It has a [Kind], which says what it can be, [Step]s,
// which say where its content comes from, and where they are known literals,
// fields, elements, functions and objects. Changing a dict or a list gives
// its variable a new value; a callee's changes are copied back to the
// caller's variable.
//
// What holds at a place is a list of [Fact]s: conditions that were true on
// every way there. That is how a check with an early exit, at the top of a
// view, in a helper, in a decorator or in a hook, is seen by what follows it.
//
// Calls of libraries leave [Event]s, with the facts that held and the
// handlers that would catch. The bounds are in bounds.go; a run says which it
// hit.
package flow
