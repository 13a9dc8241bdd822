/* SPDX-License-Identifier: Apache-2.0 */
/* dmalint doctor: how a path is parsed, why so, and how well that goes. */
#include <stdio.h>
#include <string.h>

#include "cli/interrupt.h"
#include "cli/run.h"
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

static const char *health_name(enum dmalint_health health)
{
	switch (health) {
	case DMALINT_HEALTH_INCOMPLETE:
		return "incomplete";
	case DMALINT_HEALTH_DEGRADED:
		return "degraded";
	default:
		return "healthy";
	}
}

static void print_counts(FILE *out, const struct dmalint_file *f)
{
	const struct dmalint_health_counts *n = dmalint_file_counts(f);

	dl_cli_print(out, "%s: %s, %u functions, %u use the DMA API, %u compiler errors, %u parse%s%s",
		     dmalint_file_path(f), health_name(dmalint_file_health(f)), n->functions,
		     n->dma_functions, n->errors, n->parses, n->parses == 1 ? "" : "s",
		     n->used_precompiled_header ? ", precompiled header" : "");
}

/* Where there was a choice: which architecture, and why. */
static void print_arch(FILE *out, const struct dmalint_file *f)
{
	const char *arch = dmalint_file_arch(f);

	if (!arch || dmalint_file_arch_count(f) < 2)
		return;
	fprintf(out, "  parsed for: %s%s\n", arch,
		strcmp(arch, dmalint_file_arch_at(f, 0)) ? ", which damages fewer functions"
		: strcmp(arch, dmalint_arch_name(0))	 ? ", by its Kconfig conditions"
							 : "");
}

static void print_health(FILE *out, const struct dmalint_file *f)
{
	size_t degraded = dmalint_file_degraded_count(f);

	if (dmalint_file_health(f) == DMALINT_HEALTH_LOST) {
		dl_cli_print(out, "%s: not parsed: %s", dmalint_file_path(f), dmalint_file_reason(f));
		return;
	}
	print_counts(out, f);
	dl_cli_print(out, "  candidate because: %s", dmalint_file_chosen_because(f));
	print_arch(out, f);
	if (dmalint_file_first_error(f))
		dl_cli_print(out, "  first error: %s", dmalint_file_first_error(f));
	for (size_t i = 0; i < degraded && i < MAX_FUNCTIONS; i++) {
		const struct dmalint_degraded *d = dmalint_file_degraded(f, i);
		const char *detail = dmalint_degraded_detail(d);

		dl_cli_print(out, "  degraded: %s (line %u): %s%s%s", dmalint_degraded_function(d),
			     dmalint_degraded_line(d), dmalint_degraded_reason(d), detail ? ": " : "",
			     detail ? detail : "");
	}
	if (degraded > MAX_FUNCTIONS)
		fprintf(out, "  and %zu more degraded functions\n", degraded - MAX_FUNCTIONS);
}

/* Flags and reasons name files. */
static void print_explanation(FILE *out, const char *text)
{
	for (size_t n; *text; text += n + (text[n] != '\0')) {
		n = strcspn(text, "\n");
		dl_cli_print(out, "%.*s", (int)n, text);
	}
}

static int print_report(struct dmalint_scan *scan)
{
	const struct dmalint_files *files = dmalint_scan_files(scan);
	uint64_t all = dmalint_scan_totals(scan)->candidates;
	size_t parsed = dmalint_files_count(files);
	struct dl_text out;

	dl_text_begin(&out);
	print_explanation(out.file, dmalint_scan_explain(scan));
	fputs("\nHealth:\n", out.file);
	for (size_t i = 0; i < parsed; i++)
		print_health(out.file, dmalint_files_at(files, i));
	if (parsed < all)
		fprintf(out.file, "and %zu more candidates; --max-files 0 parses them all\n",
			(size_t)all - parsed);
	return dl_text_print(&out,
			     dmalint_scan_is_incomplete(scan) ? DL_EXIT_INCOMPLETE : DL_EXIT_CLEAN);
}

static int examine(struct dl_scan_setup *setup)
{
	struct dmalint_scan *scan = NULL;
	struct dmalint_error error;
	int code, sig;

	setup->scan.flags |= DMALINT_SCAN_PARSE_ONLY;
	if (dl_run_scan(&scan, &setup->scan, false, &sig, &error) == DMALINT_OK)
		code = print_report(scan);
	else
		code = dl_cli_error("%s", error.message);
	dmalint_scan_free(scan);
	if (sig)
		dl_interrupt_die(sig);
	return code;
}

static const struct option options[] = {
	DL_PARSE_OPTIONS,
	{"max-files", required_argument, NULL, DL_OPTION_MAX_FILES},
	{0},
};

static int run(const struct dl_command *command, int argc, char **argv)
{
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
	.options = options,
	.arguments = "FILE",
};
