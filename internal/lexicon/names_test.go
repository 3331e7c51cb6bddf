package lexicon

import (
	"slices"
	"strings"
	"testing"
)

// TestPredicates names, for each predicate, what it must see and what it must
// not.
func TestPredicates(t *testing.T) {
	for _, test := range []struct {
		predicate string
		has       func(string) bool
		yes, no   string
	}{
		{"Identifier", Identifier,
			"id _id uuid guid slug key number sku isbn order_id orderId OrderID orderUUID userid order_ids invoice_no productCode customerRef X-User-Id id_usuario idPedido vehicle_number",
			"title paid valid grid phone_number card_number api_key zip_code postalCode status_code page_number id_token id_card verification_code house_number no name number_of_items countryCode"},
		{"Password", Password,
			"password Password pwd passwd pass newPassword new_password user[password] password1 password2 password_confirmation confirmPassword passphrase contraseña senha passwort mot_de_passe userPassword pw password_repeat",
			"password_hash hashed_password has_password password_changed_at boarding_pass must_change_password passport reset_password bypass compass password_policy is_password_set passenger"},
		{"NewPassword", NewPassword, "new_password oldPassword currentPassword old_pwd", "password password_confirmation user_password"},
		{"Code", Code, "pin otp mfa_code verificationCode totp sms_code pinCode", "code zip_code country_code map_pin is_pin postal_code product_code pinned"},
		{"APIKey", APIKey, "api_key apiKey apikey client_secret X-API-Key", "key product_key public_key"},
		{"Token", Token, "token access_token accessToken jwt id_token auth_token access sessionToken", "token_type next_page_token csrf_token max_tokens totalTokens tokens_used_count is_token accessible"},
		{"Owner", Owner,
			"user_id userId userid owner owner_id tenant tenant_id account_id customer_id created_by createdBy author author_id org_id organisation organization_id X-User-Id user username uploaded_by target_user_id seller_id user_email usuario_id patientId",
			"product_id title user_agent user_type account_type email user_role userName_display order_id accounting customers_count ownership_type category"},
		{"Tenant", Tenant, "tenant tenantId X-Tenant-ID org_id organization organisation_id workspace_id company_id orgSlug", "company user_id organizer team_id order_id organic"},
		{"Account", Account, "user users account customer member author_id created_by profile username userId assignee sender_id", "product order user_agent authorization memberships accounting device"},
		{"Caller", Caller, "me self whoami userinfo user_info current_user currentUser my", "user menu mean same current_price users"},
		{"Power", Power,
			"role roles user_role userRole is_admin isAdmin isadmin admin superuser is_superuser is_staff permissions scopes groups verified email_verified emailVerified approved is_approved tenant_id access_level user_type can_delete account_type isModerator kyc_status",
			"name price enroll roll administered_at scope_of_work balance plan group_name admin_area can_be_shared canonical job_role canteen"},
		{"Value", Value, "balance credits credit walletBalance plan tier is_premium is_active subscription_tier credit_limit quota points loyalty_points active",
			"name description planet credit_card planning_date tiered balance_sheet_name role photo_credit pointer work_life_balance"},
		{"Privileged", Privileged, "role is_admin balance plan credits tenant_id verified rolle benutzer_rolle rol berechtigungen", "title quantity description first_name shipping_address rollen_breite control"},
		{"Computed", Computed,
			"price unit_price unitPrice total subtotal sub_total amount discount tax balance status paid payment_status paymentStatus grand_total totalPrice vat shipping_cost discount_percent price_cents",
			"quantity discount_code max_price price_min name tax_id status_code http_status total_pages marital_status priceless cost_center state"},
		{"Sensitive", Sensitive,
			"password password_hash passwordHash hashed_password pwd secret client_secret token access_token api_key apiKey private_key ssn socialSecurityNumber card_number cardNumber cvv iban pin otp reset_token resetToken mfa_secret internal_note internalNotes credentials connection_string mongo_uri account_number security_answer backup_codes credit_card passport_number jwt",
			"token_type tokenType next_page_token nextPageToken csrf_token max_tokens total_tokens password_changed_at has_password passwordExpiresAt email name hash public_key secretary id pinned pin_count card_type card_last4 notes token_count is_secret secret_name pinterest order_number companion span japan"},
		{"Address", Address,
			"url uri webhook webhook_url callback callbackUrl host hostname endpoint connection_string mongo_uri dsn redirect redirect_uri image_url imageUrl href link server website target_url domain",
			"address email curl security is_url url_slug linked name server_count hostel shipping_address email_domain hosted"},
		{"ConnectionString", ConnectionString, "connection_string connectionString mongo_uri mongodbUri dsn database_url db_uri conn_str", "url uri host mongo connection database string"},
		{"Namespace", Namespace, "collection collectionName table database db db_name entity entityType model dataset index index_name", "collection_date table_number car_model model_year databases_count indexed tablet entity_id"},
		{"Field", Field, "field fields sort sortBy order_by orderBy group_by projection select column", "name sorted order custom_field corn_field_size"},
		{"Command", Command, "command cmd action op exec dbCommand operation function", "recommend comment operator_name transaction optional"},
		{"Script", Script, "where $where expr expression filter query script code js formula filter_expression", "description zip_code name encoded search_query medical_condition whereabouts"},
		{"Query", Query, "q search query filter keyword keywords search_term searchTerm name_contains", "name research frequency saved_search id quality"},
		{"FreeText", FreeText,
			"note notes comment description desc title name text body bio address message first_name lastName displayName summary content subject review shipping_address address2 descripcion",
			"username user_name email id password quantity price status email_address ip_address filename hostname collection_name table_name denoted wallet_address role_name"},
		{"Email", Email, "email e_mail eMail e-mail mail email_address emailAddress user_email emails correo emailId", "email_verified is_email mailbox send_email email_count name gmailed"},
		{"Username", Username, "username user_name userName login user loginName handle benutzername", "user_id name first_name last_login logins_count username_taken"},
		{"Phone", Phone, "phone phoneNumber mobile tel telephone cell_phone contact_number", "telescope mobile_app_version phoneme excel_cell cellar"},
		{"Contact", Contact, "phone email address billingAddress street city zip_code postcode emergency_contact", "name ip_address contact_id status addressed"},
		{"Administrative", func(n string) bool { return Administrative(n) },
			"admin Admin administration administrator superuser internal manage management backoffice back-office staff root moderator admin_users user-management AdminOrders",
			"administrative_areas order users medication_administration management_fee badminton rooted staffing non-admin contact_admin managed"},
		{"AdministrativeWord", AdministrativeWord, "admin admin_users isAdmin backoffice superadmin", "staff internal management root users"},
		{"Login", Login, "login log-in signin sign_in logIn authenticate user_login loginUser auth_login obtain_token", "logout blogging last_login login_history catalogin register login_attempts"},
		{"Session", Session, "auth token session sessions access_token oauth", "authors device_token course_section obsession"},
		{"Logout", Logout, "logout log-out signOut sign_off revoke_token logoutUser", "login log outage checkout"},
		{"Refresh", Refresh, "refresh refresh_token token_refresh renew_token refreshToken", "refreshments refresh_feed fresh"},
		{"SignUp", SignUp, "signup sign-up register registration create_account createUser new_user registerUser users_register", "cash_register register_device registers_count design up_sign register_webhook login"},
		{"Reset", Reset, "reset-password forgot_password password password-reset changePassword verify_email resend_otp mfa_setup 2fa confirm-email activate_account", "reset reset_db login passport password_policy order_confirm"},
		{"Health", Health, "health healthz ping status ready version health-check healthcheck metrics", "health_records orders mental_health statuses shipping versions developing"},
		{"Documentation", Documentation, "docs swagger openapi swagger.json api-docs redoc openapi.yaml", "documents doctors swag order"},
		{"SearchWord", SearchWord, "search find filter lookup report reports export stats statistics search_products product_search summary count", "research reporter profile search_history discount bug_report account"},
		{"Reporting", Reporting, "report reports export sales_report", "stats count reporter"},
	} {
		t.Run(test.predicate, func(t *testing.T) {
			for name := range strings.FieldsSeq(test.yes) {
				if !test.has(name) {
					t.Errorf("%s(%q) is false", test.predicate, name)
				}
			}
			for name := range strings.FieldsSeq(test.no) {
				if test.has(name) {
					t.Errorf("%s(%q) is true", test.predicate, name)
				}
			}
		})
	}
}

