/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the worker program tells the host of a scan, in this order:
 *
 *	hello	 who it is: the build, and the parser's version
 *	source	 files that were chosen: the worker program waits for the host's word
 *	source	 when more were found
 *	progress at least five times a second
 *	module	 a module was analysed, or lost
 *	file	 all that will ever be known about a file; after its module
 *	source	 once more, with all its notes
 *	end	 all is done
 *	failed	 at any time: the scan cannot go on; nothing follows
 */
#ifndef DL_WIRE_NEWS_H
#define DL_WIRE_NEWS_H

#include "base/status.h"
#include "wire/result.h"

enum dl_phase {
	DL_PHASE_CHOOSING,
	DL_PHASE_PCH,
	DL_PHASE_PARSING,
	DL_PHASE_ANALYSING,
	DL_PHASE_COUNT,
};

struct dl_hello_news {
	const char *build;
	const char *parser;
};

struct dl_source_news {
	uint64_t models_hash;
	uint64_t tree;	      /* dl_source_tree() of a shard, else 0 */
	uint64_t file_count;  /* that are scanned: the first ones */
	const void *source; /* encoded (source/source.h) */
	size_t source_len;
};

struct dl_progress_news {
	uint32_t phase;
	uint64_t parsed;
};

struct dl_module_news {
	uint32_t module;
	const char *name;
	const uint32_t *files;
	uint32_t file_count;
	struct dl_module_result result;
};

struct dl_file_news {
	uint32_t file;
	struct dl_file_result result;
};

struct dl_end_news {
	double pch_cpu;
	size_t config_count;
	const bool *pch_ready;		/* by configuration */
	const char *const *pch_trouble; /* by configuration: why there is no PCH, or NULL */
};

struct dl_failed_news {
	uint32_t status;
	const char *message;
};

void dl_hello_encode(const struct dl_hello_news *news, struct dl_buf *out);
void dl_source_news_encode(const struct dl_source_news *news, struct dl_buf *out);
void dl_progress_encode(const struct dl_progress_news *news, struct dl_buf *out);
void dl_module_news_encode(const struct dl_module_news *news, struct dl_buf *out);
void dl_file_news_encode(const struct dl_file_news *news, struct dl_buf *out);
void dl_end_encode(const struct dl_end_news *news, struct dl_buf *out);
void dl_failed_encode(const struct dl_failed_news *news, struct dl_buf *out);

/* Texts and lists are copied into @arena, larger things are where they are in @data.
 * DL_ERR_CORRUPT on damaged bytes. */
enum dl_status dl_hello_decode(struct dl_hello_news *out, struct dl_arena *arena, const void *data,
			       size_t len, struct dl_error *err);
enum dl_status dl_source_news_decode(struct dl_source_news *out, const void *data, size_t len,
				     struct dl_error *err);
enum dl_status dl_progress_decode(struct dl_progress_news *out, const void *data, size_t len,
				  struct dl_error *err);
enum dl_status dl_module_news_decode(struct dl_module_news *out, struct dl_arena *arena,
				     const void *data, size_t len, struct dl_error *err);
enum dl_status dl_file_news_decode(struct dl_file_news *out, struct dl_arena *arena,
				   const void *data, size_t len, struct dl_error *err);
enum dl_status dl_end_decode(struct dl_end_news *out, struct dl_arena *arena, const void *data,
			     size_t len, struct dl_error *err);
enum dl_status dl_failed_decode(struct dl_failed_news *out, struct dl_arena *arena,
				const void *data, size_t len, struct dl_error *err);

#endif
