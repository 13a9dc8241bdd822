/* SPDX-License-Identifier: Apache-2.0 */
/* What is said on stderr: errors, warnings and notes, each one line that starts with the program's
 * name. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"

static void print_line(FILE *out, const char *fmt, va_list ap)
{
	char *text = NULL, *clean;
	int len = vasprintf(&text, fmt, ap);
	size_t room = len >= 0 ? 3 * (size_t)len + 1 : 0;

	clean = len >= 0 ? malloc(room) : NULL;
	/* without memory the text is not shown, rather than as it is */
	if (clean && (dmalint_printable(clean, room, text) || !len))
		fputs(clean, out);
	else
		fputs("(out of memory)", out);
	fputc('\n', out);
	free(clean);
	free(text);
}

char *dl_cli_printable(const char *text, size_t len)
{
	char *copy = dl_cli_format("%.*s", (int)len, text);
	size_t room = 3 * strlen(copy) + 1;
	char *clean = dl_cli_alloc(room, 1);

	dmalint_printable(clean, room, copy);
	free(copy);
	return clean;
}

static void say(const char *kind, const char *fmt, va_list ap)
{
	fprintf(stderr, "dmalint: %s: ", kind);
	print_line(stderr, fmt, ap);
}

void dl_cli_print(FILE *out, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	print_line(out, fmt, ap);
	va_end(ap);
}

int dl_cli_error(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say("error", fmt, ap);
	va_end(ap);
	return DL_EXIT_ERROR;
}

void dl_cli_warning(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say("warning", fmt, ap);
	va_end(ap);
}

void dl_cli_note(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say("note", fmt, ap);
	va_end(ap);
}

int dl_cli_usage(const struct dl_command *command, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say("error", fmt, ap);
	va_end(ap);
	if (command)
		fprintf(stderr, "Try 'dmalint %s --help'.\n", command->name);
	else
		fprintf(stderr, "Try 'dmalint --help'.\n");
	return DL_EXIT_ERROR;
}
