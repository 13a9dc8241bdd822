/* SPDX-License-Identifier: Apache-2.0 */
/* The place of what earlier scans found out; see recall.h. */
#include "worker/recall.h"

#include "base/path.h"
#include "wire/start.h"

#define MIB (1024ULL * 1024)

void dl_recall_open(struct dl_work *scan)
{
	const struct dl_request *r = &scan->request;

	scan->stamps = dl_stamps_new(&r->source.overlay);
	if (!r->use_cache || r->parse_only || r->trace_function ||
	    dl_cache_open(&scan->cache, r->source.cache_dir, scan->arena, NULL) != DL_OK)
		return;
	scan->has_cache = true;
	scan->known = dl_results_open(dl_path_join(scan->arena, r->source.cache_dir, DL_CACHE_RESULTS));
	if (scan->known)
		scan->memo = dl_results_memo(scan->known, dl_parse_id);
}

struct dl_work *dl_recall_leave(struct dl_work *scan)
{
	scan->known = NULL;
	scan->memo = (struct dl_memo){0};
	return scan;
}

void dl_recall_settle(struct dl_work *scan)
{
	dl_results_settle(scan->known);
}

void dl_recall_close(struct dl_work *scan)
{
	dl_results_close(scan->known, scan->request.cache_mib * MIB);
	scan->known = NULL;
	scan->memo = (struct dl_memo){0};
	if (scan->has_cache)
		dl_cache_close(&scan->cache);
	scan->has_cache = false;
}
