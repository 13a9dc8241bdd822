/* SPDX-License-Identifier: Apache-2.0 */
/* One scan as the worker program knows it; shared by the files of this room. */
#ifndef DL_WORKER_WORK_H
#define DL_WORKER_WORK_H

#include "base/buf.h"
#include "base/clock.h"
#include "base/map.h"
#include "base/memo.h"
#include "base/stamp.h"
#include "base/vec.h"
#include "engine/engine.h"
#include "ir/ir.h"
#include "ir/link.h"
#include "model/model.h"
#include "report/finding.h"
#include "source/cache.h"
#include "source/source.h"
#include "store/results.h"
#include "wire/news.h"
#include "wire/request.h"
#include "worker/shelf.h"
#include "worker/pool.h"

/* Files that are analysed together. */
struct dl_work_module {
	const char *name; /* of the module, or the file's path when it stands alone */
	const uint32_t *files;
	uint32_t file_count;
	bool is_alone; /* a second try: nothing goes along that might be to blame */
	bool unmaps;   /* a file names an unmap function */
	bool is_narrow; /* all files drive what only 32-bit machines have */
	bool is_whole; /* nothing of the driver that could unmap something is missing */
	struct dl_module_result result;
};

/* Where a function is defined that others can call. */
struct dl_definer {
	uint32_t file; /* UINT32_MAX: in several */
	uint64_t id;   /* the same while these files are what they are */
};

/* What the analysis of a module has asked beyond the module; in a worker. */
struct dl_work_asked {
	struct dl_map names; /* of functions, by dl_hash_str() */
	struct dl_source_reads reads;
	struct dl_map records; /* names: whose use in the code of all files */
	bool lacks_code;     /* code was asked for that is not here */
	struct dl_error trouble; /* why code could not be read; zero: it could */
};

struct dl_work {
	struct dl_request request;
	int host;	    /* socket to the host */
	int lifeline;	    /* readable when the host is gone */
	bool host_is_gone;  /* it has closed the socket */
	struct dl_arena *arena; /* everything that lives as long as the scan */
	struct dl_models *models;
	struct dl_source *source;
	struct dl_cache cache;	    /* where the next is; open if has_cache */
	bool has_cache;
	struct dl_results *known;   /* what earlier scans found out; NULL: nothing is recalled or kept */
	struct dl_memo memo;	    /* the same; zeros */
	struct dl_stamps *stamps;
	struct dl_shelf shelf; /* the packed IR of files */
	bool has_all_code; /* of every file, and not just of what is likely to be asked for */
	uint64_t all_code; /* hash of all packed IR, once all is parsed; 0: not yet known */
	size_t file_count;
	struct dl_file_result *results; /* by file */
	DL_VEC(struct dl_work_module) modules;
	struct dl_map definers;	  /* dl_hash_str() of a function that others can call -> struct dl_definer * */
	/* Of a scan with shards (shard.h): */
	uint64_t tree;
	struct dl_map searched;	     /* modules whose other objects were searched for what they need */
	struct dl_map guests;	     /* file + 1 of another shard -> how far it is */
	struct dl_map guest_modules; /* keys of modules of which all is wanted */
	struct dl_map asked_records; /* names -> round of guests in which they were asked for, from 1 on */
	uintptr_t guest_round;
	DL_VEC(uint32_t) jobs;	  /* of this round of the pool: files or modules */
	bool *pch_ready;	  /* by configuration */
	bool *pch_passes;	  /* likewise: it is of headers that changed meanwhile, and good for this scan only */
	const char **pch_trouble; /* by configuration: why there is no PCH, or NULL */
	double pch_cpu;
	enum dl_phase phase;
	size_t parsed;
};

/* coordinate.c: answer the host's request on @host; returns the process's exit status. */
/* Workers for so many jobs: no more than were asked for, or than there are CPUs. */
unsigned int dl_work_jobs(const struct dl_work *scan, size_t work);
int dl_work_coordinate(int host, int lifeline);

/* Parse these files, as far as they are not known; @pool as it is for files. */
enum dl_status dl_work_parse(struct dl_work *scan, const uint32_t *files, size_t count,
			     struct dl_pool_options *pool, struct dl_error *err);
