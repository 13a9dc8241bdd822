/* SPDX-License-Identifier: Apache-2.0 */
/* Rules as programs see them: the generated table of report/rule_info.h. */
#include <assert.h>
#include <fnmatch.h>
#include <strings.h>

#include "api/internal.h"
#include "report/rule_info.h"

static_assert((int)DMALINT_PRECISION_LOW == (int)DL_PRECISION_LOW, "precision");
static_assert((int)DMALINT_PRECISION_VERY_HIGH == (int)DL_PRECISION_VERY_HIGH, "precision");
static_assert((int)DMALINT_RULE_PREVIEW == (int)DL_RULE_PREVIEW, "stability");
static_assert((int)DMALINT_RULE_STABLE == (int)DL_RULE_STABLE, "stability");

static const struct dl_rule_info *info_of(const struct dmalint_rule *rule)
{
	return (const struct dl_rule_info *)rule;
}

size_t dmalint_rule_count(void)
{
	return dl_rule_info_count;
}

const struct dmalint_rule *dmalint_rule_at(size_t index)
{
	return index < dl_rule_info_count ? (const struct dmalint_rule *)&dl_rule_infos[index]
					  : NULL;
}

const struct dmalint_rule *dmalint_rule_find(const char *id_or_name)
{
	return (const struct dmalint_rule *)dl_rule_info_find(id_or_name);
}

bool dmalint_rule_matches(const struct dmalint_rule *rule, const char *pattern)
{
	return fnmatch(pattern, info_of(rule)->id, FNM_CASEFOLD) == 0 ||
	       strcasecmp(pattern, info_of(rule)->name) == 0;
}

const char *dmalint_rule_id(const struct dmalint_rule *rule)
{
	return info_of(rule)->id;
}

const char *dmalint_rule_name(const struct dmalint_rule *rule)
{
	return info_of(rule)->name;
}

const char *dmalint_rule_summary(const struct dmalint_rule *rule)
{
	return info_of(rule)->summary;
}

const char *dmalint_rule_description(const struct dmalint_rule *rule)
{
	return info_of(rule)->description;
}

const char *dmalint_rule_help_text(const struct dmalint_rule *rule)
{
	return info_of(rule)->help_text;
}

const char *dmalint_rule_help_markdown(const struct dmalint_rule *rule)
{
	return info_of(rule)->help_markdown;
}

enum dmalint_level dmalint_rule_level(const struct dmalint_rule *rule)
{
	return (enum dmalint_level)info_of(rule)->level;
}

enum dmalint_precision dmalint_rule_precision(const struct dmalint_rule *rule)
{
	return (enum dmalint_precision)info_of(rule)->precision;
}

enum dmalint_stability dmalint_rule_stability(const struct dmalint_rule *rule)
{
	return (enum dmalint_stability)info_of(rule)->status;
}

const char *dmalint_rule_security_severity(const struct dmalint_rule *rule)
{
	return info_of(rule)->security_severity;
}

size_t dmalint_rule_cwe_count(const struct dmalint_rule *rule)
{
	return info_of(rule)->cwe_count;
}

int dmalint_rule_cwe(const struct dmalint_rule *rule, size_t index)
{
	return index < info_of(rule)->cwe_count ? info_of(rule)->cwes[index] : 0;
}

size_t dmalint_rule_tag_count(const struct dmalint_rule *rule)
{
	return info_of(rule)->tag_count;
}

const char *dmalint_rule_tag(const struct dmalint_rule *rule, size_t index)
{
	return index < info_of(rule)->tag_count ? info_of(rule)->tags[index] : NULL;
}

const char *dmalint_rule_profile(const struct dmalint_rule *rule)
{
	return info_of(rule)->profile;
}

const char *dmalint_precision_name(enum dmalint_precision precision)
{
	if (precision < DMALINT_PRECISION_LOW || precision > DMALINT_PRECISION_VERY_HIGH)
		return "?";
	return dl_precision_name((enum dl_precision)precision);
}

const char *dmalint_stability_name(enum dmalint_stability stability)
{
	if (stability != DMALINT_RULE_PREVIEW && stability != DMALINT_RULE_STABLE)
		return "?";
	return dl_rule_status_name((enum dl_rule_status)stability);
}
