package world

import (
	"context"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/live/compare"
	"github.com/ashlarsec/ashlar/internal/live/identity"
	"github.com/ashlarsec/ashlar/internal/live/request"
	"github.com/ashlarsec/ashlar/internal/live/wire"
)

// Bounds of getting new credentials.
const (
	renewBefore = 10 * time.Second // of the token's life that must be left, or a quarter of a shorter life
	maxRevivals = 20               // an API that keeps refusing is not asked for ever …
	perRevival  = 2 * time.Second  // … but tokens of seconds are renewed through a long scan: one more for so much time
	longestLife = 24 * time.Hour   // what lives longer outlives any scan
)

// session is how an identity stays logged in.
type session struct {
	renewing sync.Mutex // one renewal at a time: others wait for its result

	// What follows is guarded by the world's mutex.
	began    time.Time     // of the first login
	life     time.Duration // of a credential, 0: no answer says
	due      time.Time     // when to renew it; zero: when it is refused
	refresh  string        // the token that gets new ones, "" for none
	renewals int
	logins   int // of these, with the password
}

// begin notes what a login answered of how long its credential lives.
func (w *World) begin(who *identity.Identity, asked time.Time, ex *wire.Exchange, c identity.Credential) {
	life := lifetime(ex, c, asked)
	refresh := refreshToken(ex)
	if refresh != "" {
		w.Masker.Register("$"+strings.ToUpper(who.Name)+"_REFRESH_TOKEN", refresh)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	s := w.sessions[who]
	if s == nil {
		s = &session{began: asked}
		w.sessions[who] = s
	}
	s.life, s.due = life, time.Time{}
	if refresh != "" {
		s.refresh = refresh
	}
	if life > 0 {
		s.due = asked.Add(life - min(renewBefore, life/4))
	}
}

// lifetime is how long the credential is good for: what its own claims say,
// else the answer that gave it (RFC 6749, section 5.1; RFC 6265). 0: neither.
// The two times of a token are of one clock, so that a wrong one does not
// matter.
func lifetime(ex *wire.Exchange, c identity.Credential, asked time.Time) time.Duration {
	life := time.Duration(0)
	claims := identity.Claims(c.Secret)
	exp, _ := claims["exp"].(float64)
	iat, issued := claims["iat"].(float64)
	switch {
	case exp > 0 && issued && exp > iat:
		life = seconds(exp - iat)
	case exp > 0:
		life = identity.Expires(c.Secret).Sub(asked)
	default:
		life = declaredLife(ex, c)
	}
	if life <= 0 || life > longestLife {
		return 0
	}
	return life
}

func seconds(n float64) time.Duration {
	return time.Duration(min(n, longestLife.Seconds()+1) * float64(time.Second))
}

func declaredLife(ex *wire.Exchange, c identity.Credential) time.Duration {
	for _, cookie := range (&http.Response{Header: ex.Header}).Cookies() {
		if cookie.MaxAge > 0 && c.Cookie[cookie.Name] == c.Secret {
			return seconds(float64(cookie.MaxAge))
		}
	}
	body, _ := ex.JSON()
	for _, leaf := range compare.Leaves(body) {
		if name := plain(PropertyName(leaf.Pointer)); name != "expiresin" && name != "accesstokenexpiresin" {
			continue
		}
		if n, err := strconv.ParseFloat(request.Text(leaf.Value), 64); err == nil && n > 0 {
			return seconds(n)
		}
	}
	return 0
}

func refreshToken(ex *wire.Exchange) string {
	body, _ := ex.JSON()
	for _, leaf := range compare.Leaves(body) {
		if s, ok := leaf.Value.(string); ok && s != "" && plain(PropertyName(leaf.Pointer)) == "refreshtoken" {
			return s
		}
	}
	return ""
}

// Renew gets a new credential where the present one is about to expire. Send
// does it by itself; it is for those who take a credential apart.
func (w *World) Renew(ctx context.Context, who *identity.Identity) error {
	w.mu.Lock()
	s, flow := w.sessions[who], w.flows[who]
	due := s != nil && !s.due.IsZero() && time.Now().After(s.due)
	w.mu.Unlock()
	if !due || flow == nil {
		return nil
	}
	_, err := w.again(ctx, who, who.Credential())
	return err
}

// revive gets a new credential when the present one no longer works at a
// witness.
func (w *World) revive(ctx context.Context, who *identity.Identity, used identity.Credential) (bool, error) {
	w.mu.Lock()
	flow, witnesses := w.flows[who], w.witnesses
	w.mu.Unlock()
	if flow == nil || len(witnesses) == 0 {
		return false, nil
	}
	if who.Credential().Secret != used.Secret {
		return true, nil // somebody else has renewed it meanwhile
	}
	ex, err := w.ask(ctx, who, used, witnesses[0])
	if err != nil || ex == nil || !expired(ex) {
		return false, err
	}
	return w.again(ctx, who, used)
}

// saysExpired is how refusals tell that it is the session which has ended.
var saysExpired = regexp.MustCompile(`(?i)\b(token|session|signature|credentials?|jwt|login)\b[^.]{0,30}\b(expired|timed? ?out|ended|no longer valid)|\bexpired[ _-]?(token|session|signature|jwt)|\b(log|sign) ?in again\b|not logged in|token_expired|tokenexpired`)

// ended are words without which no refusal says so: every refusal is looked at,
// and the expression is slow.
var ended = []string{"expired", "timed", "time out", "timeout", "ended", "no longer", "in again", "not logged"}

// mostOfReason is how much of a refusal is looked at for its reason.
const mostOfReason = 2048

// expired tells whether the answer may be that of a session which has ended:
// 401 (RFC 9110, section 15.5.2), 419 and 440 as some frameworks say it, the
// way back to the login, or a refusal that says so in words.
func expired(ex *wire.Exchange) bool {
	switch {
	case ex.Status == http.StatusUnauthorized, ex.Status == 419, ex.Status == 440:
		return true
	case Succeeded(ex) || ex.Status >= 500 || ex.Status == 0:
		return false
	case redirects(ex):
		return sentBack(ex)
	}
	text := ex.Text()
	text = strings.ToLower(text[:min(len(text), mostOfReason)])
	return slices.ContainsFunc(ended, func(word string) bool { return strings.Contains(text, word) }) && saysExpired.MatchString(text)
}

// again gets who a new credential in the place of the one that was used: with
// the refresh token where there is one, else by logging in.
func (w *World) again(ctx context.Context, who *identity.Identity, used identity.Credential) (bool, error) {
	w.mu.Lock()
	s, flow := w.sessions[who], w.flows[who]
	w.mu.Unlock()
	if s == nil || flow == nil {
		return false, nil
	}
	s.renewing.Lock()
	defer s.renewing.Unlock()
	if who.Credential().Secret != used.Secret {
		return true, nil
	}
	if !w.mayRenew(s) {
		return false, nil
	}
	if done, err := w.exchange(ctx, who, s, flow); done || err != nil {
		return done, err
	}
	w.mu.Lock()
	s.logins++
	w.mu.Unlock()
	if err := w.login(ctx, who, flow); err != nil {
		if Stops(err) {
			return false, err
		}
		who.SetAlive(false, fmt.Sprintf("the credential died during the scan and %v", err))
		w.Note("warning", "the credential of %s died during the scan: %v", who.Name, err)
		return false, nil
	}
	return true, nil
}

// mayRenew counts a renewal, if one more is allowed.
func (w *World) mayRenew(s *session) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if s.renewals >= maxRevivals+int(time.Since(s.began)/perRevival) {
		return false
	}
	s.renewals++
	return true
}

