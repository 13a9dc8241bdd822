/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads one model file: JSON text to table entries. Accepts exactly what
 * rules/models/schema.json describes; anything else is an error that names
 * the file, the entry and the key.
 */
#include "model/reader.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/hash.h"
#include "base/heap.h"

enum key_kind {
	KEY_STRING,
	KEY_BOOL,
	KEY_ROLE,
	KEY_FAILURE,
	KEY_MEMORY,
	KEY_GIVES,
	KEY_PACKET,
	KEY_SPAN,
	KEY_BITS,
	KEY_ARGS,
	KEY_MASK,
	KEY_PAIRS,
	KEY_ALIASES, /* handled by the caller: every alias is an entry of its own */
	KEY_DOCUMENTATION,
	KEY_HEADERS,
	KEY_POSITION,
	KEY_ENTRIES, /* of the file itself, handled by the caller */
};

struct key {
	const char *name;
	enum key_kind kind;
	size_t offset;
};

#define AT(member) offsetof(struct dl_model, member)

static const struct key file_keys[] = {
	{"$schema", KEY_DOCUMENTATION, 0},  {"api", KEY_DOCUMENTATION, 0},
	{"document", KEY_DOCUMENTATION, 0}, {"headers", KEY_HEADERS, 0},
	{"functions", KEY_ENTRIES, 0},	    {"fields", KEY_ENTRIES, 0},
	{"records", KEY_ENTRIES, 0},	    {"types", KEY_ENTRIES, 0},
	{"constants", KEY_ENTRIES, 0},	    {"words", KEY_ENTRIES, 0},
	{"declarations", KEY_ENTRIES, 0},   {"contexts", KEY_ENTRIES, 0},
	{"locks", KEY_ENTRIES, 0},
	{0},
};

static const struct key function_keys[] = {
	{"role", KEY_ROLE, 0},
	{"family", KEY_STRING, AT(family)},
	{"display", KEY_STRING, AT(display)},
	{"failure", KEY_FAILURE, 0},
	{"success", KEY_SPAN, AT(success)},
	{"failed", KEY_SPAN, AT(failed)},
	{"result", KEY_GIVES, 0},
	{"packet", KEY_PACKET, 0},
	{"never_null", KEY_BOOL, AT(never_null)},
	{"as_written", KEY_BOOL, AT(as_written)},
	{"returns", KEY_SPAN, AT(returns)},
	{"takes_reference", KEY_BOOL, AT(takes_reference)},
	{"zero_is_nothing", KEY_BOOL, AT(zero_is_nothing)},
	{"memory", KEY_MEMORY, 0},
	{"page_aligned", KEY_BOOL, AT(page_aligned)},
	{"zeroed", KEY_BOOL, AT(zeroed)},
	{"adds_to", KEY_STRING, AT(adds_to)},
	{"takes_from", KEY_STRING, AT(takes_from)},
	{"sets", KEY_STRING, AT(sets)},
	{"empty", KEY_STRING, AT(empty)},
	{"rejects_zones", KEY_BOOL, AT(rejects_zones)},
	{"sleeps", KEY_BOOL, AT(sleeps)},
	{"needs_interrupts", KEY_BOOL, AT(needs_interrupts)},
	{"args", KEY_ARGS, 0},
	{"sink_args", KEY_MASK, 0},
	{"managed", KEY_BOOL, AT(managed)},
	{"tolerates_vmalloc", KEY_BOOL, AT(tolerates_vmalloc)},
	{"tolerates_static", KEY_BOOL, AT(tolerates_static)},
	{"input", KEY_BOOL, AT(input)},
	{"input_bit", KEY_BITS, AT(input_bit)},
	{"tolerates_family", KEY_STRING, AT(tolerates_family)},
	{"sure_bits", KEY_BITS, AT(sure_bits)},
	{"streaming", KEY_BOOL, AT(streaming)},
	{"coherent", KEY_BOOL, AT(coherent)},
	{"flags", KEY_STRING, AT(flags)},
	{"reaches", KEY_STRING, AT(reaches)},
	{"replacement", KEY_STRING, AT(replacement)},
	{"rewrite", KEY_STRING, AT(rewrite)},
	{"removed_in", KEY_STRING, AT(removed_in)},
	{"pairs", KEY_PAIRS, 0},
	{"aliases", KEY_ALIASES, 0},
	{"header", KEY_DOCUMENTATION, 0},
	{"note", KEY_STRING, AT(note)},
	{0},
};

