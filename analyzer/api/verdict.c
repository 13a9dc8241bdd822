/* SPDX-License-Identifier: Apache-2.0 */
/* Verdicts of a store: said, written to a file, taken from one. */
#include <string.h>
#include <time.h>

#include "api/internal.h"
#include "base/map.h"

struct verdict_call {
	struct dl_store *store;
	const char *reference;
	enum dl_verdict verdict;
	const char *note;
	const char *path;
	size_t count;
};

static const char *or_empty(const char *text)
{
	return text ? text : "";
}

/* ---- one ---- */

static enum dl_status say(struct verdict_call *call, const struct dl_finding *f,
			  struct dl_error *err)
{
	const struct dl_verdict_record record = {
		.fingerprint = f->fingerprint,
		.verdict = call->verdict,
		.decided = time(NULL),
		.rule = or_empty(f->rule),
		.path = or_empty(f->spot.path),
		.function = or_empty(f->function),
		.subject = or_empty(f->subject),
		.edge = or_empty(f->edge),
		.note = or_empty(call->note),
	};
	bool had;

	return call->verdict ? dl_store_put_verdict(call->store, &record, err)
			     : dl_store_drop_verdict(call->store, f->fingerprint, &had, err);
}

static enum dl_status set_verdict(void *arg, struct dl_error *err)
{
	struct verdict_call *call = arg;
	struct dl_findings found = {.arena = dl_arena_new()};
	enum dl_status status;

	if (call->verdict && !dl_verdict_name(call->verdict))
		return dl_fail(err, DL_ERR_INVALID, "there is no verdict %d", (int)call->verdict);
	dl_api_begin_store(call->store);
	status = dl_store_get_finding(call->store, call->reference, &found, NULL, err);
	if (status == DL_OK)
		status = say(call, &found.items[0], err);
	dl_api_end_store(call->store);
	return status;
}

enum dmalint_status dmalint_store_set_verdict(struct dmalint_store *store, const char *reference,
					      enum dmalint_verdict verdict, const char *note,
					      struct dmalint_error *error)
{
	struct verdict_call call = {
		.store = store->store,
		.reference = reference,
		.verdict = (enum dl_verdict)verdict,
		.note = note,
	};

	return dl_api_call(set_verdict, &call, error);
}

/* ---- all ---- */

static enum dl_status read_all(struct verdict_call *call, struct dl_arena *arena,
			       struct dl_verdict_list *out, struct dl_error *err)
{
	enum dl_status status;

	dl_api_begin_store(call->store);
	status = dl_store_verdicts(call->store, arena, out, err);
	dl_api_end_store(call->store);
	return status;
}

static enum dl_status export(void *arg, struct dl_error *err)
{
	struct verdict_call *call = arg;
	struct dl_verdict_list list;
	struct dl_buf text = {0};
	enum dl_status status = read_all(call, dl_arena_new(), &list, err);

	if (status != DL_OK)
		return status;
	dl_verdicts_write(&list, &text);
	call->count = list.len;
	return dl_output_path(&text, call->path, err);
}

static enum dmalint_status finish(const struct verdict_call *call, enum dmalint_status status,
				  size_t *count)
{
	if (status == DMALINT_OK && count)
		*count = call->count;
	return status;
}

enum dmalint_status dmalint_store_export_verdicts(struct dmalint_store *store, const char *path,
						  size_t *count, struct dmalint_error *error)
{
	struct verdict_call call = {.store = store->store, .path = path};

	return finish(&call, dl_api_call(export, &call, error), count);
}

static enum dl_status put_younger(struct verdict_call *call, const struct dl_verdict_list *list,
				  const struct dl_map *here, struct dl_error *err)
{
	enum dl_status status = dl_store_begin(call->store, err);

	for (size_t i = 0; status == DL_OK && i < list->len; i++) {
		const struct dl_verdict_record *own = dl_map_get(here, list->items[i].fingerprint);

		if (own && own->decided >= list->items[i].decided)
			continue;
		status = dl_store_put_verdict(call->store, &list->items[i], err);
		call->count++;
	}
	if (status == DL_OK)
		return dl_store_commit(call->store, err);
	dl_store_rollback(call->store);
	return status;
}

static enum dl_status import(void *arg, struct dl_error *err)
{
	struct verdict_call *call = arg;
	struct dl_arena *arena = dl_arena_new();
	struct dl_verdict_list given, own;
	struct dl_map here = {0};
	enum dl_status status = dl_verdicts_read(&given, arena, call->path, err);

	if (status == DL_OK)
		status = read_all(call, arena, &own, err);
	if (status != DL_OK)
		return status;
	for (size_t i = 0; i < own.len; i++)
		dl_map_put(&here, own.items[i].fingerprint, &own.items[i]);
	dl_api_begin_store(call->store);
	status = put_younger(call, &given, &here, err);
	dl_api_end_store(call->store);
	dl_map_free(&here);
	return status;
}

enum dmalint_status dmalint_store_import_verdicts(struct dmalint_store *store, const char *path,
						  size_t *count, struct dmalint_error *error)
{
	struct verdict_call call = {.store = store->store, .path = path};

	return finish(&call, dl_api_call(import, &call, error), count);
}
