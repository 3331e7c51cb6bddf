package fill

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ashlarsec/ashlar/internal/api"
)

// A row of a repair test: JSON of what was sent, the answer (JSON, or text
// that is none), JSON of the corrected body ("": nothing is learned).
type row struct{ sent, answer, want string }

func repaired(t *testing.T, rows map[string]row, s *api.Schema) {
	t.Helper()
	for name, c := range rows {
		t.Run(name, func(t *testing.T) {
			var answer any = c.answer
			var v any
			if json.Unmarshal([]byte(c.answer), &v) == nil {
				answer = v
			}
			sent := decode(t, c.sent)
			src := source()
			body, lessons, changed := Repair(sent, 400, answer, s, src)
			if c.want == "" {
				if changed {
					t.Errorf("made %v, learned %v", body, lessons)
				}
				return
			}
			if !changed {
				t.Fatal("learned nothing")
			}
			same(t, body, decode(t, c.want))
			if diff := cmp.Diff(decode(t, c.sent), sent); diff != "" {
				t.Errorf("what was sent is modified: %s", diff)
			}
		})
	}
}

// What the libraries really answer, or hold in their errors. The values that
// they refused are in sent.

func TestRepairMarshmallow(t *testing.T) {
	repaired(t, map[string]row{
		"missing, plain":     {`{}`, `{"email":["Missing data for required field."],"age":["Missing data for required field."]}`, `{"email":"ashq7k2@example.com","age":30}`},
		"missing, webargs":   {`{}`, `{"errors":{"json":{"email":["Missing data for required field."],"qty":["Missing data for required field."]}}}`, `{"email":"ashq7k2@example.com","qty":1}`},
		"missing, smorest":   {`{}`, `{"code":422,"errors":{"json":{"name":["Missing data for required field."]}},"status":"Unprocessable Entity"}`, `{"name":"canary0000000000"}`},
		"missing, APIFlask":  {`{}`, `{"detail":{"json":{"price":["Missing data for required field."]}},"message":"Validation error"}`, `{"price":10}`},
		"missing, messages":  {`{}`, `{"messages":{"json":{"title":["Missing data for required field."]}}}`, `{"title":"canary0000000000"}`},
		"email":              {`{"email":"x"}`, `{"email":["Not a valid email address."]}`, `{"email":"ashq7k2@example.com"}`},
		"integer":            {`{"age":"abc"}`, `{"age":["Not a valid integer."]}`, `{"age":30}`},
		"integer, from text": {`{"age":"41"}`, `{"age":["Not a valid integer."]}`, `{"age":41}`},
		"one of":             {`{"kind":"z"}`, `{"kind":["Must be one of: a, b."]}`, `{"kind":"a"}`},
		"length":             {`{"name":"aaaaaaaaaaaaaaaa"}`, `{"name":["Length must be between 3 and 10."]}`, `{"name":"~^.{3,10}$"}`},
		"range":              {`{"qty":0}`, `{"qty":["Must be greater than or equal to 1 and less than or equal to 100."]}`, `{"qty":1}`},
		"range, exclusive":   {`{"rx":0}`, `{"rx":["Must be greater than 0."]}`, `{"rx":1}`},
		"number":             {`{"price":"x"}`, `{"price":["Not a valid number."]}`, `{"price":10}`},
		"datetime":           {`{"when":"x"}`, `{"when":["Not a valid datetime."]}`, `{"when":"2035-01-15T10:00:00Z"}`},
		"date":               {`{"d":"2035-01-15T10:00:00Z"}`, `{"d":["Not a valid date."]}`, `{"d":"2035-01-15"}`},
		"time":               {`{"t":"x"}`, `{"t":["Not a valid time."]}`, `{"t":"10:00:00"}`},
		"uuid":               {`{"id":"zz"}`, `{"id":["Not a valid UUID."]}`, `{"id":"~^[0-9a-f-]{36}$"}`},
		"url":                {`{"url":"nope"}`, `{"url":["Not a valid URL."]}`, `{"url":"https://example.com/"}`},
		"boolean":            {`{"flag":"maybe"}`, `{"flag":["Not a valid boolean."]}`, `{"flag":false}`},
		"list":               {`{"tags":"x"}`, `{"tags":["Not a valid list."]}`, `{"tags":["x"]}`},
		"empty list":         {`{"tags":[]}`, `{"tags":["Shorter than minimum length 1."]}`, `{"tags":["canary0000000000"]}`},
		"nested":             {`{"address":{"zip":5}}`, `{"address":{"zip":["Not a valid string."],"city":["City please"]}}`, `{"address":{"zip":"5"}}`},
		"in a list":          {`{"items":[{"sku":1,"n":"x"}]}`, `{"items":{"0":{"sku":["Not a valid string."],"n":["Not a valid integer."]}}}`, `{"items":[{"sku":"1","n":1}]}`},
		"unknown":            {`{"extra":1,"a":1}`, `{"extra":["Unknown field."]}`, `{"a":1}`},
		"null":               {`{"email":null}`, `{"email":["Field may not be null."]}`, `{"email":"ashq7k2@example.com"}`},
		"object":             {`{"address":"x"}`, `{"address":{"_schema":["Invalid input type."]}}`, `{"address":{}}`},
		"pattern":            {`{"r":"x"}`, `{"r":["String does not match expected pattern."]}`, `{"r":"canary0000000000"}`},
		"exact length":       {`{"l":"x"}`, `{"l":["Length must be 4."]}`, `{"l":"~^.{4}$"}`},
		"minimum length":     {`{"m":"x"}`, `{"m":["Shorter than minimum length 4."]}`, `{"m":"~^.{4,}$"}`},
		"maximum length":     {`{"x":"xxxxxx"}`, `{"x":["Longer than maximum length 4."]}`, `{"x":"~^.{1,4}$"}`},
		"mapping":            {`{"sub":"x"}`, `{"sub":["Not a valid mapping type."]}`, `{"sub":{}}`},
		"IP address":         {`{"iso":"x"}`, `{"iso":["Not a valid IP address."]}`, `{"iso":"192.0.2.1"}`},
		"contains only":      {`{"cho":["z"]}`, `{"cho":["One or more of the choices you made was not in: a, b."]}`, `{"cho":["a"]}`},
		"equal":              {`{"eq":"r"}`, `{"eq":["Must be equal to q."]}`, `{"eq":"q"}`},
		"many":               {`[{}]`, `{"0":{"email":["Missing data for required field."]}}`, `[{"email":"ashq7k2@example.com"}]`},
		"of the query":       {`{}`, `{"errors":{"query":{"page":["Missing data for required field."]}}}`, ``},
	}, nil)
}

