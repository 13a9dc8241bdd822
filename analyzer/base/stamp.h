/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whether files are what they were. A stamp is what the file system says of a file, and a hash of its
 * content. A file is looked at once in the life of a table, and read only when its stamp differs, or is too
 * young to be trusted: within the grain of its clock a file can change and show the same times.
 */
#ifndef DL_BASE_STAMP_H
#define DL_BASE_STAMP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/codec.h"
#include "base/overlay.h"

struct dl_stamp {
	uint64_t size;	/* bytes */
	uint64_t inode;
	int64_t modified; /* nanoseconds since 1970 */
	int64_t changed;  /* likewise: of the inode */
	uint64_t content; /* hash; 0: not known; once written: it was not there */
	bool is_sure;	  /* it was old enough when it was taken */
};

struct dl_stamps;
struct timespec;

/* Nanoseconds since 1970. */
int64_t dl_nanoseconds(const struct timespec *t);
int64_t dl_now(void);
/* Of a file or folder that was looked at @now: so old that what changes later has others. */
bool dl_times_are_sure(int64_t modified, int64_t changed, int64_t now);

/* A text of @overlay (may be NULL; it outlives the table) is what a file is. */
struct dl_stamps *dl_stamps_new(const struct dl_overlay *overlay);
void dl_stamps_free(struct dl_stamps *stamps);

/* The file as it was when it was first asked for; NULL: no regular file. */
const struct dl_stamp *dl_stamp_of(struct dl_stamps *stamps, const char *path);
/* The same with the hash of its content; NULL: it cannot be read. */
const struct dl_stamp *dl_stamp_read(struct dl_stamps *stamps, const char *path);
/* The file is what @then says, or still not there. Its content is read only when it must. */
bool dl_stamp_holds(struct dl_stamps *stamps, const char *path, const struct dl_stamp *then);

/* What the file system says of the two is the same, and was old enough to be believed: nothing need be read. */
bool dl_stamp_is_same(const struct dl_stamp *now, const struct dl_stamp *then);
/* The text of the file was read by somebody else: it need not be read again for its hash. */
void dl_stamp_note(struct dl_stamps *stamps, const char *path, const char *text, size_t size);
/*
 * The file has not changed since the table was made: who has read it meanwhile has read what its stamp is of. It is
 * looked at anew, so ask after the last reading.
 */
bool dl_stamp_is_settled(const struct dl_stamps *stamps, const char *path);
/* The same of what is on the disk, even where a text of the overlay stands for it. */
bool dl_stamp_disk_is_settled(const struct dl_stamps *stamps, const char *path);

/* NULL: it was not there. */
void dl_stamp_write(struct dl_writer *w, const struct dl_stamp *stamp);
void dl_stamp_get(struct dl_reader *in, struct dl_stamp *out);

#endif
