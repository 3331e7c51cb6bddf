package design

import "testing"

func TestSummary(t *testing.T) {
	for text, want := range map[string]string{
		orders: "3 resources, 2 roles, 2 public operations, 2 commands, limits",
		"design: {roles: {admin: {operations: [GET /a]}}}": "1 role",
		"design: {public: []}":                             "",
		"design: {limits: {page: 10}}":                     "limits",
		"mode: safe":                                       "",
	} {
		if got := read(t, text).Summary(); got != want {
			t.Errorf("%s\nis %q; want %q", text, got, want)
		}
	}
}