/*
 * Have the code of files that were recalled, for the modules that are to be analysed: their own and that of
 * who defines what they call, or (@all) of every file, since they may ask about any.
 */
enum dl_status dl_work_have_code(struct dl_work *scan, bool all, struct dl_pool_options *pool,
				 struct dl_error *err);

/* tell.c: news for the host. */
void dl_tell_hello(struct dl_work *scan);
void dl_tell_source(struct dl_work *scan);
void dl_tell_progress(struct dl_work *scan);
void dl_tell_module(struct dl_work *scan, uint32_t module);
/* A file with all that will ever be known about it. Its packed IR goes with it. */
void dl_tell_file(struct dl_work *scan, uint32_t file);
void dl_tell_end(struct dl_work *scan);
void dl_tell_failed(struct dl_work *scan, enum dl_status status, const char *message);

/* The place of a file's configuration in the source. */
size_t dl_work_config_of(const struct dl_work *scan, const struct dl_source_file *file);
/* Bytes, of this process so far. */
uint64_t dl_work_peak_memory(void);

/* file.c, in a worker: job is a file of this round; the reply is an encoded struct dl_file_result. */
void *dl_file_start(void *arg);
void dl_file_work(void *state, struct dl_pool_worker *worker, uint32_t job, struct dl_buf *reply);

/* analyse.c, in a worker: job is a module; the reply is an encoded struct dl_module_result. */
void dl_module_work(void *state, struct dl_pool_worker *worker, uint32_t job,
		    struct dl_buf *reply);

/* beyond.c, in a worker: what other modules have to do with the findings of one. */
struct dl_work_beyond {
	const struct dl_work *scan;
	const struct dl_work_module *module;
	struct dl_work_asked *asked;
};
void dl_work_look_beyond(struct dl_beyond *beyond, struct dl_work_beyond *ctx);

/* neighbours.c: who defines which function; in a worker: link what a module calls of other modules. */
void dl_work_note_definers(struct dl_work *scan);
/* The definer of a function that others can call, NULL when no file of the scan is; that it was asked for is noted. */
const struct dl_definer *dl_work_definer(const struct dl_work *scan, struct dl_work_asked *asked,
					 const char *name);
/* Of the modules that are not done: their files, and who defines what they call; by file. */
bool *dl_work_likely_code(const struct dl_work *scan);
/*
 * In a worker: the packed IR, for dl_free(); NULL when there is none. That it is not here, but could be, or that it
 * cannot be read, is noted.
 */
void *dl_work_code(const struct dl_work *scan, struct dl_work_asked *asked, uint32_t file, size_t *len);
enum dl_status dl_work_link_neighbours(struct dl_linker *linker, const struct dl_work *scan,
				       const struct dl_work_module *m, struct dl_work_asked *asked,
				       struct dl_error *err);

/* text.c, in a worker: the sources that findings quote. */
struct dl_texts {
	const char *root;	/* that the unit's paths are relative to */
	const struct dl_overlay *overlay;
	struct dl_map files;	/* path -> struct dl_buf; empty: cannot be read */
};
/* As struct dl_engine_options wants it; @texts is a struct dl_texts. */
const char *dl_texts_get(void *texts, const char *path, size_t *len);
void dl_texts_free(struct dl_texts *texts);

/* outside.c, in a worker: drop findings in files that the user did not ask for. */
void dl_drop_outside(const struct dl_work *scan, const struct dl_work_module *m,
		     struct dl_work_asked *asked, struct dl_findings *findings);

/* modules.c: group the parsed files into modules, and recall those that are known; false: all are. */
bool dl_work_group(struct dl_work *scan);
/* Have the others analysed. */
enum dl_status dl_work_modules(struct dl_work *scan, struct dl_pool_options *pool,
			       struct dl_error *err);
/* The same for files that belong to one module. */
const char *dl_work_module_key(const struct dl_work *scan, uint32_t file);

/* found.c: search for files that the parsed ones need; they are added to the scan's files. */
enum dl_status dl_work_find(struct dl_work *scan, struct dl_error *err);

/* pch.c: build the precompiled header of every configuration, in a worker; trouble is noted. */
enum dl_status dl_work_build_pch(struct dl_work *scan, struct dl_error *err);

#endif