func TestRepairPydantic(t *testing.T) {
	repaired(t, map[string]row{
		"missing":            {`{}`, `[{"type":"missing","loc":["email"],"msg":"Field required","input":{}},{"type":"missing","loc":["age"],"msg":"Field required","input":{}}]`, `{"email":"ashq7k2@example.com","age":30}`},
		"FastAPI":            {`{}`, `{"detail":[{"type":"missing","loc":["body","qty"],"msg":"Field required","input":{}}]}`, `{"qty":1}`},
		"FastAPI, the query": {`{}`, `{"detail":[{"type":"missing","loc":["query","qty"],"msg":"Field required","input":{}}]}`, ``},
		"flask-pydantic":     {`{}`, `{"validation_error":{"body_params":[{"input":{},"loc":["email"],"msg":"Field required","type":"missing"}],"query_params":[{"input":{},"loc":["page"],"msg":"Field required","type":"missing"}]}}`, `{"email":"ashq7k2@example.com"}`},
		"email":              {`{"email":"x"}`, `[{"type":"value_error","loc":["email"],"msg":"value is not a valid email address: An email address must have an @-sign.","input":"x","ctx":{"reason":"An email address must have an @-sign."}}]`, `{"email":"ashq7k2@example.com"}`},
		"integer":            {`{"age":"abc"}`, `[{"type":"int_parsing","loc":["age"],"msg":"Input should be a valid integer, unable to parse string as an integer","input":"abc"}]`, `{"age":30}`},
		"fraction":           {`{"age":1.5}`, `[{"type":"int_from_float","loc":["age"],"msg":"Input should be a valid integer, got a number with a fractional part","input":1.5}]`, `{"age":1}`},
		"literal":            {`{"kind":"z"}`, `[{"type":"literal_error","loc":["kind"],"msg":"Input should be 'a' or 'b'","input":"z","ctx":{"expected":"'a' or 'b'"}}]`, `{"kind":"a"}`},
		"literal of three":   {`{"kind":"z"}`, `[{"type":"literal_error","loc":["kind"],"msg":"Input should be 'b', 'c' or 'd'","input":"z"}]`, `{"kind":"b"}`},
		"enum":               {`{"e":"z"}`, `[{"type":"enum","loc":["e"],"msg":"Input should be 'a' or 'b'","input":"z","ctx":{"expected":"'a' or 'b'"}}]`, `{"e":"a"}`},
		"too long":           {`{"name":"aaaaaaaaaaaaaaaaaaaaaaaa"}`, `[{"type":"string_too_long","loc":["name"],"msg":"String should have at most 10 characters","input":"a","ctx":{"max_length":10}}]`, `{"name":"~^.{1,10}$"}`},
		"too short":          {`{"name":"a"}`, `[{"type":"string_too_short","loc":["name"],"msg":"String should have at least 3 characters","input":"a","ctx":{"min_length":3}}]`, `{"name":"canary0000000000"}`},
		"greater":            {`{"gt":0}`, `[{"type":"greater_than","loc":["gt"],"msg":"Input should be greater than 0","ctx":{"gt":0.0}}]`, `{"gt":1}`},
		"less":               {`{"lt":9}`, `[{"type":"less_than","loc":["lt"],"msg":"Input should be less than 5","ctx":{"lt":5.0}}]`, `{"lt":1}`},
		"multiple":           {`{"mul":3}`, `[{"type":"multiple_of","loc":["mul"],"msg":"Input should be a multiple of 5","ctx":{"multiple_of":5}}]`, `{"mul":5}`},
		"union":              {`{"u":"x"}`, `[{"type":"int_parsing","loc":["u","int"],"msg":"Input should be a valid integer, unable to parse string as an integer"},{"type":"list_type","loc":["u","list[int]"],"msg":"Input should be a valid list"}]`, `{"u":1}`},
		"in a list":          {`{"items":[{"sku":1,"n":"x"}]}`, `[{"type":"string_type","loc":["items",0,"sku"],"msg":"Input should be a valid string"},{"type":"missing","loc":["items",0,"qty"],"msg":"Field required"}]`, `{"items":[{"sku":"1","n":"x","qty":1}]}`},
		"extra":              {`{"extra":1,"a":1}`, `[{"type":"extra_forbidden","loc":["extra"],"msg":"Extra inputs are not permitted","input":1}]`, `{"a":1}`},
		"pattern":            {`{"r":"x"}`, `[{"type":"string_pattern_mismatch","loc":["r"],"msg":"String should match pattern '^\\d+$'","input":"x","ctx":{"pattern":"^\\d+$"}}]`, `{"r":"~^\\d+$"}`},
		"date":               {`{"d":"x"}`, `[{"type":"date_from_datetime_parsing","loc":["d"],"msg":"Input should be a valid date or datetime, input is too short","input":"x"}]`, `{"d":"2035-01-15"}`},
		"datetime":           {`{"when":"x"}`, `[{"type":"datetime_from_date_parsing","loc":["when"],"msg":"Input should be a valid datetime or date, input is too short"}]`, `{"when":"2035-01-15T10:00:00Z"}`},
		"future":             {`{"fd":"2001-01-01"}`, `[{"type":"date_future","loc":["fd"],"msg":"Date should be in the future"}]`, `{"fd":"2035-01-20"}`},
		"past":               {`{"pd":"2050-01-01"}`, `[{"type":"date_past","loc":["pd"],"msg":"Date should be in the past"}]`, `{"pd":"2024-01-15"}`},
		"too many items":     {`{"mx":[1,2]}`, `[{"type":"too_long","loc":["mx"],"msg":"List should have at most 1 item after validation, not 2","ctx":{"field_type":"List","max_length":1,"actual_length":2}}]`, `{"mx":["canary0000000000"]}`},
		"dictionary":         {`{"dd":1}`, `[{"type":"dict_type","loc":["dd"],"msg":"Input should be a valid dictionary"}]`, `{"dd":{}}`},
		"body":               {`[{"a":1}]`, `[{"type":"model_type","loc":[],"msg":"Input should be a valid dictionary or instance of P","input":[]}]`, `{"a":1}`},
		"as text": {`{}`, "\"2 validation errors for P\\nemail\\n  Field required [type=missing, input_value={}, input_type=dict]\\n    For further information visit https://errors.pydantic.dev/2.14/v/missing\\nage\\n  Input should be a valid integer [type=int_type, input_value=None, input_type=NoneType]\"",
			`{"email":"ashq7k2@example.com","age":30}`},
		"1, missing":     {`{}`, `{"detail":[{"loc":["body","name"],"msg":"field required","type":"value_error.missing"}]}`, `{"name":"canary0000000000"}`},
		"1, integer":     {`{"age":"abc"}`, `[{"loc":["age"],"msg":"value is not a valid integer","type":"type_error.integer"}]`, `{"age":30}`},
		"1, const":       {`{"kind":"z"}`, `[{"loc":["kind"],"msg":"unexpected value; permitted: 'a', 'b'","type":"value_error.const","ctx":{"given":"z","permitted":["a","b"]}}]`, `{"kind":"a"}`},
		"1, enum":        {`{"e":"q"}`, `[{"loc":["e"],"msg":"value is not a valid enumeration member; permitted: 'a', 'b'","type":"type_error.enum","ctx":{"enum_values":["E.a","E.b"]}}]`, `{"e":"a"}`},
		"1, too long":    {`{"name":"aaaaaaaaaaaaaaaaaaaa"}`, `[{"loc":["name"],"msg":"ensure this value has at most 10 characters","type":"value_error.any_str.max_length","ctx":{"limit_value":10}}]`, `{"name":"~^.{1,10}$"}`},
		"1, at least":    {`{"qty":0}`, `[{"loc":["qty"],"msg":"ensure this value is greater than or equal to 1","type":"value_error.number.not_ge","ctx":{"limit_value":1}}]`, `{"qty":1}`},
		"1, regex":       {`{"r":"x"}`, `[{"loc":["r"],"msg":"string does not match regex \"^\\d+$\"","type":"value_error.str.regex","ctx":{"pattern":"^\\d+$"}}]`, `{"r":"~^\\d+$"}`},
		"1, boolean":     {`{"flag":"maybe"}`, `[{"loc":["flag"],"msg":"value could not be parsed to a boolean","type":"type_error.bool"}]`, `{"flag":false}`},
		"1, nested":      {`{"address":{"zip":"5"}}`, `[{"loc":["address","city"],"msg":"field required","type":"value_error.missing"}]`, `{"address":{"zip":"5","city":"canary0000000000"}}`},
		"1, null":        {`{"age":null}`, `[{"loc":["age"],"msg":"none is not an allowed value","type":"type_error.none.not_allowed"}]`, `{"age":30}`},
		"1, text":        {`{"s":{}}`, `[{"loc":["s"],"msg":"str type expected","type":"type_error.str"}]`, `{"s":"canary0000000000"}`},
		"1, extra":       {`{"extra":1}`, `[{"loc":["extra"],"msg":"extra fields not permitted","type":"value_error.extra"}]`, `{}`},
		"own validator":  {`{"name":"bad!","a":1}`, `[{"type":"value_error","loc":["a"],"msg":"Value error, a must be at least 5","input":1}]`, `{"name":"bad!","a":5}`},
		"1, as text":     {`{}`, "\"1 validation error for P1\\nage\\n  field required (type=value_error.missing)\"", `{"age":30}`},
		"text in detail": {`{"age":1}`, `{"error":"1 validation error for Model\naddress.zip\n  Field required [type=missing, input_value={}, input_type=dict]"}`, `{"age":1,"address":{"zip":"94105"}}`},
	}, nil)
}