func TestDangerous(t *testing.T) {
	for _, text := range []string{
		"/createdb", "/users/v1/createdb", "/db/reset", "/reset-db", "resetDatabase", "/admin/drop", "/seed", "/admin/seed-data", "/orders/delete-all",
		"deleteAllOrders", "/system/shutdown", "Shut down the server", "/cache/flush", "Reset the database", "Drops all collections",
		"Wipe all data", "purge", "/truncate", "Creates and populates the database with dummy data", "/internal/restart",
		"Initialize database", "Delete all users", "destroy_all", "create-all", "Populate the database with sample data", "initDB",
		"Resets the application's database to its initial state", "Clear all data", "/database/drop", "/data/wipe", "load sample data",
		"Remove everything", "restore database", "factory reset system wipe", "reset the application", "/db/clear",
	} {
		if _, ok := Dangerous(text); !ok {
			t.Errorf("%q is not dangerous", text)
		}
	}
	for _, text := range []string{
		"/auth/reset-password", "/password/reset", "/seedlings", "/seedlings/{id}", "/orders/{id}", "Delete an order", "DELETE /orders/{id}",
		"deleteOrder", "Delete order by id", "/dropoffs", "/drop-off-points", "Create a database", "/seed-phrase", "Reset password", "resetPassword",
		"/orders/{reset}", "Create an order", "Delete all my notifications", "Remove all items from the cart", "/dropdowns", "/allocate",
		"Get all orders", "/users/createUser", "listAll", "Create database backup", "delete database user", "/purgeable", "Get the seed of the game",
		"/data", "Returns all data of the user", "Update all fields", "clear the current filters", "create order", "List databases", "/flushing",
	} {
		if phrase, ok := Dangerous(text); ok {
			t.Errorf("%q is dangerous for %q", text, phrase)
		}
	}
}

