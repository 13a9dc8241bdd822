/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is said about a rule: its identity, its metadata and the page a user
 * reads. Made from rules/DMAnnn-name/rule.md by cmake/generate.c; the
 * behaviour of the rule is in rule.c beside it.
 */
#ifndef DL_REPORT_RULE_INFO_H
#define DL_REPORT_RULE_INFO_H

#include <stdbool.h>
#include <stddef.h>

enum dl_level {
	DL_LEVEL_NOTE = 1,
	DL_LEVEL_WARNING = 2,
	DL_LEVEL_ERROR = 3,
};

enum dl_precision {
	DL_PRECISION_LOW = 1,
	DL_PRECISION_MEDIUM = 2,
	DL_PRECISION_HIGH = 3,
	DL_PRECISION_VERY_HIGH = 4,
};

enum dl_rule_status {
	DL_RULE_PREVIEW = 1,	/* may change its mind between releases */
	DL_RULE_STABLE = 2,
};

struct dl_rule_info {
	const char *id;			/* "DMA101" */
	const char *name;		/* "unchecked-mapping" */
	const char *pascal_name;	/* "UncheckedMapping" */
	const char *summary;		/* one sentence */
	const char *description;	/* one plain paragraph, at most 1024 bytes */
	enum dl_level level;
	enum dl_precision precision;
	const char *problem_severity;	/* "error", "warning", "recommendation" */
	const char *security_severity;	/* "6.5"; NULL when not a security bug */
	const int *cwes;
	size_t cwe_count;
	const char *const *tags;
	size_t tag_count;
	enum dl_rule_status status;
	const char *message;		/* SARIF messageStrings.default, or NULL */
	const char *help_markdown;	/* the whole page */
	const char *help_text;		/* the same as plain text */
	bool once_per_file;		/* the same words about a file are said once */
	const char *profile;		/* runs only where this is asked for, or the rule itself; NULL: always */
};

/* Sorted by id. */
extern const struct dl_rule_info dl_rule_infos[];
extern const size_t dl_rule_info_count;

/* By id or by kebab-case name; NULL when there is none. */
const struct dl_rule_info *dl_rule_info_find(const char *id_or_name);
/* The rule is one of the @count ids; of those that need no profile where @rules is NULL. */
bool dl_rule_is_among(const char *const *rules, size_t count, const char *id);

/* "error", "warning", "note" */
const char *dl_level_name(enum dl_level level);
/* "very-high", "high", "medium", "low" */
const char *dl_precision_name(enum dl_precision precision);
/* "stable", "preview" */
const char *dl_rule_status_name(enum dl_rule_status status);

#endif