func TestRepairJSONSchema(t *testing.T) {
	repaired(t, map[string]row{
		"required":          {`{}`, `{"error":"'email' is a required property"}`, `{"email":"ashq7k2@example.com"}`},
		"additional":        {`{"extra":1,"other":2,"a":1}`, `{"error":"Additional properties are not allowed ('extra', 'other' were unexpected)"}`, `{"a":1}`},
		"format":            {`{"email":"x"}`, `{"error":"'x' is not a 'email'"}`, `{"email":"ashq7k2@example.com"}`},
		"type":              {`{"age":"one"}`, `{"error":"'one' is not of type 'integer'"}`, `{"age":30}`},
		"type, text":        {`{"email":1}`, `{"error":"1 is not of type 'string'"}`, `{"email":"1"}`},
		"enum":              {`{"kind":"z"}`, `{"error":"'z' is not one of ['a', 'b']"}`, `{"kind":"a"}`},
		"enum of numbers":   {`{"kind":9}`, `{"error":"9 is not one of [1, 2]"}`, `{"kind":1}`},
		"const":             {`{"c":"z"}`, `{"errors":{"c":"'q' was expected"}}`, `{"c":"q"}`},
		"minimum":           {`{"age":0}`, `{"error":"0 is less than the minimum of 1"}`, `{"age":30}`},
		"maximum":           {`{"age":200}`, `{"error":"200 is greater than the maximum of 100"}`, `{"age":30}`},
		"exclusive minimum": {`{"qty":0}`, `{"error":"0 is less than or equal to the minimum of 0"}`, `{"qty":1}`},
		"multiple":          {`{"qty":3}`, `{"error":"3 is not a multiple of 5"}`, `{"qty":5}`},
		"pattern":           {`{"zip":"x"}`, `{"error":"'x' does not match '^\\\\d+$'"}`, `{"zip":"~^\\d+$"}`},
		"pattern, nested":   {`{"address":{"zip":"x"}}`, `{"type":"about:blank","title":"Bad Request","detail":"'x' does not match '^\\\\d+$' - 'address.zip'","status":400}`, `{"address":{"zip":"~^\\d+$"}}`},
		"too long":          {`{"name":"aaaaaaaaaaaaaaaaaaaa"}`, `{"error":"'aaaaaaaaaaaaaaaaaaaa' is too long"}`, `{"name":"~^.{1,10}$"}`},
		"too short":         {`{"name":"ab"}`, `{"error":"'ab' is too short"}`, `{"name":"canary0000000000"}`},
		"empty array":       {`{"tags":[]}`, `{"errors":{"tags":"[] should be non-empty"}}`, `{"tags":["canary0000000000"]}`},
		"with the instance": {`{"age":"1"}`, `"'1' is not of type 'integer'\n\nFailed validating 'type' in schema['properties']['age']:\n    {'type': 'integer', 'minimum': 1, 'maximum': 100}\n\nOn instance['age']:\n    '1'"`, `{"age":1}`},
		"dependency":        {`{"a":1}`, `{"error":"'b' is a dependency of 'a'"}`, `{"a":1,"b":"canary0000000000"}`},
		"array wanted":      {`{"a":1}`, `{"message":"{'a': 1} is not of type 'array'"}`, `[{"a":1}]`},
		"flask-restx":       {`{}`, `{"errors":{"age":"'age' is a required property","email":"'email' is a required property"},"message":"Input payload validation failed"}`, `{"age":30,"email":"ashq7k2@example.com"}`},
		"flask-restx, more": {`{"age":"abc","kind":"z","name":"aaaaaaaaaaaaaaaaaaaa","address":{"zip":5},"tags":"x"}`,
			`{"errors":{"age":"'abc' is not of type 'integer'","kind":"'z' is not one of ['a', 'b']","name":"'aaaaaaaaaaaaaaaaaaaa' is too long","address.zip":"5 is not of type 'string'","tags":"'x' is not of type 'array'"},"message":"Input payload validation failed"}`,
			`{"age":30,"kind":"a","name":"~^.{1,10}$","address":{"zip":"5"},"tags":["x"]}`},
		"flask-restx, null":   {`{"email":null,"age":null}`, `{"errors":{"email":"None is not of type 'string'","age":"None is not of type 'integer'"},"message":"Input payload validation failed"}`, `{"email":"ashq7k2@example.com","age":30}`},
		"flask-restx, nested": {`{"address":{}}`, `{"errors":{"address.zip":"'zip' is a required property"},"message":"Input payload validation failed"}`, `{"address":{"zip":"94105"}}`},
		"MongoDB's validator": {`{"age":"x"}`, `{"error":"Document failed validation","details":{"operatorName":"$jsonSchema","schemaRulesNotSatisfied":[{"operatorName":"properties","propertiesNotSatisfied":[{"propertyName":"age","details":[{"operatorName":"bsonType","specifiedAs":{"bsonType":"int"},"reason":"type did not match","consideredValue":"x"}]}]},{"operatorName":"required","specifiedAs":{"required":["email"]},"missingProperties":["email"]}]}}`,
			`{"age":30,"email":"ashq7k2@example.com"}`},
	}, nil)
}

func TestRepairReqparse(t *testing.T) {
	repaired(t, map[string]row{
		"restx":                {`{}`, `{"errors":{"email":"Missing required parameter in the JSON body or the post body or the query string","n":"Missing required parameter in the JSON body"},"message":"Input payload validation failed"}`, `{"email":"ashq7k2@example.com","n":"canary0000000000"}`},
		"restx, query":         {`{}`, `{"errors":{"q":"Missing required parameter in the query string"},"message":"Input payload validation failed"}`, ``},
		"restx, header":        {`{}`, `{"errors":{"h":"Missing required parameter in the HTTP headers"},"message":"Input payload validation failed"}`, ``},
		"restx, with help":     {`{"age":"abc"}`, `{"errors":{"age":"Age must be a number invalid literal for int() with base 10: 'abc'"},"message":"Input payload validation failed"}`, `{"age":30}`},
		"restx, choice":        {`{"status":"z"}`, `{"errors":{"status":"The value 'z' is not a valid choice for 'status'."},"message":"Input payload validation failed"}`, `{"status":"active"}`},
		"restx, positive":      {`{"a":0}`, `{"errors":{"a":"Invalid a: 0. a must be a positive integer"},"message":"Input payload validation failed"}`, `{"a":1}`},
		"restx, range":         {`{"b":9}`, `{"errors":{"b":"Invalid argument: 9. argument must be within the range 1 - 5"},"message":"Input payload validation failed"}`, `{"b":1}`},
		"restx, boolean":       {`{"c":"x"}`, `{"errors":{"c":"Invalid literal for boolean(): x"},"message":"Input payload validation failed"}`, `{"c":false}`},
		"restx, date":          {`{"d":"x"}`, `{"errors":{"d":"Invalid date literal \"x\""},"message":"Input payload validation failed"}`, `{"d":"2035-01-15"}`},
		"restx, email":         {`{"e":"x"}`, `{"errors":{"e":"x is not a valid email"},"message":"Input payload validation failed"}`, `{"e":"ashq7k2@example.com"}`},
		"restx, regex":         {`{"r":"x"}`, `{"errors":{"r":"Value does not match pattern: \"^[0-9]+$\""},"message":"Input payload validation failed"}`, `{"r":"~^[0-9]+$"}`},
		"restx, natural":       {`{"n":-1}`, `{"errors":{"n":"Invalid n: -1. n must be a non-negative integer"},"message":"Input payload validation failed"}`, `{"n":1}`},
		"restful":              {`{}`, `{"message":{"email":"Missing required parameter in the JSON body or the post body or the query string"}}`, `{"email":"ashq7k2@example.com"}`},
		"restful, help":        {`{"age":"abc"}`, `{"message":{"age":"Age must be a number"}}`, `{"age":30}`},
		"restful, choice":      {`{"kind":"z"}`, `{"message":{"kind":"z is not a valid choice"}}`, `{"kind":"standard"}`},
		"restful, help for it": {`{}`, `{"message":{"name":"Name cannot be blank!"}}`, `{"name":"canary0000000000"}`},
	}, nil)
}

