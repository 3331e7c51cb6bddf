package packages

import (
	"fmt"
	"strings"
	"testing"
)

// connections tells where the snippet connects to, one a line.
func connections(source string) string {
	var told []string
	for _, e := range eventsOf("import os\nfrom web import body, query, text, header, sink\n" + source) {
		out, ok := e.Data.(*Outbound)
		if !ok {
			continue
		}
		line := strings.TrimSpace(fmt.Sprintf("%s %s", out.Method, describe(out.Address)))
		if out.Body != nil {
			line += " body " + describe(out.Body)
		}
		if out.ConstantHost() {
			line += " constant"
		}
		told = append(told, line)
	}
	return strings.Join(told, "\n")
}

func TestConnectionsAreTold(t *testing.T) {
	const url = `any <request body.url>`
	for _, c := range []struct{ name, source, want string }{
		{"requests", `
import requests
requests.get(body["url"], timeout=3)`, "GET " + url},
		{"requests.request", `
import requests
requests.request("post", body["url"], json={"a": 1})`, "POST " + url + " body document {a: number =1}"},
		{"session", `
import requests
s = requests.Session()
s.put(url=body["url"], data=text)`, "PUT " + url + " body text <request body>"},
		{"with session", `
import requests
with requests.Session() as s:
    s.get(body["url"])`, "GET " + url},
		{"httpx", `
import httpx
httpx.post(body["url"])
with httpx.Client() as c:
    c.get(body["url"])`, "POST " + url + "\nGET " + url},
		{"httpx async", `
import httpx
async def f():
    async with httpx.AsyncClient() as c:
        await c.get(body["url"])
f()`, "GET " + url},
		{"aiohttp", `
import aiohttp
async def f():
    async with aiohttp.ClientSession() as s:
        async with s.get(body["url"]) as r:
            sink(await r.json())
f()`, "GET " + url},
		{"urllib", `
from urllib.request import urlopen, Request, urlretrieve
urlopen(body["url"])
urlopen(Request(body["url"], data=text))
urlretrieve(body["url"], "x")`, "GET " + url + "\nGET " + url + " body text <request body>\nGET " + url},
		{"urllib3", `
import urllib3
urllib3.PoolManager().request("GET", body["url"])`, "GET " + url},
		{"sockets and mail", `
import socket, smtplib, http.client
socket.create_connection((body["url"], 25))
s = socket.socket()
s.connect((body["url"], 25))
smtplib.SMTP(body["url"], 25)
http.client.HTTPSConnection(body["url"])`, `list [any <request body.url>, number =25]
list [any <request body.url>, number =25]
` + url + "\n" + url},
		{"databases", `
import redis, psycopg2
redis.Redis(host=body["url"])
redis.from_url(body["url"])
psycopg2.connect(host=body["url"])`, url + "\n" + url + "\n" + url},
		{"boto3", `
import boto3
boto3.client("s3", endpoint_url=body["url"])
boto3.client("s3")`, url},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := connections(c.source); got != c.want {
				t.Errorf("%s\ngot  %s\nwant %s", c.source, got, c.want)
			}
		})
	}
}

func TestConstantHost(t *testing.T) {
	for address, want := range map[string]bool{
		`"https://example.com/"`:                    true,
		`f"https://example.com/{x}"`:                true,
		`f"https://example.com/users/{x}?y={x}"`:    true,
		`f"https://example.com?x={x}"`:              true,
		`"https://example.com/" + x`:                true,
		`"https://example.com/" + x + "/y"`:         true,
		`"https://example.com/%s" % x`:              true,
		`"https://example.com/{}".format(x)`:        true,
		`os.environ["BASE"] + "/users/" + x`:        true,
		`f"{os.environ['BASE']}/users/{x}"`:         true,
		`f"https://{os.environ['HOST']}/users/{x}"`: true,
		`f"{unheard}/users/{x}"`:                    true,
		`x`:                                         false,
		`f"https://{x}/"`:                           false,
		`f"https://{x}.example.com/"`:               false,
		`f"https://example.com{x}/"`:                false,
		`f"https://example.com:{x}/"`:               false,
		`"https://" + x + "/y"`:                     false,
		`"http://%s/y" % x`:                         false,
		`os.environ["BASE"] + x`:                    false,
		`f"{x}/users"`:                              false,
	} {
		t.Run(address, func(t *testing.T) {
			got := strings.HasSuffix(connections("x = body['x']\nimport requests\nrequests.get("+address+")"), " constant")
			if got != want {
				t.Errorf("got %v, want %v", got, want)
			}
		})
	}
}

func TestPathsBehindABaseAddress(t *testing.T) {
	for path, want := range map[string]bool{`f"/users/{x}"`: true, `x`: false, `f"/{x}"`: false, `f"//{x}"`: false} {
		source := "x = body['x']\nimport httpx\nc = httpx.Client(base_url='https://example.com')\nc.get(" + path + ")"
		if got := strings.HasSuffix(connections(source), " constant"); got != want {
			t.Errorf("%s: got %v, want %v", path, got, want)
		}
	}
}

func TestAnswersComeFromOutside(t *testing.T) {
	values{
		{"JSON", `
import requests
r = requests.get("https://example.com")
r.raise_for_status()
sink(r.json()["name"], r.json(), r.text, r.status_code, r.headers["x"])`, `any <outside response.name>
any <outside response>
text <outside response>
number
text <outside response.x>`},
		{"read", `
import json
from urllib.request import urlopen
sink(json.loads(urlopen("https://example.com").read())["a"])`, `any <outside response.a>`},
	}.run(t)
}

func TestPartsOfAddressesKeepTheirContent(t *testing.T) {
	values{
		{"urlparse", `
from urllib.parse import urlparse, urljoin
u = urlparse(body["url"])
sink(u.hostname, u.netloc, u[1], u.port, urljoin("https://example.com", body["url"]))`, `text typed <request body.url>
text typed <request body.url>
text typed <request body.url>
null or number typed <request body.url>
text typed <request body.url>`},
		{"checked host", `
from urllib.parse import urlparse
host = urlparse(body["url"]).hostname
if host not in ("a.example", "b.example"):
    raise ValueError()
sink(host)`, `text typed bounded listed plain atleast atmost <request body.url> =a.example|b.example`},
		{"addresses", `
import ipaddress
sink(ipaddress.ip_address(body["ip"]))`, `object typed bounded <request body.ip>`},
		{"validators", `
import validators
ip = body["ip"]
if not validators.ipv4(ip):
    raise ValueError()
sink(ip)`, `text typed bounded <request body.ip>`},
	}.run(t)
}
