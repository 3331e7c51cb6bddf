package lexicon

// Login tells whether the name is of a way to prove who one is.
func Login(name string) bool { return logins.has(name) }

var logins = vocabularyOf(`
	*_login login_* *_signin signin_* *_logon *_signon sso authenticate *_authenticate authenticate_* *_jwt_create *_obtain_token *_get_token *_create_token *_issue_token
	*_token_obtain *_token_auth *_token_create token_obtain_* *_request_token create_session new_session *_generate_token anmelden *_einloggen entrar iniciar_sesion connexion
	acceder ingresar inloggen *_auth_token *_api_token_auth obtain_auth_token
	!last_login !login_history !login_attempt !*_login_log !*_login_url !*_login_page !*_login_status !*_login_event !*_is_login !login_record !login_activity !*_check_login !login_required`)

// Session tells whether the name is of what a login makes, so that an
// operation on it may be one: auth, token, session.
func Session(name string) bool { return sessions.has(name) }

var sessions = vocabularyOf(`
	auth token *_token session sessions jwt oauth oauth2 authentication authorization authenticate credential authn authz access_token id_token sesion *_auth auth_*
	!*_device_token !*_push_token`)

// Logout tells whether the name is of a way to end a session.
func Logout(name string) bool { return logouts.has(name) }

var logouts = vocabularyOf(`
	*_logout logout_* *_signout signout_* *_logoff *_signoff revoke_token *_token_revoke *_revoke_session revoke_all_* *_end_session *_invalidate_token *_invalidate_session *_token_invalidate
	*_destroy_session *_delete_session *_blacklist_token *_token_blacklist *_revoke_access_token *_revoke_refresh_token *_kill_session *_session_revoke
	abmelden *_ausloggen salir cerrar_sesion sair deconnexion *_revocation`)

// Refresh tells whether the name is of a way to get a new token for an old
// one.
func Refresh(name string) bool { return refreshes.has(name) }

var refreshes = vocabularyOf(`
	refresh refresh_token *_token_refresh *_refresh_token *_renew_token *_token_renew *_refresh_jwt *_refresh_access_token *_refresh_session *_renew_session *_extend_session
	*_session_refresh *_auth_refresh refresh_auth token_rotate *_rotate_token *_jwt_refresh renew`)

// SignUp tells whether the name is of a way to get an account.
func SignUp(name string) bool { return signUps.has(name) }

var signUps = vocabularyOf(`
	*_signup signup_* *_register register_* *_registration registration_* *_create_account *_create_user *_new_user *_add_user *_new_account *_user_create *_register_user *_onboard enrol enroll
	*_create_customer *_create_member *_account_create *_registrar *_registrarse *_registrieren registrierung registro inscription cadastro cadastrar *_user_add *_join
	!cash_* !*_device !*_webhook !*_client !*_event !*_course !*_vehicle !*_domain !*_interest !*_address !*_app !*_service !*_token !*_worker !*_node !*_agent !*_camera !*_card !*_product
	!*_company !*_host !*_plugin !*_callback !*_push !*_endpoint !*_object !*_file !*_count`)

// Reset tells whether the name is of a way to set or change a secret of an
// account, or to confirm one: forgot-password, verify_email, mfa/setup.
func Reset(name string) bool { return resets.has(name) }

var resets = vocabularyOf(`
	*_password_* !*_create_password_entry *_passwd_* *_forgot forgot_* *_forgotten forgotten_* *_recover *_recovery recover_account account_recovery recover_access
	*_verify_email *_email_verify *_verify_account *_email_verification *_account_verification *_verify_phone *_phone_verification *_confirm_email *_confirm_account *_email_confirm *_email_confirmation *_account_confirmation
	*_activate_account *_account_activation *_activate_user *_account_activate *_resend *_resend_* *_verify_otp *_send_otp *_otp *_otp_* *_mfa *_mfa_* *_2fa *_2fa_* *_two_factor_* *_two_factor *_totp *_totp_*
	*_change_pin *_reset_pin *_set_pin *_change_pwd *_reset_pwd *_update_pwd *_change_pass *_reset_pass *_verification_code *_send_code *_verify_code *_confirm_code *_unlock_account *_verification_email *_change_email
	*_verify_token *_token_verify *_validate_token *_check_otp *_magic_link auth_reset account_reset user_reset login_reset *_credential_reset *_reset_email *_reset_mail *_reset_link *_request_reset *_reset_request *_reset_code *_reset_token *_send_reset
	!*_password_policy !*_password_manager`)

// Health tells whether the name is of a sign of life.
func Health(name string) bool { return healths.has(name) }

var healths = vocabularyOf(`
	health healthz healthcheck *_healthcheck health_* *_health ping pong alive liveness live livez ready readyz readiness startup startupz status heartbeat version versions_info uptime up
	is_alive isalive are_you_alive server_status system_status api_status service_status server_time time hello hello_world echo metrics buildinfo build_info server_info app_version
	api_version status_check ping_pong test_connection
	!statuses !versions !health_record !health_profile !health_plan !health_insurance !health_condition !mental_health !health_history !health_goal !health_tip !health_article !health_metric !public_health !account_health`)

// Documentation tells whether the name is of words about the API.
func Documentation(name string) bool { return documentation.has(name) }

var documentation = vocabularyOf(`
	docs doc documentation swagger swagger_* openapi openapi_* *_openapi redoc api_docs api_doc apidoc apispec apispec_* api_spec api_schema spec swagger_ui rapidoc scalar
	api_documentation wadl wsdl openapi3 asyncapi schema help robots favicon sitemap manifest well_known`)