func TestRepairCerberus(t *testing.T) {
	repaired(t, map[string]row{
		"required":   {`{}`, `{"age":["required field"],"email":["required field"]}`, `{"age":30,"email":"ashq7k2@example.com"}`},
		"types":      {`{"age":"abc","tags":"x","when":"x","address":{"zip":5}}`, `{"errors":{"age":["must be of integer type"],"tags":["must be of list type"],"when":["must be of datetime type"],"address":[{"zip":["must be of string type"]}]}}`, `{"age":30,"tags":["x"],"when":"2035-01-15T10:00:00Z","address":{"zip":"5"}}`},
		"in a list":  {`{"items":[{"sku":1}]}`, `{"items":[{"0":[{"sku":["must be of string type"]}]}]}`, `{"items":[{"sku":"1"}]}`},
		"unknown":    {`{"extra":1,"a":2}`, `{"extra":["unknown field"]}`, `{"a":2}`},
		"lengths":    {`{"name":"aaaaaaaaaaaaaaaaaaaa","nick":"a"}`, `{"name":["max length is 10"],"nick":["min length is 3"]}`, `{"name":"~^.{1,10}$","nick":"~^.{3,}$"}`},
		"regex":      {`{"r":"x"}`, `{"r":["value does not match regex '^[A-Z]{3}$'"]}`, `{"r":"~^[A-Z]{3}$"}`},
		"unallowed":  {`{"status":"z"}`, `{"status":["unallowed value z"]}`, `{"status":"active"}`},
		"null":       {`{"age":null}`, `{"age":["null value not allowed"]}`, `{"age":30}`},
		"empty":      {`{"n":""}`, `{"n":["empty values not allowed"]}`, `{"n":"canary0000000000"}`},
		"dependency": {`{"dep":1}`, `{"dep":["field 'zz' is required"]}`, `{"dep":1,"zz":"canary0000000000"}`},
		"coerce":     {`{"q":"x"}`, `{"q":["field 'q' cannot be coerced: invalid literal for int() with base 10: 'x'"]}`, `{"q":1}`},
	}, nil)
}

func TestRepairWTForms(t *testing.T) {
	repaired(t, map[string]row{
		"required":    {`{}`, `{"errors":{"email":["This field is required."]}}`, `{"email":"ashq7k2@example.com"}`},
		"email":       {`{"email":"x"}`, `{"email":["Invalid email address."]}`, `{"email":"ashq7k2@example.com"}`},
		"integer":     {`{"age":"z"}`, `{"age":["Not a valid integer value.","Number must be between 1 and 9."]}`, `{"age":8}`},
		"length":      {`{"name":"a"}`, `{"name":["Field must be between 3 and 10 characters long."]}`, `{"name":"~^.{3,10}$"}`},
		"at least":    {`{"mn":"a"}`, `{"mn":["Field must be at least 3 characters long."]}`, `{"mn":"canary0000000000"}`},
		"at most":     {`{"mx":"aaaaa"}`, `{"mx":["Field cannot be longer than 3 characters."]}`, `{"mx":"~^.{1,3}$"}`},
		"exactly":     {`{"ex":"a"}`, `{"ex":["Field must be exactly 3 characters long."]}`, `{"ex":"~^.{3}$"}`},
		"equal":       {`{"pw":"1","pw2":"2"}`, `{"pw":["Field must be equal to pw2."]}`, `{"pw":"2","pw2":"2"}`},
		"any of":      {`{"an":"z"}`, `{"an":["Invalid value, must be one of: p, q."]}`, `{"an":"p"}`},
		"at least 5":  {`{"nr":1}`, `{"nr":["Number must be at least 5."]}`, `{"nr":5}`},
		"URL":         {`{"u":"a"}`, `{"u":["Invalid URL."]}`, `{"u":"https://example.com/"}`},
		"date":        {`{"d":"x"}`, `{"d":["Not a valid date value."]}`, `{"d":"2035-01-15"}`},
		"choice":      {`{"status":"q"}`, `{"status":["Not a valid choice."]}`, `{"status":"active"}`},
		"decimal":     {`{"dec":"x"}`, `{"dec":["Not a valid decimal value."]}`, `{"dec":10}`},
		"CSRF, alone": {`{"a":1}`, `<!doctype html><title>400 Bad Request</title><h1>Bad Request</h1><p>The CSRF token is missing.</p>`, ``},
	}, nil)
}

func TestRepairVoluptuousAndMongoEngine(t *testing.T) {
	repaired(t, map[string]row{
		"voluptuous, required": {`{}`, `{"errors":["required key not provided @ data['email']","required key not provided @ data['age']"]}`, `{"email":"ashq7k2@example.com","age":30}`},
		"voluptuous, type":     {`{"age":"x"}`, `{"error":"expected int for dictionary value @ data['age']"}`, `{"age":30}`},
		"voluptuous, values":   {`{"kind":"z"}`, `{"error":"value must be one of ['a', 'b'] for dictionary value @ data['kind']"}`, `{"kind":"a"}`},
		"voluptuous, least":    {`{"qty":0}`, `{"error":"value must be at least 1 for dictionary value @ data['qty']"}`, `{"qty":1}`},
		"voluptuous, extra":    {`{"extra":1}`, `{"error":"extra keys not allowed @ data['extra']"}`, `{}`},

		"mongoengine, required": {`{}`, `{"error":"ValidationError (D:None) (Field is required: ['email', 'age'])"}`, `{"email":"ashq7k2@example.com","age":30}`},
		"mongoengine, more": {`{"email":"x","age":"abc","kind":"z","name":"aaaaaaaaaaaaaaaaaaaa","tags":"x"}`,
			`{"message":"ValidationError (D:None) (Invalid email address: x: ['email'] abc could not be converted to int: ['age'] Value must be one of ['a', 'b']: ['kind'] String value is too long: ['name'] Only lists and tuples may be used in a list field: ['tags'])"}`,
			`{"email":"ashq7k2@example.com","age":30,"kind":"a","name":"~^.{1,10}$","tags":["x"]}`},
		"mongoengine, to_dict":   {`{"age":"abc","ref":"x"}`, `{"errors":{"age":"abc could not be converted to int","ref":"Invalid ObjectID"}}`, `{"age":30,"ref":"~^[0-9a-f]{24}$"}`},
		"mongoengine, unknown":   {`{"extra":1,"a":1}`, `{"error":"The fields \"{'extra'}\" do not exist on the document \"D\""}`, `{"a":1}`},
		"mongoengine, unique":    {`{"email":"ashq7k2@example.com"}`, `{"error":"Tried to save duplicate unique keys (E11000 Duplicate Key Error)"}`, `{"email":"ashq7k2x1@example.com"}`},
		"mongoengine, too small": {`{"age":0,"name":"a"}`, `{"error":"ValidationError (D:None) (Integer value is too small: ['age'] String value is too short: ['name'])"}`, `{"age":30,"name":"canary0000000000"}`},
	}, nil)
}

