/* SPDX-License-Identifier: Apache-2.0 */
/* The text filter; see candidates.h. It reads some 500 MB for a whole kernel, so the inner loop is
 * plain. */
#include "source/candidates.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/hash.h"
#include "base/map.h"
#include "base/vec.h"
#include "model/context.h"
#include "source/text.h"

enum name_kind {
	NAME_CORE = 1,	/* streaming or coherent DMA call */
	NAME_OTHER = 2, /* sink, scatterlist, mask, obsolete call */
	NAME_FIELD = 4, /* field that is a sink: counts only together with its record */
	NAME_RECORD = 8,
	NAME_UNMAP = 16,
};

struct name {
	const char *text;
	unsigned int kinds;
	int record; /* NAME_FIELD: which record, as a bit of dl_names.records; -1 when there are too
		       many */
};

struct dl_names {
	struct dl_arena *arena;
	struct dl_map table; /* text -> struct name */
	struct dl_map calls; /* NAME_CORE: text -> the same text */
	const char *records[64];
	int record_count;
	bool starts[1 << 16]; /* pairs of first characters in use: most identifiers end here */
};

static unsigned int start_of(const char *s)
{
	return (unsigned int)(unsigned char)s[0] << 8 | (unsigned char)s[1];
}

static struct name *add_name(struct dl_names *names, const char *s, unsigned int kind)
{
	struct name *name;

	if (strlen(s) < 2)
		return NULL;
	name = dl_map_get_str(&names->table, s);
	if (!name) {
		name = DL_NEW(names->arena, struct name);
		name->text = dl_map_put_str(&names->table, s, name);
		name->record = -1;
		names->starts[start_of(s)] = true;
	}
	name->kinds |= kind;
	if (kind & NAME_CORE)
		dl_map_put_str(&names->calls, s, (void *)(uintptr_t)name->text);
	return name;
}

static void add_field(struct dl_names *names, const char *record, const char *field)
{
	struct name *name;
	int i = 0;

	if (!strncmp(record, "struct ", 7))
		record += 7;
	if (strrchr(field, '.'))
		field = strrchr(field, '.') + 1;
	while (i < names->record_count && strcmp(names->records[i], record))
		i++;
	if (i == 64)
		return;
	if (i == names->record_count) {
		names->records[names->record_count++] = dl_arena_strdup(names->arena, record);
		name = add_name(names, record, NAME_RECORD);
		if (name)
			name->record = i;
	}
	/* A field name of two records keeps the first; the record's own functions find the other.
	 */
	name = add_name(names, field, NAME_FIELD);
	if (name && name->record < 0)
		name->record = i;
}

static unsigned int kind_of(const struct dl_model *m)
{
	switch (m->role) {
	case DL_ROLE_UNMAP:
		return NAME_CORE | NAME_UNMAP;
	case DL_ROLE_MAP:
	case DL_ROLE_SYNC_CPU:
	case DL_ROLE_SYNC_DEVICE:
	case DL_ROLE_ALLOC:
	case DL_ROLE_FREE:
		return NAME_CORE;
	case DL_ROLE_CHECK:
	case DL_ROLE_SET_MASK:
	case DL_ROLE_SG_INIT:
	case DL_ROLE_CONVERT:
		return NAME_OTHER;
	case DL_ROLE_SINK:
		/* One that only starts what others filled in (spi_sync) has no buffer to judge. */
		return m->sink_mask || m->field || m->arg_buf >= 0 || m->arg_sg >= 0
			       ? NAME_OTHER
			       : 0;
	default:
		return m->replacement || m->removed_in ? NAME_OTHER : 0;
	}
}

/* It asks for the end of a transfer of which somebody else has the handle. */
static bool asks_for_end(const struct dl_models *models, const struct dl_model *m)
{
	const struct dl_context_call *call = dl_models_context_call(models, m->name);

	return call && call->part == DL_CONTEXT_ASKS && call->context->transfers;
}

struct dl_names *dl_names_new(const struct dl_models *models)
{
	struct dl_names *names = dl_xcalloc(1, sizeof(*names));
	size_t count = models ? dl_models_count(models) : 0;

