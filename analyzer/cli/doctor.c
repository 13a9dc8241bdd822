/* SPDX-License-Identifier: Apache-2.0 */
/* dmalint doctor: how a path is parsed, why so, and how well that goes. */
#include <stdio.h>
#include <string.h>

#include "cli/interrupt.h"
#include "cli/progress.h"
#include "cli/scan_options.h"

#define DEFAULT_FILES 20
#define MAX_FUNCTIONS 5

static const char help[] =
	"Say how a path is parsed and why, and how well that goes.\n"
	"\n"
	"Usage: dmalint doctor [OPTION...] [PATH...] [-- COMPILER-FLAG...]\n"
	"\n"
	"Prints the parse mode with the reason for it, the compiler flags, the candidate files, "
	"and\n"
	"for each of the first candidates its parse health: which functions could not be read "
	"whole.\n"
	"Nothing is analysed and nothing is stored.\n"
	"\n"
	"  --max-files N           parse at most N files (default 20, 0: all)\n"
	"\n" DL_PARSE_HELP "  -h, --help              this text\n"
	"\n"
	"Exit status: 0 healthy, 2 error, 3 a file cannot be parsed or is degraded too much.\n"
	"\n"
	"Examples:\n"
	"  dmalint doctor drivers/net/ethernet/intel/e1000\n"
	"  dmalint doctor --kernel /lib/modules/$(uname -r)/build my-driver/\n";

static void print_health(struct dl_buf *out, const struct dl_source_file *f,
			 const struct dl_file_result *r)
{
	dl_buf_printf(out, "%s: ", f->unit_path);
	if (r->lost || r->failure) {
		dl_buf_printf(out, "not parsed: %s\n", r->lost ? r->reason : r->failure);
		return;
	}
	dl_buf_printf(out,
		      "%s, %u functions, %u use the DMA API, %u compiler errors, %u parse%s%s\n",
		      dl_file_result_is_incomplete(r) ? "incomplete"
		      : r->degraded_count	      ? "degraded"
						      : "healthy",
		      r->functions, r->dma_functions, r->errors, r->parses,
		      r->parses == 1 ? "" : "s", r->used_pch ? ", precompiled header" : "");
	dl_buf_printf(out, "  candidate because: %s\n", f->reason);
	if (r->arch && f->arches[1])
		dl_buf_printf(out, "  parsed for: %s%s\n", r->arch,
			      strcmp(r->arch, f->arches[0]) ? ", which damages fewer functions"
			      : strcmp(r->arch, "x86_64")   ? ", by its Kconfig conditions"
							    : "");
	if (r->first_error)
		dl_buf_printf(out, "  first error: %s\n", r->first_error);
	for (uint32_t i = 0; i < r->degraded_count && i < MAX_FUNCTIONS; i++)
		dl_buf_printf(out, "  degraded: %s (line %u): %s%s%s\n", r->degraded[i].function,
			      r->degraded[i].line, r->degraded[i].reason,
			      r->degraded[i].detail ? ": " : "",
			      r->degraded[i].detail ? r->degraded[i].detail : "");
	if (r->degraded_count > MAX_FUNCTIONS)
		dl_buf_printf(out, "  and %u more degraded functions\n",
			      r->degraded_count - MAX_FUNCTIONS);
}

static int print_report(const struct dl_scan *scan)
{
	size_t all = dl_source_file_count(dl_scan_source(scan));
	size_t parsed = dl_scan_file_count(scan);
	struct dl_buf out = {0};
	int code;

	dl_source_explain(dl_scan_source(scan), &out);
	dl_buf_puts(&out, "\nHealth:\n");
	for (size_t i = 0; i < parsed; i++)
		print_health(&out, dl_scan_file_at(scan, i), dl_scan_result_at(scan, i));
	if (parsed < all)
		dl_buf_printf(&out, "and %zu more candidates; --max-files 0 parses them all\n",
			      all - parsed);
	code = dl_cli_print(&out, dl_scan_is_incomplete(scan) ? DL_EXIT_INCOMPLETE : DL_EXIT_CLEAN);
	dl_buf_free(&out);
	return code;
}

static int examine(struct dl_scan_setup *setup)
{
	struct dl_interrupt interrupt;
	struct dl_progress_line line;
	struct dl_scan *scan = NULL;
	struct dl_error err = {0};
	enum dl_status status;
	int code = DL_EXIT_ERROR;
	int sig;

	dl_progress_begin(&line, false);
	setup->scan.progress = dl_progress_update;
	setup->scan.progress_arg = &line;
	setup->scan.parse_only = true;
	if (dl_scan_open(&scan, &setup->scan, &err) != DL_OK)
		return dl_cli_error("%s", err.message);
	dl_interrupt_begin(&interrupt);
	status = dl_scan_run(scan, interrupt.fd, &err);
	dl_progress_end(&line);
	sig = dl_interrupt_end(&interrupt);
	if (status == DL_OK)
		code = print_report(scan);
	else
		dl_cli_error("%s", err.message);
	dl_scan_free(scan);
	if (sig)
		dl_interrupt_die(sig);
	return code;
}

static int run(const struct dl_command *command, int argc, char **argv)
{
	static const struct option options[] = {
		DL_PARSE_OPTIONS,
		{"max-files", required_argument, NULL, DL_OPTION_MAX_FILES},
		{0},
	};
	struct dl_scan_setup setup;
	long max_files = DEFAULT_FILES;
	int code = DL_EXIT_CLEAN;
	int own = dl_setup_begin(&setup, command, argc, argv);
	int c;

	while ((c = dl_cli_getopt(command, own, argv, DL_PARSE_LETTERS, options, &code)) !=
	       DL_OPT_END) {
		if (c == DL_OPTION_MAX_FILES) {
			if (!dl_cli_number(command, "--max-files", optarg, 0, 1000000, &max_files))
				code = DL_EXIT_ERROR;
		} else if (c != DL_OPT_STOP) {
			code = dl_setup_option(&setup, c, optarg);
		}
		if (c == DL_OPT_STOP || code != DL_EXIT_CLEAN) {
			dl_setup_free(&setup);
			return code;
		}
	}
	setup.scan.max_files = (size_t)max_files;
	code = dl_setup_end(&setup, argv + optind, own - optind);
	if (code == DL_EXIT_CLEAN)
		code = examine(&setup);
	dl_setup_free(&setup);
	return code;
}

const struct dl_command dl_command_doctor = {
	.name = "doctor",
	.summary = "say how a path is parsed and why, and how well that goes",
	.help = help,
	.run = run,
};