// exchange gives the refresh token for new tokens (RFC 6749, section 6): in
// the body where an operation asks for it there, else as the credential, as
// Flask-JWT-Extended wants it. It does not cost a login, which may be limited.
func (w *World) exchange(ctx context.Context, who *identity.Identity, s *session, flow *loginFlow) (bool, error) {
	w.mu.Lock()
	token := s.refresh
	w.mu.Unlock()
	if token == "" || len(w.Outline.Refresh) == 0 || w.Mode == Passive {
		return false, nil
	}
	op := w.Outline.Refresh[0]
	r := &request.Request{Operation: op}
	c := who.Credential().Replaced(token)
	if name := refreshProperty(op); name != "" {
		r.Body = map[string]any{name: token}
		r.Media = bodyContent(op).MediaType
		c = identity.Credential{}
	}
	asked := time.Now()
	ex, err := w.SendWith(ctx, who.Name, c, r)
	if err != nil {
		return false, err
	}
	access := tokenIn(ex, flow.token)
	if !Succeeded(ex) || access == "" || access == token {
		w.mu.Lock()
		s.refresh = "" // it is good for nothing: the password is
		w.mu.Unlock()
		return false, nil
	}
	w.Masker.Register("$"+strings.ToUpper(who.Name)+"_TOKEN", access)
	renewed := who.Credential().Replaced(access)
	who.SetCredential(renewed)
	w.begin(who, asked, ex, renewed)
	return true, nil
}

func refreshProperty(op *api.Operation) string {
	content := bodyContent(op)
	if content == nil || content.Schema == nil {
		return ""
	}
	for _, p := range content.Schema.Properties {
		if name := plain(p.Name); name == "refreshtoken" || name == "refresh" || name == "token" {
			return p.Name
		}
	}
	return ""
}

// tellRenewals notes whose credentials were renewed, and how often: who reads
// the report should know that the tokens live shorter than the scan.
func (w *World) tellRenewals() {
	for _, who := range w.identities {
		w.mu.Lock()
		s := w.sessions[who]
		told := session{}
		if s != nil {
			told = session{life: s.life, renewals: s.renewals, logins: s.logins}
		}
		w.mu.Unlock()
		if told.renewals < 1 {
			continue
		}
		var how []string
		if refreshed := told.renewals - told.logins; refreshed > 0 {
			how = append(how, "got new tokens for its refresh token "+times(refreshed))
		}
		if told.logins > 0 {
			how = append(how, "was logged in again "+times(told.logins))
		}
		why := "its credential stopped working"
		if told.life > 0 {
			why = fmt.Sprintf("its credential lives %s", told.life.Round(time.Second))
		}
		w.Note("info", "%s %s during the scan: %s", who.Name, strings.Join(how, " and "), why)
	}
}

func times(n int) string {
	switch n {
	case 1:
		return "once"
	case 2:
		return "twice"
	}
	return fmt.Sprintf("%d times", n)
}
