package source

import (
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/lexicon"
)

// Personal tells whether a value of that name says of a person what others
// need not know: how to reach them, where they live, when they were born,
// what they earn and suffer from, what they pay with. A name, an avatar and
// what people write about themselves are not.
func Personal(name string) bool {
	n := last(name)
	return lexicon.Contact(n) || lexicon.Sensitive(n) || personal[strings.Join(lexicon.Words(n), "_")] ||
		slices.ContainsFunc(lexicon.Words(n), func(w string) bool { return personalWords[lexicon.Singular(w)] })
}

var (
	personal = setOf(`address street zip zip_code postcode postal_code dob birth_date date_of_birth home_address shipping_address billing_address
		delivery_address place_of_birth marital_status blood_type blood_group ip_address last_ip income net_worth latitude longitude`)
	personalWords = setOf(`birthday birthdate birth salary wage passport ssn diagnosis medical prescription allergy religion ethnicity nationality
		geburtsdatum adresse direccion telefono nacimiento`)
)

// Private tells whether a collection of that name holds what by its nature
// belongs to somebody: orders, invoices, messages, patients. Posts, products
// and events do not.
func Private(collection string) bool {
	words := lexicon.Words(last(collection))
	if len(words) == 0 {
		return false
	}
	return privateThings[lexicon.Singular(words[len(words)-1])]
}

var privateThings = setOf(`order invoice payment transaction transfer reservation booking appointment customer client patient employee user account
	member person contact message conversation chat inbox notification cart basket wallet card address subscription prescription record
	medication diagnosis salary payroll payslip loan claim policy contract receipt refund bill statement balance credential session token
	secret key log audit backup report expense budget grade enrollment application applicant candidate ticket
	usuario cliente pedido factura pago reserva cita empleado paciente persona`)
