package lexicon

import "slices"

// Verb is what a word says that an operation does.
type Verb string

const (
	NoVerb Verb = ""
	Create Verb = "create"
	List   Verb = "list"
	Read   Verb = "read"
	Update Verb = "update"
	Delete Verb = "delete"
	Search Verb = "search"
	Act    Verb = "act" // changes something in a way of its own: cancel, approve
)

// VerbOf is what the word says as a verb. Many verbs are nouns as well
// (view, report, post): see [PlainVerb].
func VerbOf(word string) Verb { return verbs[word] }

// PlainVerb tells whether the word is a verb and hardly ever a noun or an
// adjective, as create and update are and show and new are not.
func PlainVerb(word string) bool { return plainVerbs[word] }

// Ends tells whether the verb takes away what it is about, or makes it
// useless: close an account, cancel a subscription, clear a basket.
func Ends(word string) bool { return ends[word] || verbs[word] == Delete }

var ends = setOf(`
	cancel close deactivate terminate suspend disable archive leave unsubscribe unenroll withdraw downgrade clear empty
	lock block ban revoke end stop wipe purge reset`)

var verbs = verbsOf(map[Verb]string{
	Create: `create add new insert make save store submit generate build upsert crear criar erstellen creer agregar nuevo anlegen`,
	List:   `list all index browse getall findall listall fetchall enumerate listar auflisten`,
	Read:   `get show view detail details exists exist fetch read retrieve one single load byid getbyid info obtener ver anzeigen`,
	Update: `update edit modify change set patch replace put alter rename actualizar editar aktualisieren bearbeiten atualizar modifier`,
	Delete: `delete remove destroy del erase trash unlink discard eliminar borrar loeschen supprimer excluir deletar`,
	Search: `search query find filter lookup suggest autocomplete typeahead buscar suchen rechercher pesquisar`,
	Act: `cancel approve reject confirm complete close open reopen start stop pause resume activate deactivate enable disable
		publish unpublish archive unarchive restore lock unlock block unblock ban unban suspend assign unassign accept decline
		pay refund ship deliver return send resend invite join leave follow unfollow like unlike vote upvote downvote share
		move copy clone duplicate merge split transfer convert import export upload download sync refresh retry run execute
		trigger process checkout purchase redeem apply withdraw deposit capture void release reserve book verify validate
		mark unmark pin unpin star unstar favorite unfavorite subscribe unsubscribe enroll unenroll finish end begin schedule
		submit review rate flag report promote demote grant revoke attach detach link unlink bulk batch increment decrement
		reorder reset toggle notify ping preview print calculate compute estimate simulate translate predict classify
		dispatch broadcast receive select choose pick respond reply buy use
		acknowledge dismiss escalate resolve snooze borrow renew rent buy sell order reactivate terminate suspend install
		uninstall deploy rollback scale restart reboot shutdown login logout register check test`,
})

func verbsOf(lists map[Verb]string) map[string]Verb {
	all := map[string]Verb{}
	// In this order, so that a word in two lists is the more telling one.
	for _, v := range []Verb{Act, Search, Read, List, Delete, Update, Create} {
		for word := range setOf(lists[v]) {
			all[word] = v
		}
	}
	return all
}

var plainVerbs = setOf(`
	create add insert list getall findall listall fetchall enumerate get fetch retrieve byid getbyid update edit modify patch
	delete remove destroy del erase search find upsert save submit generate rename replace browse lookup
	cancel approve reject confirm activate deactivate enable disable publish unpublish archive restore assign unassign
	resend invite unfollow unlike upload download execute trigger redeem withdraw verify validate subscribe unsubscribe
	enroll revoke grant notify calculate crear criar erstellen agregar anlegen listar obtener anzeigen actualizar editar
	aktualisieren bearbeiten eliminar borrar loeschen supprimer excluir buscar suchen`)

// PhraseVerb tells whether the word is a verb where a noun follows it, as
// view is in view_orders and order is not in order_items.
func PhraseVerb(word string) bool {
	return plainVerbs[word] || phraseVerbs[word] || verbs[word] == Act && !nounVerbs[word]
}

var phraseVerbs = setOf(`make view show`)

// nounVerbs stand before nouns as nouns: test results, book reviews.
var nounVerbs = setOf(`
	order book report review test rate schedule return release reserve like vote run print process import export transfer deposit purchase refund
	pin star flag lock block copy sync complete ship preview bulk batch void rent scale ping favorite split
	estimate restart reboot register login logout end open`)

// SearchWord tells whether the name is of something that looks through many
// objects and changes none: search, filter, stats, export.
func SearchWord(name string) bool { return searches.has(name) }

var searches = vocabularyOf(`
	search *_search search_* query find *_find filter *_filter lookup *_lookup suggest suggestion autocomplete typeahead advanced_search
	report *_report reporting reports export *_export stats *_stats statistics *_statistics statistic *_statistic count *_count aggregate aggregation aggregations analytics *_analytics
	summary *_summary overview histogram facets trends trending insights metrics *_metrics leaderboard ranking top nearby query_by_* find_by_* search_by_* filter_by_* finder
	buscar busqueda suche suchen recherche pesquisa
	!search_history !saved_search !search_engine !*_job_search !bug_report !bug_* !discount !*_head_count`)

// Reporting tells whether the name is a search word that can be a thing too,
// with objects of its own: report, export, statistic.
func Reporting(name string) bool {
	words := singulars(normal(name))
	return len(words) > 0 && slices.Contains([]string{
		"report", "export", "summary", "metric", "ranking", "statistic", "insight", "trend", "filter", "query", "search", "suggestion", "leaderboard", "lookup",
	}, words[len(words)-1])
}

// Singleton tells whether the name is of a thing of which everyone who calls
// has one: profile, settings, cart.
func Singleton(name string) bool { return singletons.has(name) }

var singletons = vocabularyOf(`
	profile *_profile account setting *_setting preference *_preference cart *_cart basket *_basket bag wallet *_wallet dashboard wishlist wish_list watchlist inbox
	balance *_balance subscription membership feed timeline home avatar onboarding billing_info quota entitlement user session
	*_favorite *_favourite *_bookmark perfil carrito warenkorb panier profil konto einstellungen
	!*_service_account !*_bank_account`)
