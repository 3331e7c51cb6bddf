package mongo

import "github.com/ashlarsec/ashlar/internal/python/flow"

// calledCollection is a collection that is called, which drivers refuse. Where
// it is named like one of a collection's methods, the source was one step
// short: of a client, client.movie.find(…) was meant for the collection
// movie.
func calledCollection(c *flow.Call) *flow.Value {
	k := collectionOf(c.Self)
	for _, o := range operations {
		if o.method == k.name.text {
			k.name, k.database = k.database, name{}
			return o.on(c, k, signatureOf(o.params))
		}
	}
	return flow.Of(flow.Unknown)
}
