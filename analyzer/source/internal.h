/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of this room share; nobody else includes it. */
#ifndef DL_SOURCE_INTERNAL_H
#define DL_SOURCE_INTERNAL_H

#include "base/vec.h"
#include "source/cache.h"
#include "source/candidates.h"
#include "source/compdb.h"
#include "source/facts.h"
#include "source/folders.h"
#include "source/guards.h"
#include "source/header_index.h"
#include "source/kbuild.h"
#include "source/kconfig_tree.h"
#include "source/kernel_root.h"
#include "source/source.h"
#include "source/synth.h"

/* All that is known of the sources below one root. */
struct source_group {
	const char *root;
	enum dl_source_mode mode; /* without a compile database */
	const char *why;
	struct dl_kernel kernel; /* source is NULL in stub mode */
	const char *generated;	 /* folder with include/generated */
	struct dl_synth synth;	 /* options of the configuration, synthesised or read */
	bool prepared;
	struct dl_kbuild *kbuild;
	struct dl_header_index *index;
	const char *header_root;     /* of a driver outside of a kernel, whose headers may use the
					DMA API; else NULL */
	bool has_wrappers;	     /* they were read */
	struct dl_map wrappers;	     /* name -> struct source_wrapper * */
	struct dl_map wrapper_names; /* name -> its text */
	struct dl_map read_above;    /* headers outside of header_root that were read for them */
	struct dl_source_config *config; /* NULL until prepared */
	struct dl_source_config *small;	 /* the same with the small PCH; NULL while no file takes it */
	struct dl_kconfig_tree *kconfig; /* of an unconfigured tree */
	struct dl_guards *guards;
	struct dl_map built[DL_ARCH_MAX][2]; /* by compile_test: what the guards have said */
	struct source_group **others; /* for other architectures, by place in dl_arches; these
					 share all that does not depend on it */
	bool is_other;
	struct dl_compdb db;
	bool has_db;
	struct dl_source_config *db_config;
};

/* Something that a header defines, with a DMA call in it. */
struct source_wrapper {
	const char *header;
	bool core;   /* of a map, unmap, sync, alloc or free function */
	bool unmaps; /* of an unmap function */
};

/* A .c file that was looked at. */
struct source_unit {
	const char *path; /* absolute */
	struct source_group *group;
	const char *reason; /* NULL: no candidate */
	bool core;
	bool unmaps;
	bool named;    /* on the command line */
	bool asked;    /* it lies in the paths of the scan */
	bool found;    /* by dl_source_search() */
	bool included; /* lives inside another file */
	uint64_t size;
	const char *const *includes;
	size_t include_count;
};

/* A symbolic link that a walk met. */
struct source_link {
	const char *path;
	struct source_group *group;
};

struct dl_source {
	struct dl_arena *arena;
	struct dl_arena *scratch;	     /* of the file being looked at */
	struct dl_buf text;		     /* its text */
	struct dl_overlay overlay;
	struct dl_build_files build_files;
	struct dl_map left_out; /* those that were told */
	const struct dl_arch *only_arch; /* NULL: any */
	const struct dl_source_options *opt; /* only during dl_source_open() */
	struct dl_cache cache;
	const char *root; /* of the first path; NULL: nothing looked at yet */
	const struct dl_memo *memo; /* as the options have it */
	struct dl_stamps *stamps;
	struct dl_names *names;
	struct dl_facts *facts;
	struct dl_folders *folders;
	struct dl_args extra;
	DL_VEC(struct source_group *) groups;
	DL_VEC(const char *) asked; /* folders of the scan, without symbolic links */
	DL_VEC(struct source_link) links;
	uint64_t scope; /* hash of the files that were asked for; 0: not yet known */
	struct dl_map readable;	 /* path of a header -> whether it is there */
	struct dl_map header_names; /* folder -> hash of the names of all headers below it */
	struct dl_map units;	 /* absolute path -> struct source_unit * */
	struct dl_map arg_lists; /* struct shared_args *, by the hash of the flags */
	DL_VEC(const struct dl_source_config *) configs;
	DL_VEC(struct dl_source_file) files;
	DL_VEC(struct dl_source_note) notes;
	struct dl_source_stats stats;
	struct dl_map elsewhere; /* modules of other shards, by dl_source_module_key() */
	struct dl_map definers;	 /* dl_hash_str() of a function -> struct source_hints *, of files elsewhere */
	bool knows_definers;
	const char *explanation; /* of a source that was decoded; else NULL */
};

