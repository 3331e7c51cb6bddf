package refusal

import (
	"regexp"
	"strings"

	"github.com/ashlarsec/ashlar/internal/live/wording"
)

var (
	// containers hold complaints, and are no properties by their name alone.
	containers = set(`errors error messages message msg detail details validation_error validation_errors validationerrors field_errors fielderrors
		invalid_params invalidparams violations issues data description reason fields body_errors response result results problems _errors _schema non_field_errors __all__
		__root__ _form form_errors formerrors errinfo err exception error_message errormessage schemarulesnotsatisfied propertiesnotsatisfied additional_info root payload exc
		errores erros erreurs fehler ошибки mensaje mensagem nachricht detalle detalles detalhes`)
	locations = map[string]string{"json": "body", "body": "body", "body_params": "body", "json_or_form": "body", "json_body": "body", "request_body": "body", "form": "form", "form_params": "form",
		"query": "query", "querystring": "query", "query_params": "query", "query_string": "query", "args": "query", "headers": "header", "header": "header", "cookies": "cookie", "cookie": "cookie",
		"path": "path", "path_params": "path", "view_args": "path", "files": "file"}
	// noise says nothing about what was sent.
	noise = set(`status code status_code statuscode success ok type title instance timestamp path url help documentation trace stack request_id name ctx input`)
	// silent is what MongoDB says of its own rules.
	silent = set(`specifiedas operatorname consideredvalue considerednumber consideredtype failingdocumentid index full_error url`)

	fieldKeys   = []string{"field", "param", "parameter", "property", "attribute", "loc", "pointer", "instancePath", "dataPath", "path", "key", "propertyName", "field_name", "fieldName", "name", "source", "location"}
	messageKeys = []string{"message", "msg", "error", "errors", "messages", "reason", "detail", "details", "description", "errorMessage", "error_message"}
	nameLists   = map[string]wording.Rule{"missing": {Missing: true}, "missing_fields": {Missing: true}, "missingfields": {Missing: true}, "required": {Missing: true}, "required_fields": {Missing: true},
		"missingproperties": {Missing: true}, "missing_keys": {Missing: true}, "missing_params": {Missing: true}, "missing_parameters": {Missing: true}, "fields_required": {Missing: true}, "requiredfields": {Missing: true},
		"unexpected": {Unknown: true}, "unknown": {Unknown: true}, "unknown_fields": {Unknown: true}, "extra": {Unknown: true}, "extra_fields": {Unknown: true}, "unexpected_fields": {Unknown: true},
		"invalid_fields": {Invalid: true}, "additionalproperties": {Unknown: true}, "not_allowed": {Unknown: true}}
	valueLists = set(`allowed allowed_values valid_values choices permitted options valid_options valid_choices allowedvalues expected_values valid_statuses allowed_statuses valid_types accepted_values supported`)
)

func set(list string) map[string]bool {
	m := map[string]bool{}
	for name := range strings.FieldsSeq(list) {
		m[name] = true
	}
	return m
}

func re(s string) *regexp.Regexp { return regexp.MustCompile(`(?i)` + s) }
