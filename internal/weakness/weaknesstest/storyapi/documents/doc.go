// Package documents holds documents in memory and finds, changes and reshapes
// them as MongoDB does, with the refusals worded as PyMongo shows them. It
// has what the stories of package storyapi need and is for tests alone; that
// package's doc lists the operators and where they differ from MongoDB.
//
// A document is a bson.D, an array a bson.A, a number a float64, a date a
// time.Time, an expression a bson.Regex and a function a bson.JavaScript; the
// rest is nil, string and bool. What was stored is replaced and never changed,
// so that what was read stays what it was.
package documents
