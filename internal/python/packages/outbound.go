package packages

import (
	"strings"

	"github.com/ashlarsec/ashlar/internal/python/flow"
)

// Outbound is a connection that the program makes to somewhere else.
type Outbound struct {
	Address *flow.Value // URL, host, host and port, or connection string
	Method  string      // of HTTP in capitals, if known
	Body    *flow.Value // what is sent; nil for nothing
	Headers *flow.Value // of HTTP, as far as the call gives them
	Base    *flow.Value // what the client puts before an address that has no host; nil for nothing
}

const verbs = "get post put patch delete head options"

// clients are the types and modules whose members get, post … send a request
// to the URL that they are given first.
var clients = []string{
	"requests", "requests.Session", "httpx", "httpx.Client", "httpx.AsyncClient", "aiohttp.ClientSession",
	"grequests", "requests_futures.FuturesSession", "cloudscraper", "curl_cffi.requests",
}

func outbound() flow.Library {
	lib := flow.Library{
		"requests.session":                         {Makes: "requests.Session"},
		"requests.Session":                         {Makes: "requests.Session"},
		"requests.sessions.Session":                {Same: "requests.Session"},
		"requests.api.get":                         {Same: "requests.get"},
		"requests.api.post":                        {Same: "requests.post"},
		"httpx.Client":                             {Call: baseURL},
		"httpx.AsyncClient":                        {Call: baseURL},
		"aiohttp.ClientSession":                    {Call: baseURL},
		"requests_futures.sessions.FuturesSession": {Makes: "requests_futures.FuturesSession"},
		"requests_futures.FuturesSession":          {},
		"cloudscraper.create_scraper":              {Makes: "requests.Session"},
		"aiohttp.request":                          {Call: sendsRequest},
		"urllib3.PoolManager":                      {Makes: "urllib3.PoolManager"},
		"urllib3.PoolManager.request":              {Call: sendsRequest},
		"urllib3.request":                          {Call: sendsRequest},
		"urllib3.PoolManager.urlopen":              {Call: sendsRequest},
		"urllib.request.urlopen":                   {Call: sends("GET")},
		"urllib.request.urlretrieve":               {Call: sends("GET")},
		"urllib.request.Request":                   {Call: preparesRequest},
		"urllib.request.build_opener":              {Makes: "urllib.request.OpenerDirector"},
		"urllib.request.OpenerDirector":            {},
		"urllib.request.OpenerDirector.open":       {Call: sends("GET")},
		"urllib2.urlopen":                          {Same: "urllib.request.urlopen"},
		"urllib2.Request":                          {Same: "urllib.request.Request"},
		"urllib.urlopen":                           {Same: "urllib.request.urlopen"},
		"httplib2.Http":                            {Makes: "httplib2.Http"},
		"httplib2.Http.request":                    {Call: sends("GET")},
		"pycurl.Curl.setopt":                       {Call: setsOption},
		"pycurl.Curl":                              {Makes: "pycurl.Curl"},
		"websocket.create_connection":              {Call: connects(0, "url")},
		"websockets.connect":                       {Call: connects(0, "uri")},
		"feedparser.parse":                         {Call: sends("GET")},

		"http.client.HTTPConnection":  {Call: connects(0, "host")},
		"http.client.HTTPSConnection": {Call: connects(0, "host")},
		"socket.create_connection":    {Call: connects(0, "address")},
		"socket.socket":               {Makes: "socket.socket"},
		"socket.socket.connect":       {Call: connects(0, "address")},
		"socket.socket.connect_ex":    {Call: connects(0, "address")},
		"asyncio.open_connection":     {Call: connects(0, "host")},
		"smtplib.SMTP":                {Call: connects(0, "host")},
		"smtplib.SMTP_SSL":            {Call: connects(0, "host")},
		"ftplib.FTP":                  {Call: connects(0, "host")},
		"ftplib.FTP_TLS":              {Call: connects(0, "host")},
		"telnetlib.Telnet":            {Call: connects(0, "host")},
		"imaplib.IMAP4":               {Call: connects(0, "host")},
		"imaplib.IMAP4_SSL":           {Call: connects(0, "host")},
		"poplib.POP3":                 {Call: connects(0, "host")},
		"paramiko.SSHClient":          {Makes: "paramiko.SSHClient"},
		"paramiko.SSHClient.connect":  {Call: connects(0, "hostname")},
		"paramiko.Transport":          {Call: connects(0, "sock")},
		"redis.Redis":                 {Call: connects(0, "host")},
		"redis.StrictRedis":           {Call: connects(0, "host")},
		"redis.from_url":              {Call: connects(0, "url")},
		"redis.Redis.from_url":        {Call: connects(0, "url")},
		"redis.StrictRedis.from_url":  {Call: connects(0, "url")},
		"psycopg2.connect":            {Call: connects(0, "host")},
		"psycopg.connect":             {Call: connects(0, "host")},
		"mysql.connector.connect":     {Call: connects(-1, "host")},
		"pymysql.connect":             {Call: connects(0, "host")},
		"MySQLdb.connect":             {Call: connects(0, "host")},
		"sqlalchemy.create_engine":    {Call: connects(0, "url")},
		"pika.ConnectionParameters":   {Call: connects(0, "host")},
		"pika.URLParameters":          {Call: connects(0, "url")},
		"elasticsearch.Elasticsearch": {Call: connects(0, "hosts")},
		"boto3.client":                {Call: connects(-1, "endpoint_url")},
		"boto3.resource":              {Call: connects(-1, "endpoint_url")},
		"ldap3.Server":                {Call: connects(0, "host")},
		"ldap.initialize":             {Call: connects(0, "uri")},
	}
	for _, of := range clients {
		for verb := range strings.FieldsSeq(verbs) {
			lib[of+"."+verb] = flow.Entry{Call: sends(strings.ToUpper(verb))}
		}
		named(lib, of+".", "request stream", flow.Entry{Call: sendsRequest})
		named(lib, of+".", "close aclose mount", flow.Entry{Call: silent})
	}
	responses(lib)
	addresses(lib)
	return lib
}

