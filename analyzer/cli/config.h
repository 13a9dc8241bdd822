/* SPDX-License-Identifier: Apache-2.0 */
/*
 * .dmalint.json: options of `dmalint scan` that hold for a folder and all below it. Each key is a
 * long option without its dashes; a flag is true or false, a list may be an array. What the command
 * line says goes before it.
 */
#ifndef DL_CLI_CONFIG_H
#define DL_CLI_CONFIG_H

#include "cli/cli.h"

#define DL_CONFIG_NAME ".dmalint.json"

struct dl_config {
	char *file; /* NULL: none is read */
	int argc;   /* the command line with the file's options before its own */
	char **argv;
	char **owned; /* texts of these options */
	int owned_count;
};

/*
 * Read the file that --config names in @argv, or the first one in @dir (NULL: the current folder) and
 * those above it, unless --no-config is there. DL_EXIT_CLEAN, or DL_EXIT_ERROR after a message. Free in
 * every case.
 */
int dl_config_read(struct dl_config *out, const struct option *options, const char *dir, int argc,
		   char **argv);
void dl_config_free(struct dl_config *config);

#endif
