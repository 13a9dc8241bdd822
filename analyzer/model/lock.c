/* SPDX-License-Identifier: Apache-2.0 */
/* Reads the section "locks" of a model file, and finds what it says of a function. */
#include "model/lock.h"

#include <string.h>

#include "model/reader.h"

static const char *const keys[] = {"takes",	     "gives",	       "guards", "unguards", "interrupts_off",
				   "sleeps_on_rt", "may_sleep", "is_one", "needed_by", "runs", "shared", "note", NULL};

const char *dl_lock_key(size_t index)
{
	return keys[index];
}

static enum dl_status read_calls(const struct dl_model_reader *r, const struct dl_lock *lock, const char *key,
				 const struct dl_json *value)
{
	const struct dl_lock_call call = {
		.lock = lock,
		.gives = !strcmp(key, "gives") || !strcmp(key, "unguards"),
		.scoped = !strcmp(key, "guards") || !strcmp(key, "unguards"),
		.needs = !strcmp(key, "needed_by"),
		.runs = !strcmp(key, "runs"),
	};
	const char **names = NULL;
	size_t count = 0;
	enum dl_status status = dl_reader_names(r, key, value, &names, &count);

	for (size_t i = 0; status == DL_OK && i < count; i++)
		dl_map_put_str(&r->models->lock_calls, names[i],
			       dl_arena_memdup(r->models->arena, &call, sizeof(call)));
	return status;
}

static enum dl_status read_key(const struct dl_model_reader *r, struct dl_lock *lock, const char *key,
			       const struct dl_json *value)
{
	const char *ignored;
	bool *truth;

	if (!strcmp(key, "note"))
		return dl_reader_string(r, key, value, &ignored);
	truth = !strcmp(key, "interrupts_off") ? &lock->interrupts_off :
		!strcmp(key, "sleeps_on_rt")   ? &lock->sleeps_on_rt :
		!strcmp(key, "may_sleep")      ? &lock->may_sleep :
		!strcmp(key, "is_one")	       ? &lock->is_one :
		!strcmp(key, "shared")	       ? &lock->is_shared :
						 NULL;
	if (!truth)
		return read_calls(r, lock, key, value);
	if (!dl_json_is_truth(value))
		return dl_reader_bad(r, key, "must be true or false, not %s", dl_reader_type(value));
	*truth = dl_json_is(value, DL_JSON_TRUE);
	return DL_OK;
}

static enum dl_status read_lock(const struct dl_model_reader *r, const struct dl_json *entry)
{
	struct dl_lock *lock = DL_NEW(r->models->arena, struct dl_lock);

	if (!dl_json_is(entry, DL_JSON_OBJECT))
		return dl_reader_bad(r, NULL, "must be an object, not %s", dl_reader_type(entry));
	lock->name = dl_intern(r->models->names, r->entry);
	DL_JSON_EACH(entry, value) {
		const char *key = value->name;
		enum dl_status status;
		size_t i = 0;

		while (keys[i] && strcmp(keys[i], key))
			i++;
		if (!keys[i])
			return dl_reader_unknown(r, key, keys);
		status = read_key(r, lock, key, value);
		if (status != DL_OK)
			return status;
	}
	return DL_OK;
}

enum dl_status dl_reader_locks(struct dl_model_reader *r, const struct dl_json *locks)
{
	return dl_reader_named(r, "locks", "lock", locks, read_lock);
}

const struct dl_lock_call *dl_models_lock_call(const struct dl_models *models, const char *function)
{
	return function ? dl_map_get_str(&models->lock_calls, function) : NULL;
}
