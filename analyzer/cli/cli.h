/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The command line: the table of sub-commands and what they share. A client of
 * libdmalint like any other: of the rooms beside it, it knows nothing. Only this
 * room prints, reads argv and decides exit codes. Findings and other results go
 * to stdout, everything else to stderr.
 */
#ifndef DL_CLI_CLI_H
#define DL_CLI_CLI_H

#include <getopt.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include <dmalint/dmalint.h>

/* Exit codes; documented in README.md and the man page. */
enum dl_exit {
	DL_EXIT_CLEAN = 0,
	DL_EXIT_FINDINGS = 1,
	DL_EXIT_ERROR = 2,
	DL_EXIT_INCOMPLETE = 3,
};

/* Scans that a store keeps unless told otherwise. */
#define DL_DEFAULT_KEEP 20

struct dl_command {
	const char *name;
	const char *summary; /* one line for `dmalint help` */
	const char *help;    /* what --help prints: usage, options, examples */
	int (*run)(const struct dl_command *command, int argc, char **argv);
	const struct option *options;
	/* Its arguments, for completion: "FILE", "RULE" (completion.h), or words; NULL: what nobody can guess. */
	const char *arguments;
};

/* All of them, in the order of `dmalint help`. */
extern const struct dl_command *const dl_commands[];
extern const size_t dl_command_count;

extern const struct dl_command dl_command_baseline;
extern const struct dl_command dl_command_cache;
extern const struct dl_command dl_command_completion;
extern const struct dl_command dl_command_diff;
extern const struct dl_command dl_command_dmesg;
extern const struct dl_command dl_command_doctor;
extern const struct dl_command dl_command_explain;
extern const struct dl_command dl_command_fix;
extern const struct dl_command dl_command_ir;
extern const struct dl_command dl_command_list;
extern const struct dl_command dl_command_lsp;
extern const struct dl_command dl_command_merge;
extern const struct dl_command dl_command_patch;
extern const struct dl_command dl_command_rules;
extern const struct dl_command dl_command_scan;
extern const struct dl_command dl_command_show;
extern const struct dl_command dl_command_triage;

/* The whole program; main() calls nothing else. */
int dl_cli_main(int argc, char **argv);

/* ---- messages (stderr) ---- */

/* "dmalint: error: ...", always one line; returns DL_EXIT_ERROR. */
int dl_cli_error(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void dl_cli_warning(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void dl_cli_note(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* A usage error: the message and a pointer to --help; returns DL_EXIT_ERROR. */
int dl_cli_usage(const struct dl_command *command, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* One line, as dmalint_printable() makes it: names of files and texts of others may hold anything. */
void dl_cli_print(FILE *out, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* At most @len bytes of @text, likewise; free() it. */
char *dl_cli_printable(const char *text, size_t len);

/* ---- memory: the process ends with a message when it runs out; free() what is returned ---- */

/* @n zeroed objects of @size bytes. */
void *dl_cli_alloc(size_t n, size_t size);
char *dl_cli_format(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* The arguments of a command as one line, for the store. */
char *dl_cli_line(int argc, char **argv);

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

/* The value of --confidence; false after saying what is wrong. */
bool dl_cli_confidence(const struct dl_command *command, const char *text,
		       enum dmalint_confidence *out);

/* ---- places ---- */

/* The cache folder: @given, or the default one. NULL after an error message. */
char *dl_cli_cache_dir(const char *given);
/* The store: @given, or the default one. NULL after an error message that ends in @hint. */
struct dmalint_store *dl_cli_open_store(const char *given, unsigned int flags, const char *hint);

/* ---- output ---- */

/* Text for stdout, printed when all of it is there. A zeroed one is empty. */
struct dl_text {
	FILE *file; /* to print to */
	char *data;
	size_t size;
};

void dl_text_begin(struct dl_text *text);
/* End @text and print it; returns @code, or DL_EXIT_ERROR after a message. */
int dl_text_print(struct dl_text *text, int code);
/* End @text unprinted. */
void dl_text_drop(struct dl_text *text);

/*
 * As dmalint_write_fn: to stdout. A reader that has gone away is no error. Unless it is NULL,
 * *(int *)@arg becomes what is returned.
 */
int dl_cli_write_stdout(void *arg, const void *data, size_t size);

enum dl_color {
	DL_COLOR_AUTO,
	DL_COLOR_ALWAYS,
	DL_COLOR_NEVER,
};

/* Whether to colour what goes to @fd; obeys NO_COLOR, CLICOLOR_FORCE and TERM=dumb. */
bool dl_cli_use_color(enum dl_color choice, int fd);

/* A slip of the tab key: false, after a message, when the regular file @path is one that dmalint reads. */
bool dl_cli_may_replace(const char *option, const char *path);

#endif
