package mend

import (
	"testing"
)

// What the libraries really answer, or hold in their errors. The values that
// they refused are in sent.

func TestMarshmallow(t *testing.T) {
	mended(t, map[string]row{
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

func TestPydantic(t *testing.T) {
	mended(t, map[string]row{
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

func TestJSONSchema(t *testing.T) {
	mended(t, map[string]row{
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

func TestReqparse(t *testing.T) {
	mended(t, map[string]row{
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

func TestCerberus(t *testing.T) {
	mended(t, map[string]row{
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

func TestWTForms(t *testing.T) {
	mended(t, map[string]row{
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

func TestVoluptuousAndMongoEngine(t *testing.T) {
	mended(t, map[string]row{
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