	names->arena = dl_arena_new();
	for (size_t i = 0; i < count; i++) {
		const struct dl_model *m = dl_models_at(models, i);
		unsigned int kind = kind_of(m);

		/* what it releases may be released out of sight */
		if (!kind && asks_for_end(models, m))
			kind = NAME_OTHER;
		if (!kind)
			continue;
		if (m->field && m->record) {
			add_field(names, m->record, m->field);
			continue;
		}
		add_name(names, m->name, kind);
		if (m->display)
			add_name(names, m->display, kind);
	}
	return names;
}

const struct dl_map *dl_names_of_calls(const struct dl_names *names)
{
	return &names->calls;
}

uint64_t dl_names_hash(const struct dl_names *names)
{
	uint64_t h = DL_HASH_SEED;

	for (size_t i = 0; i < names->table.len; i++) {
		const struct name *name = names->table.entries[i].value;

		h = dl_hash_str(h, name->text);
		h = dl_hash_u64(h, name->kinds);
		h = dl_hash_u64(h, (uint64_t)name->record);
	}
	return dl_hash_final(h);
}

void dl_names_free(struct dl_names *names)
{
	if (!names)
		return;
	dl_map_free(&names->table);
	dl_map_free(&names->calls);
	dl_arena_free(names->arena);
	free(names);
}

struct scanner {
	const struct dl_names *names;
	struct dl_arena *arena;
	struct dl_text_scan *out;
	const char *end;
	uint64_t records; /* records seen */
	const char *field_reason[64];
};

static void found(struct scanner *s, const struct name *name)
{
	if (name->kinds & NAME_CORE)
		s->out->core = true;
	if (name->kinds & NAME_UNMAP)
		s->out->unmaps = true;
	if (name->kinds & (NAME_CORE | NAME_OTHER) && !s->out->reason)
		s->out->reason = name->text;
	if (name->record < 0)
		return;
	if (name->kinds & NAME_RECORD)
		s->records |= 1ull << name->record;
	if (name->kinds & NAME_FIELD && !s->field_reason[name->record])
		s->field_reason[name->record] = name->text;
}

/* "#include" seen, @p behind it: remember the name; returns where to go on. */
static const char *include_line(struct scanner *s, const char *p)
{
	const char *start;
	char close;

	while (p < s->end && (*p == ' ' || *p == '\t'))
		p++;
	if (p == s->end || (*p != '"' && *p != '<'))
		return p;
	close = *p == '<' ? '>' : '"';
	start = p++;
	while (p < s->end && *p != close && *p != '\n')
		p++;
	if (p == s->end || *p != close)
		return p;
	dl_args_add(&s->out->includes, dl_arena_strndup(s->arena, start, (size_t)(p - start)));
	return p + 1;
}

static const char *directive(struct scanner *s, const char *p)
{
	while (p < s->end && (*p == ' ' || *p == '\t'))
		p++;
	if (s->end - p > 7 && !memcmp(p, "include", 7) && !dl_text_is_ident((unsigned char)p[7]))
		return include_line(s, p + 7);
	return p;
}

void dl_names_scan(const struct dl_names *names, struct dl_arena *arena, const char *text,
		   size_t size, struct dl_text_scan *out)
{
	struct scanner s = {.names = names, .arena = arena, .out = out, .end = text + size};
	const char *p = text;

	memset(out, 0, sizeof(*out));
	while (p < s.end) {
		unsigned char c = (unsigned char)*p;

		if (dl_text_is_ident(c)) {
			const char *start = p;

			while (p < s.end && dl_text_is_ident((unsigned char)*p))
				p++;
			if (p - start > 1 && names->starts[start_of(start)]) {
				const struct name *name = dl_map_get_bytes(
					&names->table, start, (size_t)(p - start));

				if (name)
					found(&s, name);
			}
		} else if (c == '/' || c == '"' || c == '\'') {
			const char *next = dl_text_skip_passive(p, s.end);

			p = next == p ? p + 1 : next;
		} else if (c == '#') {
			p = directive(&s, p + 1);
		} else {
			p++;
		}
	}
	for (int i = 0; i < names->record_count && !out->reason; i++) {
		if ((s.records >> i) & 1)
			out->reason = s.field_reason[i];
	}
}
