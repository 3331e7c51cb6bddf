package weaktoken

import (
	"context"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"regexp"

	"github.com/ashlarsec/ashlar/internal/live/identity"
	"github.com/ashlarsec/ashlar/internal/live/request"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// keyPaths name where an API tells its public keys; the first is that of
// OpenID Connect Discovery.
var keyPaths = regexp.MustCompile(`(?i)jwks|/certs?$|public[-_]?key`)

// publicKeys are those that the API tells everybody, in the forms in which a
// server may hold them. None where tokens are signed with a secret.
func publicKeys(ctx context.Context, p *weakness.LivePass, who *identity.Identity) []string {
	token := carried(who.Credential()).token
	if alg := algorithm(token); len(alg) != 5 || (alg[:2] != "RS" && alg[:2] != "PS") {
		return nil
	}
	ops := []*weakness.Operation{{Method: "GET", Path: "/.well-known/jwks.json"}}
	for _, op := range p.API.Operations {
		if op.Method == "GET" && keyPaths.MatchString(op.Path) && len(op.PathParameters()) == 0 {
			ops = append(ops, op)
		}
	}
	var keys []string
	for _, op := range ops {
		ex, err := p.Send(ctx, p.Anonymous(), &request.Request{Operation: op})
		if err != nil || !ex.OK() {
			continue
		}
		if block, _ := pem.Decode(ex.Body); block != nil {
			keys = append(keys, ex.Text())
		}
		body, _ := ex.JSON()
		keys = append(keys, fromSet(body)...)
	}
	return keys
}

// fromSet reads the RSA keys of a JWK set (RFC 7517, RFC 7518 section 6.3).
func fromSet(body any) []string {
	set, _ := body.(map[string]any)
	list, _ := set["keys"].([]any)
	var keys []string
	for _, v := range list {
		k, _ := v.(map[string]any)
		n, ok := number(k["n"])
		e, also := number(k["e"])
		if !ok || !also || !e.IsInt64() {
			continue
		}
		der, err := x509.MarshalPKIXPublicKey(&rsa.PublicKey{N: n, E: int(e.Int64())})
		if err != nil {
			continue
		}
		text := string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))
		keys = append(keys, text, text[:len(text)-1]) // files lose their last line break
	}
	return keys
}

func number(v any) (*big.Int, bool) {
	s, _ := v.(string)
	raw, err := encoding.DecodeString(s)
	if err != nil || len(raw) == 0 {
		return nil, false
	}
	return new(big.Int).SetBytes(raw), true
}
