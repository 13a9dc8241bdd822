/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading model files: users' files over the built-in ones, files that must be
 * refused with a message that names the thing, and the schema against the
 * reader.
 */
#include "harness.h"

#include <jansson.h>
#include <stdio.h>
#include <unistd.h>

#include "model/model.h"
#include "model/table.h"

static struct dl_models *built_in(void)
{
	struct dl_models *models = NULL;
	struct dl_error err = {0};

	if (dl_models_load(&models, NULL, 0, &err) != DL_OK) {
		fprintf(stderr, "%s\n", err.message);
		abort();
	}
	return models;
}

static bool same(const char *a, const char *b)
{
	return a == b || (a && b && !strcmp(a, b));
}

/* ---- users' files ---- */

static const char *write_temp(const char *text)
{
	static char path[] = "/tmp/dmalint-model-XXXXXX";
	int fd;
	FILE *f;

	strcpy(path, "/tmp/dmalint-model-XXXXXX");
	fd = mkstemp(path);
	f = fdopen(fd, "w");
	fputs(text, f);
	fclose(f);
	return path;
}

static void test_user_file_adds_and_replaces(void)
{
	const char *path = write_temp(
		"{ \"api\": \"vendor\", \"functions\": {"
		"\"dma_map_single\": { \"role\": \"pure\" },"
		"\"acme_map\": { \"role\": \"map\", \"family\": \"acme\", \"failure\": \"zero\","
		"  \"args\": { \"buf\": 1 }, \"aliases\": [\"acme_map2\"] } },"
		"\"fields\": { \"struct acme\": { \"buf\": { \"role\": \"sink\" } },"
		"  \"struct urb\": { \"setup_packet\": { \"role\": \"sink\","
		"  \"tolerates_static\": true } } } }");
	struct dl_models *models = NULL, *plain = built_in();
	const struct dl_model *m;
	struct dl_error err = {0};

	CU_ASSERT_EQUAL_FATAL(dl_models_load(&models, &path, 1, &err), DL_OK);
	m = dl_models_find(models, "dma_map_single");
	CU_ASSERT(m && m->role == DL_ROLE_PURE && m->arg_buf == DL_NO_ARG);
	m = dl_models_find(models, "acme_map2");
	CU_ASSERT(m && m->role == DL_ROLE_MAP && m->arg_buf == 1 &&
		  !strcmp(m->display, "acme_map"));
	CU_ASSERT_PTR_NOT_NULL(dl_models_find_field(models, "struct acme", "buf"));
	m = dl_models_find_field(models, "struct urb", "setup_packet");
	CU_ASSERT(m && m->tolerates_static);
	/* Three new names; the replaced ones keep their place. */
	CU_ASSERT_EQUAL(dl_models_count(models), dl_models_count(plain) + 3);
	CU_ASSERT_NOT_EQUAL(dl_models_hash(models), dl_models_hash(plain));
	dl_models_free(models);
	dl_models_free(plain);
	unlink(path);
}

static void test_hash_is_stable(void)
{
	struct dl_models *a = built_in(), *b = built_in();

	CU_ASSERT_EQUAL(dl_models_hash(a), dl_models_hash(b));
	CU_ASSERT_NOT_EQUAL(dl_models_hash(a), 0);
	dl_models_free(a);
	dl_models_free(b);
}

static void test_file_that_cannot_be_read(void)
{
	const char *missing = "/nonexistent/acme.json", *folder = "/tmp";
	struct dl_models *models = (struct dl_models *)&missing;
	struct dl_error err = {0};

	CU_ASSERT_EQUAL(dl_models_load(&models, &missing, 1, &err), DL_ERR_NOT_FOUND);
	CU_ASSERT_PTR_NOT_NULL(strstr(err.message, "/nonexistent/acme.json"));
	CU_ASSERT_PTR_NULL(models);
	CU_ASSERT_EQUAL(dl_models_load(&models, &folder, 1, &err), DL_ERR_IO);
	CU_ASSERT_PTR_NOT_NULL(strstr(err.message, "model /tmp: "));
	CU_ASSERT_EQUAL(dl_models_load(&models, &missing, 1, NULL), DL_ERR_NOT_FOUND);
}