static const struct key field_keys[] = {
	{"role", KEY_ROLE, 0},
	{"tolerates_vmalloc", KEY_BOOL, AT(tolerates_vmalloc)},
	{"tolerates_static", KEY_BOOL, AT(tolerates_static)},
	{"input", KEY_BOOL, AT(input)},
	{"length", KEY_STRING, AT(length)},
	{"flags", KEY_STRING, AT(flags)},
	{"beside", KEY_STRING, AT(beside)},
	{"fits", KEY_SPAN, AT(fits)},
	{"operation", KEY_STRING, AT(operation)},
	{"memory", KEY_MEMORY, 0},
	{"failure", KEY_FAILURE, 0},
	{"binds", KEY_BOOL, AT(binds)},
	{"zeroed", KEY_BOOL, AT(zeroed)},
	{"pairs", KEY_PAIRS, 0},
	{"header", KEY_DOCUMENTATION, 0},
	{"note", KEY_STRING, AT(note)},
	{0},
};

static const struct key args_keys[] = {
	{"dev", KEY_POSITION, AT(arg_dev)},
	{"buf", KEY_POSITION, AT(arg_buf)},
	{"handle", KEY_POSITION, AT(arg_handle)},
	{"handle_out", KEY_POSITION, AT(arg_handle_out)},
	{"size", KEY_POSITION, AT(arg_size)},
	{"dir", KEY_POSITION, AT(arg_dir)},
	{"count", KEY_POSITION, AT(arg_count)},
	{"attrs", KEY_POSITION, AT(arg_attrs)},
	{"sg", KEY_POSITION, AT(arg_sg)},
	{"page", KEY_POSITION, AT(arg_page)},
	{"offset", KEY_POSITION, AT(arg_offset)},
	{"gfp", KEY_POSITION, AT(arg_gfp)},
	{"pool", KEY_POSITION, AT(arg_pool)},
	{"mask", KEY_POSITION, AT(arg_mask)},
	{"value", KEY_POSITION, AT(arg_value)},
	{"write", KEY_POSITION, AT(arg_write)},
	{"read", KEY_POSITION, AT(arg_read)},
	{"out", KEY_POSITION, AT(arg_out)},
	{"way", KEY_POSITION, AT(arg_way)},
	{"outputs", KEY_POSITION, AT(arg_outputs)},
	{"inputs", KEY_POSITION, AT(arg_inputs)},
	{0},
};

void dl_model_init(struct dl_model *model)
{
	memset(model, 0, sizeof(*model));
	for (const struct key *k = args_keys; k->name; k++)
		*(int8_t *)((char *)model + k->offset) = DL_NO_ARG;
	model->success = model->failed = model->returns = (struct dl_span){0, -1};
}

/* ---- messages ---- */

static const char *list_keys(const struct key *keys, struct dl_buf *text)
{
	for (; keys->name; keys++)
		dl_buf_printf(text, "%s%s", text->len ? ", " : "", keys->name);
	return dl_buf_str(text);
}

static enum dl_status bad_key(const struct dl_model_reader *r, const char *field, const struct key *keys)
{
	struct dl_buf known = {0};
	enum dl_status status =
		dl_reader_bad(r, field, "unknown; known are %s", list_keys(keys, &known));

	dl_buf_free(&known);
	return status;
}

static const struct key *find_key(const struct key *keys, const char *name)
{
	for (; keys->name; keys++)
		if (!strcmp(keys->name, name))
			return keys;
	return NULL;
}

enum dl_status dl_reader_named(struct dl_model_reader *r, const char *section, const char *kind,
			       const struct dl_json *entries, dl_read_entry_fn read_one)
{
	if (!dl_json_is(entries, DL_JSON_OBJECT))
		return dl_reader_bad(r, section, "must be an object, not %s", dl_reader_type(entries));
	r->kind = kind;
	DL_JSON_EACH(entries, entry) {
		const char *name = entry->name;
		enum dl_status status;

		r->entry = name;
		status = *name ? read_one(r, entry) : dl_reader_bad(r, NULL, "has no name");
		if (status != DL_OK)
			return status;
	}
	r->entry = NULL;
	return DL_OK;
}

static enum dl_status read_args(const struct dl_model_reader *r, const struct dl_json *value, struct dl_model *m)
{
	if (!dl_json_is(value, DL_JSON_OBJECT))
		return dl_reader_bad(r, "args", "must be an object of argument positions, not %s",
				     dl_reader_type(value));
	DL_JSON_EACH(value, position) {
		const char *name = position->name;
		const struct key *key = find_key(args_keys, name);
		char field[64];
		int n = DL_NO_ARG;
		enum dl_status status;

		snprintf(field, sizeof(field), "args.%s", name);
		if (!key)
			return bad_key(r, field, args_keys);
		status = dl_reader_position(r, field, position, &n);
		if (status != DL_OK)
			return status;
		*(int8_t *)((char *)m + key->offset) = (int8_t)n;
	}
	return DL_OK;
}

