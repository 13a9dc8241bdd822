/* SPDX-License-Identifier: Apache-2.0 */
/* Memory of the server: when there is none, the process ends, and the editor starts another. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lsp/server.h"

static void *checked(void *ptr)
{
	static const char words[] = "dmalint lsp: out of memory\n";

	if (!ptr) {
		fputs(words, stderr);
		exit(2);
	}
	return ptr;
}

void *dl_lsp_alloc(size_t size)
{
	return checked(calloc(1, size ? size : 1));
}

void *dl_lsp_resize(void *ptr, size_t size)
{
	return checked(realloc(ptr, size ? size : 1));
}

char *dl_lsp_copy(const char *text, size_t len)
{
	char *copy = dl_lsp_alloc(len + 1);

	return len ? memcpy(copy, text, len) : copy;
}

char *dl_lsp_format(const char *fmt, ...)
{
	char *text = NULL;
	va_list ap;

	va_start(ap, fmt);
	if (vasprintf(&text, fmt, ap) < 0)
		text = NULL;
	va_end(ap);
	return checked(text);
}

json_t *dl_lsp_json(json_t *value)
{
	return checked(value);
}

json_t *dl_lsp_text(const char *text)
{
	size_t len = strlen(text), size = 3 * len + 1;
	json_t *value = json_stringn(text, len);
	char *clean;

	if (value)
		return value;
	/* names of files and comments of old drivers are not always UTF-8 */
	clean = dl_lsp_alloc(size);
	dmalint_printable(clean, size, text);
	value = dl_lsp_json(json_string(clean));
	free(clean);
	return value;
}
