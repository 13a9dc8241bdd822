/* SPDX-License-Identifier: Apache-2.0 */
/* dmalint cache: where it is, and how to empty it. */
#include <dirent.h>
#include <errno.h>
#include <fnmatch.h>
#include <ftw.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/cli.h"
#include "source/path.h"

static const char help[] =
	"Show or empty the cache folder.\n"
	"\n"
	"Usage: dmalint cache path [--cache-dir DIR]\n"
	"       dmalint cache clear [--cache-dir DIR]\n"
	"\n"
	"  path    print the folder\n"
	"  clear   remove synthesised and precompiled headers; they are made again when needed.\n"
	"          The store (dmalint.db) with its findings stays.\n"
	"\n"
	"Options:\n"
	"  --cache-dir DIR   another folder than $XDG_CACHE_HOME/dmalint or ~/.cache/dmalint\n"
	"  -h, --help        this text\n"
	"\n"
	"Examples:\n"
	"  du -sh $(dmalint cache path)\n"
	"  dmalint cache clear\n";

/* What dmalint itself puts there; nothing else is touched, whatever folder is named. */
static bool is_ours(const char *name)
{
	static const char *const patterns[] = {"kernel-*", "pch-*", "stubs-*"};

	for (size_t i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++)
		if (fnmatch(patterns[i], name, 0) == 0)
			return true;
	return false;
}

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
	(void)st;
	(void)kind;
	(void)ftw;
	return remove(path);
}

static int clear(struct dl_arena *arena, const char *dir)
{
	int code = DL_EXIT_CLEAN;
	DIR *d = opendir(dir);
	struct dirent *e;

	if (!d)
		return errno == ENOENT ? DL_EXIT_CLEAN
				       : dl_cli_error("cannot read %s: %s", dir, strerror(errno));
	while (code == DL_EXIT_CLEAN && (e = readdir(d)) != NULL) {
		const char *path = dl_path_join(arena, dir, e->d_name);

		if (is_ours(e->d_name) &&
		    nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS | FTW_MOUNT) != 0)
			code = dl_cli_error("cannot remove %s: %s", path, strerror(errno));
	}
	closedir(d);
	return code;
}

static int run(const struct dl_command *command, int argc, char **argv)
{
	static const struct option options[] = {
		{"cache-dir", required_argument, NULL, 'd'},
		{"help", no_argument, NULL, 'h'},
		{0},
	};
	struct dl_arena *arena;
	const char *given = NULL;
	const char *dir;
	int code = DL_EXIT_CLEAN;
	int c;

	while ((c = dl_cli_getopt(command, argc, argv, ":h", options, &code)) != DL_OPT_END) {
		if (c == DL_OPT_STOP)
			return code;
		given = optarg;
	}
	if (argc - optind != 1 ||
	    (strcmp(argv[optind], "path") != 0 && strcmp(argv[optind], "clear") != 0))
		return dl_cli_usage(command, "say 'dmalint cache path' or 'dmalint cache clear'");
	arena = dl_arena_new();
	dir = dl_cli_cache_dir(arena, given);
	if (!dir)
		code = DL_EXIT_ERROR;
	else if (strcmp(argv[optind], "clear") == 0)
		code = clear(arena, dir);
	else
		printf("%s\n", dir);
	dl_arena_free(arena);
	return code;
}

const struct dl_command dl_command_cache = {
	.name = "cache",
	.summary = "show or empty the cache folder",
	.help = help,
	.run = run,
};
