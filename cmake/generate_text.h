/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Of cmake/generate.c: C string literals, files and folders. Every failure ends the program.
 */
#ifndef DL_CMAKE_GENERATE_TEXT_H
#define DL_CMAKE_GENERATE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

struct names {
	char **data;
	size_t len;
};

/* "path:line: error: ..." (no line when 0) and exit status 1. */
void die(const char *path, int line, const char *fmt, ...)
	__attribute__((noreturn, format(printf, 3, 4)));
char *format(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* @s without white space at its ends; cuts in place. */
char *trim(char *s);

/* A C string literal of @data, one source line for each line of it. */
void add_literal(struct dl_buf *t, const char *data, size_t len);
/* The same of a string; NULL is NULL. */
void add_string(struct dl_buf *t, const char *s);

struct dl_buf read_file(const char *path);
/* Leaves the file alone when that is its content already. */
void write_file(const char *folder, const char *name, const struct dl_buf *t);

void add_name(struct names *n, char *name);
void sort_names(struct names *n);
void free_names(struct names *n);
/*
 * Append the paths of regular files below root/rel that end in @suffix, relative to root. No
 * folder, no files.
 */
void list_files(const char *root, const char *rel, const char *suffix, struct names *out);

#endif
