/* SPDX-License-Identifier: Apache-2.0 */
/* Which scan of a store a command is about. */
#include "cli/stored.h"

#include <inttypes.h>

static const struct dmalint_stored_scan *scan_with_number(const struct dmalint_stored_scans *scans,
							  int64_t number)
{
	for (size_t i = 0; i < dmalint_stored_scans_count(scans); i++) {
		const struct dmalint_stored_scan *s = dmalint_stored_scans_at(scans, i);

		if (dmalint_stored_scan_id(s) == number)
			return s;
	}
	return NULL;
}

/* The newest that came to its end; an interrupted one only when there is no other. */
static const struct dmalint_stored_scan *newest_scan(const struct dmalint_stored_scans *scans)
{
	const struct dmalint_stored_scan *newest = dmalint_stored_scans_at(scans, 0);

	for (size_t i = 0; i < dmalint_stored_scans_count(scans); i++) {
		const struct dmalint_stored_scan *s = dmalint_stored_scans_at(scans, i);
		int64_t id = dmalint_stored_scan_id(newest);

		if (dmalint_stored_scan_was_cancelled(s))
			continue;
		if (s != newest)
			dl_cli_note("scan %" PRId64 " is newer but was interrupted; --scan %" PRId64
				    " lists what it had finished",
				    id, id);
		return s;
	}
	return newest;
}

const struct dmalint_stored_scan *dl_stored_find(const struct dmalint_stored_scans *scans,
						  int64_t number,
						  const struct dmalint_store *store)
{
	const char *path = dmalint_store_path(store);
	const struct dmalint_stored_scan *s =
		number ? scan_with_number(scans, number) : newest_scan(scans);

	if (!s && number)
		dl_cli_error("there is no finished scan %" PRId64
			     " in %s; 'dmalint list --scans' lists them",
			     number, path);
	else if (!s)
		dl_cli_error("there is no finished scan in %s; 'dmalint scan PATH' makes one",
			     path);
	return s;
}
