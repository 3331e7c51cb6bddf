package lexicon

import (
	"slices"
	"strings"
)

// Identifier tells whether a value of that name picks one object: id,
// orderUUID, sku, invoice_no, id_usuario.
func Identifier(name string) bool {
	_, ok := stem(name)
	return ok
}

// Stem is what an identifier identifies, in words joined by "_" and the last
// in the singular: order_id is "order", purchaseOrderIDs is "purchase_order".
// It is empty for a bare id, and for names that identify nothing.
func Stem(name string) string {
	words, ok := stem(name)
	if !ok || len(words) == 0 {
		return ""
	}
	words = slices.Clone(words)
	words[len(words)-1] = Singular(words[len(words)-1])
	return strings.Join(words, "_")
}

// stem is Stem in words, which are not to be changed; false for names that
// identify nothing.
func stem(name string) ([]string, bool) {
	s := stems.get(name)
	return s.words, s.ok
}

// stemmed is what stem tells of a name.
type stemmed struct {
	words []string
	ok    bool
}

var stems = remember(func(name string) stemmed {
	words, ok := stemOf(name)
	return stemmed{words, ok}
})

func stemOf(name string) ([]string, bool) {
	words := normal(name)
	if len(words) > 1 && words[0] == "x" { // X-User-Id
		words = words[1:]
	}
	if len(words) == 0 || notIdentifiers.hasWords(words) {
		return nil, false
	}
	last := Singular(words[len(words)-1])
	switch {
	case strongIdentifiers[last], len(words) > 1 && weakIdentifiers[last], len(words) == 1 && loneIdentifiers[last]:
		return words[:len(words)-1], true
	case words[0] == "id" && len(words) <= 3: // id_usuario, idOrder
		return words[1:], true
	}
	return nil, false
}

var (
	// strongIdentifiers identify wherever they end a name.
	strongIdentifiers = setOf(`id uuid guid slug oid ulid cuid nanoid objectid pk identifier`)
	// weakIdentifiers identify after the word for what they identify.
	weakIdentifiers = setOf(`key number no code ref reference nr num sku handle`)
	// loneIdentifiers identify where they are the whole name.
	loneIdentifiers = setOf(`key number code ref reference sku isbn ean upc asin imei vin barcode handle iban`)

	notIdentifiers = vocabularyOf(`
		*_api_key *_public_key *_private_key *_access_key *_secret_key *_encryption_key *_signing_key *_ssh_key *_license_key
		*_sort_key *_foreign_key *_primary_key *_partition_key *_shift_key *_auth_key *_master_key *_session_key *_host_key
		*_phone_number *_mobile_number *_contact_number *_whatsapp_number *_fax_number *_telephone_number *_tel_no *_phone_no *_mobile_no
		*_card_number *_page_number *_page_no *_page_num *_house_number *_house_no *_street_number *_building_number *_floor_number *_line_number
		*_random_number *_total_number *_port_number *_version_number *_week_number *_day_number *_social_security_number *_credit_card_number
		*_max_number *_min_number number_of_* no_of_* num_* total_number_*
		*_postal_code *_country_code *_currency_code *_language_code *_lang_code *_locale_code *_status_code *_error_code *_state_code
		*_verification_code *_verify_code *_source_code *_otp_code *_auth_code *_authorization_code *_area_code *_color_code *_http_code
		*_response_code *_dial_code *_dialing_code *_calling_code *_phone_code *_reset_code *_activation_code *_confirmation_code *_security_code
		*_exit_code *_return_code *_reason_code *_result_code *_mfa_code *_totp_code *_sms_code *_email_code *_recovery_code *_backup_code *_login_code
		*_access_code *_one_time_code *_2fa_code *_factor_code *_qr_code *_swift_code *_sort_code *_bank_code *_timezone_code *_city_code *_region_code
		*_html_code *_promo_text id_token id_type id_card id_proof id_provider id_verified *_valid_id`)
)

// Measure tells whether a value of that name narrows or shapes a result, and
// picks no object: from_date, page, latitude, status.
func Measure(name string) bool { return measures.has(name) }

