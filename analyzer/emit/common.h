/* SPDX-License-Identifier: Apache-2.0 */
/* What the formats share; inside of the emit room. */
#ifndef DL_EMIT_COMMON_H
#define DL_EMIT_COMMON_H

#include "emit/emit.h"

extern const struct dl_emitter dl_emitter_text;
extern const struct dl_emitter dl_emitter_gcc;
extern const struct dl_emitter dl_emitter_json;
extern const struct dl_emitter dl_emitter_sarif;
extern const struct dl_emitter dl_emitter_github;
extern const struct dl_emitter dl_emitter_html;
extern const struct dl_emitter dl_emitter_github_summary;
extern const struct dl_emitter dl_emitter_gitlab;
extern const struct dl_emitter dl_emitter_checkstyle;
extern const struct dl_emitter dl_emitter_junit;
extern const struct dl_emitter dl_emitter_rdjson;

/* The rule's page in in->infos, or NULL; its index there. */
const struct dl_rule_info *dl_emit_info(const struct dl_emit_input *in, const char *rule);
enum dl_level dl_emit_level(const struct dl_emit_input *in, const struct dl_finding *f);
/* Never NULL. */
const char *dl_emit_message(const struct dl_emit_input *in, const struct dl_finding *f);

/*
 * Findings in order of importance: level, precision, rank, then place. The
 * array has in->findings->len pointers and is free()d by the caller.
 */
const struct dl_finding **dl_emit_by_importance(const struct dl_emit_input *in);

/* Findings are sorted by path: those of one file stand together. */
bool dl_emit_same_file(const struct dl_finding *a, const struct dl_finding *b);

/* Append @path (may be NULL) as it is reached from where the reader is. */
void dl_emit_path(const struct dl_emit_input *in, struct dl_buf *out, const char *path);
/* ... or as it is called below the repository, from which CI runs the tool. */
void dl_emit_repository_path(const struct dl_emit_input *in, struct dl_buf *out, const char *path);
/* Append the message and, unless the output is to be brief, the numbered steps, with @between before each. */
void dl_emit_told(const struct dl_emit_input *in, struct dl_buf *out, const struct dl_finding *f,
		  const char *between);

/* "path:line:col" with the prefix, control characters cleaned. */
void dl_emit_place(const struct dl_emit_input *in, struct dl_sink *sink,
		   const struct dl_spot *spot);

#endif
