// Package mongo tells what MongoDB drivers for Python do, as entries of a
// [flow.Library]: PyMongo, Motor, Flask-PyMongo, mongoengine and
// flask_mongoengine, GridFS and bson.
//
// Every call that reads or writes leaves an event with Op "query" and a
// [*Query] that says the same for all drivers. What is read from the database
// has an origin with Source [flow.Database], In the collection's name and
// Data the query.
package mongo

import (
	"maps"

	"github.com/ashlarsec/ashlar/internal/python/flow"
)

// Library has the entries of all drivers. It is to be merged with
// [flow.Builtins].
func Library() flow.Library {
	lib := flow.Library{}
	for _, part := range []flow.Library{clients(), databases(), collections(), cursors(), results(), bulk(), bson(), grids(), flaskPyMongo, unknown(), fields(), mongoengine(), querySets()} {
		maps.Copy(lib, part)
	}
	return lib
}