/* ---- broken files ---- */

struct broken {
	const char *text;
	const char *message; /* what the message must hold, after "model acme.json" */
};

#define FUNCTIONS(entries) "{ \"api\": \"acme\", \"functions\": { " entries " } }"
#define FIELDS(records)	   "{ \"api\": \"acme\", \"fields\": { " records " } }"

static const struct broken broken[] = {
	{"", ":1:0: '[' or '{' expected near end of file"},
	{"{\n \"api\": \"x\",\n \"functions\": }", ":3:15: unexpected token near '}'"},
	{"{ \"api\": \"x\" } trailing", ":1:23: end of file expected near 'trailing'"},
	{FUNCTIONS("\"f\": { \"role\": \"pure\" }, \"f\": { \"role\": \"log\" }"),
	 "duplicate object key"},
	{FUNCTIONS("\"f\": { \"role\": \"pure\", \"role\": \"log\" }"), "duplicate object key"},
	{"[]", ": must be an object with \"api\" and \"functions\", not an array"},
	{"{ \"functions\": {} }", ": field 'api': missing"},
	{"{ \"api\": 3 }", ": field 'api': must be a string, not a whole number"},
	{"{ \"api\": \"\" }", ": field 'api': is empty"},
	{"{ \"api\": \"x\", \"function\": {} }",
	 ": field 'function': unknown; known are $schema, api, document, headers, functions, fields, "
	 "records, types, constants, words, declarations"},
	{"{ \"api\": \"x\", \"declarations\": [] }",
	 ": field 'declarations': must be an object, not an array"},
	{"{ \"api\": \"x\", \"declarations\": { \"a b\": \"int a;\" } }",
	 "must be the name of something in C"},
	{"{ \"api\": \"x\", \"declarations\": { \"a\": 1 } }", "must be a string"},
	{"{ \"api\": \"x\", \"locks\": [] }", ": field 'locks': must be an object, not an array"},
	{"{ \"api\": \"x\", \"locks\": { \"l\": 1 } }", ": lock l: must be an object"},
	{"{ \"api\": \"x\", \"locks\": { \"\": {} } }", "has no name"},
	{"{ \"api\": \"x\", \"locks\": { \"l\": { \"takes\": \"f\" } } }", ": field 'takes': "},
	{"{ \"api\": \"x\", \"locks\": { \"l\": { \"tekes\": [\"f\"] } } }", "'tekes'"},
	{"{ \"api\": \"x\", \"locks\": { \"l\": { \"interrupts_off\": 1 } } }",
	 ": field 'interrupts_off': must be true or false, not a whole number"},
	{"{ \"api\": \"x\", \"contexts\": { \"c\": { \"never_sleeps\": \"at night\" } } }", ": field 'never_sleeps': "},
	{"{ \"api\": \"x\", \"contexts\": { \"c\": { \"may_sleep\": { \"f\": [-1] } } } }", ": field 'may_sleep': "},
	{"{ \"api\": \"x\", \"contexts\": { \"c\": { \"operations\": { \"ops\": \"f\" } } } }", ": field 'operations': "},
	{"{ \"api\": \"x\", \"headers\": \"a.h\" }",
	 ": field 'headers': must be a non-empty array of paths"},
	{"{ \"api\": \"x\", \"headers\": [] }",
	 ": field 'headers': must be a non-empty array of paths"},
	{"{ \"api\": \"x\", \"headers\": [\"a.h\", 3] }",
	 ": field 'headers': must be a string, not a whole number"},
	{"{ \"api\": \"x\", \"functions\": [] }",
	 ": field 'functions': must be an object, not an array"},
	{FUNCTIONS("\"f\": \"map\""), ": entry f: must be an object, not a string"},
	{FUNCTIONS("\"f\": {}"), ": entry f: field 'role': missing"},
	{FUNCTIONS("\"f\": { \"role\": \"mapp\" }"),
	 ": entry f: field 'role': unknown value \"mapp\"; known are none, map, unmap,"},
	{FUNCTIONS("\"f\": { \"role\": 1 }"),
	 ": entry f: field 'role': must be a string, not a whole number"},
	{FUNCTIONS("\"f\": { \"role\": \"pure\", \"famly\": \"x\" }"),
	 ": entry f: field 'famly': unknown; known are role,"},
	{FUNCTIONS("\"f\": { \"role\": \"pure\", \"family\": null }"),
	 ": entry f: field 'family': must be a string, not null"},
	{FUNCTIONS("\"f\": { \"role\": \"pure\", \"managed\": \"yes\" }"),
	 ": entry f: field 'managed': must be true or false, not a string"},
	{FUNCTIONS("\"f\": { \"role\": \"pure\", \"failure\": \"minus one\" }"),
	 ": entry f: field 'failure': unknown value \"minus one\"; known are never, "
	 "mapping-error,"},
	{FUNCTIONS("\"f\": { \"role\": \"buffer-alloc\", \"memory\": \"ram\" }"),
	 ": entry f: field 'memory': unknown value \"ram\"; known are unknown, slab,"},
	{FUNCTIONS("\"f\": { \"role\": \"pure\", \"args\": [0] }"),
	 ": entry f: field 'args': must be an object"},
	{FUNCTIONS("\"f\": { \"role\": \"pure\", \"args\": { \"device\": 0 } }"),
	 ": entry f: field 'args.device': unknown; known are dev, buf,"},
	{FUNCTIONS("\"f\": { \"role\": \"pure\", \"args\": { \"dev\": -1 } }"),
	 ": entry f: field 'args.dev': must be an argument position from 0 to 31, not -1"},
	{FUNCTIONS("\"f\": { \"role\": \"pure\", \"args\": { \"dev\": 32 } }"),
	 "from 0 to 31, not 32"},
	{FUNCTIONS("\"f\": { \"role\": \"pure\", \"args\": { \"dev\": 4294967296 } }"),
	 "not 4294967296"},
	{FUNCTIONS("\"f\": { \"role\": \"pure\", \"args\": { \"dev\": 0.5 } }"),
	 ": entry f: field 'args.dev': must be an argument position (0 is the first), not a "
	 "fraction"},
	{FUNCTIONS("\"f\": { \"role\": \"sink\", \"sink_args\": [] }"),
	 ": field 'sink_args': must be a non-empty array"},
	{FUNCTIONS("\"f\": { \"role\": \"sink\", \"sink_args\": [1, 64] }"),
	 ": field 'sink_args': must be an argument position from 0 to 31, not 64"},
	{FUNCTIONS("\"f\": { \"role\": \"pure\", \"sink_args\": [1] }"),
	 ": field 'sink_args': only role 'sink' has it"},
	{FUNCTIONS("\"f\": { \"role\": \"copy\", \"tolerates_vmalloc\": true }"),
	 ": field 'tolerates_vmalloc': only role 'sink'"},
	{FUNCTIONS("\"f\": { \"role\": \"free\", \"family\": \"x\", \"memory\": \"slab\" }"),
	 ": field 'memory': only roles"},
	{FUNCTIONS("\"f\": { \"role\": \"map\", \"failure\": \"zero\" }"),
	 ": entry f: field 'family': missing"},
	{FUNCTIONS("\"f\": { \"role\": \"map\", \"family\": \"x\" }"),
	 ": entry f: field 'failure': missing"},
	{FUNCTIONS("\"f\": { \"role\": \"check\" }"), ": entry f: field 'args.handle': missing"},
	{FUNCTIONS("\"f\": { \"role\": \"sg-init\" }"), ": entry f: field 'args.sg': missing"},
	{FUNCTIONS("\"f\": { \"role\": \"buffer-alloc\" }"), ": entry f: field 'memory': missing"},
	{FUNCTIONS("\"f\": { \"role\": \"buffer-free\" }"), ": entry f: field 'args.buf': missing"},
	{FUNCTIONS("\"f\": { \"role\": \"mmio-write\" }"),
	 ": entry f: field 'args.value': missing"},
	{FUNCTIONS("\"f\": { \"role\": \"cpu-access\" }"),
	 ": entry f: field 'args': role 'cpu-access' needs"},
	{FUNCTIONS("\"f\": { \"role\": \"pure\", \"pairs\": \"g\" }"),
	 ": field 'pairs': must be a non-empty array"},
	{FUNCTIONS("\"f\": { \"role\": \"pure\", \"pairs\": [1] }"),
	 ": field 'pairs': must hold function names, not a whole number"},
	{FUNCTIONS("\"f\": { \"role\": \"pure\", \"pairs\": [\"g\", \"g\"] }"),
	 ": field 'pairs': names g twice"},
	{FUNCTIONS("\"f\": { \"role\": \"pure\", \"aliases\": [\"g h\"] }"),
	 ": field 'aliases': \"g h\" is not a function name"},
	{FUNCTIONS("\"f()\": { \"role\": \"pure\" }"), ": entry f(): is not a function name"},
	{FUNCTIONS("\"f\": { \"role\": \"pure\", \"aliases\": [\"f\"] }"),
	 ": entry f: f is described twice"},
	{FUNCTIONS("\"f\": { \"role\": \"pure\" }, \"g\": { \"role\": \"log\", \"aliases\": "
		   "[\"f\"] }"),
	 ": entry g: f is described twice"},
	{FIELDS("\"struct s\": []"),
	 ": record struct s: must be an object of fields, not an array"},
	{FIELDS("\"enum s\": {}"), ": record enum s: is not the name of a record"},
	{FIELDS("\"struct s\": { \"a..b\": { \"role\": \"sink\" } }"),
	 ": entry struct s.a..b: is not the path of a field"},
	{FIELDS("\"struct s\": { \"\": { \"role\": \"sink\" } }"), ": is not the path of a field"},
	{FIELDS("\"struct s\": { \"b\": { \"role\": \"map\" } }"),
	 ": entry struct s.b: field 'role': a record's field can only be"},
	{FIELDS("\"struct s\": { \"b\": { \"role\": \"sink\", \"args\": {} } }"),
	 ": entry struct s.b: field 'args': unknown"},
};

