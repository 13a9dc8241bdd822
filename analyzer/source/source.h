/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What to parse, and how.
 *
 * From the paths of a scan follow the parse mode (design.md 3.1), one configuration per tree with
 * the flags that all its files share, and the candidate files in sorted order with their complete
 * flags. Nothing is parsed here: candidates are found by a text search for the names in the models.
 * The user's tree is only read; what a kernel build would generate is synthesised in the cache
 * folder.
 *
 * Trouble with one file (a compile-database entry that loads code, a file that is gone) is a note
 * and not an error; a path that does not exist or a cache that cannot be written is an error.
 */
#ifndef DL_SOURCE_SOURCE_H
#define DL_SOURCE_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/map.h"
#include "base/memo.h"
#include "base/overlay.h"
#include "base/stamp.h"
#include "base/status.h"
#include "model/model.h"
#include "source/args.h"

enum dl_source_mode {
	DL_MODE_COMPDB,	      /* compile_commands.json */
	DL_MODE_CONFIGURED,   /* kernel tree with include/generated/autoconf.h */
	DL_MODE_UNCONFIGURED, /* unpacked kernel tree: configuration synthesised */
	DL_MODE_HEADERS,      /* source outside a kernel tree, with --kernel DIR */
	DL_MODE_STUBS,	      /* no kernel headers at all: bundled stubs */
};

struct dl_source_options {
	const char *const *paths; /* files and folders to scan; at least one */
	size_t path_count;
	const char *kernel_dir; /* --kernel DIR, or NULL */
	const char *build_dir;	/* -p DIR (holds compile_commands.json) or that file, or NULL */
	const char *cache_dir;	/* has, or gets, the folder of synthesised headers and PCH */
	const char *const *exclude; /* patterns of paths and names, as of fnmatch() */
	size_t exclude_count;
	const char *const *extra_args; /* appended to the flags of every file */
	size_t extra_arg_count;
	struct dl_overlay overlay; /* texts that stand for files; they outlive the source */
	const char *clang_version; /* part of the PCH's key; NULL means "" */
	const struct dl_memo *memo; /* what is known of texts is kept there; may be NULL */
	struct dl_stamps *stamps;   /* wanted with it; both outlive the source */
	bool use_pch;
	bool all_files; /* no text filter: every .c file is a candidate */
	bool modules;	/* files in @paths stand for their modules, and are not candidates for being named */
	const char *arch; /* the only one to parse for; NULL: what fits each file */
};

/*
 * One parse configuration. @base_args are what all files of the configuration begin with. When
 * @pch_header is not NULL, it is a file of #include lines: parse it with @pch_build_args and save
 * the result as @pch_path unless that exists already (its name is a hash of all it depends on).
 */
struct dl_source_config {
	enum dl_source_mode mode;
	const char *arch;	   /* "x86_64", "arm64" ...: sizes follow it */
	const char *arch_folder;   /* its folder below arch/: "x86" */
	const char *root;	   /* absolute, no trailing slash; unit paths are relative to it */
	const char *kernel_source; /* folder with the kernel's include/, NULL when there is none */
	const char *why;	   /* one sentence: why this mode */
	const char *const *base_args;
	size_t base_arg_count;
	const char *pch_header; /* NULL: no PCH for this configuration */
	const char *pch_text;	/* what is in it */
	const char *pch_path;
	const char *const *pch_build_args; /* to parse @pch_header with, C header mode included */
	size_t pch_build_arg_count;
	/* Functions of files below these folders are the kernel's, not the driver's. */
	const char *const *core_prefixes;
	size_t core_prefix_count;
	uint64_t pch_plan; /* all that says which headers the PCH has */
	uint64_t headers;  /* what is in them; 0: there is no PCH */
	bool pch_is_known; /* they are what they were when it was built: nobody need compare */
};

struct dl_source_file {
	const char *path;      /* absolute */
	const char *unit_path; /* relative to dl_source_root(), or absolute when outside */
	const char *directory; /* the parser's working directory */
	const char *const *args; /* complete flags without compiler and file */
	size_t arg_count;
	bool use_pch;	    /* config->pch_path may stand for the "-include FILE" pairs in args */
	const char *module; /* "drivers/net/foo/foo" when a Makefile says so, else unit path without
			       .c */
	bool is_whole; /* the other objects of its module are candidates, too, or name no DMA call */
	bool unmaps;   /* names an unmap function anywhere in its text */
	const char *reason; /* why it is a candidate: the first name found, or "named on the command
			       line"; of a file found by text what it was found by */
	bool found_by_text; /* no candidate: dl_source_search() has found it */
	bool outside;	    /* ... and it lies in none of the paths of the scan */
	bool elsewhere;	    /* another shard of the scan has it */
	const char *borrowed_arch; /* architecture whose headers fill in what the parsed one lacks,
				      or NULL */
	/* Architectures to try, best first, up to NULL; the first is the configuration's. */
	const char *const *arches;
	bool is_narrow; /* test builds apart, no machine with 64 bits has what it drives */
	uint32_t runs_on; /* architectures that have what it drives, for dl_source_has_arch(); all: not known */
	const struct dl_source_config *config;
	uint64_t size; /* bytes */
};

