/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Of cmake/generate.c: growing text, C string literals, files and folders. Every failure ends the
 * program.
 */
#ifndef DL_CMAKE_GENERATE_TEXT_H
#define DL_CMAKE_GENERATE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

struct text {
	char *data;
	size_t len;
	size_t cap;
};

struct names {
	char **data;
	size_t len;
};

/* "path:line: error: ..." (no line when 0) and exit status 1. */
void die(const char *path, int line, const char *fmt, ...)
	__attribute__((noreturn, format(printf, 3, 4)));
/* @memory, or the end of the program when it is NULL. */
void *need(void *memory);
char *format(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* @s without white space at its ends; cuts in place. */
char *trim(char *s);
bool has_suffix(const char *s, const char *suffix);

void add_bytes(struct text *t, const char *data, size_t len);
void add(struct text *t, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* A C string literal of @data, one source line for each line of it. */
void add_literal(struct text *t, const char *data, size_t len);
/* The same of a string; NULL is NULL. */
void add_string(struct text *t, const char *s);

struct text read_file(const char *path);
void write_if_changed(const char *folder, const char *name, const struct text *t);

void add_name(struct names *n, char *name);
void sort_names(struct names *n);
void free_names(struct names *n);
/*
 * Append the paths of regular files below root/rel that end in @suffix, relative to root. No
 * folder, no files.
 */
void list_files(const char *root, const char *rel, const char *suffix, struct names *out);

#endif