func TestRepairHandWritten(t *testing.T) {
	repaired(t, map[string]row{
		"is required":              {`{}`, `{"error":"email is required"}`, `{"email":"ashq7k2@example.com"}`},
		"capital":                  {`{}`, `{"message":"Email is required"}`, `{"email":"ashq7k2@example.com"}`},
		"two words":                {`{}`, `{"error":"Product name is required"}`, `{"product_name":"canary0000000000"}`},
		"and are required":         {`{}`, `{"error":"username and password are required"}`, `{"username":"ashq7k2","password":"Vq7!mTz9#Rk4wp"}`},
		"three are required":       {`{}`, `{"error":"Name, email, and age are required."}`, `{"name":"canary0000000000","email":"ashq7k2@example.com","age":30}`},
		"list after a colon":       {`{}`, `{"error":"Missing required fields: name, price"}`, `{"name":"canary0000000000","price":10}`},
		"Python list":              {`{}`, `{"error":"Missing required fields: ['name', 'price']"}`, `{"name":"canary0000000000","price":10}`},
		"list beside":              {`{}`, `{"error":"Missing required fields","missing":["name","price"]}`, `{"name":"canary0000000000","price":10}`},
		"list under required":      {`{}`, `{"message":"Bad input","required_fields":["name"]}`, `{"name":"canary0000000000"}`},
		"missing x":                {`{}`, `{"error":"Missing title"}`, `{"title":"canary0000000000"}`},
		"missing quoted":           {`{}`, `{"error":"Missing 'title' in request body"}`, `{"title":"canary0000000000"}`},
		"missing field x":          {`{}`, `{"error":"missing required field: title"}`, `{"title":"canary0000000000"}`},
		"x missing":                {`{}`, `{"error":"title missing"}`, `{"title":"canary0000000000"}`},
		"field x is required":      {`{}`, `{"error":"Field 'title' is required"}`, `{"title":"canary0000000000"}`},
		"please provide":           {`{}`, `{"msg":"Please provide title and price"}`, `{"title":"canary0000000000","price":10}`},
		"no x provided":            {`{}`, `{"error":"No title provided"}`, `{"title":"canary0000000000"}`},
		"x not provided":           {`{}`, `{"error":"title not provided"}`, `{"title":"canary0000000000"}`},
		"must not be empty":        {`{"title":""}`, `{"error":"title must not be empty"}`, `{"title":"canary0000000000"}`},
		"cannot be empty":          {`{"title":" "}`, `{"error":"Title cannot be empty"}`, `{"title":"canary0000000000"}`},
		"required in a list":       {`{}`, `{"errors":["title is required","price is required"]}`, `{"title":"canary0000000000","price":10}`},
		"by field":                 {`{}`, `{"errors":{"title":"required"}}`, `{"title":"canary0000000000"}`},
		"field and message":        {`{}`, `{"errors":[{"field":"title","message":"is required"}]}`, `{"title":"canary0000000000"}`},
		"field beside the error":   {`{}`, `{"error":"required","field":"title"}`, `{"title":"canary0000000000"}`},
		"code and message":         {`{}`, `{"error":{"code":400,"message":"title is required"}}`, `{"title":"canary0000000000"}`},
		"JSON:API":                 {`{"data":{"attributes":{}}}`, `{"errors":[{"source":{"pointer":"/data/attributes/title"},"detail":"is required"}]}`, `{"data":{"attributes":{"title":"canary0000000000"}}}`},
		"sentences":                {`{"age":"x"}`, `{"error":"title is required. age must be an integer"}`, `{"title":"canary0000000000","age":30}`},
		"text":                     {`{}`, `title is required`, `{"title":"canary0000000000"}`},
		"integer":                  {`{"quantity":"x"}`, `{"error":"quantity must be an integer"}`, `{"quantity":1}`},
		"number":                   {`{"price":"x"}`, `{"error":"Price must be a number"}`, `{"price":10}`},
		"string":                   {`{"title":5}`, `{"error":"title must be a string"}`, `{"title":"5"}`},
		"list":                     {`{"items":5}`, `{"error":"items must be a list"}`, `{"items":[5]}`},
		"non-empty list":           {`{"items":[]}`, `{"error":"items must be a non-empty list"}`, `{"items":["canary0000000000"]}`},
		"boolean":                  {`{"done":"x"}`, `{"error":"done must be a boolean"}`, `{"done":false}`},
		"must be one of":           {`{"status":"z"}`, `{"error":"status must be one of: open, closed"}`, `{"status":"open"}`},
		"must be one of, Python":   {`{"status":"z"}`, `{"error":"Invalid status. Must be one of ['open', 'closed']"}`, `{"status":"open"}`},
		"must be one of, set":      {`{"status":"z"}`, `{"error":"status must be one of {'open', 'closed'}"}`, `{"status":"closed"}`},
		"allowed beside":           {`{"status":"z"}`, `{"error":"Invalid status","allowed":["open","closed"]}`, `{"status":"open"}`},
		"either":                   {`{"status":"z"}`, `{"error":"status must be either 'open' or 'closed'"}`, `{"status":"open"}`},
		"valid values are":         {`{"status":"z"}`, `{"error":"Invalid status 'z'. Valid values are: open, closed"}`, `{"status":"open"}`},
		"least right":              {`{"role":"z"}`, `{"error":"role must be one of: admin, user"}`, `{"role":"user"}`},
		"at least 8 characters":    {`{"password":"short"}`, `{"error":"Password must be at least 8 characters long"}`, `{"password":"Vq7!mTz9#Rk4wp"}`},
		"uppercase":                {`{"password":"longenough"}`, `{"error":"Password must contain at least one uppercase letter"}`, `{"password":"Vq7!mTz9#Rk4wp"}`},
		"too short":                {`{"password":"short"}`, `{"error":"Password too short"}`, `{"password":"Vq7!mTz9#Rk4wp"}`},
		"range of length":          {`{"username":"aaaaaaaaaaaaaaaaaaaaaaaaa"}`, `{"error":"username must be 3-20 characters"}`, `{"username":"ashq7k2"}`},
		"positive":                 {`{"quantity":0}`, `{"error":"quantity must be positive"}`, `{"quantity":1}`},
		"greater than zero":        {`{"price":0}`, `{"error":"Price must be greater than zero"}`, `{"price":10}`},
		"not negative":             {`{"stock":-5}`, `{"error":"stock cannot be negative"}`, `{"stock":10}`},
		"between":                  {`{"rating":9}`, `{"error":"Rating must be between 1 and 5"}`, `{"rating":4}`},
		"at most":                  {`{"quantity":50}`, `{"error":"quantity must not exceed 10"}`, `{"quantity":1}`},
		"18 or older":              {`{"age":5}`, `{"error":"age must be 18 or older"}`, `{"age":30}`},
		"date format":              {`{"due_date":"2035-01-20T10:00:00Z"}`, `{"error":"invalid date format, use YYYY-MM-DD"}`, `{"due_date":"2035-01-20"}`},
		"date format, of a name":   {`{"due_date":"x"}`, `{"error":"due_date must be in DD/MM/YYYY format"}`, `{"due_date":"20/01/2035"}`},
		"strptime":                 {`{"due":"2035-01-20T10:00:00Z"}`, `{"error":"time data '2035-01-20T10:00:00Z' does not match format '%Y-%m-%d %H:%M'"}`, `{"due":"2035-01-20 10:00"}`},
		"isoformat":                {`{"due":"2035-01-20T10:00:00Z"}`, `{"error":"Invalid isoformat string: '2035-01-20T10:00:00Z'"}`, `{"due":"2035-01-20T10:00:00"}`},
		"in the past":              {`{"start_date":"2020-01-01"}`, `{"error":"start_date cannot be in the past"}`, `{"start_date":"2035-01-20"}`},
		"after another":            {`{"start_date":"2035-01-15","end_date":"2035-01-10"}`, `{"error":"end_date must be after start_date"}`, `{"start_date":"2035-01-15","end_date":"2035-01-20"}`},
		"invalid email":            {`{"email":"x"}`, `{"error":"Invalid email format"}`, `{"email":"ashq7k2@example.com"}`},
		"invalid phone":            {`{"phone":"x"}`, `{"error":"Invalid phone number"}`, `{"phone":"+14155552671"}`},
		"ten digits":               {`{"phone":"+14155552671"}`, `{"error":"Phone must be 10 digits"}`, `{"phone":"~^\\d{10}$"}`},
		"invalid id":               {`{"product_id":"x"}`, `{"error":"'x' is not a valid ObjectId, it must be a 12-byte input or a 24-character hex string"}`, `{"product_id":"~^[0-9a-f]{24}$"}`},
		"passwords do not match":   {`{"password":"a","confirm_password":"b"}`, `{"error":"Passwords do not match"}`, `{"password":"a","confirm_password":"a"}`},
		"unknown fields":           {`{"a":1,"zz":2}`, `{"error":"Unknown fields: zz"}`, `{"a":1}`},
		"not allowed":              {`{"a":1,"zz":2}`, `{"error":"Field 'zz' is not allowed"}`, `{"a":1}`},
		"letters only":             {`{"name":"canary0000000000"}`, `{"error":"Name must contain only letters"}`, `{"name":"~^[A-Za-z]+$"}`},
		"nested path":              {`{"items":[{"qty":0}]}`, `{"error":"items[0].qty must be positive"}`, `{"items":[{"qty":1}]}`},
		"zero taken for missing":   {`{"quantity":0}`, `{"error":"quantity is required"}`, `{"quantity":1}`},
		"false taken for missing":  {`{"terms":false}`, `{"error":"terms is required"}`, `{"terms":true}`},
		"optional reference":       {`{"a":1,"category_id":"507f1f77bcf86cd799439011"}`, `{"error":"category_id not found"}`, `{"a":1}`},
		"KeyError":                 {`{}`, `{"error":"KeyError: 'title'"}`, `{"title":"canary0000000000"}`},
		"str of a KeyError":        {`{}`, `{"error":"'title'"}`, `{"title":"canary0000000000"}`},
		"KeyError, debugger":       {`{}`, "<!doctype html>\n<html lang=en>\n  <head>\n    <title>KeyError: &#39;email&#39;\n // Werkzeug Debugger</title>\n</head><body><h1>KeyError</h1></body></html>", `{"email":"ashq7k2@example.com"}`},
		"missing argument":         {`{}`, `{"error":"Book.__init__() missing 2 required positional arguments: 'title' and 'price'"}`, `{"title":"canary0000000000","price":10}`},
		"unexpected argument":      {`{"a":1,"b":2}`, `{"error":"__init__() got an unexpected keyword argument 'b'"}`, `{"a":1}`},
		"float()":                  {`{"price":"abc"}`, `{"error":"could not convert string to float: 'abc'"}`, `{"price":10}`},
		"int()":                    {`{"qty":"abc"}`, `{"error":"invalid literal for int() with base 10: 'abc'"}`, `{"qty":1}`},
		"not JSON-like":            {`{"a":1}`, `{"error":"Internal server error"}`, ``},
		"nothing to learn":         {`{"a":1}`, `{"error":"something went wrong"}`, ``},
		"unauthenticated":          {`{"a":1}`, `{"msg":"Missing Authorization Header"}`, ``},
		"not found, of the object": {`{"a":1}`, `{"error":"Order not found"}`, ``},
	}, nil)
}

