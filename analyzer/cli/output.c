/* SPDX-License-Identifier: Apache-2.0 */
/* What goes to stdout, and whether in colours; which files are no place for output. */
#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/cli.h"

void dl_text_begin(struct dl_text *text)
{
	*text = (struct dl_text){0};
	text->file = open_memstream(&text->data, &text->size);
	if (!text->file)
		exit(dl_cli_error("out of memory"));
}

static void end(struct dl_text *text)
{
	if (text->file && fclose(text->file) != 0)
		exit(dl_cli_error("out of memory"));
	text->file = NULL;
}

void dl_text_drop(struct dl_text *text)
{
	end(text);
	free(text->data);
	text->data = NULL;
}

int dl_cli_write_stdout(void *arg, const void *data, size_t size)
{
	const char *p = data;
	int number = 0;

	while (size && !number) {
		ssize_t n = write(STDOUT_FILENO, p, size);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			number = errno;
		else
			p += n, size -= (size_t)n;
	}
	if (number == EPIPE)
		number = 0;
	if (arg)
		*(int *)arg = number;
	return number;
}

int dl_text_print(struct dl_text *text, int code)
{
	int number;

	end(text);
	number = dl_cli_write_stdout(NULL, text->data, text->size);
	dl_text_drop(text);
	if (number)
		return dl_cli_error("cannot write to standard output: %s", strerror(number));
	return code;
}

bool dl_cli_use_color(enum dl_color choice, int fd)
{
	const char *no = getenv("NO_COLOR");
	const char *force = getenv("CLICOLOR_FORCE");
	const char *term = getenv("TERM");

	if (choice != DL_COLOR_AUTO)
		return choice == DL_COLOR_ALWAYS;
	if (no && *no)
		return false;
	if (force && *force && strcmp(force, "0") != 0)
		return true;
	return isatty(fd) && term && strcmp(term, "dumb") != 0;
}

/* What a scan reads, by its name. */
static bool is_source(const char *path)
{
	static const char *const names[] = {"*.[chS]",	"*.mk",			 "Makefile",	 "Kbuild",
					    "Kconfig*", "compile_commands.json", ".dmalint.json"};
	const char *slash = strrchr(path, '/');

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (fnmatch(names[i], slash ? slash + 1 : path, 0) == 0)
			return true;
	return false;
}

bool dl_cli_may_replace(const char *option, const char *path)
{
	char begin[32] = "";
	const char *what = NULL;
	struct stat st;
	FILE *file;

	/* a pipe or terminal is not looked into */
	if (stat(path, &st) < 0 || !S_ISREG(st.st_mode))
		return true;
	file = fopen(path, "re");
	if (!file)
		return true;
	if (is_source(path))
		what = "a source file";
	else if (fgets(begin, sizeof(begin), file) && strcmp(begin, "SQLite format 3") == 0)
		what = "a store";
	else if (strncmp(begin, "# dmalint baseline", strlen("# dmalint baseline")) == 0)
		what = "a baseline";
	fclose(file);
	if (what)
		dl_cli_error("%s: '%s' is %s; the output would replace it", option, path, what);
	return !what;
}
