/* SPDX-License-Identifier: Apache-2.0 */
/* Look-ups in the generated table of rule pages. */
#include "report/rule_info.h"

#include <string.h>
#include <strings.h>

const struct dl_rule_info *dl_rule_info_find(const char *id_or_name)
{
	size_t low = 0, high = dl_rule_info_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int d = strcasecmp(id_or_name, dl_rule_infos[middle].id);

		if (d == 0)
			return &dl_rule_infos[middle];
		if (d < 0)
			high = middle;
		else
			low = middle + 1;
	}
	for (size_t i = 0; i < dl_rule_info_count; i++) {
		if (strcasecmp(id_or_name, dl_rule_infos[i].name) == 0)
			return &dl_rule_infos[i];
	}
	return NULL;
}

bool dl_rule_is_among(const char *const *rules, size_t count, const char *id)
{
	const struct dl_rule_info *info = rules ? NULL : dl_rule_info_find(id);

	for (size_t i = 0; rules && i < count; i++)
		if (strcmp(rules[i], id) == 0)
			return true;
	return info && !info->profile;
}

const char *dl_level_name(enum dl_level level)
{
	switch (level) {
	case DL_LEVEL_ERROR:
		return "error";
	case DL_LEVEL_NOTE:
		return "note";
	case DL_LEVEL_WARNING:
		break;
	}
	return "warning";
}

const char *dl_precision_name(enum dl_precision precision)
{
	switch (precision) {
	case DL_PRECISION_VERY_HIGH:
		return "very-high";
	case DL_PRECISION_HIGH:
		return "high";
	case DL_PRECISION_LOW:
		return "low";
	case DL_PRECISION_MEDIUM:
		break;
	}
	return "medium";
}

const char *dl_rule_status_name(enum dl_rule_status status)
{
	return status == DL_RULE_STABLE ? "stable" : "preview";
}