static bool is_refused(const struct broken *b)
{
	struct dl_models *models = dl_models_new();
	struct dl_error err = {0};
	enum dl_status status = dl_models_add(models, "acme.json", b->text, strlen(b->text), &err);
	bool ok = status == DL_ERR_INVALID && err.status == status &&
		  !strncmp(err.message, "model acme.json", 15) && strstr(err.message, b->message);

	if (!ok)
		fprintf(stderr, "%s\n  want: %s\n  got:  %s\n", b->text, b->message, err.message);
	dl_models_free(models);
	return ok;
}

static void test_broken_files_are_refused(void)
{
	for (size_t i = 0; i < sizeof(broken) / sizeof(broken[0]); i++)
		CU_ASSERT(is_refused(&broken[i]));
}

/* Every prefix of a good file is refused, and none of them crashes. */
static void test_truncated_files_are_refused(void)
{
	static const char text[] =
		FUNCTIONS("\"f\": { \"role\": \"sink\", \"args\": { \"buf\": 1 },"
			  " \"sink_args\": [1], \"aliases\": [\"g\"] }");

	for (size_t n = 0; n < sizeof(text) - 1; n++) {
		struct dl_models *models = dl_models_new();
		struct dl_error err = {0};

		CU_ASSERT_EQUAL(dl_models_add(models, "acme.json", text, n, &err), DL_ERR_INVALID);
		dl_models_free(models);
	}
}

