/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Scan a path and print each finding with the steps that lead to it.
 *
 *	cc findings.c $(pkg-config --cflags --libs dmalint) -o findings
 *	./findings drivers/net/ethernet/acme
 *
 * The test suite builds it against the installed library and runs it.
 */
#include <inttypes.h>
#include <stdio.h>

#include <dmalint/dmalint.h>

static void print_steps(const struct dmalint_finding *finding)
{
	for (size_t i = 0; i < dmalint_finding_step_count(finding); i++) {
		const struct dmalint_step *step = dmalint_finding_step(finding, i);
		struct dmalint_place place = dmalint_step_place(step);

		printf("    %zu. %s:%" PRIu32 ": %s\n", i + 1, place.path, place.line,
		       dmalint_step_message(step));
	}
}

static void print_findings(const struct dmalint_findings *findings)
{
	for (size_t i = 0; i < dmalint_findings_count(findings); i++) {
		const struct dmalint_finding *finding = dmalint_findings_at(findings, i);
		struct dmalint_place place = dmalint_finding_place(finding);

		printf("%s:%" PRIu32 ":%" PRIu32 ": %s [%s, %s, %016" PRIx64 "]\n", place.path,
		       place.line, place.column, dmalint_finding_message(finding),
		       dmalint_finding_rule(finding),
		       dmalint_confidence_name(dmalint_finding_confidence(finding)),
		       dmalint_finding_fingerprint(finding));
		print_steps(finding);
	}
}

/* No finding means little in files that could not be read. */
static void print_health(const struct dmalint_scan *scan)
{
	const struct dmalint_files *files = dmalint_scan_files(scan);

	for (size_t i = 0; i < dmalint_files_count(files); i++) {
		const struct dmalint_file *file = dmalint_files_at(files, i);
		enum dmalint_health health = dmalint_file_health(file);

		if (health == DMALINT_HEALTH_LOST || health == DMALINT_HEALTH_INCOMPLETE)
			fprintf(stderr, "%s was not read whole: %s\n", dmalint_file_path(file),
				dmalint_file_reason(file));
	}
}

int main(int argc, char **argv)
{
	struct dmalint_scan_options options = {.size = sizeof(options)};
	struct dmalint_scan *scan;
	struct dmalint_error error;
	int status = 2;

	if (argc < 2) {
		fprintf(stderr, "Usage: %s PATH...\n", argv[0]);
		return 2;
	}
	options.paths = (const char *const *)(argv + 1);
	options.path_count = (size_t)argc - 1;
	if (dmalint_scan_open(&scan, &options, &error) != DMALINT_OK) {
		fprintf(stderr, "%s\n", error.message);
		return 2;
	}
	if (dmalint_scan_run(scan, &error) == DMALINT_OK) {
		const struct dmalint_findings *findings = dmalint_scan_findings(scan);

		print_findings(findings);
		print_health(scan);
		status = dmalint_findings_count(findings) ? 1 : 0;
	} else {
		fprintf(stderr, "%s\n", error.message);
	}
	dmalint_scan_free(scan);
	return status;
}
