package mongo

import (
	"maps"
	"strings"

	"github.com/ashlarsec/ashlar/internal/python/flow"
)

// engineClasses are the bases of what is stored.
var engineClasses = flow.Library{
	documentType:                                  {Call: construct},
	dynamicType:                                   {Call: construct, Bases: []string{documentType}},
	embeddedType:                                  {Call: construct, Bases: []string{documentType}},
	"mongoengine.DynamicEmbeddedDocument":         {Call: construct, Bases: []string{documentType}},
	"flask_mongoengine.Document":                  {Same: documentType},
	"flask_mongoengine.DynamicDocument":           {Same: dynamicType},
	"flask_mongoengine.documents.Document":        {Same: documentType},
	"flask_mongoengine.documents.DynamicDocument": {Same: dynamicType},

	"mongoengine_goodjson.Document":                  {Same: documentType},
	"mongoengine_goodjson.EmbeddedDocument":          {Same: embeddedType},
	"mongoengine_goodjson.document.Document":         {Same: documentType},
	"mongoengine_goodjson.document.EmbeddedDocument": {Same: embeddedType},
}

// ofClass is what classes of the project get from Document.
var ofClass = flow.Library{
	documentType + ".objects":                 {Get: objects},
	documentType + ".from_json":               {Call: func(c *flow.Call) *flow.Value { return modelOf(classOf(c.Self)).parsed(c) }},
	documentType + "._from_son":               {Call: func(c *flow.Call) *flow.Value { return fromDocument(c) }},
	documentType + "._get_collection":         {Call: collectionOfModel},
	documentType + "._get_collection_name":    {Call: func(c *flow.Call) *flow.Value { return nameValue(collectionOfClass(c.Self).name) }},
	documentType + "._get_db":                 {Call: engineDatabase},
	documentType + ".drop_collection":         {Call: ofModel(Drop)},
	documentType + ".ensure_indexes":          {Call: ofModel(Index)},
	documentType + ".create_index":            {Call: ofModel(Index)},
	documentType + ".list_indexes":            {Gives: flow.List},
	documentType + ".DoesNotExist":            {Get: external("mongoengine.errors.DoesNotExist")},
	documentType + ".MultipleObjectsReturned": {Get: external("mongoengine.errors.MultipleObjectsReturned")},
}

// ofObject is what their objects get.
var ofObject = flow.Library{
	documentType + ".__init__":          {Call: initialize},
	documentType + ".save":              {Call: save},
	documentType + ".update":            {Call: updateItself},
	documentType + ".modify":            {Call: modifyItself},
	documentType + ".delete":            {Call: deleteItself},
	documentType + ".to_mongo":          {Call: toMongo},
	documentType + ".to_json":           {Call: toJSON},
	documentType + ".to_dbref":          {Call: self},
	documentType + ".reload":            {Call: self},
	documentType + ".select_related":    {Call: self},
	documentType + ".switch_db":         {Call: self},
	documentType + ".switch_collection": {Call: self},
	documentType + ".cascade_save":      {Call: save},
	documentType + ".validate":          {Call: none},
	documentType + ".clean":             {Call: none},
	documentType + ".id":                {Get: identifierMember},
	documentType + ".pk":                {Get: identifierMember},
}

// engineConnections are clients and databases of mongoengine, and
// flask_mongoengine's extension.
var engineConnections = flow.Library{
	"mongoengine.connect":                        {Call: connectEngine},
	"mongoengine.connection.connect":             {Same: "mongoengine.connect"},
	"mongoengine.register_connection":            {Call: connectEngine},
	"mongoengine.connection.register_connection": {Same: "mongoengine.register_connection"},
	"mongoengine.disconnect":                     {Call: none},
	"mongoengine.get_db":                         {Call: engineDatabase},
	"mongoengine.connection.get_db":              {Same: "mongoengine.get_db"},
	"mongoengine.get_connection":                 {Call: engineClient},
	"mongoengine.connection.get_connection":      {Same: "mongoengine.get_connection"},

	engineType:               {Call: extendEngine, Member: engineMember},
	engineType + ".init_app": {Call: func(c *flow.Call) *flow.Value { return flow.None }},
	engineType + ".connection": {Get: func(r *flow.Reading) *flow.Value {
		return r.Run.NewInstance(clientType, r.Place, client{"mongoengine"})
	}},
	engineType + ".connect":                         {Call: connectEngine},
	engineType + ".disconnect":                      {Call: none},
	"flask.ext.mongoengine.MongoEngine":             {Same: engineType},
	"flask_mongoengine.MongoEngineSessionInterface": {},
}

