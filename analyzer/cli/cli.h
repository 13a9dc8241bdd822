/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The command line: the table of sub-commands and what they share. Only this
 * room prints, reads argv and decides exit codes. Findings and other results
 * go to stdout, everything else to stderr.
 */
#ifndef DL_CLI_CLI_H
#define DL_CLI_CLI_H

#include <getopt.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/status.h"

/* Exit codes; documented in README.md and the man page. */
enum dl_exit {
	DL_EXIT_CLEAN = 0,
	DL_EXIT_FINDINGS = 1,
	DL_EXIT_ERROR = 2,
	DL_EXIT_INCOMPLETE = 3,
};

struct dl_command {
	const char *name;
	const char *summary; /* one line for `dmalint help` */
	const char *help;    /* what --help prints: usage, options, examples */
	int (*run)(const struct dl_command *command, int argc, char **argv);
};

extern const struct dl_command dl_command_cache;
extern const struct dl_command dl_command_doctor;
extern const struct dl_command dl_command_explain;
extern const struct dl_command dl_command_ir;
extern const struct dl_command dl_command_list;
extern const struct dl_command dl_command_rules;
extern const struct dl_command dl_command_scan;
extern const struct dl_command dl_command_show;

/* The whole program; main() calls nothing else. */
int dl_cli_main(int argc, char **argv);

/* ---- messages (stderr) ---- */

/* "dmalint: error: ..."; returns DL_EXIT_ERROR. */
int dl_cli_error(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void dl_cli_warning(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void dl_cli_note(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* A usage error: the message and a pointer to --help; returns DL_EXIT_ERROR. */
int dl_cli_usage(const struct dl_command *command, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* ---- options ---- */

/* Results of dl_cli_getopt() beside the values of the options. */
#define DL_OPT_END  (-1)
#define DL_OPT_STOP 1000 /* --help was printed, or an error said */

/*
 * getopt_long() with our messages: an unknown option is named. -h and --help
 * are answered here; *@code is then what the command shall return.
 */
int dl_cli_getopt(const struct dl_command *command, int argc, char **argv,
		  const char *short_options, const struct option *long_options, int *code);

/* A decimal number in [low, high]; false after saying what is wrong. */
bool dl_cli_number(const struct dl_command *command, const char *option, const char *text, long low,
		   long high, long *out);

/* ---- places ---- */

/* The cache folder: @given, $XDG_CACHE_HOME/dmalint or ~/.cache/dmalint. NULL after an error
 * message. */
char *dl_cli_cache_dir(struct dl_arena *arena, const char *given);
/* The store: @given, or dmalint.db in the default cache folder, whose folder is created. NULL after
 * an error message. */
char *dl_cli_store_path(struct dl_arena *arena, const char *given);

/* ---- output ---- */

/*
 * Write @text to file @path whole or not at all (a temporary file that is
 * renamed), or to stdout when @path is NULL or "-". A reader of stdout that
 * has gone away is no error.
 */
enum dl_status dl_cli_write(const char *path, const struct dl_buf *text, struct dl_error *err);
/* dl_cli_write() to stdout with a message on failure; returns @code, or DL_EXIT_ERROR. */
int dl_cli_print(const struct dl_buf *text, int code);

enum dl_color {
	DL_COLOR_AUTO,
	DL_COLOR_ALWAYS,
	DL_COLOR_NEVER,
};

/* Whether to colour what goes to @fd; obeys NO_COLOR, CLICOLOR_FORCE and TERM=dumb. */
bool dl_cli_use_color(enum dl_color choice, int fd);

#endif