static void test_two_built_in_files_cannot_share_a_name(void)
{
	static const char text[] = FUNCTIONS("\"f\": { \"role\": \"pure\" }");
	struct dl_models *models = dl_models_new();
	struct dl_error err = {0};

	CU_ASSERT_EQUAL(dl_models_add(models, "a.json", text, sizeof(text) - 1, &err), DL_OK);
	CU_ASSERT_EQUAL(dl_models_add(models, "b.json", text, sizeof(text) - 1, &err),
			DL_ERR_INVALID);
	CU_ASSERT_PTR_NOT_NULL(strstr(err.message, "model b.json: entry f: f is described twice"));
	models->source++;
	CU_ASSERT_EQUAL(dl_models_add(models, "c.json", text, sizeof(text) - 1, &err), DL_OK);
	dl_models_free(models);
}

/* ---- schema.json says what the reader does ---- */

static json_t *load_schema(void)
{
	json_error_t err;
	json_t *schema = json_load_file(DL_SOURCE_DIR "/rules/models/schema.json",
					JSON_REJECT_DUPLICATES, &err);

	if (!schema) {
		fprintf(stderr, "schema.json:%d: %s\n", err.line, err.text);
		abort();
	}
	return schema;
}

static void check_keys(const json_t *properties, enum dl_model_keys of)
{
	size_t n = 0;

	for (const char *key; (key = dl_model_key(of, n)); n++) {
		if (!json_object_get(properties, key))
			fprintf(stderr, "schema.json lacks %s\n", key);
		CU_ASSERT_PTR_NOT_NULL(json_object_get(properties, key));
	}
	CU_ASSERT_EQUAL(json_object_size(properties), n);
}

