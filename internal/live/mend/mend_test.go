package mend

import (
	"encoding/json"
	"testing"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/live/fill"
	"github.com/google/go-cmp/cmp"
)

func TestHandWritten(t *testing.T) {
	mended(t, map[string]row{
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

func TestProse(t *testing.T) {
	mended(t, map[string]row{
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
		mended(t, map[string]row{said: {`{"name":"x"}`, `{"error":"` + said + `"}`, `{"name":"x","role":"user","owner_id":"~^[0-9a-f]{24}$"}`}}, declared)
	}
}

func TestDuplicates(t *testing.T) {
	mended(t, map[string]row{
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

func TestMedia(t *testing.T) {
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
			_, lessons, changed := Body(decode(t, c.sent), 415, answer, nil, src)
			if !changed || lessons[Media] != c.want {
				t.Errorf("learned %v", lessons)
			}
			src.Known = lessons
			if _, lessons, changed := Body(decode(t, c.sent), 415, answer, nil, src); changed {
				t.Errorf("learned %v a second time", lessons)
			}
		})
	}
}

func TestLessonsMakeTheNextBodyRight(t *testing.T) {
	schema := object("", property("title", text()), property("status", text()), property("junk", text()))
	src := source()
	first := fill.Body(schema, src, fill.Full)
	answer := decode(t, `{"errors":{"status":["Must be one of: open, closed."],"junk":["Unknown field."],"email":["Missing data for required field."],"lines":{"0":{"qty":["Missing data for required field."]}}}}`)
	body, lessons, changed := Body(first, 422, answer, schema, src)
	if !changed {
		t.Fatal("learned nothing")
	}
	want := map[string]any{"/status": "open", "/junk": fill.Omitted, "/email": fill.Needed, "/lines/*/qty": fill.Needed}
	if diff := cmp.Diff(want, lessons); diff != "" {
		t.Error(diff)
	}
	next := source()
	next.Known = map[string]any{"/status": "open", "/junk": fill.Omitted, "/email": fill.Needed}
	again := fill.Body(schema, next, fill.Full)
	same(t, again, decode(t, `{"title":"canary0000000000","status":"open","email":"ashq7k2@example.com"}`))
	if body.(map[string]any)["title"] != "canary0000000000" || src.Planted()["/title"] != "canary0000000000" {
		t.Errorf("the canary of the title: %v, planted %v", body, src.Planted())
	}
}

func TestUsesTheSchema(t *testing.T) {
	schema := object("", property("status", &api.Schema{Types: []string{"string"}, Enum: []any{"bad", "good"}}), property("n", integer()),
		property("category_id", text()), property("line", object("sku", property("sku", &api.Schema{Types: []string{"string"}, Example: "S-1"}))))
	mended(t, map[string]row{
		"next of the enum":        {`{"status":"bad"}`, `{"error":"Invalid status"}`, `{"status":"good"}`},
		"declared type":           {`{}`, `{"error":"n is required"}`, `{"n":1}`},
		"declared nested":         {`{}`, `{"error":"line is required"}`, `{"line":{"sku":"S-1-ashq7k2"}}`},
		"optional that is wrong":  {`{"n":1,"category_id":"507f1f77bcf86cd799439011"}`, `{"error":"Category_id does not exist"}`, `{"n":1}`},
		"a name written in words": {`{"n":1,"category_id":"x"}`, `{"error":"Category ID not found"}`, `{"n":1}`},
	}, schema)
}

func TestParameters(t *testing.T) {
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
			values, lessons, changed := Parameters(c.sent, 400, decode(t, c.answer), declared, source())
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
