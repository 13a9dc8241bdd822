/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Status codes and the caller-owned error record.
 *
 * Every function that can fail returns enum dl_status; details go into a
 * struct dl_error that the caller owns (it may be NULL). Expected trouble,
 * such as a source file that does not parse, is data and not a status.
 */
#ifndef DL_BASE_STATUS_H
#define DL_BASE_STATUS_H

enum dl_status {
	DL_OK = 0,
	DL_ERR_IO,		/* a system call failed; the message has strerror() */
	DL_ERR_NOT_FOUND,	/* a named file, folder, function or finding is not there */
	DL_ERR_INVALID,		/* input of the wrong form: model, database, option */
	DL_ERR_BUSY,		/* the store is locked by another process */
	DL_ERR_CORRUPT,		/* the store or a cached record is damaged */
	DL_ERR_VERSION,		/* written by a newer dmalint */
	DL_ERR_CANCELLED,	/* interrupted by the user */
	DL_ERR_LIMIT,		/* a documented limit was reached */
	DL_ERR_INTERNAL,	/* a bug in dmalint */
	DL_ERR_NO_MEMORY,	/* memory ran out */
};

#define DL_ERROR_SIZE 1024

/* One human-readable sentence that names the thing and the remedy. */
struct dl_error {
	enum dl_status status;
	char message[DL_ERROR_SIZE];
};

/* Fill @err (may be NULL) and return @status, so that callers can write `return dl_fail(...)`. */
enum dl_status dl_fail(struct dl_error *err, enum dl_status status, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* Put "prefix: " in front of the message of @err; returns its status. */
enum dl_status dl_fail_context(struct dl_error *err, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

#endif