func TestRepairProse(t *testing.T) {
	repaired(t, map[string]row{
		"in words, first guess":    {`{}`, `{"error":"First name is required"}`, `{"first_name":"canary0000000000"}`},
		"in words, second guess":   {`{"first_name":"x"}`, `{"error":"First name is required"}`, `{"firstName":"x"}`},
		"in words, third guess":    {`{"firstName":"x"}`, `{"error":"First name is required"}`, `{"first_name":"x"}`},
		"abbreviation":             {`{}`, `{"error":"SKU is required"}`, `{"sku":"Ashq7k2"}`},
		"abbreviation, as it is":   {`{}`, `{"message":"Missing required field: DOB"}`, `{"DOB":"1990-05-15"}`},
		"format behind":            {`{"DOB":"1990-05-15"}`, `{"message":"Invalid date format for DOB. Expected DD-MM-YYYY."}`, `{"DOB":"15-05-1990"}`},
		"values behind":            {`{"type":"x"}`, `{"message":"Invalid type. Allowed values: income, expense"}`, `{"type":"income"}`},
		"quoted values":            {`{"status":"x"}`, `{"msg":"Invalid status. Must be 'accepted' or 'rejected'."}`, `{"status":"accepted"}`},
		"options of nobody":        {`{}`, `{"error":"Invalid category. Options: ['systems', 'levels']"}`, `{"category":"systems"}`},
		"value in quotes":          {`{"direction":"pink"}`, `{"error":"unknown direction 'pink'. Use up or down."}`, `{"direction":"up"}`},
		"type in parentheses":      {`{}`, `{"error":"completed (boolean) is required"}`, `{"completed":false}`},
		"types in a list":          {`{}`, `{"error":"Required fields: name (string), price (number)"}`, `{"name":"canary0000000000","price":10}`},
		"type for a name":          {`{"pages":"x"}`, `{"error":"Invalid type for pages: expected int, got str"}`, `{"pages":1}`},
		"float in Python":          {`{"price":10}`, `{"error":"Field price must be of type float"}`, `{"price":10.5}`},
		"list of five floats":      {`{"context":"x"}`, `{"error":"Context must be a list of exactly 5 floats"}`, `{"context":[10,11,12,13,14]}`},
		"list of strings":          {`{"tags":5}`, `{"error":"tags must be a list of strings"}`, `{"tags":["canary0000000000"]}`},
		"object with":              {`{"location":"x"}`, `{"error":"location must be an object with lat and lng"}`, `{"location":{"lat":52.52,"lng":13.405}}`},
		"GeoJSON":                  {`{}`, `{"error":"location must be a GeoJSON Point"}`, `{"location":{"type":"Point","coordinates":[13.405,52.52]}}`},
		"must contain":             {`{"settings":{}}`, `{"error":"settings must contain 'theme'"}`, `{"settings":{"theme":"light"}}`},
		"must match":               {`{"password":"x"}`, `{"error":"confirmPassword must match password"}`, `{"password":"x","confirmPassword":"x"}`},
		"body is a list":           {`{"a":1}`, `{"error":"Request body must be a JSON array"}`, `[{"a":1}]`},
		"element is an object":     {`{"items":["x"]}`, `{"error":"items[0] must be an object"}`, `{"items":[{}]}`},
		"label":                    {`{"title":5}`, `{"errors":["title: must be a string of 1 to 100 characters"]}`, `{"title":"canary0000000000"}`},
		"range":                    {`{"rating":9}`, `{"error":"Rating must be 1-5"}`, `{"rating":4}`},
		"bare pattern":             {`{"sku":"x"}`, `{"error":"sku must match pattern [A-Z]{3}-\\d{4}"}`, `{"sku":"~[A-Z]{3}-\\d{4}"}`},
		"RFC 7807":                 {`{}`, `{"type":"about:blank","title":"Validation failed","status":422,"invalid-params":[{"name":"label","reason":"must not be blank"}]}`, `{"label":"canary0000000000"}`},
		"names in camel case":      {`{}`, `{"message":"Validation failed","missingFields":["firstName"]}`, `{"firstName":"canary0000000000"}`},
		"not an error object":      {`{"a":1}`, `{"code":400,"name":"Bad Request","description":"Something is off"}`, ``},
		"JSend":                    {`{}`, `{"status":"fail","data":{"title":"title is a required field"}}`, `{"title":"canary0000000000"}`},
		"Spanish":                  {`{}`, `{"errores":{"email":"Email es obligatorio"}}`, `{"email":"ashq7k2@example.com"}`},
		"Spanish, named":           {`{}`, `{"error":"Falta campo obligatorio: fecha_pago"}`, `{"fecha_pago":"canary0000000000"}`},
		"Spanish, length":          {`{"password":"x"}`, `{"errores":{"password":"Contraseña debe tener al menos 6 caracteres"}}`, `{"password":"Vq7!mTz9#Rk4wp"}`},
		"Portuguese":               {`{}`, `{"error":"Está faltando o item ['nome', 'preco']"}`, `{"nome":"canary0000000000","preco":10}`},
		"Russian":                  {`{}`, `{"error":"Отсутствует обязательное поле: 'title'"}`, `{"title":"canary0000000000"}`},
		"Chinese":                  {`{}`, `{"msg":"title不能为空"}`, `{"title":"canary0000000000"}`},
		"Vietnamese":               {`{"min_avg":"x"}`, `{"error":"Tham số min_avg phải là một số hợp lệ."}`, `{"min_avg":10}`},
		"needed":                   {`{}`, `{"error":"password needed"}`, `{"password":"Vq7!mTz9#Rk4wp"}`},
		"length of a name":         {`{"name":"canary0000000000"}`, `{"error":"Name length must be 2-15 chars"}`, `{"name":"~^.{2,15}$"}`},
		"16 digits":                {`{"card_number":"x"}`, `{"error":"card number must be 16 digits"}`, `{"card_number":"4111111111111111"}`},
		"month and year":           {`{"expiry":"x"}`, `{"error":"Expiry must be in MM/YY format"}`, `{"expiry":"01/35"}`},
		"be in a list":             {`{}`, `{"error":"role must be in ['viewer', 'editor']"}`, `{"role":"viewer"}`},
		"supported behind":         {`{"type":"x"}`, `{"error":"Unsupported type: x. Supported types: bug, task"}`, `{"type":"bug"}`},
		"not in":                   {`{"state":"x"}`, `{"error":"state: 'x' not in ['on', 'off']"}`, `{"state":"on"}`},
		"following are missing":    {`{}`, `{"error":"The following fields are missing: author, pages"}`, `{"author":"sample","pages":1}`},
		"a Python set":             {`{}`, `{"error":"Missing keys: {'lon', 'lat'}"}`, `{"lat":52.52,"lon":13.405}`},
		"back quotes":              {`{}`, "{\"error\":\"Request is missing required field `note`\"}", `{"note":"canary0000000000"}`},
		"body must contain":        {`{}`, `{"error":"Body must contain lender and borrower"}`, `{"lender":"canary0000000000","borrower":"canary0000000001"}`},
		"out of range":             {`{"year":3000}`, `{"error":"year out of range (1900-2026)"}`, `{"year":"~^20\\d\\d$"}`},
		"two dates":                {`{}`, `{"error":"startDate and endDate must be valid ISO dates"}`, `{"startDate":"2035-01-15","endDate":"2035-01-20"}`},
		"available":                {`{"slot":"x"}`, `{"error":"Invalid slot. Available slots: 09:00, 11:00"}`, `{"slot":"09:00"}`},
		"right value, wrong name":  {`{"time_slot":"09:00"}`, `{"error":"Invalid time slot. Available slots: 09:00, 11:00"}`, `{"timeSlot":"09:00"}`},
		"too many":                 {`{"tags":["a","b","c","d"]}`, `{"error":"Too many tags (max 3)"}`, `{"tags":["canary0000000000"]}`},
		"each must have":           {`{"members":["x","y"]}`, `{"error":"each member must have a name"}`, `{"members":[{"name":"canary0000000000"},{"name":"canary0000000001"}]}`},
		"list of identifiers":      {`{"ids":["x"]}`, `{"error":"ids must be a list of valid ObjectIds"}`, `{"ids":["~^[0-9a-f]{24}$"]}`},
		"two refusals in one form": {`{"A":"15-05-1990","B":"x"}`, `{"message":"Invalid date format for B. Expected DD-MM-YYYY."}`, `{"A":"15-05-1990","B":"15-01-2035"}`},
		"left blank":               {`{}`, `{"message":{"price":"This field cannot be left blank!"}}`, `{"price":10}`},
		"expected a":               {`{"opts":"x"}`, `{"error":"expected a dictionary for dictionary value @ data['opts']"}`, `{"opts":{}}`},
		"names that are noise":     {`{}`, `{"name":["required field"],"title":["required field"]}`, `{"name":"canary0000000000","title":"canary0000000001"}`},
		"in an empty object":       {`{"address":{}}`, `{"error":"'zip' is a required property"}`, `{"address":{"zip":"94105"}}`},
		"path with slashes":        {`{"items":[{}]}`, `{"errors":[{"path":"items/0","message":"'sku' is a required property"}]}`, `{"items":[{"sku":"Ashq7k2"}]}`},
		"next choice":              {`{"status":"active"}`, `{"errors":{"status":"The value 'active' is not a valid choice for 'status'."}}`, `{"status":"pending"}`},
		"choice after that":        {`{"status":"pending"}`, `{"errors":{"status":"The value 'pending' is not a valid choice for 'status'."}}`, `{"status":"open"}`},
		"share":                    {`{"f":1}`, `[{"loc":["f"],"msg":"ensure this value is less than 1","type":"value_error.number.not_lt"}]`, `{"f":0.5}`},
		"short list":               {`{"tags":["x"]}`, `{"errors":{"tags":"['x'] is too short"}}`, `{"tags":["canary0000000000","canary0000000001"]}`},
		"small number":             {`{"age":30}`, `{"error":"ValidationError (D:None) (Integer value is too small: ['age'])"}`, `{"age":38}`},
		"nameless":                 {`{"a":1}`, `{"error":"All fields are required"}`, ``},
		"nameless, more":           {`{"a":1}`, `{"error":"Missing required fields"}`, ``},
		"credentials are no field": {`{"a":1}`, `{"error":"Invalid credentials"}`, ``},
		"token is no field":        {`{"a":1}`, `{"error":"Token is missing"}`, ``},
	}, nil)
	declared := object("", property("name", text()), property("role", text()), property("owner_id", text()), property("id", &api.Schema{Types: []string{"integer"}, ReadOnly: true}))
	for _, said := range []string{"All fields are required", "Missing required fields", "Missing fields", "Please fill in all fields", "Missing required parameters", "Both fields are required", "Please provide all required fields!"} {
		repaired(t, map[string]row{said: {`{"name":"x"}`, `{"error":"` + said + `"}`, `{"name":"x","role":"user","owner_id":"~^[0-9a-f]{24}$"}`}}, declared)
	}
}

