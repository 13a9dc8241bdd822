/* SPDX-License-Identifier: Apache-2.0 */
/* Reads the section "contexts" of a model file, and finds what it says of a name. */
#include "model/context.h"

#include <string.h>

#include "base/hash.h"
#include "model/reader.h"

static const char *const keys[] = {"by_hardware", "begins",	   "managed",	"fields",
				   "tables",	  "starts",	   "ends",	"asks",
				   "quiets",	  "never_sleeps", "may_sleep", "operations",
				   "transfers",	  "gives_back",	  "lent",      "looks",
				   "releases",	  "for_good",	  "note",      NULL};

const char *dl_context_key(size_t index)
{
	return keys[index];
}

static uint64_t field_key(const char *record, const char *field)
{
	return dl_hash_str(dl_hash_str(DL_HASH_SEED, record), field);
}

/* ---- what is found by a name ---- */

static void put_call(const struct dl_model_reader *r, const char *function,
		     const struct dl_context_call *call)
{
	struct dl_context_call *entry = dl_arena_memdup(r->models->arena, call, sizeof(*call));

	entry->next = dl_map_get_str(&r->models->context_calls, function);
	/* of a later file, or said twice: the last one counts */
	while (entry->next && entry->next->context == entry->context)
		entry->next = entry->next->next;
	dl_map_put_str(&r->models->context_calls, function, entry);
}

/* ---- one context ---- */

static enum dl_status read_positions(const struct dl_model_reader *r, const char *key, const struct dl_json *value,
				     uint32_t *bits)
{
	*bits = 0;
	if (!dl_json_is(value, DL_JSON_ARRAY))
		return dl_reader_bad(r, key, "must be an array of argument positions, not %s",
				     dl_reader_type(value));
	DL_JSON_EACH(value, position) {
		int n = 0;
		enum dl_status status = dl_reader_position(r, key, position, &n);

		if (status != DL_OK)
			return status;
		*bits |= UINT32_C(1) << n;
	}
	return DL_OK;
}

static enum dl_status read_begins(const struct dl_model_reader *r, struct dl_context *context,
				  const char *key, const struct dl_json *functions)
{
	struct dl_context_call call = {.context = context, .managed = !strcmp(key, "managed")};

	if (!dl_json_is(functions, DL_JSON_OBJECT))
		return dl_reader_bad(r, key, "must be an object of functions, not %s",
				     dl_reader_type(functions));
	DL_JSON_EACH(functions, value) {
		const char *name = value->name;
		enum dl_status status;

		if (!dl_reader_is_identifier(name))
			return dl_reader_bad(r, key, "'%s' is not a function name", name);
		status = read_positions(r, key, value, &call.callbacks);
		if (status != DL_OK)
			return status;
		put_call(r, dl_intern(r->models->names, name), &call);
		context->has_begins |= !call.managed;
	}
	return DL_OK;
}

static enum dl_status read_part(const struct dl_model_reader *r, const struct dl_context *context,
				enum dl_context_part part, const char *key, const struct dl_json *value)
{
	const struct dl_context_call call = {
		.context = context, .part = part, .releases = !strcmp(key, "releases"),
		.for_good = !strcmp(key, "for_good")};
	const char **names = NULL;
	size_t count = 0;
	enum dl_status status = dl_reader_names(r, key, value, &names, &count);

	for (size_t i = 0; status == DL_OK && i < count; i++)
		put_call(r, names[i], &call);
	return status;
}

/* Callbacks among those that the context begins with which may sleep all the same. */
static enum dl_status read_sleepers(const struct dl_model_reader *r, const struct dl_json *functions)
{
	if (!dl_json_is(functions, DL_JSON_OBJECT))
		return dl_reader_bad(r, "may_sleep", "must be an object of functions, not %s",
				     dl_reader_type(functions));
	DL_JSON_EACH(functions, value) {
		const char *name = value->name;
		uint32_t bits = 0;
		enum dl_status status = dl_reader_is_identifier(name) ?
			read_positions(r, "may_sleep", value, &bits) :
			dl_reader_bad(r, "may_sleep", "'%s' is not a function name", name);

		if (status != DL_OK)
			return status;
		dl_map_put_str(&r->models->context_sleepers, dl_intern(r->models->names, name),
			       (void *)(uintptr_t)bits);
	}
	return DL_OK;
}

