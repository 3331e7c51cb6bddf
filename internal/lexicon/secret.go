package lexicon

// Password tells whether a value of that name is a password in clear, as
// someone who signs up, logs in or changes it sends it: password, pwd,
// new_password, password_confirmation. A password_hash is not.
func Password(name string) bool { return passwords.has(name) }

var passwords = vocabularyOf(`
	*_password *_passwd *_pwd *_passphrase *_passcode *_passwort *_kennwort *_contrasena *_contraseña *_senha *_wachtwoord *_motdepasse
	*_mot_de_passe mdp haslo *_pswd *_psw *_passw *_pw parola lozinka heslo
	pass *_user_pass *_my_pass *_db_pass *_smtp_pass *_login_pass *_new_pass *_old_pass *_confirm_pass *_admin_pass
	*_password_confirmation *_password_confirm *_password_again *_password_repeat *_password_verify *_password_check *_password_plain
	*_password_plaintext *_password_raw *_password_new *_password_old *_password_current
	!has_* !is_* !requires_* !require_* !must_* !needs_* !force_* !can_* !allow_* !enable_* !show_*
	!*_change_password !*_reset_password !*_forgot_password !*_update_password !no_password !*_hashed_password !*_encrypted_password
	!*_password_hash !*_hash_password !*_one_time_password`)

// NewPassword tells whether the name tells an old password from a new one,
// as only a change does.
func NewPassword(name string) bool { return newPasswords.has(name) }

var newPasswords = vocabularyOf(`
	*_new_password *_old_password *_current_password *_previous_password *_new_pass *_old_pass *_new_pwd *_old_pwd *_current_pwd *_current_pass
	*_password_new *_password_old *_password_current *_new_passwd *_old_passwd *_existing_password *_original_password`)

// Code tells whether a value of that name is a short secret that proves who
// someone is: pin, otp, verification_code, mfa_code.
func Code(name string) bool { return codes.has(name) }

var codes = vocabularyOf(`
	*_pin *_otp *_totp *_tan *_passcode *_pin_code *_otp_code *_mfa_code *_2fa_code *_totp_code *_sms_code *_email_code *_verification_code *_verify_code
	*_confirmation_code *_activation_code *_auth_code *_login_code *_security_code *_access_code *_one_time_code *_one_time_password *_reset_code
	*_recovery_code *_backup_code *_two_factor_code *_factor_code *_authenticator_code
	!is_* !has_* !map_pin !gpio_pin !drop_pin`)

// APIKey tells whether a value of that name is a key that identifies a
// program that calls.
func APIKey(name string) bool { return apiKeys.has(name) }

var apiKeys = vocabularyOf(`*_api_key *_api_token *_app_key *_client_secret *_secret_key *_access_key *_api_secret`)

// Token tells whether a value of that name lets one call as someone:
// access_token, jwt, session_token. Tokens of pages and of language models
// are none.
func Token(name string) bool { return tokens.has(name) }

var tokens = vocabularyOf(`
	*_token *_jwt *_bearer *_id_token *_auth_key *_session_key *_session_id *_authorization *_jwt_access *_token_string *_token_value
	access !*_page_token !*_next_token !*_continuation_token !*_cursor_token !*_sync_token !*_pagination_token !*_csrf_token !*_xsrf_token
	!*_max_token !*_total_token !*_prompt_token !*_completion_token !*_input_token !*_output_token !*_num_token !*_min_token !*_token_count
	!*_design_token !*_stop_token !is_* !has_* !*_used_token !*_cached_token !*_reasoning_token !*_request_token !*_prev_token`)

// Sensitive tells whether a value of that name should not reach those who
// have no need of it: secrets and what is stored of them, means of payment,
// numbers that the state gives to people, notes for staff.
func Sensitive(name string) bool {
	return Password(name) || sensitive.has(name) || ConnectionString(name)
}

var sensitive = vocabularyOf(`
	*_password_hash *_hashed_password *_encrypted_password *_password_digest *_password_salt *_hash_salt *_pass_hash *_pwd_hash *_passwd_hash
	*_password_hint *_password_encrypted *_password_hashed *_hashed_pwd *_pw_hash *_hash_password
	*_secret *_secret_* secret *_token *_jwt *_bearer *_access_token *_refresh_token *_reset_token
	*_api_key *_private_key *_secret_key *_access_key *_encryption_key *_signing_key *_master_key *_auth_key *_session_key
	*_credential *_authorization *_session_token *_aws_secret_*
	*_ssn *_social_security_number *_social_security *_national_id *_national_insurance_number *_passport_number *_passport_no *_tax_number *_taxpayer_id
	*_driver_license *_drivers_license *_driver_license_number *_drivers_license_number *_driving_license_number *_national_number *_id_card_number *_aadhaar
	*_aadhaar_number *_nino *_dni *_cpf *_curp *_itin *_government_id *_identity_number *_personal_number
	*_card_number *_credit_card *_credit_card_number *_debit_card *_cc_number *_card_no *_pan *_cvv *_cvc *_cvv2 *_cvc2 *_card_security_code *_security_code
	*_iban *_bank_account *_bank_account_number *_account_number *_routing_number *_sort_code
	*_pin *_otp *_totp *_mfa_* mfa_secret *_2fa_secret *_backup_code *_recovery_code *_verification_code *_reset_code *_activation_code *_otp_* *_one_time_code
	*_security_answer *_secret_answer *_security_question *_mfa_code *_2fa_code
	*_internal_note *_internal_comment *_internal_remark *_admin_note *_admin_comment *_private_note *_staff_note *_moderator_note
	*_risk_score *_fraud_score *_biometric *_fingerprint_data *_mother_maiden_name *_mothers_maiden_name
	!*_page_token !*_next_token !*_continuation_token !*_cursor_token !*_sync_token !*_pagination_token !*_csrf_token !*_xsrf_token !*_prev_token
	!*_max_token !*_total_token !*_prompt_token !*_completion_token !*_input_token !*_output_token !*_num_token !*_min_token !*_design_token
	!*_stop_token !*_cached_token !*_reasoning_token !*_used_token
	!is_* !has_* !requires_* !require_* !needs_* !use_* !uses_* !allow_* !enable_* !*_enabled !*_required !*_expiry !*_expired !*_type !*_at !*_status !*_count !*_url !*_method
	!*_expires !*_expires_in !*_expiration !*_length !*_lifetime !*_ttl !*_verified !*_name !*_sent !*_attempt !*_policy !*_setup !*_endpoint
	!*_last4 !*_last_4 !*_last_four !*_masked !masked_* !*_map_pin !*_gpio_pin !*_drop_pin !*_secret_santa_* !secret_santa !*_secret_id !*_secret_version`)
