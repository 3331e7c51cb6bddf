package mongo

import (
	"github.com/ashlarsec/ashlar/internal/python/flow"
)

const (
	gridType   = "gridfs.GridFS"
	bucketType = "gridfs.GridFSBucket"
	fileType   = "gridfs.GridOut"
)

// fileMethods of both interfaces of GridFS. The role "id" is the _id of a
// file, "filename" its name; what a put is given besides is its document.
var fileMethods = []struct {
	of, method string
	verb       Verb
	one        bool
	params     string
	gives      func(c *flow.Call, q *Query) *flow.Value
}{
	{gridType, "put", Insert, true, "data", newFile},
	{gridType, "new_file", Insert, true, "", openFile},
	{gridType, "get", Read, true, "file_id=id session", openFile},
	{gridType, "get_version", Read, true, "filename version session", openFile},
	{gridType, "get_last_version", Read, true, "filename session", openFile},
	{gridType, "find", Read, false, findParams, manyFiles},
	{gridType, "find_one", Read, true, "filter session", openFile},
	{gridType, "exists", Count, true, "document_or_id=filter session", func(*flow.Call, *Query) *flow.Value { return flow.Of(flow.Bool) }},
	{gridType, "list", Distinct, false, "session", names},
	{gridType, "delete", Delete, true, "file_id=id session", nothing},
	{bucketType, "upload_from_stream", Insert, true, "filename source=data chunk_size_bytes metadata session", newFile},
	{bucketType, "upload_from_stream_with_id", Insert, true, "file_id=_id filename source=data chunk_size_bytes metadata session", nothing},
	{bucketType, "open_upload_stream", Insert, true, "filename chunk_size_bytes metadata session", openFile},
	{bucketType, "open_upload_stream_with_id", Insert, true, "file_id=_id filename chunk_size_bytes metadata session", openFile},
	{bucketType, "open_download_stream", Read, true, "file_id=id session", openFile},
	{bucketType, "open_download_stream_by_name", Read, true, "filename revision session", openFile},
	{bucketType, "download_to_stream", Read, true, "file_id=id destination session", nothing},
	{bucketType, "download_to_stream_by_name", Read, true, "filename destination revision session", nothing},
	{bucketType, "find", Read, false, findParams, manyFiles},
	{bucketType, "delete", Delete, true, "file_id=id session", nothing},
	{bucketType, "delete_by_name", Delete, false, "filename session", nothing},
	{bucketType, "rename", Update, true, "file_id=id new_filename session", nothing},
	{bucketType, "rename_by_name", Update, false, "filename new_filename session", nothing},
}

var gridNames = map[string]string{
	gridType:                                       gridType,
	bucketType:                                     bucketType,
	"gridfs.AsyncGridFS":                           gridType,
	"gridfs.AsyncGridFSBucket":                     bucketType,
	"gridfs.asynchronous.AsyncGridFS":              gridType,
	"gridfs.asynchronous.AsyncGridFSBucket":        bucketType,
	"motor.MotorGridFSBucket":                      bucketType,
	"motor.motor_asyncio.AsyncIOMotorGridFSBucket": bucketType,
	"motor.motor_tornado.MotorGridFSBucket":        bucketType,
}

func grids() flow.Library {
	lib := flow.Library{
		fileType: {Member: func(r *flow.Reading, member string) *flow.Value {
			v, _ := flow.Of(flow.Document, r.Self.Flows...).Lookup(member)
			return v
		}},
		"gridfs.errors.NoFile": {}, "gridfs.NoFile": {Same: "gridfs.errors.NoFile"},
	}
	for _, read := range []string{"read", "readline", "readchunk"} {
		lib[fileType+"."+read] = flow.Entry{Call: func(c *flow.Call) *flow.Value { return flow.Of(flow.Bytes, c.Self.Flows...) }}
	}
	for _, other := range []string{"write", "close", "seek", "tell", "__enter__"} {
		lib[fileType+"."+other] = flow.Entry{Call: self}
	}
	for qualified, of := range gridNames {
		lib[qualified] = flow.Entry{Makes: of, Call: func(c *flow.Call) *flow.Value {
			base := argument(c, 1, "collection")
			if base == nil {
				base = argument(c, -1, "bucket_name")
			}
			n := nameOf(base)
			if base == nil {
				n = name{text: "fs"}
			}
			return c.Run.NewInstance(of, c.Place, collection{"gridfs", n.below("files"), databaseOf(argument(c, 0, "database")).name})
		}}
	}
	for _, m := range fileMethods {
		s := signatureOf(m.params)
		lib[m.of+"."+m.method] = flow.Entry{Call: func(c *flow.Call) *flow.Value {
			q := collectionOf(c.Self).query(m.method, m.verb)
			q.Driver, q.One = "gridfs", m.one
			q.arguments(c, s)
			q.aboutFile(c)
			q.emit(c)
			return m.gives(c, q)
		}}
	}
	return lib
}

// aboutFile makes of what a method of GridFS is given a filter, or a
// document.
func (q *Query) aboutFile(c *flow.Call) {
	doc := flow.DocumentOf()
	for _, p := range []struct{ option, field string }{{"id", "_id"}, {"_id", "_id"}, {"filename", "filename"}, {"data", "data"}, {"metadata", "metadata"}} {
		if v := q.Options[p.option]; v != nil {
			delete(q.Options, p.option)
			doc = doc.WithField(flow.Field{Name: p.field, Value: v, Place: c.Place})
		}
	}
	if q.Verb == Insert {
		for _, k := range c.Keywords {
			if _, known := doc.Field(k.Name); !known && k.Name != "" && k.Name != "session" && k.Name != "source" && k.Name != "file_id" {
				doc = doc.WithField(flow.Field{Name: k.Name, Value: k.Value, Place: c.Place})
				delete(q.Options, k.Name)
			} else if k.Name == "" {
				doc = doc.Merge(k.Value)
			}
		}
		q.Document = doc
		return
	}
	if len(doc.Fields()) > 0 {
		q.Filter = doc
	}
	q.Filter = byIdentifier(q.Filter)
}

func newFile(*flow.Call, *Query) *flow.Value { return freshID() }

// openFile is a file to read, or to write.
func openFile(c *flow.Call, q *Query) *flow.Value {
	v := c.Run.NewInstance(fileType, c.Place, q)
	if q.Verb == Read {
		v = flow.Join(v, q.whole(c.Place).As(flow.Object))
		if q.Owned {
			v = v.With(flow.Own)
		}
	}
	return v
}

func manyFiles(c *flow.Call, q *Query) *flow.Value { return flow.ManyOf(openFile(c, q)) }
