package compare

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestRecords(t *testing.T) {
	for name, c := range map[string]struct {
		body string
		want string // "" for none
	}{
		"bare list":                     {`[{"id":1},{"id":2}]`, `[{"id":1},{"id":2}]`},
		"empty list":                    {`[]`, `[]`},
		"list of scalars":               {`["a"]`, `["a"]`},
		"data":                          {`{"data":[{"a":1}]}`, `[{"a":1}]`},
		"own name with paging":          {`{"orders":[{"_id":"x"}],"page":1,"per_page":20,"total":1}`, `[{"_id":"x"}]`},
		"own name, empty":               {`{"orders":[],"count":0}`, `[]`},
		"own name with status":          {`{"status":"success","products":[{"sku":"a"}]}`, `[{"sku":"a"}]`},
		"whose list it is":              {`{"user_id":"u1","orders":[{"_id":"x"}]}`, `[{"_id":"x"}]`},
		"items with total":              {`{"items":[{"a":1}],"total":30}`, `[{"a":1}]`},
		"nested envelope":               {`{"success":true,"data":{"orders":[{"id":1}],"pagination":{"page":1}}}`, `[{"id":1}]`},
		"doubly nested":                 {`{"result":{"data":{"items":[1]}}}`, `[1]`},
		"OData":                         {`{"@odata.context":"x","value":[{"Id":1}]}`, `[{"Id":1}]`},
		"HAL":                           {`{"_embedded":{"orders":[{"id":1}]},"_links":{"self":{"href":"/o"}},"page":{"size":20}}`, `[{"id":1}]`},
		"JSON:API":                      {`{"data":[{"type":"orders","id":"1","attributes":{"total":3}}],"links":{}}`, `[{"type":"orders","id":"1","total":3}]`},
		"Eve":                           {`{"_items":[{"_id":"x"}],"_meta":{"total":1},"_links":{}}`, `[{"_id":"x"}]`},
		"Elasticsearch":                 {`{"took":1,"timed_out":false,"hits":{"total":1,"hits":[{"_id":"x","_source":{"a":1}}]}}`, `[{"a":1,"_id":"x"}]`},
		"GraphQL":                       {`{"data":{"orders":[{"id":1}]}}`, `[{"id":1}]`},
		"GraphQL edges":                 {`{"data":{"orders":{"edges":[{"node":{"id":1},"cursor":"c"}]}}}`, `[{"id":1}]`},
		"JSON in a string":              {`"[{\"_id\": {\"$oid\": \"507f1f77bcf86cd799439011\"}}]"`, `[{"_id":{"$oid":"507f1f77bcf86cd799439011"}}]`},
		"document with a list":          {`{"id":1,"items":[{"sku":"a"}],"total":3}`, ``},
		"document with documents":       {`{"id":1,"lines":[{"id":2},{"id":3}]}`, ``},
		"document with tags":            {`{"name":"x","tags":["a","b"],"price":3}`, ``},
		"document in an envelope":       {`{"data":{"_id":"x","items":[{"sku":"a"}]}}`, ``},
		"document under its own name":   {`{"order":{"id":"x","items":[{"sku":"a"}]}}`, ``},
		"message":                       {`{"message":"ok"}`, ``},
		"errors":                        {`{"errors":["a is required"]}`, ``},
		"error in an array":             {`[{"error":"not found"},404]`, ``},
		"two lists, the longer":         {`{"orders":[{"id":1},{"id":2}],"users":[{"id":3}]}`, `[{"id":1},{"id":2}]`},
		"profile without identifier":    {`{"username":"bob","email":"b@x","roles":["user"]}`, ``},
		"data beside a message and nil": {`{"message":"ok","data":[],"error":null}`, `[]`},
	} {
		t.Run(name, func(t *testing.T) {
			got := Records(j(t, c.body))
			if c.want == "" {
				if got != nil {
					t.Errorf("found %v", got)
				}
				return
			}
			if diff := cmp.Diff(j(t, c.want), any(got)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestUnwrap(t *testing.T) {
	for name, c := range map[string]struct{ body, want string }{
		"none":                        {`{"id":1,"a":2}`, `{"id":1,"a":2}`},
		"data":                        {`{"data":{"id":1}}`, `{"id":1}`},
		"own name":                    {`{"order":{"id":1,"total":2}}`, `{"id":1,"total":2}`},
		"own name with message":       {`{"message":"created","order":{"_id":"x"}}`, `{"_id":"x"}`},
		"result in data":              {`{"success":true,"data":{"order":{"id":1}}}`, `{"id":1}`},
		"token beside the user":       {`{"access_token":"t","user":{"id":1}}`, `{"id":1}`},
		"identifier beside":           {`{"order_id":"x","order":{"total":3}}`, `{"total":3,"order_id":"x"}`},
		"JSON:API":                    {`{"data":{"type":"orders","id":"1","attributes":{"total":3}}}`, `{"type":"orders","id":"1","total":3}`},
		"document with an address":    {`{"_id":"x","address":{"city":"y"}}`, `{"_id":"x","address":{"city":"y"}}`},
		"no id, but more to say":      {`{"name":"n","address":{"city":"y"}}`, `{"name":"n","address":{"city":"y"}}`},
		"status of a document":        {`{"status":"shipped","address":{"city":"y"}}`, `{"status":"shipped","address":{"city":"y"}}`},
		"status of an answer":         {`{"status":"success","order":{"city":"y"}}`, `{"city":"y"}`},
		"two documents":               {`{"user":{"id":1},"profile":{"id":2}}`, `{"user":{"id":1},"profile":{"id":2}}`},
		"extended identifier":         {`{"_id":{"$oid":"507f1f77bcf86cd799439011"},"a":1}`, `{"_id":{"$oid":"507f1f77bcf86cd799439011"},"a":1}`},
		"only an extended identifier": {`{"order":{"$oid":"507f1f77bcf86cd799439011"}}`, `{"order":{"$oid":"507f1f77bcf86cd799439011"}}`},
		"list":                        {`[1]`, `[1]`},
		"JSON in a string":            {`"{\"data\": {\"id\": 1}}"`, `{"id":1}`},
		"error":                       {`{"error":{"code":1}}`, `{"error":{"code":1}}`},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(j(t, c.want), Unwrap(j(t, c.body))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestIdentifiers(t *testing.T) {
	for name, c := range map[string]struct {
		body string
		want map[string]string
	}{
		"id":                    {`{"id":7,"name":"x"}`, map[string]string{"id": "7"}},
		"object id":             {`{"_id":{"$oid":"507f1f77bcf86cd799439011"},"user_id":"u"}`, map[string]string{"_id": "507f1f77bcf86cd799439011"}},
		"own name":              {`{"order_id":"o1","user_id":"u1"}`, map[string]string{"order_id": "o1"}},
		"own name in camel":     {`{"orderId":"o1","userId":"u1"}`, map[string]string{"orderId": "o1"}},
		"second name of its id": {`{"_id":"o1","order_id":"o1","product_id":"p"}`, map[string]string{"_id": "o1", "order_id": "o1"}},
		"number":                {`{"id":1,"order_number":"A-1","phone_number":"123"}`, map[string]string{"id": "1", "order_number": "A-1"}},
		"slug":                  {`{"slug":"a-b","title":"A b"}`, map[string]string{"slug": "a-b"}},
		"sign-up":               {`{"message":"created","user_id":"u1"}`, map[string]string{"user_id": "u1"}},
		"in an envelope":        {`{"data":{"uuid":"u"}}`, map[string]string{"uuid": "u"}},
		"insert":                {`{"inserted_id":"507f1f77bcf86cd799439011"}`, map[string]string{"inserted_id": "507f1f77bcf86cd799439011"}},
		"status code":           {`{"code":200,"message":"ok"}`, map[string]string{}},
		"link to itself":        {`{"a":1,"_links":{"self":{"href":"http://h/orders/9?x=1"}}}`, map[string]string{"self": "9"}},
		"texts are none":        {`{"reference":"two words","code":"","id":null}`, map[string]string{}},
		"no object":             {`[1]`, map[string]string{}},
		"zip and api key":       {`{"zip_code":"1","api_key":"s","country_code":"x"}`, map[string]string{}},
		"request":               {`{"request_id":"r","id":"1"}`, map[string]string{"id": "1"}},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, Identifiers(j(t, c.body))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestErrorInside(t *testing.T) {
	for name, c := range map[string]struct {
		body, said string
		want       bool
	}{
		"error text":              {`{"error":"no such order"}`, "no such order", true},
		"error object":            {`{"error":{"code":"X","message":"no"}}`, "no", true},
		"error flag":              {`{"error":true,"message":"no"}`, "no", true},
		"errors":                  {`{"errors":["a","b"]}`, `["a","b"]`, true},
		"errors by field":         {`{"errors":{"email":["Not valid."]}}`, `{"email":["Not valid."]}`, true},
		"GraphQL":                 {`{"data":null,"errors":[{"message":"x"}]}`, `[{"message":"x"}]`, true},
		"success false":           {`{"success":false,"message":"no"}`, "no", true},
		"success false with data": {`{"success":false,"user":{"id":1}}`, "", true},
		"status error":            {`{"status":"error","message":"no"}`, "no", true},
		"status fail":             {`{"status":"fail","data":{"title":"required"}}`, "", true},
		"ok false":                {`{"ok":false}`, "", true},
		"Mongo ok 0":              {`{"ok":0,"errmsg":"x","code":59}`, "", true},
		"code 404":                {`{"code":404,"message":"gone"}`, "gone", true},
		"problem details":         {`{"type":"about:blank","title":"Not Found","status":404,"detail":"none"}`, "none", true},
		"status line":             {`{"status":"404 Not Found"}`, "404 Not Found", true},
		"message that refuses":    {`{"message":"Invalid credentials"}`, "Invalid credentials", true},
		"Flask tuple":             {`[{"error":"not found"},404]`, "not found", true},
		"JSON-RPC":                {`{"jsonrpc":"2.0","id":1,"error":{"code":-32600,"message":"bad"}}`, "bad", true},
		"enveloped":               {`{"data":{"error":"x"}}`, "x", true},
		"text":                    {`"Unauthorized"`, "Unauthorized", true},
		"not created":             {`{"message":"User could not be created: invalid email"}`, "", true},
		"already registered":      {`{"message":"Email already registered"}`, "", true},
		"not logged in":           {`{"authenticated":false}`, "", true},

		"error null":                  {`{"error":null,"data":{"a":1}}`, "", false},
		"errors empty":                {`{"errors":[]}`, "", false},
		"errors of nothing":           {`{"errors":{},"data":1}`, "", false},
		"error false":                 {`{"error":false,"data":[]}`, "", false},
		"error empty":                 {`{"error":""}`, "", false},
		"error 0":                     {`{"error":0}`, "", false},
		"success":                     {`{"success":true,"message":"order created"}`, "", false},
		"status ok":                   {`{"status":"ok"}`, "", false},
		"failed job":                  {`{"_id":"x","status":"failed","error":"disk full"}`, "", false},
		"failed payment, no id":       {`{"status":"failed","amount":3,"card":"x"}`, "", false},
		"error log":                   {`[{"level":"error","message":"not found"}]`, "", false},
		"code of a coupon":            {`{"code":"SAVE404","discount":3}`, "", false},
		"code 200":                    {`{"code":200,"data":{"a":1}}`, "", false},
		"statistics":                  {`{"errors":3,"requests":9}`, "", false},
		"message":                     {`{"message":"order created"}`, "", false},
		"no errors":                   {`{"message":"finished without errors"}`, "", false},
		"document with a message":     {`{"_id":"x","message":"my password is invalid"}`, "", false},
		"what is next":                {`{"message":"User registered successfully. Please log in."}`, "", false},
		"what is due":                 {`{"message":"Order placed, payment is required within a day"}`, "", false},
		"two records":                 {`[{"a":1},{"a":2}]`, "", false},
		"record and small number":     {`[{"a":1},3]`, "", false},
		"user who is not verified":    {`{"username":"bob","authenticated":false,"email":"b@x"}`, "", false},
		"bulk result with some wrong": {`{"data":[{"id":1}],"errors":["row 2"]}`, "", false},
		"null":                        {`null`, "", false},
		"number":                      {`404`, "", false},
	} {
		t.Run(name, func(t *testing.T) {
			said, got := ErrorInside(j(t, c.body))
			if got != c.want || (c.said != "" && said != c.said) {
				t.Errorf("ErrorInside = %q, %v", said, got)
			}
		})
	}
}
