/* SPDX-License-Identifier: Apache-2.0 */
/* Cached units: bytes under a key, with a checksum of their own (SQLite has none for its pages). */
#include "store/sql.h"

#include "base/hash.h"

static int64_t checksum(const void *data, size_t size)
{
	return (int64_t)dl_hash_final(dl_hash_bytes(DL_HASH_SEED, data, size));
}

enum dl_status dl_store_add_unit(struct dl_store *store, uint64_t key, const void *data,
				 size_t size, struct dl_error *err)
{
	sqlite3_stmt *stmt;
	enum dl_status status =
		dl_sql_prepare(store,
			       "INSERT OR REPLACE INTO units(key, added, checksum, data)"
			       " VALUES(?, strftime('%s', 'now'), ?, ?)",
			       &stmt, err);

	if (status != DL_OK)
		return status;
	sqlite3_bind_int64(stmt, 1, (int64_t)key);
	sqlite3_bind_int64(stmt, 2, checksum(data, size));
	sqlite3_bind_blob64(stmt, 3, size ? data : "", size, SQLITE_STATIC);
	return dl_sql_run(store, stmt, err);
}

enum dl_status dl_store_get_unit(struct dl_store *store, uint64_t key, struct dl_buf *out,
				 struct dl_error *err)
{
	sqlite3_stmt *stmt;
	enum dl_status status =
		dl_sql_prepare(store, "SELECT checksum, data FROM units WHERE key = ?", &stmt, err);
	int rc;

	if (status != DL_OK)
		return status;
	sqlite3_bind_int64(stmt, 1, (int64_t)key);
	rc = sqlite3_step(stmt);
	if (rc == SQLITE_ROW) {
		const void *data = sqlite3_column_blob(stmt, 1);
		size_t size = (size_t)sqlite3_column_bytes(stmt, 1);

		if (checksum(data, size) != sqlite3_column_int64(stmt, 0))
			status = dl_fail(err, DL_ERR_CORRUPT,
					 "unit %016llx of the store %s is damaged",
					 (unsigned long long)key, store->path);
		else
			dl_buf_add(out, size ? data : "", size);
	} else if (rc == SQLITE_DONE) {
		status = dl_fail(err, DL_ERR_NOT_FOUND, "the store %s has no unit %016llx",
				 store->path, (unsigned long long)key);
	} else {
		status = dl_sql_fail(store, rc, "reading", err);
	}
	sqlite3_reset(stmt);
	return status;
}