static enum dl_status read_mask(const struct dl_model_reader *r, const struct dl_json *value, struct dl_model *m)
{
	if (!dl_json_is(value, DL_JSON_ARRAY) || !value->count)
		return dl_reader_bad(r, "sink_args",
				     "must be a non-empty array of argument positions");
	DL_JSON_EACH(value, position) {
		int n = 0;
		enum dl_status status = dl_reader_position(r, "sink_args", position, &n);

		if (status != DL_OK)
			return status;
		m->sink_mask |= UINT32_C(1) << n;
	}
	return DL_OK;
}

static enum dl_status read_pairs(const struct dl_model_reader *r, const struct dl_json *value, struct dl_model *m)
{
	const char **names = NULL;
	enum dl_status status = dl_reader_names(r, "pairs", value, &names, &m->pair_count);

	m->pairs = names;
	return status;
}

/* A number of bits of a machine word. */
static enum dl_status read_bits(const struct dl_model_reader *r, const struct key *key,
				const struct dl_json *value, struct dl_model *m)
{
	if (!dl_json_is(value, DL_JSON_INTEGER) || value->number < 1 || value->number > 64)
		return dl_reader_bad(r, key->name, "must be a number of bits from 1 to 64");
	*(uint8_t *)((char *)m + key->offset) = (uint8_t)value->number;
	return DL_OK;
}

/* ---- entries ---- */

static enum dl_status read_value(const struct dl_model_reader *r, const struct key *key,
				 const struct dl_json *value, struct dl_model *m)
{
	const char *ignored;
	enum dl_status status;
	int n = 0;

	switch (key->kind) {
	case KEY_STRING:
		return dl_reader_string(r, key->name, value,
					(const char **)((char *)m + key->offset));
	case KEY_DOCUMENTATION:
		return dl_reader_string(r, key->name, value, &ignored);
	case KEY_BOOL:
		if (!dl_json_is_truth(value))
			return dl_reader_bad(r, key->name, "must be true or false, not %s",
					     dl_reader_type(value));
		*(bool *)((char *)m + key->offset) = dl_json_is(value, DL_JSON_TRUE);
		return DL_OK;
	case KEY_ROLE:
		status =
			dl_reader_enum(r, key->name, value, dl_role_from_name, dl_role_names(), &n);
		m->role = (enum dl_role)n;
		return status;
	case KEY_FAILURE:
		status = dl_reader_enum(r, key->name, value, dl_failure_from_name,
					dl_failure_names(), &n);
		m->failure = (enum dl_failure)n;
		return status;
	case KEY_MEMORY:
		status = dl_reader_enum(r, key->name, value, dl_memory_from_name, dl_memory_names(),
					&n);
		m->memory = (enum dl_memory)n;
		return status;
	case KEY_GIVES:
		status = dl_reader_enum(r, key->name, value, dl_gives_from_name, dl_gives_names(),
					&n);
		m->gives = (enum dl_gives)n;
		return status;
	case KEY_PACKET:
		status = dl_reader_enum(r, key->name, value, dl_packet_from_name, dl_packet_names(),
					&n);
		m->packet = (enum dl_packet)n;
		return status;
	case KEY_SPAN:
		return dl_reader_span(r, key->name, value,
				      (struct dl_span *)((char *)m + key->offset));
	case KEY_BITS:
		return read_bits(r, key, value, m);
	case KEY_ARGS:
		return read_args(r, value, m);
	case KEY_MASK:
		return read_mask(r, value, m);
	case KEY_PAIRS:
		return read_pairs(r, value, m);
	case KEY_ALIASES:
		return DL_OK;
	case KEY_HEADERS:
	case KEY_POSITION:
	case KEY_ENTRIES:
		break;
	}
	return dl_fail(r->err, DL_ERR_INTERNAL, "model key '%s' has no reader", key->name);
}

static enum dl_status read_entry(const struct dl_model_reader *r, const struct key *keys,
				 const struct dl_json *value, struct dl_model *m)
{
	if (!dl_json_is(value, DL_JSON_OBJECT))
		return dl_reader_bad(r, NULL, "must be an object, not %s", dl_reader_type(value));
	if (!dl_json_member(value, "role"))
		return dl_reader_bad(r, "role", "missing: it says what the function does");
	DL_JSON_EACH(value, member) {
		const char *name = member->name;
		const struct key *key = find_key(keys, name);
		enum dl_status status;

		if (!key)
			return bad_key(r, name, keys);
		status = read_value(r, key, member, m);
		if (status != DL_OK)
			return status;
	}
	return DL_OK;
}