static enum dl_status read_fields(const struct dl_model_reader *r, struct dl_context *context,
				  const char *key, struct dl_map *to, const struct dl_json *records)
{
	if (!dl_json_is(records, DL_JSON_OBJECT))
		return dl_reader_bad(r, key, "must be an object of records, not %s",
				     dl_reader_type(records));
	DL_JSON_EACH(records, value) {
		const char *record = value->name;
		const char **names = NULL;
		size_t count = 0;
		enum dl_status status = dl_reader_names(r, key, value, &names, &count);

		if (status == DL_OK && !dl_reader_is_record(record))
			return dl_reader_bad(r, key, "'%s' is not the name of a record", record);
		for (size_t i = 0; status == DL_OK && i < count; i++)
			dl_map_put(to, field_key(record, names[i]), context);
		if (status != DL_OK)
			return status;
	}
	return DL_OK;
}

static enum dl_status read_sleeping(const struct dl_model_reader *r, struct dl_context *context,
				    const struct dl_json *value)
{
	static const char *const names[] = {"interrupts-on", "interrupts-off", NULL};
	const char *name;
	enum dl_status status = dl_reader_string(r, "never_sleeps", value, &name);

	if (status != DL_OK)
		return status;
	if (strcmp(name, names[0]) != 0 && strcmp(name, names[1]) != 0)
		return dl_reader_bad_name(r, "never_sleeps", name, names);
	context->sleeping = strcmp(name, names[0]) ? DL_INTERRUPTS_OFF : DL_NEVER_SLEEPS;
	return DL_OK;
}

static enum dl_status read_tables(const struct dl_model_reader *r, struct dl_context *context,
				  const struct dl_json *records)
{
	if (!dl_json_is(records, DL_JSON_ARRAY))
		return dl_reader_bad(r, "tables", "must be an array of records, not %s",
				     dl_reader_type(records));
	DL_JSON_EACH(records, record) {
		const char *name;
		enum dl_status status = dl_reader_string(r, "tables", record, &name);

		if (status != DL_OK)
			return status;
		if (!dl_reader_is_record(name))
			return dl_reader_bad(r, "tables", "'%s' is not the name of a record", name);
		dl_map_put_str(&r->models->context_tables, name, context);
		context->has_tables = true;
	}
	return DL_OK;
}

/* Functions that say whether it runs. */
static enum dl_status read_looks(const struct dl_model_reader *r, struct dl_context *context, const struct dl_json *value)
{
	const char **names = NULL;
	size_t count = 0;
	enum dl_status status = dl_reader_names(r, "looks", value, &names, &count);

	for (size_t i = 0; status == DL_OK && i < count; i++)
		dl_map_put_str(&r->models->context_looks, names[i], context);
	return status;
}

static enum dl_status read_key(const struct dl_model_reader *r, struct dl_context *context, const char *key,
			       const struct dl_json *value)
{
	const char *ignored;

	if (!strcmp(key, "begins") || !strcmp(key, "managed"))
		return read_begins(r, context, key, value);
	if (!strcmp(key, "fields"))
		return read_fields(r, context, key, &r->models->context_fields, value);
	if (!strcmp(key, "operations")) {
		context->has_operations = true;
		return read_fields(r, context, key, &r->models->context_operations, value);
	}
	if (!strcmp(key, "gives_back"))
		return read_fields(r, context, key, &r->models->context_returns, value);
	if (!strcmp(key, "lent"))
		return read_fields(r, context, key, &r->models->context_lent, value);
	if (!strcmp(key, "may_sleep"))
		return read_sleepers(r, value);
	if (!strcmp(key, "never_sleeps"))
		return read_sleeping(r, context, value);
	if (!strcmp(key, "tables"))
		return read_tables(r, context, value);
	if (!strcmp(key, "starts")) {
		context->waits_for_start = true;
		return read_part(r, context, DL_CONTEXT_STARTS, key, value);
	}
	if (!strcmp(key, "ends") || !strcmp(key, "releases") || !strcmp(key, "for_good"))
		return read_part(r, context, DL_CONTEXT_ENDS, key, value);
	if (!strcmp(key, "asks"))
		return read_part(r, context, DL_CONTEXT_ASKS, key, value);
	if (!strcmp(key, "quiets"))
		return read_part(r, context, DL_CONTEXT_QUIETS, key, value);
	if (!strcmp(key, "looks"))
		return read_looks(r, context, value);
	if (!strcmp(key, "note"))
		return dl_reader_string(r, key, value, &ignored);
	if (!dl_json_is_truth(value))
		return dl_reader_bad(r, key, "must be true or false, not %s", dl_reader_type(value));
	if (strcmp(key, "transfers") != 0) {
		context->by_hardware = dl_json_is(value, DL_JSON_TRUE);
		return DL_OK;
	}
	context->transfers = dl_json_is(value, DL_JSON_TRUE);
	if (context->transfers)
		r->models->transfer_contexts |= UINT64_C(1) << context->index;
	return DL_OK;
}