var measures = vocabularyOf(`
	*_date date_* *_day *_month *_year *_week *_hour *_time *_from *_to *_start *_end *_since *_until *_before *_after *_page page_* *_limit *_offset *_size *_count
	lat lng lon *_latitude *_longitude *_radius *_amount *_quantity *_min *_max min_* max_* *_lang *_language *_locale *_format *_status *_type *_sort *_order *_direction is_* has_*
	!order !*_id`)

// owners are words for the one to whom an object belongs.
var owners = setOf(`
	user owner account customer client member author creator person profile username uid sub principal
	tenant org organization organisation company workspace merchant institution agency subscriber
	seller buyer vendor patient employee requester sender submitter poster uploader actor proprietor caller
	usuario utilisateur benutzer nutzer kunde cliente utente gebruiker propietario dono besitzer eigentuemer mandant`)

// Owner tells whether a value of that name says to whom an object belongs or
// who acts: user_id, owner, tenant, created_by, X-User-Id. It takes
// usernames and e-mails of owners too, but not a bare email.
func Owner(name string) bool { return about(name, owners) || ownerNames.has(name) }

var ownerNames = vocabularyOf(`
	*_created_by *_owned_by *_posted_by *_uploaded_by *_submitted_by *_belongs_to *_requested_by *_on_behalf_of *_placed_by *_added_by
	as_user acting_as acting_user impersonate run_as *_user_email *_owner_email *_customer_email *_account_email *_member_email
	*_owner_username *_user_login *_user_identifier uid usr *_org_slug !*_user_agent`)

// tenants are words for a body of users kept apart from others.
var tenants = setOf(`
	tenant org organization organisation workspace realm mandant tenancy subaccount`)

// Tenant tells whether a value of that name says which tenant an object or a
// caller belongs to.
func Tenant(name string) bool { return about(name, tenants) || tenantNames.has(name) }

var tenantNames = vocabularyOf(`
	*_company_id *_company_uuid *_company_slug *_company_key *_business_id *_merchant_id *_institution_id *_agency_id
	*_tenant_name *_tenant_domain *_tenant_slug *_org_slug *_org_name *_workspace_name`)

// accounts are words for those who call.
var accounts = setOf(`
	user account customer client member person author profile username subscriber principal identity uid login
	creator owner employee patient player student
	usuario utilisateur benutzer nutzer kunde cliente utente gebruiker cuenta compte konto conta utilizador`)

// Account tells whether the name, as a noun or with an identifier behind it,
// may mean the account of someone who calls: user, customer_id, author.
func Account(name string) bool { return about(name, accounts) || accountNames.has(name) }

var accountNames = vocabularyOf(`
	*_created_by *_updated_by *_owned_by *_posted_by *_uploaded_by *_submitted_by *_assigned_to assignee *_assignee_id
	recipient recipient_id receiver receiver_id sender sender_id to_user from_user user_email owner_email follower follower_id
	participant participant_id reviewer_id approver_id usr user_info user_profile user_account`)

// Caller tells whether the word stands for the one who calls, without naming
// anyone: me, self, whoami.
func Caller(word string) bool { return callers.has(word) }

var callers = vocabularyOf(`
	me self my mine myself whoami whoami_* current current_user current_account current_session current_customer current_member
	own logged_in logged_in_user user_info authenticated_user auth_user get_me get_current_user get_self my_account my_profile
	my_info my_details yo moi ich`)

// about tells whether the name is one of the nouns, or an identifier of one.
func about(name string, nouns map[string]bool) bool {
	words, ok := stem(name)
	if !ok {
		words = normal(name)
		if len(words) > 1 && words[0] == "x" {
			words = words[1:]
		}
		if len(words) > 2 {
			return false
		}
	}
	if len(words) == 0 {
		return false
	}
	last := Singular(words[len(words)-1])
	if !nouns[last] {
		return false
	}
	return len(words) == 1 || roles[Singular(words[len(words)-2])] || nouns[Singular(words[len(words)-2])]
}

// roles may stand before a word for a person without changing what it is.
var roles = setOf(`
	target the a to from for by of this that other my new current parent source destination dest related linked assigned
	order post object resource item record document project team group payment billing external internal admin end
	effective acting original previous primary`)

func setOf(list string) map[string]bool {
	set := map[string]bool{}
	for word := range strings.FieldsSeq(list) {
		set[word] = true
	}
	return set
}
