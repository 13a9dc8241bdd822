/* SPDX-License-Identifier: Apache-2.0 */
/* dmalint ir: the intermediate representation of a file. */
#include <errno.h>

#include "cli/scan_options.h"

static const char help[] =
	"Print the intermediate representation (IR) of C files.\n"
	"\n"
	"Usage: dmalint ir [OPTION...] FILE... [-- COMPILER-FLAG...]\n"
	"\n"
	"  --function NAME         only this function\n"
	"\n" DL_PARSE_HELP "  -h, --help              this text\n"
	"\n"
	"The text form is described in docs/ir.md; it can be read back.\n"
	"\n"
	"Examples:\n"
	"  dmalint ir --function e1000_tx_map drivers/net/ethernet/intel/e1000/e1000_main.c\n";

static int to_stream(void *arg, const void *data, size_t size)
{
	return fwrite(data, 1, size, arg) == size ? 0 : ENOMEM;
}

/* *@found: the file has something to print. */
static int print_file(FILE *out, const struct dmalint_scan *scan, size_t index,
		      const char *function, bool *found)
{
	const struct dmalint_file *f = dmalint_files_at(dmalint_scan_files(scan), index);
	const struct dmalint_health_counts *counts = dmalint_file_counts(f);
	struct dmalint_error error;
	enum dmalint_status status;

	if (dmalint_file_health(f) == DMALINT_HEALTH_LOST)
		return dl_cli_error("%s: %s", dmalint_file_path(f), dmalint_file_reason(f));
	if (counts->degraded)
		dl_cli_warning("%s: %u of %u functions could not be read whole",
			       dmalint_file_path(f), counts->degraded, counts->functions);
	status = dmalint_debug_ir(scan, index, function, to_stream, out, &error);
	*found |= status == DMALINT_OK;
	if (status == DMALINT_OK || (function && status == DMALINT_ERR_NOT_FOUND))
		return DL_EXIT_CLEAN;
	return dl_cli_error("%s: %s", dmalint_file_path(f), error.message);
}

static int print_all(const struct dmalint_scan *scan, const char *function)
{
	size_t count = dmalint_files_count(dmalint_scan_files(scan));
	struct dl_text out;
	int code = DL_EXIT_CLEAN;
	bool found = false;

	dl_text_begin(&out);
	for (size_t i = 0; i < count && code == DL_EXIT_CLEAN; i++)
		code = print_file(out.file, scan, i, function, &found);
	if (code == DL_EXIT_CLEAN && !found)
		code = function
			       ? dl_cli_error(
					 "there is no function '%s' with a body in the given files",
					 function)
			       : dl_cli_error("there is no .c file in the given paths");
	if (code == DL_EXIT_CLEAN)
		return dl_text_print(&out, code);
	dl_text_drop(&out);
	return code;
}

static int parse_and_print(struct dl_scan_setup *setup, const char *function)
{
	struct dmalint_scan *scan = NULL;
	struct dmalint_error error;
	int code;

	setup->scan.flags |= DMALINT_SCAN_PARSE_ONLY | DMALINT_SCAN_ALL_FILES;
	setup->debug.flags |= DMALINT_DEBUG_KEEP_IR;
	if (dmalint_scan_open(&scan, &setup->scan, &error) != DMALINT_OK ||
	    dmalint_scan_run(scan, &error) != DMALINT_OK)
		code = dl_cli_error("%s", error.message);
	else
		code = print_all(scan, function);
	dmalint_scan_free(scan);
	return code;
}

static const struct option options[] = {
	DL_PARSE_OPTIONS,
	{"function", required_argument, NULL, DL_OPTION_FUNCTION},
	{0},
};

static int run(const struct dl_command *command, int argc, char **argv)
{
	struct dl_scan_setup setup;
	const char *function = NULL;
	int code = DL_EXIT_CLEAN;
	int own = dl_setup_begin(&setup, command, argc, argv);
	int c;

	while ((c = dl_cli_getopt(command, own, argv, DL_PARSE_LETTERS, options, &code)) !=
	       DL_OPT_END) {
		if (c == DL_OPTION_FUNCTION)
			function = optarg;
		else if (c != DL_OPT_STOP)
			code = dl_setup_option(&setup, c, optarg);
		if (c == DL_OPT_STOP || code != DL_EXIT_CLEAN) {
			dl_setup_free(&setup);
			return code;
		}
	}
	if (optind == own)
		code = dl_cli_usage(command,
				    "which file? Name one, as in 'dmalint ir drivers/foo.c'");
	else
		code = dl_setup_end(&setup, argv + optind, own - optind);
	if (code == DL_EXIT_CLEAN)
		code = parse_and_print(&setup, function);
	dl_setup_free(&setup);
	return code;
}

const struct dl_command dl_command_ir = {
	.name = "ir",
	.summary = "print the intermediate representation of a file",
	.help = help,
	.run = run,
	.options = options,
	.arguments = "FILE",
};
