package storyapi

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"hash"
	"slices"
	"strings"
	"time"

	"github.com/dop251/goja"
	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/ashlarsec/ashlar/internal/weakness/weaknesstest/storyapi/documents"
)

// tokens is the object jwt, after PyJWT: sign, verify and decode.
var tokens = map[string]builtin{
	"sign":   signToken,
	"verify": verifyToken,
	"decode": func(s *Server, args []goja.Value) (any, error) {
		_, claims, err := s.openToken(arg(args, 0).String())
		return claims, err
	},
}

var tokenHashes = map[string]func() hash.Hash{"HS256": sha256.New, "HS384": sha512.New384, "HS512": sha512.New}

// signature is that of the algorithm, "" for none.
func signature(algorithm, secret, signed string) (string, error) {
	if algorithm == "none" {
		return "", nil
	}
	h, ok := tokenHashes[algorithm]
	if !ok {
		return "", documents.ClientError("InvalidAlgorithmError", "Algorithm not supported")
	}
	mac := hmac.New(h, []byte(secret))
	mac.Write([]byte(signed))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)), nil
}

// signToken is jwt.sign(claims, secret, {alg: "HS256"}).
func signToken(s *Server, args []goja.Value) (any, error) {
	options, err := documents.FromJS(arg(args, 2))
	if err != nil {
		return nil, err
	}
	algorithm := "HS256"
	if d, ok := options.(bson.D); ok {
		if v, ok := documents.Field(d, "alg"); ok {
			algorithm = documents.PlainText(v)
		}
	}
	_, claims, err := s.encode(arg(args, 0))
	if err != nil {
		return nil, err
	}
	enc := base64.RawURLEncoding
	signed := enc.EncodeToString([]byte(`{"alg":"`+algorithm+`","typ":"JWT"}`)) + "." + enc.EncodeToString([]byte(claims))
	sum, err := signature(algorithm, arg(args, 1).String(), signed)
	return signed + "." + sum, err
}

// openToken decodes without looking at the signature.
func (s *Server) openToken(token string) (header bson.D, claims goja.Value, err error) {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return nil, nil, documents.ClientError("DecodeError", "Not enough segments")
	}
	decoded := make([]goja.Value, 2)
	for i, name := range []string{"header", "payload"} {
		text, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(parts[i], "="))
		if err != nil {
			return nil, nil, documents.ClientError("DecodeError", "Invalid %s padding", name)
		}
		if decoded[i], err = s.json(string(text)); err != nil {
			return nil, nil, documents.ClientError("DecodeError", "Invalid %s string", name)
		}
	}
	v, err := documents.FromJS(decoded[0])
	if err != nil {
		return nil, nil, err
	}
	header, _ = v.(bson.D)
	return header, decoded[1], nil
}

// verifyToken is jwt.verify(token, secret, {algorithms: ["HS256"]}): the
// claims, or what PyJWT throws. "none" passes where it is listed.
func verifyToken(s *Server, args []goja.Value) (any, error) {
	token := arg(args, 0).String()
	header, claims, err := s.openToken(token)
	if err != nil {
		return nil, err
	}
	v, err := documents.FromJS(arg(args, 2))
	if err != nil {
		return nil, err
	}
	allowed := bson.A{"HS256"}
	if d, ok := v.(bson.D); ok {
		if list, ok := documents.Field(d, "algorithms"); ok {
			allowed, _ = list.(bson.A)
		}
	}
	algorithm, _ := documents.Field(header, "alg")
	if !slices.Contains(allowed, algorithm) {
		return nil, documents.ClientError("InvalidAlgorithmError", "The specified alg value is not allowed")
	}
	last := strings.LastIndex(token, ".")
	want, err := signature(documents.PlainText(algorithm), arg(args, 1).String(), token[:last])
	if err != nil {
		return nil, err
	}
	if !hmac.Equal([]byte(want), []byte(token[last+1:])) && algorithm != "none" {
		return nil, documents.ClientError("InvalidSignatureError", "Signature verification failed")
	}
	content, err := documents.FromJS(claims)
	if err != nil {
		return nil, err
	}
	fields, _ := content.(bson.D)
	if exp, ok := documents.Field(fields, "exp"); ok {
		if at, ok := exp.(float64); ok && int64(at) <= time.Now().Unix() {
			return nil, documents.ClientError("ExpiredSignatureError", "Signature has expired")
		}
	}
	return claims, nil
}