static enum dl_status put(const struct dl_model_reader *r, struct dl_model *m)
{
	if (dl_models_put(r->models, m))
		return DL_OK;
	return dl_reader_bad(r, NULL, "%s is described twice; keep one entry or one alias",
			     m->name);
}

static enum dl_status read_function(struct dl_model_reader *r, const char *name, const struct dl_json *value)
{
	struct dl_model *m = DL_NEW(r->models->arena, struct dl_model);
	const struct dl_json *aliases = dl_json_member(value, "aliases");
	const char **names = NULL;
	const char *key, *why = "";
	size_t count = 0;
	enum dl_status status;

	if (!dl_reader_is_identifier(name))
		return dl_reader_bad(r, NULL, "is not a function name");
	dl_model_init(m);
	m->platform = &r->models->platform;
	m->name = dl_intern(r->models->names, name);
	m->display = m->name;
	status = read_entry(r, function_keys, value, m);
	if (status != DL_OK)
		return status;
	key = dl_model_role_problem(m, &why);
	if (key)
		return dl_reader_bad(r, key, "%s", why);
	status = aliases ? dl_reader_names(r, "aliases", aliases, &names, &count) : DL_OK;
	if (status == DL_OK)
		status = put(r, m);
	for (size_t i = 0; status == DL_OK && i < count; i++) {
		struct dl_model *copy = dl_arena_memdup(r->models->arena, m, sizeof(*m));

		copy->name = names[i];
		status = put(r, copy);
	}
	return status;
}

static enum dl_status read_field(struct dl_model_reader *r, const char *record, const char *field,
				 const struct dl_json *value)
{
	struct dl_model *m = DL_NEW(r->models->arena, struct dl_model);
	const char *key, *why = "";
	enum dl_status status;

	dl_model_init(m);
	m->platform = &r->models->platform;
	m->record = dl_intern(r->models->names, record);
	m->field = dl_intern(r->models->names, field);
	m->name = dl_intern(r->models->names, r->entry);
	m->display = m->name;
	if (!dl_reader_is_field_path(field))
		return dl_reader_bad(r, NULL,
				     "is not the path of a field (\"tx_buf\", \"data.buf.in\")");
	status = read_entry(r, field_keys, value, m);
	if (status != DL_OK)
		return status;
	if (!dl_role_is_of_field(m->role))
		return dl_reader_bad(r, "role", "a record's field can only be %s",
				     "\"sink\", \"list-limit\", \"start\", \"list\", \"list-address\", \"list-length\", "
				     "\"list-memory\", \"parent\", \"memory\", \"class-device\", \"bus-device\", \"device-mask\" "
				     "or \"carrier\"");
	key = dl_model_role_problem(m, &why);
	return key ? dl_reader_bad(r, key, "%s", why) : put(r, m);
}

/* ---- file ---- */

static enum dl_status read_functions(struct dl_model_reader *r, const struct dl_json *functions)
{
	if (!dl_json_is(functions, DL_JSON_OBJECT))
		return dl_reader_bad(r, "functions", "must be an object, not %s",
				     dl_reader_type(functions));
	r->kind = "entry";
	DL_JSON_EACH(functions, value) {
		const char *name = value->name;
		enum dl_status status;

		r->entry = name;
		status = read_function(r, name, value);
		if (status != DL_OK)
			return status;
	}
	r->entry = NULL;
	return DL_OK;
}

static enum dl_status read_record(struct dl_model_reader *r, const char *record, const struct dl_json *fields)
{
	r->kind = "record";
	r->entry = record;
	if (!dl_reader_is_record(record))
		return dl_reader_bad(r, NULL,
				     "is not the name of a record (\"struct spi_transfer\")");
	if (!dl_json_is(fields, DL_JSON_OBJECT))
		return dl_reader_bad(r, NULL, "must be an object of fields, not %s",
				     dl_reader_type(fields));
	r->kind = "entry";
	DL_JSON_EACH(fields, value) {
		const char *field = value->name;
		enum dl_status status;

		r->entry = dl_arena_printf(r->models->arena, "%s.%s", record, field);
		status = read_field(r, record, field, value);
		if (status != DL_OK)
			return status;
	}
	r->entry = NULL;
	return DL_OK;
}

static enum dl_status read_fields(struct dl_model_reader *r, const struct dl_json *records)
{
	if (!dl_json_is(records, DL_JSON_OBJECT))
		return dl_reader_bad(r, "fields", "must be an object, not %s",
				     dl_reader_type(records));
	DL_JSON_EACH(records, fields) {
		const char *record = fields->name;
		enum dl_status status = read_record(r, record, fields);

		if (status != DL_OK)
			return status;
	}
	return DL_OK;
}

