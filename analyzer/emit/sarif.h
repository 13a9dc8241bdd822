/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inside of the SARIF emitter (SARIF 2.1.0, OASIS errata 01): the parts of a
 * log as Jansson values. docs/sarif.md says which consumer reads what.
 */
#ifndef DL_EMIT_SARIF_H
#define DL_EMIT_SARIF_H

#include "emit/common.h"
#include "emit/json_util.h"
#include "emit/source_text.h"

#define DL_SARIF_ROOT "%SRCROOT%"

struct dl_sarif {
	const struct dl_emit_input *in;
	struct dl_source_cache source;
	bool some_suppressed; /* then each result says whether it is (SARIF 3.27.23) */
};

/* { "text": s } */
json_t *dl_sarif_message(const char *s);
/* { "uri", "uriBaseId" } of a path of a finding. */
json_t *dl_sarif_artifact(const struct dl_sarif *s, const char *path);
/* physicalLocation with region; with snippet and context region when @context. */
json_t *dl_sarif_place(struct dl_sarif *s, const struct dl_spot *spot, bool context);

/* tool.driver with all rules. */
json_t *dl_sarif_driver(const struct dl_sarif *s);
json_t *dl_sarif_result(struct dl_sarif *s, const struct dl_finding *f);
/* fixes of a result */
json_t *dl_sarif_fixes(struct dl_sarif *s, const struct dl_fix *fix);
/* invocations[0]; @left_out: results over the limit. */
json_t *dl_sarif_invocation(const struct dl_sarif *s, size_t left_out);
/* versionControlProvenance, or NULL when @root is not the top of a git work tree with a remote. */
json_t *dl_sarif_provenance(const char *root);

#endif
