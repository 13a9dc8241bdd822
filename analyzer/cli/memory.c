/* SPDX-License-Identifier: Apache-2.0 */
/* Memory of the command line itself, which is little: when there is none, the program ends. */
#include <stdarg.h>
#include <stdlib.h>

#include "cli/cli.h"

static void *checked(void *ptr)
{
	if (!ptr)
		exit(dl_cli_error("out of memory"));
	return ptr;
}

void *dl_cli_alloc(size_t n, size_t size)
{
	return checked(calloc(n ? n : 1, size));
}

char *dl_cli_format(const char *fmt, ...)
{
	char *text = NULL;
	va_list ap;

	va_start(ap, fmt);
	if (vasprintf(&text, fmt, ap) < 0)
		text = NULL;
	va_end(ap);
	return checked(text);
}

/* The paths of this machine are those the user wrote. */
char *dl_cli_line(int argc, char **argv)
{
	char *line = dl_cli_format("%s", argc > 1 ? argv[1] : "");

	for (int i = 2; i < argc; i++) {
		char *longer = dl_cli_format("%s %s", line, argv[i]);

		free(line);
		line = longer;
	}
	return line;
}
