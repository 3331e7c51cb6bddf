package packages

import (
	"strings"

	"github.com/ashlarsec/ashlar/internal/python/flow"
)

// SignatureChecks are the qualified names of what tells, by a bool, whether a
// message was signed with a key that its sender and the program share: those
// of webhooks. What raises instead leaves a fact "signed".
var SignatureChecks = signatureChecks()

func signatureChecks() map[string]bool {
	checks := map[string]bool{}
	for name := range strings.FieldsSeq(`
		twilio.request_validator.RequestValidator.validate discord_interactions.verify_key
		slack_sdk.signature.SignatureVerifier.is_valid slack_sdk.signature.SignatureVerifier.is_valid_request
		slack.signature.SignatureVerifier.is_valid slack.signature.SignatureVerifier.is_valid_request
		sendgrid.helpers.eventwebhook.EventWebhook.verify_signature paypalrestsdk.WebhookEvent.verify
		linebot.SignatureValidator.validate linebot.v3.SignatureValidator.validate`) {
		checks[name] = true
	}
	return checks
}

// webhooks is what verifies messages that other servers send by themselves.
func webhooks(lib flow.Library) {
	for name := range SignatureChecks {
		lib[name] = flow.Entry{Gives: flow.Bool}
	}
	named(lib, "", `
		stripe.Webhook.construct_event stripe.webhook.Webhook.construct_event stripe.StripeClient.construct_event
		stripe.WebhookSignature.verify_header coinbase_commerce.webhook.Webhook.construct_event
		svix.webhooks.Webhook.verify svix.Webhook.verify standardwebhooks.Webhook.verify standardwebhooks.webhooks.Webhook.verify
		razorpay.Client.utility.verify_webhook_signature razorpay.Client.utility.verify_payment_signature
		braintree.BraintreeGateway.webhook_notification.parse braintree.WebhookNotification.parse
		linebot.WebhookParser.parse linebot.v3.WebhookParser.parse
		nacl.signing.VerifyKey.verify cryptography.PublicKey.verify cryptography.HMAC.verify`, flow.Entry{Call: verifiesMessage})
	named(lib, "cryptography.HMAC.", "update", flow.Entry{Call: silent})
	for name := range strings.FieldsSeq(`
		stripe.StripeClient svix.webhooks.Webhook svix.Webhook standardwebhooks.Webhook standardwebhooks.webhooks.Webhook
		razorpay.Client braintree.BraintreeGateway linebot.WebhookParser linebot.v3.WebhookParser nacl.signing.VerifyKey
		twilio.request_validator.RequestValidator slack_sdk.signature.SignatureVerifier slack.signature.SignatureVerifier
		sendgrid.helpers.eventwebhook.EventWebhook linebot.SignatureValidator linebot.v3.SignatureValidator`) {
		lib[name] = flow.Entry{Makes: name}
	}
	for name := range strings.FieldsSeq("razorpay.Client.utility braintree.BraintreeGateway.webhook_notification") {
		lib[name] = flow.Entry{Get: func(r *flow.Reading) *flow.Value { return r.Run.NewInstance(name, r.Place, nil) }}
	}
	lib["cryptography.hazmat.primitives.hmac.HMAC"] = flow.Entry{Makes: "cryptography.HMAC"}
	named(lib, "cryptography.hazmat.primitives.", `
		serialization.load_pem_public_key serialization.load_der_public_key serialization.load_ssh_public_key
		asymmetric.ed25519.Ed25519PublicKey.from_public_bytes`, flow.Entry{Makes: "cryptography.PublicKey"})
}

// verifiesMessage raises for what the other side has not signed. What it
// gives is the message, which says what another server says.
func verifiesMessage(c *flow.Call) *flow.Value {
	sent := messageIn(c)
	if sent == nil {
		return nil
	}
	c.Assume(flow.Fact{Op: "signed", Left: sent})
	origin := &flow.Origin{Source: flow.Outside, In: "message", Child: flow.Any, Place: c.Place}
	return flow.From(origin, flow.Any, "read from a signed message")
}

// messageIn is the argument that the client has sent; nil for none.
func messageIn(c *flow.Call) *flow.Value {
	given := c.Args
	for _, k := range c.Keywords {
		given = append(given[:len(given):len(given)], k.Value)
	}
	for _, v := range given {
		if len(v.All(flow.Request, flow.Credential)) > 0 {
			return v
		}
	}
	return nil
}
