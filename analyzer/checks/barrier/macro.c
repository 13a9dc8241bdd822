/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a macro of the driver keeps in order, by its text: of the accessors that a call comes from through several
 * macros, only the outermost and the innermost are known, and on some machines an ordered one ends in the other.
 */
#include <ctype.h>
#include <string.h>

#include "checks/barrier/barrier.h"

#define MAX_DEPTH 4

static bool in_name(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/* `# define NAME`, at the `#`; the body, or NULL: that defines something else. */
static const char *body_of(const char *p, const char *end, const char *name, size_t len)
{
	static const char define[] = "define";

	for (p++; p < end && (*p == ' ' || *p == '\t'); p++)
		;
	if ((size_t)(end - p) < sizeof(define) || memcmp(p, define, sizeof(define) - 1) != 0)
		return NULL;
	for (p += sizeof(define) - 1; p < end && (*p == ' ' || *p == '\t'); p++)
		;
	return (size_t)(end - p) > len && !memcmp(p, name, len) && !in_name(p[len]) ? p + len : NULL;
}

static const char *definition(const char *text, const char *end, const char *name, size_t len)
{
	for (const char *p = text; p && p < end; p = memchr(p, '\n', (size_t)(end - p)), p += p != NULL) {
		const char *body;

		while (p < end && (*p == ' ' || *p == '\t'))
			p++;
		body = p < end && *p == '#' ? body_of(p, end, name, len) : NULL;
		if (body)
			return body;
	}
	return NULL;
}

static enum dl_order order_of(struct dl_barriers *b, const char *name, size_t len, int depth);

/* Of the first name in the body that keeps some order. */
static enum dl_order order_in(struct dl_barriers *b, const char *p, const char *end, int depth)
{
	enum dl_order found = DL_ORDER_UNKNOWN, order;

	for (; p < end && (*p != '\n' || p[-1] == '\\'); p++) {
		const char *start = p;

		while (p < end && in_name(*p))
			p++;
		if (p == start)
			continue;
		order = order_of(b, start, (size_t)(p - start), depth + 1);
		if (order != DL_ORDER_UNKNOWN && order != DL_ORDER_NOTHING)
			return order;
		if (order == DL_ORDER_NOTHING)
			found = order;
		if (p == end || *p == '\n')
			p--;
	}
	return found;
}

static enum dl_order order_of(struct dl_barriers *b, const char *name, size_t len, int depth)
{
	const struct dl_engine_options *o = b->an->options;
	const char *known = dl_arena_strndup(b->an->arena, name, len);
	enum dl_order order = dl_order_of_name(b, known);

	if (order != DL_ORDER_UNKNOWN || depth > MAX_DEPTH || !o->source)
		return order;
	for (uint32_t i = 0; i < b->an->unit->file_count; i++) {
		size_t size = 0;
		const char *text = o->source(o->source_ctx, b->an->unit->files[i].path, &size);
		const char *body = text ? definition(text, text + size, name, len) : NULL;

		if (body)
			return order_in(b, body, text + size, depth);
	}
	return DL_ORDER_UNKNOWN;
}

enum dl_order dl_order_of_macro(struct dl_barriers *b, const char *name)
{
	uintptr_t known = (uintptr_t)dl_map_get_str(&b->macros, name);

	if (!known) {
		known = (uintptr_t)order_of(b, name, strlen(name), 0) + 1;
		dl_map_put_str(&b->macros, name, (void *)known);
	}
	return (enum dl_order)(known - 1);
}
