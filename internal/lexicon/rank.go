package lexicon

import (
	"regexp"
	"slices"
	"strings"
)

// Administrative tells whether one of the names is of something that is
// meant for those who run the API: admin, back-office, superuser, internal.
func Administrative(names ...string) bool {
	return slices.ContainsFunc(names, func(name string) bool {
		return AdministrativeWord(name) || ranks.has(name)
	})
}

// AdministrativeWord is [Administrative] without the words that are a matter
// of course elsewhere, such as staff, internal and management.
func AdministrativeWord(name string) bool { return administrative.has(name) }

var administrative = vocabularyOf(`
	*_admin_* *_administrator_* *_administration_* *_administrative_* *_backoffice_* *_superuser_* *_superadmin_* *_sysadmin_* *_cpanel_* *_control_panel_* *_sudo_* *_administer_*
	*_moderator_* *_moderation_* *_siteadmin_* *_adm_* *_administrador_* *_administracion_* *_verwaltung_*
	!*_administrative_area_* !*_administrative_division_* !*_administrative_unit_* !*_administrative_region_* !*_admin_area_* !*_admin_level_* !*_admin_division_* !*_admin_region_* !*_admin_unit_*
	!*_medication_administration_* !*_drug_administration_* !*_vaccine_administration_* !*_dose_administration_* !*_non_admin_* !*_contact_admin_* !*_content_moderation_* !*_text_moderation_* !*_image_moderation_*`)

var ranks = vocabularyOf(`
	internal management manage manager root staff operator ops devops supervisor console maintenance support_staff private
	*_internal_* *_management !*_root_cause_* *_internals system_admin owner_only`)

// rankText are the ways in which prose says that something is for few. The
// first group is the phrase.
var rankText = regexp.MustCompile(`(?i)(` + strings.Join([]string{
	`\b` + few + `[- ]only\b`,
	`\b` + chiefs + `[- ]only\b`, `\bonly (?:for |by |to )?(?:the )?` + chiefs + `\b`, `[\[(]` + chiefs + `[\])]`,
	`\bonly (?:be )?(?:called |used |accessed |accessible |available |performed |visible |allowed |permitted |open )?(?:for |by |to |available to |accessible (?:by|to) )?(?:an? |the |site |system )?` + few + `\b`,
	`\b(?:requires?|requiring|needs?|must (?:be|have)|restricted to|limited to|reserved (?:for|to)|accessible (?:only )?(?:by|to)|available (?:only )?(?:to|for)|intended for|meant for) (?:an? |the |site |system )?` + few + `\b`,
	`\b` + few + ` (?:role |access |rights |privileges? |permissions? |token |credentials )?(?:is |are )?(?:required|needed|necessary)\b`,
	`\b(?:endpoint|operation|route|method|api) for (?:the )?` + few + `\b`,
	`^[\[(]?` + few + `\b ?(?:[\])]|:|[-–—] |endpoint\b|operation\b|api\b)`,
	`[\[(]` + few + `[\])]`,
	`\b(?:authenticated|logged in|signed in|calling|acting) as (?:an )?` + few + `\b`,
	`\bnur (?:für )?admin\w*`, `\bsolo (?:para )?admin\w*`,
}, "|") + `)`)

const few = `(?:admin(?:istrator)?s?|super[- ]?users?|super[- ]?admins?|sys[- ]?admins?|staff(?: members?| users?)?|moderators?|internal use)`

// chiefs are ranks too, and objects of many APIs: they count only beside a
// word that leaves others out. [Administrative] knows all of them as roles.
const chiefs = `(?:managers?|supervisors?|operators?)`

var rankDenied = regexp.MustCompile(`(?i)\b(?:not|no|non|without|never|doesn't|don't|isn't|needn't)[ -](?:\w+ ){0,3}` + few + `\b`)

// AdministrativeText finds the phrase with which a summary or description
// says that an operation is for few.
func AdministrativeText(text string) (phrase string, ok bool) {
	text = rankDenied.ReplaceAllString(cut(text, longestText), "")
	phrase = strings.TrimSpace(rankText.FindString(strings.TrimSpace(text)))
	return phrase, phrase != ""
}

var openText = regexp.MustCompile(`(?i)\b(?:every(?:body|one)|any(?:body|one)|(?:any|every|all|each) (?:\w+[ -]){0,2}(?:users?|members?|customers?|employees?|colleagues?|visitors?|callers?|people)|shared (?:with|by|between|among) (?:all|everyone|everybody)|open to all)\b`)

// OpenText finds the phrase with which a summary or description says that an
// operation is for everybody who may call the API: "everybody may edit".
func OpenText(text string) (phrase string, ok bool) {
	text = openDenied.ReplaceAllString(cut(text, longestText), "")
	phrase = openText.FindString(text)
	return phrase, phrase != ""
}

// openDenied is "nobody else may", "not every user may", "on behalf of any
// user", which say the opposite or speak of whose it is.
var openDenied = regexp.MustCompile(`(?i)\b(?:(?:not|never|no longer) (?:every|any|all|each)\w*(?: \w+){0,2}|(?:of|for|as|on behalf of) (?:every|any|all|each) \w+)`)