// responses is what answers of other servers hold.
func responses(lib flow.Library) {
	lib["http.Response"] = flow.Entry{}
	named(lib, "http.Response.", "json", flow.Entry{Call: answered(flow.Any)})
	named(lib, "http.Response.", "read iter_content iter_lines getvalue readlines", flow.Entry{Call: answered(flow.Text | flow.Bytes)})
	named(lib, "http.Response.", "text content body data raw url reason", flow.Entry{Get: answer(flow.Text)})
	named(lib, "http.Response.", "headers cookies", flow.Entry{Get: answer(flow.Document)})
	named(lib, "http.Response.", "status_code status code elapsed", flow.Entry{Get: func(*flow.Reading) *flow.Value { return flow.Of(flow.Number) }})
	named(lib, "http.Response.", "ok is_success is_error", flow.Entry{Get: func(*flow.Reading) *flow.Value { return flow.Of(flow.Bool) }})
	named(lib, "http.Response.", "raise_for_status close", flow.Entry{Call: itself})
}

// sends is a request whose first argument is the URL, and whose body is what
// the keywords of all clients call it.
func sends(method string) func(*flow.Call) *flow.Value {
	return func(c *flow.Call) *flow.Value {
		address := c.Arg(0, "url")
		if address == nil {
			address = c.Arg(0, "fullurl")
		}
		return request(c, method, address)
	}
}

// sendsRequest is request(method, url).
func sendsRequest(c *flow.Call) *flow.Value {
	method, _ := c.Arg(0, "method").Text()
	return request(c, strings.ToUpper(method), c.Arg(1, "url"))
}

// prepared is a request that was made and not yet sent.
type prepared struct{ address, body, headers *flow.Value }

// preparesRequest is urllib's Request(url): it is opened later.
func preparesRequest(c *flow.Call) *flow.Value {
	return c.Run.NewInstance("urllib.request.Request", c.Place, &prepared{c.Arg(0, "url"), c.Arg(1, "data"), c.Arg(2, "headers")})
}

func request(c *flow.Call, method string, address *flow.Value) *flow.Value {
	out := &Outbound{Address: address, Method: method, Headers: c.Arg(-1, "headers")}
	for _, name := range []string{"json", "data", "content", "body", "files", "fields"} {
		if v := c.Arg(-1, name); v != nil {
			out.Body = v
		}
	}
	for _, o := range address.Objects() {
		if p, ok := o.Data.(*prepared); ok {
			out.Address, out.Body, out.Headers = p.address, p.body, p.headers
		}
	}
	out.Base = baseOf(c.Self)
	c.Emit("connect-out", out)
	return c.Run.NewInstance("http.Response", c.Place, out)
}

// base is the address that a client puts before paths.
type base struct{ address *flow.Value }

func baseURL(c *flow.Call) *flow.Value {
	address := c.Arg(-1, "base_url")
	if c.Name == "aiohttp.ClientSession" {
		address = c.Arg(0, "base_url")
	}
	if address == nil {
		return c.Run.NewInstance(c.Name, c.Place, nil)
	}
	return c.Run.NewInstance(c.Name, c.Place, &base{address})
}

func baseOf(client *flow.Value) *flow.Value {
	for _, o := range client.Objects() {
		if b, ok := o.Data.(*base); ok {
			return b.address
		}
	}
	return nil
}

// connects emits a connection to the address in the argument; nothing is
// known of what it gives.
func connects(arg int, name string) func(*flow.Call) *flow.Value {
	return func(c *flow.Call) *flow.Value {
		address := c.Arg(arg, name)
		for _, other := range []string{"host", "url", "dsn", "conninfo", "server_hostname"} {
			if address == nil {
				address = c.Arg(-1, other)
			}
		}
		if address != nil {
			c.Emit("connect-out", &Outbound{Address: address})
		}
		return flow.Nothing
	}
}

// setsOption is curl.setopt(curl.URL, address).
func setsOption(c *flow.Call) *flow.Value {
	if option := c.Arg(0, ""); option != nil && strings.HasSuffix(option.Path(), ".URL") {
		c.Emit("connect-out", &Outbound{Address: c.Arg(1, "")})
	}
	return flow.None
}

// outside is what the server at the address has answered.
func outside(self *flow.Value, place flow.Place, kind flow.Kind) *flow.Value {
	origin := &flow.Origin{Source: flow.Outside, In: "response", Place: place, Child: kind & flow.Any}
	if kind == flow.Document {
		origin.Child = flow.Text
	}
	for _, o := range self.Objects() {
		if out, ok := o.Data.(*Outbound); ok {
			origin.Place, origin.Data = o.Site, out
		}
	}
	return flow.From(origin, kind, "answered by another server")
}

func answered(kind flow.Kind) func(*flow.Call) *flow.Value {
	return func(c *flow.Call) *flow.Value { return outside(c.Self, c.Place, kind) }
}

func answer(kind flow.Kind) func(*flow.Reading) *flow.Value {
	return func(r *flow.Reading) *flow.Value { return outside(r.Self, r.Place, kind) }
}
