/* SPDX-License-Identifier: Apache-2.0 */
/*
 * names FILE...
 *
 * Look at the texts of the findings in SARIF logs, or in JSON output: messages, steps, related places. Says
 * which quote what is in no source. Exit status 1: some do; 2: a file cannot be read.
 */
#include <jansson.h>
#include <stdio.h>

#include "log.h"

int main(int argc, char **argv)
{
	size_t texts = 0, bad = 0;

	for (int i = 1; i < argc; i++) {
		json_error_t err;
		json_t *log = json_load_file(argv[i], 0, &err);

		if (!log) {
			fprintf(stderr, "%s: %s\n", argv[i], err.text);
			return 2;
		}
		bad += names_in_log(argv[i], log, &texts);
		json_decref(log);
	}
	printf("%zu texts, %zu with names that are in no source\n", texts, bad);
	return bad > 0;
}
