/* SPDX-License-Identifier: Apache-2.0 */
/* The .c files of the corpus, sorted. */
#ifndef DL_TESTS_CORPUS_FILES_H
#define DL_TESTS_CORPUS_FILES_H

#include <stddef.h>

struct file_list {
	char **items;
	size_t len;
};

/* corpus/drivers, corpus/regressions and rules/DMA*, below @source; aborts when memory runs out. */
void files_collect(const char *source, struct file_list *out);
void files_add(struct file_list *list, const char *path);
void files_free(struct file_list *list);
/* Whole file as a string, NULL when it cannot be read. */
char *files_read(const char *path);

#endif
