/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What all headers of libdmalint share: status codes, the error record, places
 * in the source, and how the library is to be used.
 *
 * Ownership. A function that puts an object into `struct x **out` gives it to
 * the caller, who ends it with the function that the header names; *out is NULL
 * when the call fails. Everything else that is returned by pointer is a view:
 * it belongs to the object that it was asked from, lives as long as that
 * object, and is neither changed nor freed. Options and the strings in them are
 * copied; they may go when the call has returned.
 *
 * Growth. Options and numbers are structs that begin with their own size. The
 * caller sets `size` in options and leaves what it does not need zero, which is
 * the default of every field:
 *
 *	struct dmalint_scan_options options = {.size = sizeof(options)};
 *
 * A flag that the library does not know is refused, and so is an option.
 *
 * The library sets `size` in the numbers that it returns: fields beyond it are
 * unknown to the library that is running.
 *
 * Threads. Objects are independent of each other. One object is used by one
 * thread at a time; dmalint_scan_cancel() may be called from everywhere.
 *
 * Text is UTF-8 as far as the sources are. Paths of findings and files are
 * relative to the source root, columns count bytes from 1.
 */
#ifndef DMALINT_COMMON_H
#define DMALINT_COMMON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__) || defined(__clang__)
#define DMALINT_API __attribute__((visibility("default")))
#else
#define DMALINT_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* What a call has come to. New codes may be added: treat unknown ones as failures. */
enum dmalint_status {
	DMALINT_OK = 0,
	DMALINT_ERR_IO,	       /* a system call failed; the message has its reason */
	DMALINT_ERR_NOT_FOUND, /* a named file, folder, rule, format, scan or finding is not there
				*/
	DMALINT_ERR_INVALID,   /* an argument, model file or store of the wrong form */
	DMALINT_ERR_BUSY,      /* the store is locked by another process */
	DMALINT_ERR_CORRUPT,   /* the store or a cached record is damaged */
	DMALINT_ERR_VERSION,   /* written by a newer dmalint; the worker program of another build */
	DMALINT_ERR_CANCELLED, /* by dmalint_scan_cancel() or a callback */
	DMALINT_ERR_LIMIT,     /* a documented limit was reached */
	DMALINT_ERR_INTERNAL,  /* a bug in dmalint */
	DMALINT_ERR_NO_MEMORY, /* memory ran out */
};

#define DMALINT_ERROR_SIZE 1024

/*
 * Why a call has failed: one sentence that names the thing and the remedy.
 * Owned by the caller; every `struct dmalint_error *` may be NULL. It is written
 * by calls that fail and left alone by those that do not.
 */
struct dmalint_error {
	enum dmalint_status status;
	char message[DMALINT_ERROR_SIZE];
};

/* How sure a finding is; ordered. */
enum dmalint_confidence {
	DMALINT_CONFIDENCE_LOW = 1,
	DMALINT_CONFIDENCE_MEDIUM = 2,
	DMALINT_CONFIDENCE_HIGH = 3,
};

/* How bad a finding or a notice is; ordered. */
enum dmalint_level {
	DMALINT_LEVEL_NOTE = 1,
	DMALINT_LEVEL_WARNING = 2,
	DMALINT_LEVEL_ERROR = 3,
};

/* A place in the source. */
struct dmalint_place {
	const char *path;
	uint32_t line; /* from 1 */
	uint32_t column;
	uint32_t end_line;
	uint32_t end_column; /* exclusive; 0: the end is not known */
};

/*
 * Takes @size bytes of output. Returns 0, or the errno value that says why it
 * could not: then it is not called again and the call that writes fails.
 */
typedef int (*dmalint_write_fn)(void *arg, const void *data, size_t size);

/* "low", "medium", "high"; "error", "warning", "note". "?" for other numbers. */
DMALINT_API const char *dmalint_confidence_name(enum dmalint_confidence confidence);
DMALINT_API const char *dmalint_level_name(enum dmalint_level level);

/* The version of the library that is running, "0.2.0". */
DMALINT_API const char *dmalint_version(void);
/*
 * Its parser, "clang 19.1.7", into @buffer of @size bytes. The worker program has the parser and is
 * started for this: an error says why scans would fail, too.
 */
DMALINT_API enum dmalint_status dmalint_parser_version(char *buffer, size_t size,
						       struct dmalint_error *error);

#ifdef __cplusplus
}
#endif

#endif
