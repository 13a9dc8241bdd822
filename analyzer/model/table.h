/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inside of the model room: the table of entries, and what the reader, the
 * role rules and the tests of this room share. Other rooms include model.h.
 */
#ifndef DL_MODEL_TABLE_H
#define DL_MODEL_TABLE_H

#include "base/arena.h"
#include "base/intern.h"
#include "base/map.h"
#include "base/vec.h"
#include "model/json.h"
#include "model/model.h"

/* A file's number, so that two entries of one name in one file are told from a later file's
 * replacement. */
struct dl_model_entry {
	struct dl_model *model;
	uint32_t source;
};

/* A name that is no function, with the role that a model gives it. */
enum dl_section {
	DL_SECTION_RECORDS,
	DL_SECTION_TYPES,
	DL_SECTION_CONSTANTS,
	DL_SECTION_WORDS,
};

struct dl_term {
	enum dl_section section;
	const char *name;
	int role;	  /* enum dl_record_role, dl_type_role, dl_constant_role, dl_word_role */
	int64_t value;	  /* of a constant with a number */
	const char *text; /* of a constant that is a text */
	const char *test; /* of a handle: the function that looks at it */
	const char *path; /* of the file, for messages */
	uint32_t source;
};

struct dl_models {
	struct dl_arena *arena;
	struct dl_interner *names; /* every string of every model: equal strings are one pointer */
	DL_VEC(struct dl_model_entry) entries;
	DL_VEC(struct dl_term) terms;
	struct dl_platform platform; /* made of the terms: dl_platform_resolve() */
	struct dl_map by_name;	/* -> index into entries + 1 */
	struct dl_map by_field; /* key: hash of record and field */
	struct dl_map declarations; /* name -> text that declares it */
	struct dl_map contexts; /* name -> dl_context */
	struct dl_map context_calls; /* function -> dl_context_call */
	struct dl_map context_fields; /* key as in by_field -> dl_context */
	struct dl_map context_tables; /* record -> dl_context */
	struct dl_map context_operations; /* key as in by_field -> dl_context */
	struct dl_map context_sleepers; /* function -> positions of arguments that may sleep, as bits */
	struct dl_map context_returns; /* key as in by_field -> dl_context */
	struct dl_map context_lent; /* the same */
	struct dl_map context_looks; /* function -> context */
	uint64_t transfer_contexts;
	struct dl_map lock_calls; /* function -> dl_lock_call */
	uint32_t source;	/* number of the file that is read now */
	uint64_t hash;
};

struct dl_models *dl_models_new(void);

/*
 * Read one model file from memory. @path is only for messages. Entries are
 * added as they are read: after a failure the table is to be freed.
 */
enum dl_status dl_models_add(struct dl_models *models, const char *path, const char *data,
			     size_t size, struct dl_error *err);
/* The same of a text that was parsed; @hash is of it. */
enum dl_status dl_models_add_value(struct dl_models *models, const char *path, const struct dl_json *value,
				   uint64_t hash, struct dl_error *err);

/* Add @model or replace the entry of its name; false when the file being read has one already. */
bool dl_models_put(struct dl_models *models, struct dl_model *model);

/* Add @term or replace the one of its name; NULL, or what is wrong with it. */
const char *dl_models_put_term(struct dl_models *models, const struct dl_term *term);
/* Make models->platform of what has been read; the function that tests a handle may be missing. */
void dl_platform_resolve(struct dl_models *models);
/* Every name that stands for a function is one of that kind: asked when all files are read. */
enum dl_status dl_platform_check(const struct dl_models *models, struct dl_error *err);

bool dl_role_is_of_field(enum dl_role role);

/* What a role needs: NULL, or the key that is missing or out of place, with the reason in @why. */
const char *dl_model_role_problem(const struct dl_model *model, const char **why);

/* Enumerators by their names in JSON, -1 when there is none; the names in order, NULL at the end.
 */
int dl_role_from_name(const char *name);
int dl_failure_from_name(const char *name);
int dl_memory_from_name(const char *name);
int dl_gives_from_name(const char *name);
const char *const *dl_gives_names(void);
int dl_packet_from_name(const char *name);
const char *const *dl_packet_names(void);
/* Roles of a section's names. */
int dl_term_role_from_name(enum dl_section section, const char *name);
const char *const *dl_term_role_names(enum dl_section section);
const char *const *dl_role_names(void);
const char *const *dl_failure_names(void);
const char *const *dl_memory_names(void);

/* The keys that the reader accepts, so that a test can hold the schema against them. */
enum dl_model_keys {
	DL_KEYS_FILE,
	DL_KEYS_FUNCTION,
	DL_KEYS_ARGS,
	DL_KEYS_FIELD,
	DL_KEYS_CONTEXT,
	DL_KEYS_LOCK,
	DL_KEYS_RECORD, /* from here on as enum dl_section */
	DL_KEYS_TYPE,
	DL_KEYS_CONSTANT,
	DL_KEYS_WORD,
};

/* Key @index of a table, NULL after the last. */
const char *dl_model_key(enum dl_model_keys of, size_t index);

const char *dl_term_key(enum dl_section section, size_t index);
const char *dl_context_key(size_t index);
const char *dl_lock_key(size_t index);

/* The entry as the loader sees it: a zeroed model with every argument absent. */
void dl_model_init(struct dl_model *model);

#define DL_MODEL_MAX_ARG 31

#endif
