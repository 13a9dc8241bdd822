/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rules: what dmalint looks for, and what it says about it. They are part of
 * the library and live as long as the process; every function here may be
 * called from any thread at any time.
 */
#ifndef DMALINT_RULE_H
#define DMALINT_RULE_H

#include <dmalint/common.h>

#ifdef __cplusplus
extern "C" {
#endif

struct dmalint_rule;

/* How often a finding of the rule is right, at its usual confidence; ordered. */
enum dmalint_precision {
	DMALINT_PRECISION_LOW = 1,
	DMALINT_PRECISION_MEDIUM = 2,
	DMALINT_PRECISION_HIGH = 3,
	DMALINT_PRECISION_VERY_HIGH = 4,
};

enum dmalint_stability {
	DMALINT_RULE_PREVIEW = 1, /* may change its mind between releases */
	DMALINT_RULE_STABLE = 2,
};

/* All rules in the order of their ids; NULL beyond the last. */
DMALINT_API size_t dmalint_rule_count(void);
DMALINT_API const struct dmalint_rule *dmalint_rule_at(size_t index);
/* By id ("DMA101") or name ("unchecked-mapping"); NULL when there is none. */
DMALINT_API const struct dmalint_rule *dmalint_rule_find(const char *id_or_name);
/* Whether @pattern is the rule's name, or its id with `*`, `?` and `[...]` as in a shell. */
DMALINT_API bool dmalint_rule_matches(const struct dmalint_rule *rule, const char *pattern);

DMALINT_API const char *dmalint_rule_id(const struct dmalint_rule *rule);
DMALINT_API const char *dmalint_rule_name(const struct dmalint_rule *rule);
/* One sentence; one paragraph of plain text. */
DMALINT_API const char *dmalint_rule_summary(const struct dmalint_rule *rule);
DMALINT_API const char *dmalint_rule_description(const struct dmalint_rule *rule);
/* The whole page: what is found, why that is a bug, how to fix it. */
DMALINT_API const char *dmalint_rule_help_text(const struct dmalint_rule *rule);
DMALINT_API const char *dmalint_rule_help_markdown(const struct dmalint_rule *rule);
DMALINT_API enum dmalint_level dmalint_rule_level(const struct dmalint_rule *rule);
DMALINT_API enum dmalint_precision dmalint_rule_precision(const struct dmalint_rule *rule);
DMALINT_API enum dmalint_stability dmalint_rule_stability(const struct dmalint_rule *rule);
/* A CVSS-like number as text, "6.5"; NULL when the bug is none of security. */
DMALINT_API const char *dmalint_rule_security_severity(const struct dmalint_rule *rule);
/* Numbers of the Common Weakness Enumeration; 0 beyond the last. */
DMALINT_API size_t dmalint_rule_cwe_count(const struct dmalint_rule *rule);
DMALINT_API int dmalint_rule_cwe(const struct dmalint_rule *rule, size_t index);
/* Free words, NULL beyond the last. */
DMALINT_API size_t dmalint_rule_tag_count(const struct dmalint_rule *rule);
DMALINT_API const char *dmalint_rule_tag(const struct dmalint_rule *rule, size_t index);
/* The rule runs only where a scan asks for this profile, or for the rule itself; NULL: always. */
DMALINT_API const char *dmalint_rule_profile(const struct dmalint_rule *rule);

/* "very-high", "high", "medium", "low"; "stable", "preview". "?" for other numbers. */
DMALINT_API const char *dmalint_precision_name(enum dmalint_precision precision);
DMALINT_API const char *dmalint_stability_name(enum dmalint_stability stability);

#ifdef __cplusplus
}
#endif

#endif