enum dl_source_note_kind {
	DL_NOTE_INFO,	 /* how it is, nothing is missing: parsed as part of another file, ... */
	DL_NOTE_WARNING, /* something is not as the user thinks: a database that cannot be read, ...
			  */
	DL_NOTE_MISSED,	 /* a file that was asked for is not scanned */
};

/* Something to know about the choice of files, or a file passed over with the reason; @path may be
 * "". */
struct dl_source_note {
	enum dl_source_note_kind kind;
	const char *path;
	const char *text;
};

struct dl_source_stats {
	size_t seen; /* .c files looked at */
	size_t candidates;
	size_t core_dma;  /* candidates that name a map, unmap, sync, alloc or free function */
	size_t sink_only; /* candidates that name none of these */
	size_t found;	  /* by dl_source_search() */
	size_t included;  /* .c files that live inside another one */
	size_t headers_resolved; /* folders added to find headers that no flag leads to */
	size_t borrowed;   /* drivers of other architectures, parsed with some of its headers */
	size_t other_arch; /* files whose Kconfig conditions rule x86_64 out */
};

struct dl_source;

/*
 * Decide on @opt. @models (may be NULL when all_files is set) gives the names that make a file a
 * candidate; it is not kept. On failure the message names the path and the remedy.
 */
enum dl_status dl_source_open(struct dl_source **out, const struct dl_source_options *opt,
			      const struct dl_models *models, struct dl_error *err);
void dl_source_free(struct dl_source *s);

/* Candidates sorted by unit path, then what dl_source_search() has found. Everything returned lives
 * as long as @s, but a file at an index only until the next search. */
size_t dl_source_file_count(const struct dl_source *s);
const struct dl_source_file *dl_source_file_at(const struct dl_source *s, size_t index);
/* What unit paths, and the paths of findings, are relative to; NULL when nothing was looked at. */
const char *dl_source_root(const struct dl_source *s);
/* Where generated headers go: real path. */
const char *dl_source_headers_dir(const struct dl_source *s);
size_t dl_source_config_count(const struct dl_source *s);
const struct dl_source_config *dl_source_config_at(const struct dl_source *s, size_t index);
size_t dl_source_note_count(const struct dl_source *s);
const struct dl_source_note *dl_source_note_at(const struct dl_source *s, size_t index);
struct dl_source_stats dl_source_stats(const struct dl_source *s);

/*
 * What is looked for in the other objects of a module that were not chosen, as maps from a name
 * to its text: an object that defines one of @defined, or uses one of @used, or that defines one
 * of @callers and uses one of @callees.
 */
struct dl_source_wish {
	size_t file; /* index of any file of the module */
	const struct dl_map *defined;
	const struct dl_map *used;
	const struct dl_map *callers;
	const struct dl_map *callees;
	size_t max_outside; /* at most that many files from outside the paths of the scan */
};

/*
 * Search the text of the module's objects, in the order of their paths, and append those that fit
 * to the files. Nothing is added where no Makefile says what the module is made of, nor what a
 * compile database does not know.
 */
enum dl_status dl_source_search(struct dl_source *s, const struct dl_source_wish *wish,
				struct dl_error *err);

/* Where the module of a file meets others. */
enum dl_border {
	DL_BORDER_EXPORTS = 1, /* it exports a function */
	DL_BORDER_SEEN = 2,    /* it calls one that another file in the paths of the scan defines, */
	DL_BORDER_UNSEEN = 4,  /* ... or that a header of the driver declares and nobody defines */
};

/* The file exports one of @functions (name -> its text). */
bool dl_source_exports(struct dl_source *s, size_t file, const struct dl_map *functions);
/* What an answer about a border was read from. */
struct dl_source_reads {
	struct dl_map texts; /* paths; the caller's to free */
	bool scope;	     /* and which files the scan looked at */
};

/*
 * Of @callees (name -> its text), which the module of @file calls and does not have: those that a header of
 * the driver declares and no file beside it defines keep their value, others get NULL.
 */
