/* SPDX-License-Identifier: Apache-2.0 */
/* See confidence.h. */
#include "report/confidence.h"

#define INFO(name, effect, text) \
	{ #name, DL_GROUND_##effect, text, offsetof(struct dl_grounds, name) },
const struct dl_ground_info dl_ground_infos[] = { DL_GROUND_TABLE(INFO) };
#undef INFO
const size_t dl_ground_count = sizeof(dl_ground_infos) / sizeof(dl_ground_infos[0]);

static bool holds(const struct dl_grounds *grounds, const struct dl_ground_info *info)
{
	return *(const bool *)((const char *)grounds + info->offset);
}

enum dl_confidence dl_confidence_of(const struct dl_grounds *grounds)
{
	int level = DL_CONF_HIGH, most = DL_CONF_HIGH;

	for (size_t i = 0; i < dl_ground_count; i++) {
		if (!holds(grounds, &dl_ground_infos[i]))
			continue;
		switch (dl_ground_infos[i].effect) {
		case DL_GROUND_DOWN: level--; break;
		case DL_GROUND_UP: level++; break;
		case DL_GROUND_MEDIUM: most = most < DL_CONF_MEDIUM ? most : DL_CONF_MEDIUM; break;
		case DL_GROUND_LOW: most = DL_CONF_LOW; break;
		}
	}
	level = level < most ? level : most;
	return level < DL_CONF_LOW ? DL_CONF_NONE : (enum dl_confidence)level;
}
