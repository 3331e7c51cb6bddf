package source

import "testing"

func TestRemoteHost(t *testing.T) {
	for _, c := range []struct{ address, want string }{
		{"mongodb://shop:p@ss@db.acme.io:27017/shop?tls=true", "db.acme.io"},
		{"mongodb://localhost:27017,db.acme.io:27017/shop", "db.acme.io"},
		{"db.acme.io", "db.acme.io"},
		{"https://[2606:4700::1111]:8443/x", "2606:4700::1111"},
		{"mongodb://8.8.8.8", "8.8.8.8"},
		{"mongodb://localhost:27017", ""},
		{"mongodb://mongo", ""},
		{"mongodb://mongo.shop.svc.cluster.local", ""},
		{"mongodb://[::1]:27017", ""},
		{"mongodb://10.0.0.4", ""},
		{"http://host.docker.internal:8080", ""},
		{"mongodb://user:pass@<your-host>.mongodb.net", ""},
		{"mongodb://\x00:27017/shop", ""},
		{"", ""},
	} {
		if got := RemoteHost(c.address); got != c.want {
			t.Errorf("RemoteHost(%q) = %q, want %q", c.address, got, c.want)
		}
	}
}
