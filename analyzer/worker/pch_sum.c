/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Beside each precompiled header there is a record of what it was when it was built: the parser would believe
 * one that is torn, or somebody else's. The record's time says when the header was used last.
 */
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/stamp.h"
#include "worker/pch_sum.h"

static const struct dl_codec codec = {
	.magic = "DLPS",
	.version = 1,
	.what = "the sum of a precompiled header",
	.remedy = "",
};

static const char *sum_path(const struct dl_work *scan, const char *pch)
{
	return dl_arena_printf(scan->arena, "%s" DL_PCH_SUM, pch);
}

static bool read_sum(struct dl_stamp *out, const struct dl_work *scan, const char *pch)
{
	struct dl_buf bytes = {0};
	struct dl_reader in = {0};
	bool is_there = dl_file_read(&bytes, sum_path(scan, pch), NULL) == DL_OK &&
			dl_read_begin(&in, &codec, bytes.data, bytes.len, NULL) == DL_OK;

	if (is_there) {
		dl_stamp_get(&in, out);
		is_there = dl_read_end(&in, NULL) == DL_OK;
	}
	dl_buf_free(&bytes);
	return is_there;
}

static void write_sum(const struct dl_stamp *stamp, const struct dl_work *scan, const char *pch)
{
	struct dl_writer w = {0};
	struct dl_buf bytes = {0};

	dl_stamp_write(&w, stamp);
	dl_writer_end(&w, &codec, &bytes);
	dl_file_write(sum_path(scan, pch), bytes.data, bytes.len, NULL);
	dl_buf_free(&bytes);
}

bool dl_pch_is_intact(const struct dl_work *scan, const char *pch)
{
	struct dl_stamps *stamps = dl_stamps_new(NULL);
	struct dl_stamp then;
	bool intact = read_sum(&then, scan, pch) && then.content && dl_stamp_holds(stamps, pch, &then);

	if (intact && !dl_stamp_is_same(dl_stamp_of(stamps, pch), &then))
		write_sum(dl_stamp_of(stamps, pch), scan, pch);
	else if (intact)
		utimensat(AT_FDCWD, sum_path(scan, pch), NULL, 0);
	dl_stamps_free(stamps);
	return intact;
}

bool dl_pch_keep(const struct dl_work *scan, const char *pch)
{
	struct dl_stamps *stamps = dl_stamps_new(NULL);
	const struct dl_stamp *now;
	int fd = open(pch, O_RDONLY | O_CLOEXEC);
	/* what the record says must not be on the disk before what it is about */
	bool kept = fd >= 0 && fsync(fd) == 0 && (now = dl_stamp_read(stamps, pch)) != NULL;

	if (kept)
		write_sum(now, scan, pch);
	if (fd >= 0)
		close(fd);
	dl_stamps_free(stamps);
	return kept;
}