static enum dl_status read_context(const struct dl_model_reader *r, const struct dl_json *entry)
{
	struct dl_context *context = dl_map_get_str(&r->models->contexts, r->entry);

	if (!dl_json_is(entry, DL_JSON_OBJECT))
		return dl_reader_bad(r, NULL, "must be an object, not %s", dl_reader_type(entry));
	if (!context && r->models->contexts.len == DL_MAX_CONTEXTS)
		return dl_reader_bad(r, NULL, "is one too many; %d are possible", DL_MAX_CONTEXTS);
	if (!context) {
		context = DL_NEW(r->models->arena, struct dl_context);
		context->name = dl_intern(r->models->names, r->entry);
		context->index = (unsigned int)r->models->contexts.len;
		dl_map_put_str(&r->models->contexts, context->name, context);
	}
	DL_JSON_EACH(entry, value) {
		const char *key = value->name;
		enum dl_status status = DL_OK;
		size_t i = 0;

		while (keys[i] && strcmp(keys[i], key))
			i++;
		if (!keys[i])
			return dl_reader_unknown(r, key, keys);
		status = read_key(r, context, key, value);
		if (status != DL_OK)
			return status;
	}
	return DL_OK;
}

enum dl_status dl_reader_contexts(struct dl_model_reader *r, const struct dl_json *contexts)
{
	return dl_reader_named(r, "contexts", "context", contexts, read_context);
}

/* ---- questions ---- */

const struct dl_context_call *dl_models_context_call(const struct dl_models *models, const char *function)
{
	return function ? dl_map_get_str(&models->context_calls, function) : NULL;
}

const struct dl_context *dl_models_context_field(const struct dl_models *models, const char *record,
						 const char *field)
{
	return record && field ? dl_map_get(&models->context_fields, field_key(record, field)) : NULL;
}

const struct dl_context *dl_models_context_table(const struct dl_models *models, const char *record)
{
	return record ? dl_map_get_str(&models->context_tables, record) : NULL;
}

uint64_t dl_models_transfer_contexts(const struct dl_models *models)
{
	return models->transfer_contexts;
}

bool dl_models_gives_back(const struct dl_models *models, const char *record, const char *field)
{
	return record && field && dl_map_has(&models->context_returns, field_key(record, field));
}

bool dl_models_looks(const struct dl_models *models, const char *function)
{
	return function && dl_map_has_str(&models->context_looks, function);
}

bool dl_models_is_lent(const struct dl_models *models, const char *record, const char *field)
{
	return record && field && dl_map_has(&models->context_lent, field_key(record, field));
}

const struct dl_context *dl_models_sleepless_field(const struct dl_models *models, const char *record,
						   const char *field)
{
	const struct dl_context *context = dl_models_context_field(models, record, field);

	if (context && context->sleeping && !context->has_operations)
		return context;
	return record && field ? dl_map_get(&models->context_operations, field_key(record, field)) : NULL;
}

uint32_t dl_models_sleepless_callbacks(const struct dl_models *models, const struct dl_context_call *call,
				       const char *function)
{
	uint32_t sleepers = (uint32_t)(uintptr_t)dl_map_get_str(&models->context_sleepers, function);

	return call->part == DL_CONTEXT_BEGINS && call->context->sleeping ? call->callbacks & ~sleepers : 0;
}