func mongoengine() flow.Library {
	lib := flow.Library{}
	for _, part := range []flow.Library{engineClasses, ofClass, ofObject, engineConnections} {
		maps.Copy(lib, part)
	}
	for _, n := range strings.Fields(engineErrors) {
		lib["mongoengine.errors."+n] = flow.Entry{}
		lib["mongoengine."+n] = flow.Entry{Same: "mongoengine.errors." + n}
		lib["mongoengine.queryset."+n] = flow.Entry{Same: "mongoengine.errors." + n}
	}
	for _, n := range []string{"Document", "DynamicDocument", "EmbeddedDocument", "DynamicEmbeddedDocument"} {
		lib["mongoengine.document."+n] = flow.Entry{Same: "mongoengine." + n}
	}
	for _, n := range []string{"CASCADE", "NULLIFY", "DENY", "PULL", "DO_NOTHING"} {
		lib["mongoengine."+n] = flow.Entry{Get: func(*flow.Reading) *flow.Value { return flow.Of(flow.Number) }}
	}
	return lib
}

const engineType = "flask_mongoengine.MongoEngine"

const engineErrors = `DoesNotExist MultipleObjectsReturned InvalidQueryError OperationError NotUniqueError BulkWriteError FieldDoesNotExist
	ValidationError SaveConditionError NotRegistered InvalidDocumentError LookUpError DeprecatedError`

func external(name string) func(*flow.Reading) *flow.Value {
	return func(*flow.Reading) *flow.Value { return flow.External(name) }
}

// construct is Model(...), of a class without a constructor of its own.
func construct(c *flow.Call) *flow.Value {
	m := modelOf(classOf(c.Self))
	if m == nil {
		return flow.Nothing
	}
	return m.construct(c, c.Keywords)
}

// initialize is super().__init__(...) in a constructor.
func initialize(c *flow.Call) *flow.Value {
	if o, m, _ := rowOf(c.Self); o != nil {
		m.fill(c, o, c.Keywords)
	}
	return flow.None
}

func fromDocument(c *flow.Call) *flow.Value {
	m := modelOf(classOf(c.Self))
	if m == nil {
		return flow.Nothing
	}
	return m.construct(c, []flow.Keyword{{Value: orNothing(c.Arg(0, "son"))}})
}

// objects is Model.objects.
func objects(r *flow.Reading) *flow.Value {
	m := modelOf(classOf(r.Self))
	if m == nil {
		if _, m, _ = rowOf(r.Self); m == nil {
			return nil
		}
	}
	return (&querySet{model: m}).read(inReading(r))
}

// collectionOfClass is where the objects of a class, or an object, are.
func collectionOfClass(v *flow.Value) collection {
	m := modelOf(classOf(v))
	if m == nil {
		_, m, _ = rowOf(v)
	}
	k := collection{driver: "mongoengine"}
	if m != nil {
		k.name = name{text: m.Collection}
	}
	return k
}

func collectionOfModel(c *flow.Call) *flow.Value {
	return c.Run.NewInstance(collectionType, c.Place, collectionOfClass(c.Self))
}

// ofModel is a method of a class that is about its collection.
func ofModel(verb Verb) func(*flow.Call) *flow.Value {
	return func(c *flow.Call) *flow.Value {
		q := collectionOfClass(c.Self).query(methodOf(c.Name), verb)
		q.Keys = argument(c, 0, "keys")
		q.tell(inCall(c))
		return flow.None
	}
}

func engineDatabase(c *flow.Call) *flow.Value {
	return c.Run.NewInstance(databaseType, c.Place, database{driver: "mongoengine"})
}

func engineClient(c *flow.Call) *flow.Value {
	return c.Run.NewInstance(clientType, c.Place, client{"mongoengine"})
}

// identifierMember is the id of an object that nothing more is known of.
func identifierMember(r *flow.Reading) *flow.Value {
	if len(r.Self.Flows) > 0 {
		v, _ := flow.Of(flow.Document, r.Self.Flows...).Lookup("_id")
		return v.As(flow.ObjectID).With(r.Self.Checks & flow.Own)
	}
	return flow.Of(flow.ObjectID)
}

// connectEngine is connect(db, host=uri, username=…).
func connectEngine(c *flow.Call) *flow.Value {
	connect(c, "mongoengine", signatureOf("db alias"))
	return engineClient(c)
}

// extendEngine is flask_mongoengine's MongoEngine(app). What it connects to
// is in the application's configuration.
func extendEngine(c *flow.Call) *flow.Value { return c.Run.NewInstance(engineType, c.Place, nil) }

// engineMember is db.Document, db.StringField: all that mongoengine has.
func engineMember(_ *flow.Reading, name string) *flow.Value {
	return flow.External("mongoengine." + name)
}
