/* SPDX-License-Identifier: Apache-2.0 */
/* What a kernel has logged. */
#include "cli/klog.h"
#include "memory_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct dl_klog_words *words = dl_klog_words_new();
	struct dl_klog log;
	char path[64];
	int fd = fuzz_file(path, data, size);
	FILE *file = fopen(path, "r");

	fuzz_check(file && dl_klog_read(&log, words, file, "fuzz") == DL_EXIT_CLEAN);
	for (size_t i = 0; i < log.count; i++)
		fuzz_check(log.list[i]->message && log.list[i]->text && log.list[i]->line <= log.lines);
	dl_klog_free(&log);
	dl_klog_words_free(words);
	fclose(file);
	close(fd);
	return 0;
}
