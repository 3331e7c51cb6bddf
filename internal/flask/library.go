package flask

import "github.com/ashlarsec/ashlar/internal/python/flow"

// Library tells what the names of Flask and its extensions are.
func Library() flow.Library {
	return flow.Library{}
}
