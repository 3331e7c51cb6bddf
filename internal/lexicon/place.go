package lexicon

// Address tells whether a value of that name says where on a network
// something is, so that a server may connect to it or send someone there:
// url, webhook, callback, host, mongo_uri, redirect_to.
func Address(name string) bool { return addresses.has(name) || ConnectionString(name) }

var addresses = vocabularyOf(`
	*_url *_uri *_urls *_link *_href *_webhook *_callback *_host *_hostname *_endpoint *_redirect *_redirect_to *_return_to *_origin_url *_domain *_fqdn
	*_server *_remote_host *_upstream *_proxy *_ip *_ip_address *_ip_addr *_server_address *_host_address *_url_* *_website *_homepage *_src *_location_url
	*_feed_url *_rss *_address_url *_hook *_hook_url *_target_host *_target_server *_mongo_host *_db_host *_database_host *_smtp_host *_redis_host *_db_port *_mongo_port *_smtp_port
	*_host_port *_broker *_cluster_address *_link_to *_peer_address *_fetch_from *_import_from *_download_from
	!is_* !has_* !*_url_type !*_url_encoded !*_url_name !*_url_expires_* !*_url_id !url_slug !*_email_domain !*_url_count !*_url_safe !*_url_title`)

// ConnectionString tells whether a value of that name says how to reach a
// database, credentials perhaps included.
func ConnectionString(name string) bool { return connectionStrings.has(name) }

var connectionStrings = vocabularyOf(`
	*_connection_string *_conn_str *_conn_string *_connection_str *_connect_string *_connection_uri *_connection_url *_mongo_uri *_mongodb_uri *_mongo_url *_mongodb_url *_dsn
	*_database_url *_database_uri *_db_uri *_db_url *_jdbc_url *_redis_url *_postgres_url *_mysql_url *_cluster_uri *_mongo_connection *_mongodb_connection
	*_db_connection *_database_connection *_mongo_dsn *_mongo_connection_string *_mongodb_srv *_db_connection_string`)

// Namespace tells whether a value of that name chooses the database,
// collection or kind of thing to look in.
func Namespace(name string) bool { return namespaces.has(name) }

var namespaces = vocabularyOf(`
	collection collection_name coll col_name *_collection_name source_collection target_collection mongo_collection *_db_collection
	table table_name *_table_name source_table target_table database database_name *_database_name db db_name *_db_name target_db source_db mongodb
	entity entity_name entity_type entity_kind model model_name dataset dataset_name index index_name namespace namespace_name ns schema schema_name
	resource_type resource_name object_type doc_type document_type data_source datasource data_type_name store_name bucket bucket_name keyspace`)

// Field tells whether a value of that name chooses a field: sort_by, fields,
// group_by, projection.
func Field(name string) bool { return fields.has(name) }

var fields = vocabularyOf(`
	field *_field field_name fieldname sort sort_by *_sort_by sort_field sort_key sorting order_by *_order_by ordering group_by *_group_by column column_name
	select projection project include exclude only expand populate distinct property_name attribute attribute_name path key_path
	!custom_field !*_form_field !*_custom_field`)

// Command tells whether a value of that name chooses what the server does.
func Command(name string) bool { return commands.has(name) }

var commands = vocabularyOf(`
	*_command *_cmd command_name exec execute run action action_name op operation operation_name *_db_command *_admin_command run_command *_method_name
	function function_name procedure procedure_name`)

// Script tells whether a value of that name is code or a filter that a
// server may evaluate.
func Script(name string) bool { return scripts.has(name) }

var scripts = vocabularyOf(`
	*_where expr *_expr *_expression filter *_filter query *_query *_script code js *_js *_javascript formula *_formula eval *_eval source_code
	map_function reduce_function map_fn reduce_fn mapper reducer finalize map reduce condition *_condition predicate *_predicate lambda pipeline *_pipeline aggregation
	criterion selector match rule *_rule custom_function user_function *_sql *_template_string jexl jsonata jsonpath xpath
	!*_health_condition !*_weather_condition !medical_condition !terms_* !*_search_query !save_* !has_*`)

// Query tells whether a value of that name says what to search for.
func Query(name string) bool { return queries.has(name) }

var queries = vocabularyOf(`
	q qs query *_query search *_search *_search_term search_term search_text search_query search_string search_word search_key search_by term terms keyword *_keyword filter *_filter filters
	where criteria criterion selector match lookup find phrase s needle pattern regex *_contains *_like *_starts_with name_contains query_string querystring text_search
	full_text fulltext busqueda buscar suche recherche pesquisa
	!is_* !has_* !save_* !last_search !saved_search !job_search`)
