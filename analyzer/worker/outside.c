/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files of a module that lie outside the paths of a scan are read for what they say about those
 * inside; what is wrong in them is not what the user asked.
 */
#include <string.h>

#include "base/map.h"
#include "ir/pack.h"
#include "worker/work.h"

static bool is_outside(const struct dl_work *scan, uint32_t file)
{
	return dl_source_file_at(scan->source, file)->outside;
}

/* The paths of a file and of the headers of its driver. */
static void add_paths(struct dl_map *paths, const void *ir, size_t len)
{
	struct dl_unit *unit;

	if (dl_ir_unpack(&unit, ir, len, NULL) != DL_OK)
		return;
	for (uint32_t i = 0; i < unit->file_count; i++)
		dl_map_put_str(paths, unit->files[i].path, unit);
	dl_unit_free(unit);
}

void dl_drop_outside(const struct dl_work *scan, const struct dl_work_module *m,
		     struct dl_work_asked *asked, struct dl_findings *findings)
{
	struct dl_map paths = {0};
	uint32_t outside = 0;
	size_t kept = 0;

	for (uint32_t i = 0; i < m->file_count; i++)
		outside += is_outside(scan, m->files[i]);
	if (!outside || !findings->len)
		return;
	for (uint32_t i = 0; i < m->file_count; i++) {
		size_t len;
		void *ir = is_outside(scan, m->files[i]) ? NULL : dl_work_code(scan, asked, m->files[i], &len);

		if (ir)
			add_paths(&paths, ir, len);
		dl_free(ir);
	}
	for (size_t i = 0; i < findings->len; i++)
		if (dl_map_has_str(&paths, findings->items[i].spot.path))
			findings->items[kept++] = findings->items[i];
	findings->len = kept;
	dl_map_free(&paths);
}
