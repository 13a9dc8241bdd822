/* SPDX-License-Identifier: Apache-2.0 */
/* See emission.h. */
#include "cli/emission.h"

#include <errno.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/suggest.h"

bool dl_emission_owns(int option)
{
	return option == 'f' || option == 'o' ||
	       (option >= DL_OPTION_FIRST_EMISSION && option < DL_OPTION_LAST_EMISSION);
}

/* ---- options ---- */

static int set_format(struct dl_emission *e, const struct dl_command *command, const char *value)
{
	struct dl_meant meant = dl_meant_begin(value);
	struct dl_text names;
	int code;

	for (size_t i = 0; i < dmalint_format_count(); i++)
		if (strcmp(dmalint_format_name(i), value) == 0)
			e->format = dmalint_format_name(i);
	if (e->format)
		return DL_EXIT_CLEAN;
	dl_text_begin(&names);
	for (size_t i = 0; i < dmalint_format_count(); i++) {
		dl_meant_offer(&meant, dmalint_format_name(i));
		fprintf(names.file, "%s%s", i ? ", " : "", dmalint_format_name(i));
	}
	fflush(names.file);
	code = dl_cli_usage(command, "--format: there is no format '%s'%s; there are: %s", value,
			    meant.text, names.data);
	dl_text_drop(&names);
	return code;
}

static int set_color(struct dl_emission *e, const struct dl_command *command, const char *value)
{
	if (!value || strcmp(value, "always") == 0)
		e->color = DL_COLOR_ALWAYS;
	else if (strcmp(value, "never") == 0)
		e->color = DL_COLOR_NEVER;
	else if (strcmp(value, "auto") == 0)
		e->color = DL_COLOR_AUTO;
	else
		return dl_cli_usage(command, "--color takes auto, always or never, not '%s'",
				    value);
	return DL_EXIT_CLEAN;
}

int dl_emission_option(struct dl_emission *e, const struct dl_command *command, int option,
		       const char *value)
{
	long n;

	switch (option) {
	case 'f':
		if (e->format_is_given)
			return dl_cli_usage(command, "-f is given twice, '%s' and '%s': one output is written",
					    e->format, value);
		e->format = NULL;
		e->format_is_given = true;
		return set_format(e, command, value);
	case 'o':
		if (e->output)
			return dl_cli_usage(command, "-o is given twice, '%s' and '%s': one output is written",
					    e->output, value);
		e->output = value;
		break;
	case DL_OPTION_BRIEF:
		e->brief = true;
		break;
	case DL_OPTION_CATEGORY:
		e->category = value;
		break;
	case DL_OPTION_COLOR:
		return set_color(e, command, value);
	case DL_OPTION_MAX_RESULTS:
		if (!dl_cli_number(command, "--max-results", value, 1, 1000000, &n))
			return DL_EXIT_ERROR;
		e->max_results = (unsigned int)n;
		break;
	case DL_OPTION_REPRODUCIBLE:
		e->reproducible = true;
		break;
	default:
		return dl_cli_error("option %d is not handled: a bug in dmalint", option);
	}
	return DL_EXIT_CLEAN;
}

/* The output takes the place of @path as a new file: can one be made beside it? */
static int check_folder(const char *path)
{
	char *copy = dl_cli_format("%s", path);
	const char *dir = dirname(copy);
	char *probe = dl_cli_format("%s/.dmalint-XXXXXX", dir);
	int code = DL_EXIT_CLEAN;
	int fd = mkstemp(probe);

	if (fd >= 0) {
		close(fd);
		unlink(probe);
	} else {
		code = dl_cli_error("-o: '%s' cannot be written: no file can be made in '%s': %s", path,
				    dir, strerror(errno));
	}
	free(probe);
	free(copy);
	return code;
}

int dl_emission_check(const struct dl_emission *e, const struct dl_command *command)
{
	struct stat st;

	if (!e->output || strcmp(e->output, "-") == 0)
		return DL_EXIT_CLEAN;
	if (!e->output[0])
		return dl_cli_usage(command, "-o: the name of the output file is empty");
	if (stat(e->output, &st) == 0 && S_ISDIR(st.st_mode))
		return dl_cli_error("-o: '%s' is a folder; name a file", e->output);
	if (stat(e->output, &st) == 0 && !S_ISREG(st.st_mode))
		return DL_EXIT_CLEAN; /* a device or a pipe is written to as it is */
	if (!dl_cli_may_replace("-o", e->output))
		return DL_EXIT_ERROR;
	return check_folder(e->output);
}

/* ---- writing ---- */

static int to_stdout(const struct dl_emission *e, const struct dmalint_findings *findings,
		     const struct dmalint_emit_options *options)
{
	struct dmalint_error error;
	int number = 0;

	if (dmalint_emit(findings, e->format, options, dl_cli_write_stdout, &number, &error) ==
	    DMALINT_OK)
		return DL_EXIT_CLEAN;
	if (number)
		return dl_cli_error("cannot write to standard output: %s", strerror(number));
	return dl_cli_error("%s", error.message);
}

static int to_file(const struct dl_emission *e, const struct dmalint_findings *findings,
		   const struct dmalint_emit_options *options)
{
	struct dmalint_error error;

	if (dmalint_emit_path(findings, e->format, options, e->output, &error) == DMALINT_OK)
		return DL_EXIT_CLEAN;
	return dl_cli_error("%s", error.message);
}

int dl_emission_write(const struct dl_emission *e, const struct dmalint_findings *findings)
{
	bool is_file = e->output && strcmp(e->output, "-") != 0;
	char *cwd = getcwd(NULL, 0);
	struct dmalint_emit_options options = {
		.size = sizeof(options),
		.max_results = e->max_results,
		.category = e->category,
		.base_dir = cwd,
	};
	int code;

	if (e->reproducible || getenv("SOURCE_DATE_EPOCH"))
		options.flags |= DMALINT_EMIT_REPRODUCIBLE;
	if (e->brief)
		options.flags |= DMALINT_EMIT_BRIEF;
	if (is_file ? e->color == DL_COLOR_ALWAYS : dl_cli_use_color(e->color, STDOUT_FILENO))
		options.flags |= DMALINT_EMIT_COLOR;
	code = is_file ? to_file(e, findings, &options) : to_stdout(e, findings, &options);
	free(cwd);
	return code;
}
