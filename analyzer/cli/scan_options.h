/* SPDX-License-Identifier: Apache-2.0 */
/* What the flags of `dmalint scan`, `doctor` and `ir` say about where and how to parse. */
#ifndef DL_CLI_SCAN_OPTIONS_H
#define DL_CLI_SCAN_OPTIONS_H

#include "cli/cli.h"

#include <dmalint/debug.h>

/* Values of the long options that have no letter. */
enum dl_scan_option {
	DL_OPTION_ARCH = 256,
	DL_OPTION_BASELINE,
	DL_OPTION_CACHE_DIR,
	DL_OPTION_CHANGED_LINES,
	DL_OPTION_CONFIG,
	DL_OPTION_CONFIDENCE,
	DL_OPTION_DB,
	DL_OPTION_DIFF,
	DL_OPTION_DISABLE,
	DL_OPTION_EXCLUDE,
	DL_OPTION_EXIT_ZERO,
	DL_OPTION_FAIL_ON,
	DL_OPTION_FUNCTION,
	DL_OPTION_INCLUDE_SUPPRESSED,
	DL_OPTION_KEEP,
	DL_OPTION_KERNEL,
	DL_OPTION_MAX_FILES,
	DL_OPTION_MEMORY,
	DL_OPTION_MODELS,
	DL_OPTION_NEW_SINCE,
	DL_OPTION_NO_CACHE,
	DL_OPTION_NO_CONFIG,
	DL_OPTION_NO_DB,
	DL_OPTION_NO_PCH,
	DL_OPTION_ALL_FILES,
	DL_OPTION_PROFILE,
	DL_OPTION_RULES,
	DL_OPTION_SHARD,
	DL_OPTION_STATS,
	DL_OPTION_TIMEOUT,
	DL_OPTION_TRACE,
};

/* The options that every command which parses understands; for their option tables. */
#define DL_PARSE_OPTIONS                                                                           \
	{"all-files", no_argument, NULL, DL_OPTION_ALL_FILES},                                     \
		{"arch", required_argument, NULL, DL_OPTION_ARCH},                                 \
		{"build-dir", required_argument, NULL, 'p'},                                       \
		{"cache-dir", required_argument, NULL, DL_OPTION_CACHE_DIR},                       \
		{"kernel", required_argument, NULL, DL_OPTION_KERNEL},                             \
		{"memory-limit", required_argument, NULL, DL_OPTION_MEMORY},                       \
		{"models", required_argument, NULL, DL_OPTION_MODELS},                             \
		{"no-cache", no_argument, NULL, DL_OPTION_NO_CACHE},                               \
		{"no-pch", no_argument, NULL, DL_OPTION_NO_PCH},                                   \
		{"null", no_argument, NULL, '0'},                                                  \
		{"timeout-per-file", required_argument, NULL, DL_OPTION_TIMEOUT},                  \
		{"jobs", required_argument, NULL, 'j'},                                            \
	{                                                                                          \
		"help", no_argument, NULL, 'h'                                                     \
	}

#define DL_PARSE_LETTERS ":0hj:p:"

#define DL_PARSE_HELP                                                                              \
	"Where and how to parse:\n"                                                                \
	"  --kernel DIR            headers of a kernel for source outside of its tree, for "       \
	"example\n"                                                                                \
	"                          /lib/modules/$(uname -r)/build\n"                               \
	"  -p, --build-dir DIR     use DIR/compile_commands.json (or name the file itself)\n"      \
	"  --models FILE           more API models: your own wrappers (may be given several "      \
	"times)\n"                                                                                 \
	"  --arch NAME             parse for this architecture only (default: what fits each\n"     \
	"                          file, x86_64 first)\n"                                           \
	"  --all-files             every .c file, not only those that name a DMA function\n"       \
	"  -j, --jobs N            worker processes (default: one for each CPU)\n"                 \
	"  --timeout-per-file N    seconds before a file is given up (default 120, 0: never)\n"    \
	"  --memory-limit MIB      memory of one worker (default 3072, 0: no limit)\n"             \
	"  --no-pch                no precompiled header: slower, the same findings\n"             \
	"  --no-cache              parse and analyse all anew: slower, the same findings\n"         \
	"  --cache-dir DIR         where headers, and results of earlier scans, are kept (default:\n" \
	"                          $XDG_CACHE_HOME/dmalint or ~/.cache/dmalint)\n"                 \
	"  -0, --null              names in the list of the path - end with NUL bytes, not lines\n"   \
	"  -- FLAG...              more flags for the compiler: -- -DCONFIG_FOO=1 -Iinclude\n"

struct dl_scan_setup {
	const struct dl_command *command;
	struct dmalint_scan_options scan;
	struct dmalint_debug_options debug; /* scan.debug points to it */
	const char **model_files;
	const char **paths; /* scan.paths */
	bool list_has_nul;  /* names of the list on standard input end with NUL bytes */
	bool read_list;	    /* it was read */
	char *list;	    /* its names; owned */
	char *cache_dir; /* owned */
	const char *given_cache_dir;
};

/* Set the defaults; split off what follows "--". Returns the argc without it. */
int dl_setup_begin(struct dl_scan_setup *setup, const struct dl_command *command, int argc,
		   char **argv);
/* An option of DL_PARSE_OPTIONS with its optarg. DL_EXIT_CLEAN, or the code to return after a
 * message. */
int dl_setup_option(struct dl_scan_setup *setup, int option, const char *value);
/* After all options: the paths (default "."), the cache folder. The same result. */
int dl_setup_end(struct dl_scan_setup *setup, char **paths, int path_count);
/* Part of that: @paths, with those of the list on standard input in the place of "-". */
int dl_setup_paths(struct dl_scan_setup *setup, char **paths, int count);
void dl_setup_free(struct dl_scan_setup *setup);

/* Takes what the arguments of a scan have come to; @store is the path of --db, NULL: the default one. */
typedef int dl_use_options(void *arg, struct dmalint_scan_options *options, const char *store);

/*
 * Read @argv as `dmalint scan` does, with the configuration file of @dir (NULL: the working directory)
 * or a folder above, and call @use instead of scanning. Returns what that does, or the code after a
 * message.
 */
int dl_scan_arguments(const struct dl_command *command, const char *dir, int argc, char **argv,
		      dl_use_options *use, void *arg);

#endif
