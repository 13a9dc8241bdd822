/* SPDX-License-Identifier: Apache-2.0 */
/* The table of checks: engine/checks.def. */
#include "checks/checks.h"

#include <stddef.h>
#include <string.h>

const struct dl_check *const dl_checks[] = {
#define DL_CHECK(name, object_size, path_size) &dl_check_##name,
#include "engine/checks.def"
#undef DL_CHECK
};

const size_t dl_check_count = sizeof(dl_checks) / sizeof(dl_checks[0]);

dl_check_list dl_checks_by_hook[sizeof(struct dl_check) / sizeof(void (*)(void))];

static bool has_hook(const struct dl_check *check, size_t place)
{
	void (*hook)(void);

	memcpy(&hook, (const char *)check + place * sizeof(hook), sizeof(hook));
	return hook != NULL;
}

/* Filled in before main(). */
__attribute__((constructor)) static void sort_by_hook(void)
{
	const size_t first = offsetof(struct dl_check, forget_unit) / sizeof(void (*)(void));

	for (size_t h = first; h < sizeof(struct dl_check) / sizeof(void (*)(void)); h++) {
		size_t n = 0;

		for (size_t i = 0; i < dl_check_count; i++)
			if (has_hook(dl_checks[i], h))
				dl_checks_by_hook[h][n++] = dl_checks[i];
	}
}
