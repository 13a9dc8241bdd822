/* SPDX-License-Identifier: Apache-2.0 */
/* What a scan is asked for: the host's message to the worker program. */
#ifndef DL_WIRE_REQUEST_H
#define DL_WIRE_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/status.h"
#include "source/source.h"

struct dl_request {
	struct dl_source_options source; /* without the parser's version */
	const char *const *model_files;	 /* over the built-in models */
	size_t model_file_count;
	uint32_t jobs;			/* 0: one for each CPU */
	uint32_t timeout;		/* seconds for one file, 0: none */
	uint32_t memory_mib;		/* of one worker, 0: no limit */
	const char *const *rules;	/* enabled ids; NULL: all that need no profile */
	size_t rule_count;
	const char *trace_function; /* NULL: none */
	bool parse_only;	    /* health and IR, no analysis */
	bool want_ir;		    /* packed IR of the files */
	bool use_cache;		    /* recall, and keep, what was found out about files and modules */
	uint64_t cache_mib;	    /* the cache is trimmed to that */
	uint64_t max_files;	    /* stop after that many candidates; 0: all */
	uint32_t shard;		    /* which one of ... */
	uint32_t shards;	    /* ... so many; 0: all of the scan */
	bool repeated;		    /* the same files will be scanned again soon */
};

void dl_request_encode(const struct dl_request *request, struct dl_buf *out);
/* Texts and lists are copied into @arena. DL_ERR_CORRUPT on damaged bytes. */
enum dl_status dl_request_decode(struct dl_request *out, struct dl_arena *arena, const void *data,
				 size_t len, struct dl_error *err);

#endif