func TestRepairDuplicates(t *testing.T) {
	repaired(t, map[string]row{
		"email":           {`{"email":"ashq7k2@example.com","name":"x"}`, `{"error":"Email already registered"}`, `{"email":"ashq7k2x1@example.com","name":"x"}`},
		"second time":     {`{"email":"ashq7k2x1@example.com"}`, `{"error":"email already exists"}`, `{"email":"ashq7k2x2@example.com"}`},
		"of nobody":       {`{"username":"ashq7k2","email":"ashq7k2@example.com","age":3}`, `{"error":"User already exists"}`, `{"username":"ashq7k2x1","email":"ashq7k2x1@example.com","age":3}`},
		"index":           {`{"sku":"SKU-ashq7k2"}`, `{"error":"E11000 duplicate key error collection: shop.products index: sku_1 dup key: { sku: \"SKU-ashq7k2\" }"}`, `{"sku":"SKU-ashq7k2x1"}`},
		"PyMongo's":       {`{"email":"ashq7k2@example.com"}`, `{"error":"E11000 duplicate key error collection: t.users index: email_1 dup key: { email: \"ashq7k2@example.com\" }, full error: {'index': 0, 'code': 11000, 'keyPattern': {'email': 1}, 'keyValue': {'email': 'a'}}"}`, `{"email":"ashq7k2x1@example.com"}`},
		"phone":           {`{"phone":"+14155552671"}`, `{"error":"phone already in use"}`, `{"phone":"~^\\+141\\d{8}$"}`},
		"number":          {`{"number":5}`, `{"error":"number must be unique"}`, `{"number":"~^\\d+(\\.\\d+e\\+\\d+)?$"}`},
		"constant":        {`{"code":"A1"}`, `{"error":"code is taken"}`, `{"code":"A1-ashq7k2"}`},
		"date, booked":    {`{"date":"2035-01-15"}`, `{"error":"date already booked"}`, `{"date":"~^203[56]-\\d\\d-\\d\\d$"}`},
		"reference stays": {`{"product_id":"507f1f77bcf86cd799439011"}`, `{"error":"Product already reviewed"}`, ``},
	}, nil)
}

