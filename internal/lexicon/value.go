package lexicon

import "slices"

// Privileged tells whether only some may set a value of that name, because
// it grants rights ([Power]) or is worth something ([Value]).
func Privileged(name string) bool { return Power(name) || Value(name) }

// Power tells whether a value of that name grants rights or trust: role,
// is_admin, permissions, email_verified, tenant_id.
func Power(name string) bool { return powers.has(name) || Tenant(name) }

var powers = vocabularyOf(`
	*_role *_is_admin admin *_admin_flag is_administrator administrator superuser *_is_superuser superadmin is_superadmin is_super is_staff staff is_root root
	is_sysadmin is_moderator moderator is_mod is_manager is_owner is_internal is_system is_operator is_support is_employee
	*_permission *_scope groups user_group *_authority *_privilege *_entitlement *_capability *_acl *_policies *_grants granted_*
	*_access_level *_access_right *_rights *_clearance *_clearance_level *_security_level user_level *_privilege_level *_permission_level *_admin_level
	user_type account_type member_type user_role_id role_id *_role_name
	verified is_verified *_email_verified *_phone_verified is_email_verified is_phone_verified email_verified_at email_confirmed is_email_confirmed *_kyc_verified
	identity_verified account_verified *_kyc_status kyc_level *_verification_status verified_at is_trusted trusted *_trust_level
	approved is_approved approved_at approved_by *_approval_status is_confirmed
	*_rolle *_rol *_ruolo *_berechtigung *_berechtigungen *_permiso
	can_* impersonate *_impersonate sudo god_mode is_god bypass_* skip_validation skip_verification
	!*_api_scope_description !can_be_* !*_job_role !*_role_description !*_role_play !*_movie_role !root_* `)

// Value tells whether a value of that name is worth money or is a state that
// others decide: balance, credits, plan, is_premium, is_active.
func Value(name string) bool { return values.has(name) }

var values = vocabularyOf(`
	*_balance *_credit credits *_wallet *_wallet_balance *_credit_limit *_spending_limit *_credit_score *_overdraft_limit *_withdrawal_limit *_transfer_limit
	points *_reward_point *_loyalty_point *_bonus_point *_coins loyalty_level
	plan *_plan_id *_billing_plan *_subscription_plan *_user_plan *_account_plan *_pricing_plan tier *_account_tier *_subscription_tier *_user_tier *_membership_tier *_pricing_tier
	subscription subscription_type *_subscription_status *_subscription_level membership *_membership_level *_membership_type *_membership_status
	is_premium premium is_pro is_vip vip is_paid paid *_paid_until *_premium_until *_trial_ends_at *_trial_end *_subscription_expires_at
	*_quota *_storage_limit *_request_limit *_rate_limit *_usage_limit *_max_users *_seats
	is_active active is_enabled enabled is_disabled is_blocked blocked is_banned banned is_locked locked *_account_locked is_suspended suspended
	*_account_status *_user_status *_member_status failed_login_attempts login_attempts
	!*_letter_of_credit !*_photo_credit !*_image_credit !*_work_life_balance !*_white_balance !*_color_balance`)

// Computed tells whether the server should work out a value of that name
// itself: price, total, discount, status, balance.
func Computed(name string) bool { return computed.has(name) }

var computed = vocabularyOf(`
	*_price *_cost *_amount *_fee *_charge *_total total_price total_amount total_cost total_due total_paid total_fee *_subtotal *_grand_total *_sum
	*_discount discount_* *_tax tax tax_amount tax_total tax_rate *_vat vat_amount vat_rate *_surcharge *_commission *_deposit_amount *_tip_amount *_shipping_rate
	*_balance *_refund_amount *_payout *_revenue *_profit *_margin *_exchange_rate *_interest_rate *_premium_amount
	status *_payment_status *_order_status *_transaction_status *_invoice_status *_approval_status *_kyc_status *_shipment_status *_delivery_status *_fulfillment_status
	*_loan_status *_claim_status *_subscription_status *_refund_status *_payment_state *_order_state
	paid is_paid *_paid_at *_amount_paid *_refunded is_refunded *_approved is_approved *_shipped_at is_delivered
	*_price_cents *_amount_cents *_total_cents price_* *_average_rating average_* *_avg_rating *_credit_score *_risk_score *_loyalty_point *_reward_point
	precio preis prix preco gesamtpreis montant importe betrag
	!discount_code !discount_id !discount_type !discount_name !discount_description !*_max_price !*_min_price !*_price_min !*_price_max !*_price_from !*_price_to !price_range !price_list
	!price_id !price_currency !*_max_amount !*_min_amount !*_min_total !*_max_total !*_price_gte !*_price_lte !*_price_gt !*_price_lt !*_price_type !price_level !*_target_price !*_budget_amount
	!*_max_cost !*_min_cost !*_http_status !*_marital_status !*_employment_status !*_show_price !*_has_* !*_max_discount !*_min_discount !*_word_count_total`)

// Purchase tells whether objects of the name are made when something is
// bought: order, booking, cart.
func Purchase(name string) bool { return anyWord(name, purchases) }

var purchases = setOf(`order purchase checkout booking reservation cart basket bestellung pedido commande`)

// Money tells whether a value of the name is what something costs: unit_price,
// total, discount.
func Money(name string) bool { return anyWord(name, money) }

var money = setOf(`price total subtotal discount preis summe precio prix`)

func anyWord(name string, known map[string]bool) bool {
	return slices.ContainsFunc(Words(name), func(w string) bool { return known[w] || known[Singular(w)] })
}