/* For the reader of the file: what its functions are declared in. */
static enum dl_status read_headers(const struct dl_model_reader *r, const struct dl_json *headers)
{
	const char *text;

	if (!dl_json_is(headers, DL_JSON_ARRAY) || !headers->count)
		return dl_reader_bad(r, "headers", "must be a non-empty array of paths");
	DL_JSON_EACH(headers, header) {
		enum dl_status status = dl_reader_string(r, "headers", header, &text);

		if (status != DL_OK)
			return status;
	}
	return DL_OK;
}

/* Names that some kernels do not have, with the text that declares them. */
static enum dl_status read_declarations(struct dl_model_reader *r, const struct dl_json *entries)
{
	const char *text;

	if (entries && !dl_json_is(entries, DL_JSON_OBJECT))
		return dl_reader_bad(r, "declarations", "must be an object, not %s",
				     dl_reader_type(entries));
	r->kind = "declaration";
	DL_JSON_EACH(entries, value) {
		const char *name = value->name;
		enum dl_status status;

		r->entry = name;
		if (!dl_reader_is_identifier(name))
			return dl_reader_bad(r, NULL, "must be the name of something in C");
		status = dl_reader_string(r, "text", value, &text);
		if (status != DL_OK)
			return status;
		dl_map_put_str(&r->models->declarations, name, (void *)(uintptr_t)text);
	}
	r->entry = NULL;
	return DL_OK;
}

static enum dl_status read_file(struct dl_model_reader *r, const struct dl_json *root)
{
	const char *text;
	enum dl_section section;

	if (!dl_json_is(root, DL_JSON_OBJECT))
		return dl_reader_bad(r, NULL,
				     "must be an object with \"api\" and \"functions\", not %s",
				     dl_reader_type(root));
	if (!dl_json_member(root, "api"))
		return dl_reader_bad(r, "api", "missing: a short name for this group of functions");
	DL_JSON_EACH(root, value) {
		const char *name = value->name;
		enum dl_status status;

		if (!find_key(file_keys, name))
			return bad_key(r, name, file_keys);
		if (!strcmp(name, "functions"))
			status = read_functions(r, value);
		else if (!strcmp(name, "fields"))
			status = read_fields(r, value);
		else if (!strcmp(name, "headers"))
			status = read_headers(r, value);
		else if (!strcmp(name, "contexts"))
			status = dl_reader_contexts(r, value);
		else if (!strcmp(name, "locks"))
			status = dl_reader_locks(r, value);
		else if (!strcmp(name, "declarations"))
			status = read_declarations(r, value);
		else if (dl_reader_is_section(name, &section))
			status = dl_reader_terms(r, section, value);
		else
			status = dl_reader_string(r, name, value, &text);
		if (status != DL_OK)
			return status;
	}
	return DL_OK;
}

enum dl_status dl_models_add_value(struct dl_models *models, const char *path, const struct dl_json *value,
				   uint64_t hash, struct dl_error *err)
{
	struct dl_model_reader r = {.models = models, .path = path, .err = err};

	models->hash = dl_hash_u64(models->hash, hash);
	return read_file(&r, value);
}

enum dl_status dl_models_add(struct dl_models *models, const char *path, const char *data,
			     size_t size, struct dl_error *err)
{
	const char *what = dl_arena_printf(models->arena, "model %s", path);
	const struct dl_json *value;
	enum dl_status status = dl_json_parse(&value, models->arena, what, data, size, err);

	return status == DL_OK ? dl_models_add_value(models, path, value, dl_hash_bytes(DL_HASH_SEED, data, size), err)
			       : status;
}

/* ---- the keys, for the schema's test ---- */

const char *dl_model_key(enum dl_model_keys of, size_t index)
{
	static const struct key *const tables[] = {
		[DL_KEYS_FILE] = file_keys,
		[DL_KEYS_FUNCTION] = function_keys,
		[DL_KEYS_ARGS] = args_keys,
		[DL_KEYS_FIELD] = field_keys,
	};
	const struct key *key;

	if (of == DL_KEYS_CONTEXT)
		return dl_context_key(index);
	if (of == DL_KEYS_LOCK)
		return dl_lock_key(index);
	if (of > DL_KEYS_LOCK)
		return dl_term_key((enum dl_section)(of - DL_KEYS_RECORD), index);
	key = tables[of];
	while (key->name && index--)
		key++;
	return key->name;
}
