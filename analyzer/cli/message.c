/* SPDX-License-Identifier: Apache-2.0 */
/* What is said on stderr: errors, warnings and notes, each one line that starts with the program's
 * name. */
#include <stdarg.h>
#include <stdio.h>

#include "cli/cli.h"

static void say(const char *kind, const char *fmt, va_list ap)
{
	fprintf(stderr, "dmalint: %s: ", kind);
	vfprintf(stderr, fmt, ap);
	fputc('\n', stderr);
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