func TestRepairMedia(t *testing.T) {
	for name, c := range map[string]struct {
		sent, answer, want string
	}{
		"Flask 415":         {`{"a":1}`, `<!doctype html><html lang=en><title>415 Unsupported Media Type</title><h1>Unsupported Media Type</h1><p>Did not attempt to load JSON data because the request Content-Type was not &#39;application/json&#39;.</p>`, "application/json"},
		"flask-restful 415": {`{"a":1}`, `{"message":"Did not attempt to load JSON data because the request Content-Type was not 'application/json'."}`, "application/json"},
		"hand-written":      {`{"a":1}`, `{"error":"Request must be JSON"}`, "application/json"},
		"content type":      {`{"a":1}`, `{"error":"Content-Type must be application/json"}`, "application/json"},
		"no data":           {`{"a":1}`, `{"error":"No input data provided"}`, "application/json"},
		"None":              {`{"a":1}`, `{"error":"'NoneType' object is not subscriptable"}`, "application/json"},
		"a file":            {`{"a":1}`, `{"error":"No file part"}`, "multipart/form-data"},
		"BadRequestKey":     {`{"email":"x"}`, "<title>werkzeug.exceptions.BadRequestKeyError: 400 Bad Request: The browser (or proxy) sent a request that this server could not understand.\nKeyError: &#39;email&#39;\n // Werkzeug Debugger</title>", "application/x-www-form-urlencoded"},
		"unseen":            {`{"email":"x@example.com"}`, `{"error":"email is required"}`, "application/x-www-form-urlencoded"},
		"post body":         {`{"email":"x@example.com"}`, `{"message":{"email":"Missing required parameter in the post body"}}`, "application/x-www-form-urlencoded"},
	} {
		t.Run(name, func(t *testing.T) {
			var answer any = c.answer
			var v any
			if json.Unmarshal([]byte(c.answer), &v) == nil {
				answer = v
			}
			src := source()
			_, lessons, changed := Repair(decode(t, c.sent), 415, answer, nil, src)
			if !changed || lessons[Media] != c.want {
				t.Errorf("learned %v", lessons)
			}
			src.Known = lessons
			if _, lessons, changed := Repair(decode(t, c.sent), 415, answer, nil, src); changed {
				t.Errorf("learned %v a second time", lessons)
			}
		})
	}
}

func TestLessonsMakeTheNextBodyRight(t *testing.T) {
	schema := object("", property("title", text()), property("status", text()), property("junk", text()))
	src := source()
	first := Body(schema, src, Full)
	answer := decode(t, `{"errors":{"status":["Must be one of: open, closed."],"junk":["Unknown field."],"email":["Missing data for required field."],"lines":{"0":{"qty":["Missing data for required field."]}}}}`)
	body, lessons, changed := Repair(first, 422, answer, schema, src)
	if !changed {
		t.Fatal("learned nothing")
	}
	want := map[string]any{"/status": "open", "/junk": Omitted, "/email": Needed, "/lines/*/qty": Needed}
	if diff := cmp.Diff(want, lessons); diff != "" {
		t.Error(diff)
	}
	next := source()
	next.Known = map[string]any{"/status": "open", "/junk": Omitted, "/email": Needed}
	again := Body(schema, next, Full)
	same(t, again, decode(t, `{"title":"canary0000000000","status":"open","email":"ashq7k2@example.com"}`))
	if body.(map[string]any)["title"] != "canary0000000000" || src.Planted()["/title"] != "canary0000000000" {
		t.Errorf("the canary of the title: %v, planted %v", body, src.Planted())
	}
}

func TestRepairUsesTheSchema(t *testing.T) {
	schema := object("", property("status", &api.Schema{Types: []string{"string"}, Enum: []any{"bad", "good"}}), property("n", integer()),
		property("category_id", text()), property("line", object("sku", property("sku", &api.Schema{Types: []string{"string"}, Example: "S-1"}))))
	repaired(t, map[string]row{
		"next of the enum":        {`{"status":"bad"}`, `{"error":"Invalid status"}`, `{"status":"good"}`},
		"declared type":           {`{}`, `{"error":"n is required"}`, `{"n":1}`},
		"declared nested":         {`{}`, `{"error":"line is required"}`, `{"line":{"sku":"S-1-ashq7k2"}}`},
		"optional that is wrong":  {`{"n":1,"category_id":"507f1f77bcf86cd799439011"}`, `{"error":"Category_id does not exist"}`, `{"n":1}`},
		"a name written in words": {`{"n":1,"category_id":"x"}`, `{"error":"Category ID not found"}`, `{"n":1}`},
	}, schema)
}

func TestRepairParameters(t *testing.T) {
	declared := []*api.Parameter{
		{Name: "page", In: "query", Schema: integer(), Required: true},
		{Name: "sort", In: "query", Schema: text()},
		{Name: "X-Tenant", In: "header", Schema: text()},
	}
	for name, c := range map[string]struct {
		sent   map[string]any
		answer string
		want   map[string]any
	}{
		"webargs":            {map[string]any{"page": "x"}, `{"errors":{"query":{"page":["Not a valid integer."]}}}`, map[string]any{"page": int64(1)}},
		"webargs, choice":    {map[string]any{"sort": "z"}, `{"errors":{"query":{"sort":["Must be one of: x, y."]}}}`, map[string]any{"sort": "x"}},
		"connexion":          {nil, `{"detail":"Missing query parameter 'page'","status":400,"title":"Bad Request","type":"about:blank"}`, map[string]any{"page": int64(1)}},
		"connexion, extra":   {map[string]any{"zz": "1", "page": "1"}, `{"detail":"Extra query parameter(s) zz not in spec","status":400}`, map[string]any{"page": "1"}},
		"connexion, type":    {map[string]any{"page": "x"}, `{"detail":"'x' is not of type 'integer'\n\nFailed validating 'type' in schema:\n    {'type': 'integer'}\n\nOn instance:\n    'x'","status":400}`, map[string]any{"page": int64(1)}},
		"reqparse":           {nil, `{"errors":{"q":"Missing required parameter in the query string"},"message":"Input payload validation failed"}`, map[string]any{"q": "a"}},
		"reqparse, header":   {nil, `{"message":{"X-Tenant":"Missing required parameter in the HTTP headers"}}`, map[string]any{"X-Tenant": "a"}},
		"spectree":           {nil, `[{"input":{},"loc":["page"],"msg":"Field required","type":"missing"}]`, map[string]any{"page": int64(1)}},
		"flask-pydantic":     {nil, `{"validation_error":{"body_params":[{"loc":["email"],"msg":"Field required","type":"missing"}],"query_params":[{"loc":["page"],"msg":"Field required","type":"missing"}]}}`, map[string]any{"page": int64(1)}},
		"hand-written":       {nil, `{"error":"page is required"}`, map[string]any{"page": int64(1)}},
		"query parameter x":  {nil, `{"error":"Query parameter 'term' is required"}`, map[string]any{"term": "a"}},
		"missing parameter":  {nil, `{"error":"Missing query parameter: term"}`, map[string]any{"term": "a"}},
		"of the body":        {nil, `{"errors":{"json":{"page":["Missing data for required field."]}}}`, nil},
		"of something else":  {map[string]any{"page": "1"}, `{"error":"title is required"}`, nil},
		"date in the format": {map[string]any{"from": "2035-01-15T10:00:00Z"}, `{"error":"from must be in YYYY-MM-DD format"}`, map[string]any{"from": "2035-01-15"}},
	} {
		t.Run(name, func(t *testing.T) {
			values, lessons, changed := RepairParameters(c.sent, 400, decode(t, c.answer), declared, source())
			if changed != (c.want != nil) {
				t.Fatalf("changed: %v, %v", values, lessons)
			}
			if c.want == nil {
				return
			}
			if diff := cmp.Diff(c.want, values); diff != "" {
				t.Error(diff)
			}
		})
	}
}