func TestAdministrativeText(t *testing.T) {
	for _, text := range []string{
		"Delete a user (admin only)", "Admin only.", "Only administrators can call this.", "Requires admin privileges", "Restricted to administrators",
		"List all users. Requires an admin role.", "[Admin] List orders", "Admin: list orders", "(staff)", "Only accessible to superusers", "Administrators only",
		"Must be an administrator", "Admin role required", "Endpoint for admins", "Only available to staff members", "Staff-only endpoint",
		"Intended for internal use", "admin access is required", "Staff list (manager only)", "Only for managers", "List all (supervisors)",
	} {
		if _, ok := AdministrativeText(text); !ok {
			t.Errorf("%q is for everyone", text)
		}
	}
	for _, text := range []string{
		"", "List orders", "Does not require admin rights", "Returns the administrative areas of a country", "Contact the admin if this fails",
		"Hospital staff of a ward", "No admin role required", "Badminton only", "Admins can also see other people's orders", "Non-admin only",
		"Creates an order; the administrator is notified", "Returns the manager of a team", "Manager: read one",
	} {
		if phrase, ok := AdministrativeText(text); ok {
			t.Errorf("%q is for few: %q", text, phrase)
		}
	}
}

func TestSplitIgnoresNothing(t *testing.T) {
	for _, name := range []string{"orderID", "order_id", "order-id", "OrderId", "order id", "ORDER_ID", "order.id"} {
		if got := Words(name); !slices.Equal(got, []string{"order", "id"}) {
			t.Errorf("Words(%q) = %q", name, got)
		}
	}
}