/* The text of @path into s->text, in place of what was there. */
enum dl_status dl_source_read_text(struct dl_source *s, const char *path, struct dl_error *err);

void dl_source_note(struct dl_source *s, enum dl_source_note_kind kind, const char *path,
		 const char *fmt, ...) __attribute__((format(printf, 4, 5)));

/* The group that @path (absolute, existing) belongs to; made when it is the first of its root. */
enum dl_status dl_source_group_of(struct source_group **out, struct dl_source *s, const char *path,
			       struct dl_error *err);
/* Make the group's configuration: synthesise or read options, shared flags, PCH. */
enum dl_status dl_source_group_prepare(struct source_group *g, struct dl_source *s,
				    struct dl_error *err);
/* group->small, after dl_source_group_prepare(); stays NULL where there is no PCH. */
enum dl_status dl_source_group_small(struct source_group *g, struct dl_source *s, struct dl_error *err);
/* The configuration for files of the group's compile database. */
struct dl_source_config *dl_source_group_db_config(struct source_group *g, struct dl_source *s,
						const struct dl_compdb_entry *e);
void dl_source_group_free(struct source_group *g);

/* Architectures to try for @u, and those that have what it drives: into @f. */
void dl_source_arches(struct dl_source *s, const struct source_unit *u, struct dl_source_file *f);
/* The group with the configuration for @arch, made when it is first asked for. */
enum dl_status dl_source_group_for_arch(struct source_group **out, struct source_group *g,
				     struct dl_source *s, const struct dl_arch *arch,
				     struct dl_error *err);

/* The folder that the flag at @i leads to, NULL when it leads to none; @i moves to its last word. */
const char *dl_source_flag_folder(const char *const *args, size_t count, size_t *i);
/* Go on with a hash: the names of all headers in folders that flags lead to, from the working directory @directory. */
uint64_t dl_source_hash_folders(uint64_t h, struct dl_source *s, const char *const *args, size_t count,
				const char *directory);

/* The folder of a copy of @missing that the driver ships as "@missing_shipped", NULL when it does
 * not. */
const char *dl_source_shipped(struct dl_source *s, const struct source_unit *u, const char *missing);

/* Look at the .c files that the options name: fills s->units. */
enum dl_status dl_source_ask_modules(struct dl_source *s, struct dl_error *err);
enum dl_status dl_source_collect(struct dl_source *s, struct dl_error *err);
/* Look at the .c files of one folder; its links go to s->links. */
enum dl_status dl_source_collect_dir(struct dl_source *s, struct source_group *g, const char *dir,
				     struct dl_error *err);
/* Look at what s->links lead to. */
void dl_source_follow_links(struct dl_source *s);
/* exclude.c: files that match opt->exclude are no candidates. After links were followed. */
void dl_source_exclude(struct dl_source *s);
/* When the file is a link that is written out, look at what it leads to. */
enum dl_status dl_source_follow_written(struct dl_source *s, struct source_group *g,
					const char *path, bool *is_link, struct dl_error *err);
/* What @u (its text is s->text) uses of the DMA API through headers of its own. */
void dl_source_use_wrappers(struct dl_source *s, struct source_unit *u,
			    const struct dl_args *includes);
/* Look at one file, once. */
enum dl_status dl_source_add_unit(struct source_unit **out, struct dl_source *s,
			       struct source_group *g, const char *path, struct dl_error *err);
/* Files that live inside another one give way to it. */
enum dl_status dl_source_settle_included(struct dl_source *s, struct dl_error *err);
/* Flags of one file, appended to s->files. */
enum dl_status dl_source_make_file(struct dl_source *s, const struct source_unit *u,
				struct dl_error *err);
/* Keep of what @u includes (its text is s->text) what its flags need. */
void dl_source_keep_includes(struct source_unit *u, struct dl_source *s);
/* Flags of all candidates: fills s->files, sorted. */
enum dl_status dl_source_make_files(struct dl_source *s, struct dl_error *err);
/* Files with the same one belong to one module. */
const char *dl_source_module_key(struct dl_source *s, const struct dl_source_file *f);
void dl_source_shard_free(struct dl_source *s);
/* Which candidates have all of their module beside them; after dl_source_make_files(). */
void dl_source_find_whole(struct dl_source *s);

#endif
