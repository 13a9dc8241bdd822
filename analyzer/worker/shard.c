/* SPDX-License-Identifier: Apache-2.0 */
/* See shard.h. */
#include "worker/shard.h"

#include <string.h>

#include "base/hash.h"
#include "worker/recall.h"

#define IDENTIFIER "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_"

/* What looks like a definition in more texts than that is one of `if (x) for_each_port(port) {`. */
#define MAX_DEFINERS 4

/* What scan->guests has of a file (its number plus one). */
enum guest { NO_GUEST, INVITED, PARSED };

static const struct dl_source_file *file_at(const struct dl_work *scan, size_t file)
{
	return dl_source_file_at(scan->source, file);
}

static uintptr_t guest(const struct dl_work *scan, size_t file)
{
	return (uintptr_t)dl_map_get(&scan->guests, file + 1);
}

static void set_guest(struct dl_work *scan, size_t file, enum guest state)
{
	dl_map_put(&scan->guests, file + 1, (void *)(uintptr_t)state);
}

bool dl_shard_has(const struct dl_work *scan, uint32_t file)
{
	return !file_at(scan, file)->elsewhere || guest(scan, file);
}

bool dl_shard_has_module(const struct dl_work *scan, uint32_t file)
{
	return !file_at(scan, file)->elsewhere ||
	       dl_map_has_str(&scan->guest_modules, dl_work_module_key(scan, file));
}

/* ---- inviting ---- */

static void invite(struct dl_work *scan, size_t file)
{
	if (!guest(scan, file))
		set_guest(scan, file, INVITED);
}

/* All candidates of the file's module; what is found by text comes with them. */
static void invite_module(struct dl_work *scan, uint32_t file)
{
	const char *key = dl_work_module_key(scan, file);

	if (dl_map_has_str(&scan->guest_modules, key))
		return;
	dl_map_put_str(&scan->guest_modules, key, scan);
	for (uint32_t i = 0; i < scan->file_count; i++)
		if (!strcmp(file_at(scan, i)->module, file_at(scan, file)->module) &&
		    file_at(scan, i)->config->root == file_at(scan, file)->config->root)
			invite(scan, i);
}

/* Who may define the function; @inside: for a guest, only files of its own module count. True: not all are parsed. */
static bool ask_name(struct dl_work *scan, uint64_t name, const struct dl_source_file *inside)
{
	size_t count;
	const struct dl_source_hint *hints = dl_source_may_define(scan->source, name, &count);
	bool waits = false;

	for (size_t i = 0; i < count; i++) {
		uint32_t file = (uint32_t)hints[i].file;

		if (inside && strcmp(file_at(scan, file)->module, inside->module) != 0)
			continue;
		if (hints[i].whole)
			invite_module(scan, file);
		else
			invite(scan, file);
		waits |= guest(scan, file) != PARSED;
	}
	return waits;
}

static void ask_names(struct dl_work *scan, const struct dl_name_list *list, const struct dl_source_file *inside)
{
	for (uint32_t i = 0; i < list->count; i++)
		ask_name(scan, dl_hash_str(DL_HASH_SEED, list->names[i]), inside);
}

static void ask_links(struct dl_work *scan, uint32_t file)
{
	const struct dl_file_links *links = &scan->results[file].links;
	const struct dl_source_file *f = file_at(scan, file);

	ask_names(scan, &links->wanted, f->elsewhere ? f : NULL);
	ask_names(scan, &links->hoped, f->elsewhere ? f : NULL);
}

/* The text says earlier than the analysis what it will ask; not all of it. */
void dl_shard_expect(struct dl_work *scan)
{
	struct dl_map called = {0};

	for (uint32_t i = 0; scan->request.shards && i < scan->file_count; i++) {
		if (file_at(scan, i)->elsewhere)
			continue;
		ask_links(scan, i);
		dl_source_may_call(scan->source, i, &called);
	}
	for (size_t i = 0; i < called.len; i++) {
		size_t count;

		dl_source_may_define(scan->source, called.entries[i].key, &count);
		if (count <= MAX_DEFINERS && !dl_models_find(scan->models, called.entries[i].value))
			ask_name(scan, called.entries[i].key, NULL);
	}
	dl_map_free(&called);
}

/* Modules that may know a record are asked whether they do once they are parsed, all of each. */
static bool ask_record(struct dl_work *scan, const char *record)
{
	const char *blank = strrchr(record, ' '); /* "struct ring" */
	const char *tag = blank ? blank + 1 : record;
	bool has_tag = !tag[strspn(tag, IDENTIFIER)];
	struct dl_map names = {0};
	uintptr_t round = (uintptr_t)dl_map_get_str(&scan->asked_records, record);

	if (round)
		return round == scan->guest_round + 1;
	dl_map_put_str(&scan->asked_records, record, (void *)(uintptr_t)(scan->guest_round + 1));
	dl_map_put_str(&names, tag, scan);
	for (uint32_t i = 0; i < scan->file_count; i++)
		if (!dl_shard_has_module(scan, i) && (!has_tag || dl_source_may_know(scan->source, i, &names)))
			invite_module(scan, i);
	dl_map_free(&names);
	return true;
}

bool dl_shard_waits(struct dl_work *scan, const struct dl_module_result *r)
{
	bool waits = false;

	if (!scan->request.shards || r->lost)
		return false;
	for (uint32_t i = 0; i < r->asked_count; i++)
		waits |= ask_name(scan, r->asked[i], NULL);
	for (uint32_t i = 0; i < r->asked_records.count; i++)
		waits |= ask_record(scan, r->asked_records.names[i]);
	return waits;
}

/* ---- receiving ---- */

/* What was found by text in the modules of guests since the last time. */
static void invite_found(struct dl_work *scan, size_t first)
{
	for (size_t i = first; i < scan->file_count; i++)
		if (file_at(scan, i)->elsewhere)
			invite(scan, i);
}

static enum dl_status parse_invited(struct dl_work *scan, struct dl_pool_options *pool, bool *any,
				    struct dl_error *err)
{
	DL_VEC(uint32_t) files = {0};
	enum dl_status status;

	for (uint32_t i = 0; i < scan->file_count; i++)
		if (guest(scan, i) == INVITED)
			dl_vec_push(&files, i);
	*any = files.len > 0;
	status = dl_work_parse(scan, files.data, files.len, pool, err);
	for (size_t i = 0; i < files.len; i++) {
		set_guest(scan, files.data[i], PARSED);
		ask_links(scan, files.data[i]);
	}
	dl_vec_free(&files);
	return status;
}

enum dl_status dl_shard_receive(struct dl_work *scan, struct dl_pool_options *pool, struct dl_error *err)
{
	enum dl_status status = DL_OK;
	size_t first = scan->file_count;
	bool any = scan->request.shards > 0;

	while (any && status == DL_OK) {
		size_t before = scan->file_count;

		status = parse_invited(scan, pool, &any, err);
		if (status == DL_OK)
			status = dl_work_find(scan, err);
		invite_found(scan, before);
	}
	scan->guest_round++;
	scan->all_code = 0;
	if (scan->file_count > first)
		dl_tell_source(scan);
	return status;
}
