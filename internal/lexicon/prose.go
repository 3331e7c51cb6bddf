package lexicon

// FreeText tells whether people write what they like into a value of that
// name: note, description, title, first_name.
func FreeText(name string) bool {
	return freeTexts.has(name) && !Namespace(name) && !Email(name) && !Username(name)
}

var freeTexts = vocabularyOf(`
	*_note *_notes *_comment *_description desc *_desc *_title *_name *_text *_body bio *_bio biography *_address *_message msg *_summary *_content contents *_caption label *_label *_subject
	*_remark details detail about about_me headline *_nickname *_feedback review *_review *_reason *_instruction memo *_memo street *_street *_street_address *_city
	subtitle motto tagline question answer excerpt abstract synopsis statement transcript *_explanation *_greeting *_slogan *_quote_text
	*_annotation *_log_entry *_observation *_symptoms *_purpose *_justification *_address_line *_line1 *_line2 address_line_* *_signature_text
	nombre descripcion titulo mensaje comentario nota notas nom beschreibung titel nachricht bemerkung kommentar descricao nome texto
	!*_username !*_filename !*_hostname !*_domain_name !*_ip_address !*_mac_address !*_wallet_address !*_email_address !*_server_address !*_contract_address !*_web_address
	!*_role_name !*_field_name !*_key_name !*_class_name !*_command_name !*_method_name !*_event_name !*_full_text !is_* !has_* !*_login_name !*_screen_name !*_account_name
	!*_bucket_name !*_function_name !*_template_name !*_path_name !*_variable_name !*_column_name !*_action_name !*_procedure_name !*_operation_name !*_property_name !*_attribute_name !*_store_name_id
	!*_host_address !*_peer_address !*_cluster_address`)

// Email tells whether a value of that name is an e-mail address.
func Email(name string) bool { return emails.has(name) }

var emails = vocabularyOf(`
	*_email *_email_address *_email_id *_mail mail *_mail_address *_correo *_correo_electronico *_courriel *_useremail
	!is_* !has_* !send_* !*_verify_email !*_confirm_email !*_send_email !*_by_email !notify_* !receive_* !allow_* !*_voice_mail !*_change_email !*_via_email`)

// Username tells whether a value of that name is the name by which someone
// logs in.
func Username(name string) bool { return usernames.has(name) }

var usernames = vocabularyOf(`
	*_username *_uname usr login *_login_name *_login_id *_user_login user *_screen_name handle user_handle *_account_name
	benutzername benutzer usuario *_nombre_usuario *_nombre_de_usuario *_nom_utilisateur utilisateur gebruikersnaam identifier *_user_identifier username_or_email
	email_or_username nickname *_email_or_phone *_login_identifier
	!is_* !has_* !last_login !*_first_login !*_since_login`)

// Phone tells whether a value of that name is a telephone number.
func Phone(name string) bool { return phones.has(name) }

var phones = vocabularyOf(`
	*_phone *_phone_number *_phone_no *_mobile *_mobile_number *_mobile_no *_mobile_phone *_cell *_cell_phone *_cellphone *_tel *_telephone *_telephone_number *_contact_number *_msisdn *_fax *_whatsapp
	*_whatsapp_number *_telefon *_telefono *_telefone *_handynummer
	!is_* !has_* !*_by_phone !*_excel_cell !*_cell_id !*_via_phone`)

// Contact tells whether a value of that name says how to reach a person.
func Contact(name string) bool { return Email(name) || Phone(name) || contacts.has(name) }

var contacts = vocabularyOf(`
	address home_address billing_address shipping_address delivery_address mailing_address postal_address street_address work_address *_full_address
	residential_address address_line_* *_address_line street *_street city *_city *_postal_code *_zipcode zip postcode *_postcode
	*_emergency_contact *_contact *_contact_info *_skype *_telegram adresse direccion endereco *_coordinates_home
	!*_ip_address`)
