/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The models' names as the strings of one unit: records, fields and types
 * that a model gives a role, found by the pointers of the unit's interner, so
 * that asking costs no string comparison.
 */
#ifndef DL_MODEL_LEXICON_H
#define DL_MODEL_LEXICON_H

#include "base/intern.h"
#include "base/map.h"
#include "model/model.h"

struct dl_lexicon {
	struct dl_map fields;	/* key of record and field -> their model */
	struct dl_map records;	/* name -> role */
	struct dl_map types;	/* name -> role */
};

/* Names that @names gets later are not found. Models and interner outlive the lexicon. */
void dl_lexicon_init(struct dl_lexicon *lexicon, const struct dl_models *models,
		     const struct dl_interner *names);
void dl_lexicon_free(struct dl_lexicon *lexicon);

/* Names are the interner's, or NULL. The model of a record's field, NULL when it has none. */
const struct dl_model *dl_lexicon_field(const struct dl_lexicon *lexicon, const char *record,
					const char *field);
enum dl_role dl_lexicon_field_role(const struct dl_lexicon *lexicon, const char *record,
				   const char *field);
enum dl_record_role dl_lexicon_record(const struct dl_lexicon *lexicon, const char *record);
enum dl_type_role dl_lexicon_type(const struct dl_lexicon *lexicon, const char *type);

#endif
