/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a scan knows about one file, and about one module, when it is done with
 * it: made in a worker, sent to the parent as bytes, kept by the scan.
 */
#ifndef DL_WIRE_RESULT_H
#define DL_WIRE_RESULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/status.h"

/* A function that was not lowered whole, with the first reason for it. */
struct dl_degraded {
	const char *function;
	const char *reason; /* countable: "undeclared identifier" */
	const char *detail; /* the compiler's message */
	uint32_t line;
	bool is_dma; /* it calls a modelled DMA function */
};

/* Names, each once. */
struct dl_name_list {
	const char **names;
	uint32_t count;
};

/* What a file has to do with the other files of its driver (links.h). */
struct dl_file_links {
	struct dl_name_list defined;  /* functions that others can call */
	struct dl_name_list wanted;   /* functions elsewhere that matter here */
	struct dl_name_list hoped;    /* ... that matter if they call one of these: */
	struct dl_name_list calling;  /* functions that call the DMA API */
	struct dl_name_list offered;  /* functions whose callers matter */
};

struct dl_file_result {
	/* From the parent. */
	bool done; /* a worker has answered, or the file is lost */
	bool lost;
	bool retried;	    /* the first try was lost */
	bool recalled;	    /* from an earlier scan, it was not parsed */
	const char *reason; /* why a try was lost; NULL when none was */
	const char *detail; /* what the lost worker wrote to stderr */

	/* From the worker. */
	const char *failure; /* the parser gave nothing at all: why; else NULL */
	const char *
		first_error; /* the first compiler error with its place, NULL when there was none */
	uint32_t errors;     /* compiler errors left after the best parse */
	const char *arch;    /* the parse that was kept is for; NULL when there is none */
	uint32_t parses;     /* how often the file was parsed */
	bool used_pch;	     /* in the parse that was kept */
	uint32_t functions;
	uint32_t dma_functions;
	uint32_t dma_degraded;
	struct dl_degraded *degraded; /* all degraded functions, in the order of the file */
	uint32_t degraded_count;
	struct dl_file_links links;
	double parse_cpu; /* seconds */
	uint64_t max_rss; /* bytes, of the worker so far */
	const void *ir;	  /* packed IR; what the coordinator keeps is elsewhere (worker/shelf.h) */
	size_t ir_len;
	struct dl_name_list inputs; /* files that were read, but for the kernel's precompiled headers */
	bool searched;		    /* a header was searched for in all of the tree */

	/* From the parent: what stays the same while the file and all that it includes do (worker/recall.h). */
	uint64_t content; /* 0: not known */
	uint64_t ir_key;  /* the packed IR; 0: there is none */
};

/* What a scan knows about a module: files of one driver, analysed together. */
struct dl_module_result {
	/* From the parent. */
	bool done;
	bool lost;	    /* its worker was, twice */
	bool recalled;	    /* from an earlier scan, it was not analysed */
	const char *reason; /* why a try was lost; NULL when none was */
	const char *detail;

	/* From the worker. */
	const char *failure; /* nothing was analysed: why; else NULL */
	uint64_t explored;   /* functions that the engine explored */
	uint64_t blurred;    /* of these: a budget dropped facts */
	uint64_t cut;	     /* of these: stopped by the hard budget */
	uint64_t steps;
	double cpu; /* seconds */
	uint64_t max_rss;
	const void *findings; /* encoded findings (report/wire.h) */
	size_t findings_len;
	const char *trace; /* --trace output, NULL when none was asked for */
	/* What it depends on beyond its files: */
	const uint64_t *asked; /* names of functions (dl_hash_str()) whose definitions elsewhere matter */
	uint32_t asked_count;
	struct dl_name_list texts; /* files that were read */
	bool asked_scope;	   /* which files the scan looked at */
	struct dl_name_list asked_records; /* whose use in the code of all files of the scan matters */
	bool lacks_code; /* it is no result: code was asked for that the worker did not have */
};

/* The worker's part of @result as bytes. */
void dl_file_result_encode(const struct dl_file_result *result, struct dl_buf *out);

/*
 * Fill the worker's part of @out. Texts are copied into @arena; ->ir points into @data. DL_ERR_CORRUPT on damaged bytes.
 */
enum dl_status dl_file_result_decode(struct dl_file_result *out, struct dl_arena *arena,
				     const void *data, size_t len, struct dl_error *err);

/* The same for a module. */
void dl_module_result_encode(const struct dl_module_result *result, struct dl_buf *out);
enum dl_status dl_module_result_decode(struct dl_module_result *out, struct dl_arena *arena,
				       const void *data, size_t len, struct dl_error *err);

/* True when more than a tenth of the file's DMA functions are degraded. */
bool dl_file_result_is_incomplete(const struct dl_file_result *result);

#endif
