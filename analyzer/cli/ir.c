/* SPDX-License-Identifier: Apache-2.0 */
/* dmalint ir: the intermediate representation of a file. */
#include <stdio.h>

#include "cli/scan_options.h"
#include "ir/pack.h"
#include "ir/print.h"

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

static int print_unit(struct dl_buf *out, const char *path, const struct dl_file_result *r,
		      const char *function, bool *found)
{
	struct dl_unit *unit = NULL;
	struct dl_error err = {0};
	const struct dl_func *f;

	if (r->lost || r->failure)
		return dl_cli_error("%s: %s", path, r->lost ? r->reason : r->failure);
	if (dl_ir_unpack(&unit, r->ir, r->ir_len, &err) != DL_OK)
		return dl_cli_error("%s: %s", path, err.message);
	if (r->degraded_count)
		dl_cli_warning("%s: %u of %u functions could not be read whole", path,
			       r->degraded_count, r->functions);
	f = function ? dl_unit_find_func(unit, function) : NULL;
	if (!function)
		dl_ir_print_unit(unit, out);
	else if (f)
		dl_ir_print_func(unit, f, out);
	*found |= !function || f;
	dl_unit_free(unit);
	return DL_EXIT_CLEAN;
}

static int print_all(const struct dl_scan *scan, const char *function)
{
	struct dl_buf out = {0};
	int code = DL_EXIT_CLEAN;
	bool found = false;

	for (size_t i = 0; i < dl_scan_file_count(scan) && code == DL_EXIT_CLEAN; i++)
		code = print_unit(&out, dl_scan_file_at(scan, i)->unit_path,
				  dl_scan_result_at(scan, i), function, &found);
	if (code == DL_EXIT_CLEAN && !found)
		code = function
			       ? dl_cli_error(
					 "there is no function '%s' with a body in the given files",
					 function)
			       : dl_cli_error("there is no .c file in the given paths");
	if (code == DL_EXIT_CLEAN)
		code = dl_cli_print(&out, code);
	dl_buf_free(&out);
	return code;
}

static int parse_and_print(struct dl_scan_setup *setup, const char *function)
{
	struct dl_scan *scan = NULL;
	struct dl_error err = {0};
	int code;

	setup->scan.parse_only = true;
	setup->scan.keep_ir = true;
	setup->scan.source.all_files = true;
	if (dl_scan_open(&scan, &setup->scan, &err) != DL_OK ||
	    dl_scan_run(scan, -1, &err) != DL_OK)
		code = dl_cli_error("%s", err.message);
	else
		code = print_all(scan, function);
	dl_scan_free(scan);
	return code;
}

static int run(const struct dl_command *command, int argc, char **argv)
{
	static const struct option options[] = {
		DL_PARSE_OPTIONS,
		{"function", required_argument, NULL, DL_OPTION_FUNCTION},
		{0},
	};
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
};
