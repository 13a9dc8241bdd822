/* SPDX-License-Identifier: Apache-2.0 */
/* See notice.h. */
#include "report/notice.h"

#include <stdlib.h>
#include <string.h>

static int compare_text(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "");
}

static int compare_notice(const void *pa, const void *pb)
{
	const struct dl_notice *a = pa, *b = pb;
	int d = compare_text(a->path, b->path);

	if (!d)
		d = a->line < b->line ? -1 : a->line > b->line;
	if (!d)
		d = (int)b->level - (int)a->level;
	if (!d)
		d = compare_text(a->id, b->id);
	if (!d)
		d = compare_text(a->text, b->text);
	return d ? d : compare_text(a->detail, b->detail);
}

size_t dl_notices_finish(struct dl_notice *notices, size_t count)
{
	size_t kept = 0;

	if (count)
		qsort(notices, count, sizeof(*notices), compare_notice);
	for (size_t i = 0; i < count; i++)
		if (!kept || compare_notice(&notices[kept - 1], &notices[i]) != 0)
			notices[kept++] = notices[i];
	return kept;
}
