/* SPDX-License-Identifier: Apache-2.0 */
/*
 * See klog.h: stack traces. A function shows by its offset, whatever the architecture prints around
 * it: "name+0x1c/0x90 [module]", or as scripts/decode_stacktrace.sh makes of that, "name
 * (path.c:12) module".
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "cli/klog.h"

#define FRAMES_MAX   64
#define NAME_MAX_LEN 128
#define PLACE_MAX    256

static bool is_of_name(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '.' || c == '$';
}

/* What the compiler has added to a name goes: ".isra.0", ".cold". */
static size_t name_length(const char *name, size_t len)
{
	const char *dot = memchr(name + 1, '.', len - 1);

	return dot ? (size_t)(dot - name) : len;
}

/* The word in brackets, or bare behind a place, that @p begins with. */
static char *module_at(const char *p, bool is_bare)
{
	size_t len = 0;

	p += *p == ' ';
	if (*p != '[' && !is_bare)
		return NULL;
	p += *p == '[';
	while (isalnum((unsigned char)p[len]) || p[len] == '_' || p[len] == '-')
		len++;
	return len && len < NAME_MAX_LEN ? dl_cli_format("%.*s", (int)len, p) : NULL;
}

/* What follows an offset "0x1c/0x90" at @p; NULL: there is none. */
static const char *after_offset(const char *p)
{
	if (strncmp(p, "+0x", 3) != 0 || !isxdigit((unsigned char)p[3]))
		return NULL;
	for (p += 3; isxdigit((unsigned char)*p); p++)
		;
	if (strncmp(p, "/0x", 3) == 0)
		for (p += 3; isxdigit((unsigned char)*p); p++)
			;
	return p + (*p == ')');
}

/* What follows a place " (path.c:12)" at @p; NULL: there is none. */
static const char *after_place(const char *p)
{
	const char *end = strncmp(p, " (", 2) == 0 ? memchr(p, ')', strnlen(p, PLACE_MAX)) : NULL;
	const char *colon = end ? memchr(p, ':', (size_t)(end - p)) : NULL;

	return colon && isdigit((unsigned char)colon[1]) &&
			       !memchr(p + 1, '+', (size_t)(end - p - 1))
		       ? end + 1
		       : NULL;
}

static void add(struct dl_klog_trace *trace, const char *line, const char *name, size_t len,
		char *module)
{
	struct dl_klog_frame *last = trace->count ? &trace->list[trace->count - 1] : NULL;
	const char *before = name;

	while (before > line && before[-1] == ' ')
		before--;
	len = name_length(name, len);
	if (trace->count == FRAMES_MAX ||
	    (last && strlen(last->function) == len && !strncmp(last->function, name, len))) {
		free(module);
		return;
	}
	if (!trace->list)
		trace->list = dl_cli_alloc(FRAMES_MAX, sizeof(*trace->list));
	trace->list[trace->count++] = (struct dl_klog_frame){
		.function = dl_cli_format("%.*s", (int)len, name),
		.module = module,
		.is_sure = before == line || before[-1] != '?',
	};
}

bool dl_klog_trace_add(struct dl_klog_trace *trace, const char *line)
{
	bool found = false;

	for (const char *p = line; *p;) {
		const char *name = p, *end, *place;
		size_t len = 0;

		while (is_of_name(p[len]))
			len++;
		p += len ? len : 1;
		if (!len || len > NAME_MAX_LEN || isdigit((unsigned char)*name) || *name == '.')
			continue;
		end = after_offset(p);
		place = end ? NULL : after_place(p);
		if (!end && !place)
			continue;
		add(trace, line, name, len, module_at(end ? end : place, !end));
		p = end ? end : place;
		found = true;
	}
	return found;
}

void dl_klog_trace_free(struct dl_klog_trace *trace)
{
	for (size_t i = 0; i < trace->count; i++) {
		free(trace->list[i].function);
		free(trace->list[i].module);
	}
	free(trace->list);
	*trace = (struct dl_klog_trace){0};
}