static void check_enum(const json_t *def, const char *const *names)
{
	const json_t *values = json_object_get(def, "enum");
	size_t n = 0;

	for (; names[n]; n++)
		CU_ASSERT(same(json_string_value(json_array_get(values, n)), names[n]));
	CU_ASSERT_EQUAL(json_array_size(values), n);
}

static void test_schema_and_reader_agree(void)
{
	static const char *const sections[] = {"record", "type", "constant", "word"};
	json_t *schema = load_schema();
	const json_t *defs = json_object_get(schema, "$defs");
	const json_t *position = json_object_get(defs, "position");

	check_keys(json_object_get(schema, "properties"), DL_KEYS_FILE);
	check_keys(json_object_get(json_object_get(defs, "function"), "properties"),
		   DL_KEYS_FUNCTION);
	check_keys(json_object_get(json_object_get(defs, "args"), "properties"), DL_KEYS_ARGS);
	check_keys(json_object_get(json_object_get(defs, "field"), "properties"), DL_KEYS_FIELD);
	check_keys(json_object_get(json_object_get(defs, "context"), "properties"), DL_KEYS_CONTEXT);
	check_keys(json_object_get(json_object_get(defs, "lock"), "properties"), DL_KEYS_LOCK);
	for (size_t i = 0; i < sizeof(sections) / sizeof(sections[0]); i++) {
		const json_t *keys =
			json_object_get(json_object_get(defs, sections[i]), "properties");

		check_keys(keys, (enum dl_model_keys)(DL_KEYS_RECORD + i));
		check_enum(json_object_get(keys, "role"), dl_term_role_names((enum dl_section)i));
	}
	check_enum(json_object_get(defs, "result"), dl_gives_names());
	check_enum(json_object_get(defs, "role"), dl_role_names());
	check_enum(json_object_get(defs, "failure"), dl_failure_names());
	check_enum(json_object_get(defs, "memory"), dl_memory_names());
	CU_ASSERT_EQUAL(json_integer_value(json_object_get(position, "maximum")), DL_MODEL_MAX_ARG);
	json_decref(schema);
}

DL_TEST_MAIN("model_load", DL_TEST(test_user_file_adds_and_replaces), DL_TEST(test_hash_is_stable),
	     DL_TEST(test_file_that_cannot_be_read), DL_TEST(test_broken_files_are_refused),
	     DL_TEST(test_truncated_files_are_refused),
	     DL_TEST(test_two_built_in_files_cannot_share_a_name),
	     DL_TEST(test_schema_and_reader_agree))