void dl_source_keep_unseen(struct dl_source *s, size_t file, struct dl_map *callees,
			   struct dl_source_reads *reads);
/* Bits of enum dl_border for the module of @file: of @functions, and of @callees (name -> its text). */
unsigned int dl_source_border(struct dl_source *s, size_t file, const struct dl_map *callees,
			      const struct dl_map *functions, struct dl_source_reads *reads);
/* Which files were looked at, and which of them the module of @file is made of, as numbers. */
uint64_t dl_source_scope(struct dl_source *s);
uint64_t dl_source_objects(struct dl_source *s, size_t file);

/*
 * Keep one of @count shards of the scan, from 1 on: files whose modules the others have are ->elsewhere. Modules
 * go to shards by what they will cost, as far as that is known before any is parsed.
 */
void dl_source_shard(struct dl_source *s, unsigned int number, unsigned int count);
/* The same number in all shards of one tree: which files were chosen, and what is in them. */
uint64_t dl_source_tree(struct dl_source *s);

/* A file that is elsewhere and may define a function, or know a record, as its text says. */
struct dl_source_hint {
	size_t file;
	bool whole; /* it is another object of the file's module, no candidate itself */
};

/* Those that may define the function of a name, by dl_hash_str(). */
const struct dl_source_hint *dl_source_may_define(struct dl_source *s, uint64_t name, size_t *count);
/* The functions that the text of @file seems to call, not to define, and one elsewhere may define: dl_hash_str() -> name. */
void dl_source_may_call(struct dl_source *s, size_t file, struct dl_map *names);
/* The file at @file, with the headers of its driver, may know a record of one of @names (name -> its text). */
bool dl_source_may_know(struct dl_source *s, size_t file, const struct dl_map *names);

/* @arch, by its recorded name, is one of @arches (runs_on of a file). */
bool dl_source_has_arch(uint32_t arches, const char *arch);
/*
 * The same file with the configuration and flags of @arch, one of f->arches. The configuration is
 * made when it is first asked for; then it has no PCH. Lives as long as @s; not safe from several
 * threads at once.
 */
enum dl_status dl_source_for_arch(const struct dl_source_file **out, struct dl_source *s,
				  const struct dl_source_file *f, const char *arch,
				  struct dl_error *err);

/*
 * After a parse reported @missing ("foo/bar.h") not found: folders that hold it, nearest to the
 * file first, at most @max. Give them to the parser as -I and parse again. The index of the tree's
 * headers is built at the first call; not safe from several threads at once.
 */
size_t dl_source_find_header(struct dl_source *s, const struct dl_source_file *f,
			     const char *missing, const char **dirs, size_t max);

/*
 * The DMA calls that stand in @text, whatever a parser makes of it; see text.h.
 */
struct dl_text_call;
bool dl_source_next_call(const struct dl_source *s, struct dl_text_call *call, const char **p,
			 const char *end);

/* Whether @text names something that would make a file with it a candidate. */
bool dl_source_names_dma(const struct dl_source *s, const char *text, size_t size);
/* Whether @name stands in @text, outside of comments and strings. */
bool dl_source_mentions(const char *text, size_t size, const char *name);

/*
 * A number that is the same while a parse of the file would open the same files, be it for the first of its
 * architectures or another; what is in them is not looked at, except for the headers of the kernel.
 */
uint64_t dl_source_recipe(struct dl_source *s, size_t index);
/* The same for a search for a header in all of @dir; 0: it has none. */
uint64_t dl_source_names_below(struct dl_source *s, const char *dir);

/* Keep what was read of texts in the memo of the options. */
void dl_source_keep_facts(struct dl_source *s);
/*
 * The PCH of a configuration was built of these files. False: one may have changed since the source was opened, so it is
 * not what its name says. Else that is kept there: while they are the same, so is it. The options have stamps.
 */
bool dl_source_keep_pch(struct dl_source *s, size_t config, const struct dl_args *inputs);

/* What `dmalint doctor` prints: modes and why, flags, counts, notes. */
enum dl_status dl_source_explain(const struct dl_source *s, struct dl_buf *out);

/*
 * What was chosen, as bytes for another process of this build; without the compiler's flags. A
 * source that was made of them can be read and explained, but not searched.
 */
void dl_source_encode(const struct dl_source *s, struct dl_buf *out);
/* A source of no files, to decode into. */
struct dl_source *dl_source_new(void);
/* Replaces all that @s lists; DL_ERR_CORRUPT on damaged bytes. */
enum dl_status dl_source_decode(struct dl_source *s, const void *data, size_t len,
				struct dl_error *err);

const char *dl_source_mode_name(enum dl_source_mode mode);

#endif
