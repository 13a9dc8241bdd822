/* SPDX-License-Identifier: Apache-2.0 */
/* What the driver's text says of what is left: the hardware may still use it, so it stays on purpose. */
#include <string.h>

#include "base/ctext.h"
#include "checks/leak/leak.h"

#define NEAR 8	/* lines behind a branch, or before an exit, that speak of it */

bool dl_leak_text_means(const struct dl_platform *platform, const char *text, size_t len)
{
	return dl_text_has_word(platform, DL_WORD_MEANT, text, len) &&
	       !dl_text_has_word(platform, DL_WORD_UNMEANT, text, len);
}

struct lines {
	uint32_t first;
	uint32_t last;
	uint32_t end;	/* the comment ends there; 0: anywhere */
};

/* The comments of @text are found once for all exits of a file. */
static void read_comments(struct dl_leaks *leaks, const char *text, size_t size)
{
	const char *end = text + size;
	uint32_t line = 1;

	if (leaks->read == text)
		return;
	leaks->read = text;
	leaks->comments.len = 0;
	for (const char *p = text; p < end;) {
		const char *start = p, *next = dl_text_skip_passive(p, end);
		struct dl_comment comment = {start, (size_t)(next - start), line, line};

		if (next == p)
			next++;
		for (; p < next; p++)
			line += *p == '\n';
		comment.last_line = line;
		if (comment.len && *start == '/')
			dl_vec_push(&leaks->comments, comment);
	}
}

/* A comment that begins on one of @lines, and ends where they want it, says so. */
static bool comment_means(const struct dl_analysis *an, struct lines lines)
{
	const struct dl_leaks *leaks = dl_leaks_of(an);

	for (size_t i = 0; i < leaks->comments.len; i++) {
		const struct dl_comment *c = &leaks->comments.data[i];

		if (c->first_line > lines.last)
			break;
		if (c->first_line >= lines.first && (!lines.end || c->last_line == lines.end) &&
		    dl_leak_text_means(an->platform, c->start, c->len))
			return true;
	}
	return false;
}

/* The last choice of the way to @exit, in its function. */
static const struct dl_story *last_choice(const struct dl_exit *exit, const struct dl_func *func)
{
	for (const struct dl_story *s = exit->state->story; s; s = s->parent)
		if (s->kind == DL_STORY_BRANCH && s->func == func && !s->known)
			return s;
	return NULL;
}

bool dl_leak_is_meant(const struct dl_explorer *ex, const struct dl_exit *exit)
{
	const struct dl_engine_options *o = ex->an->options;
	const struct dl_story *choice = last_choice(exit, ex->func);
	const struct dl_loc *loc = &exit->loc;
	struct lines before = { loc->line > NEAR ? loc->line - NEAR : 1, loc->line, 0 };
	const char *text;
	size_t size = 0;

	if (!o->source || loc->file >= ex->an->unit->file_count)
		return false;
	text = o->source(o->source_ctx, ex->an->unit->files[loc->file].path, &size);
	if (!text)
		return false;
	read_comments(dl_leaks_of(ex->an), text, size);
	if (choice && choice->loc.file == loc->file) {
		uint32_t line = choice->loc.line;
		struct lines behind = { line, line + NEAR, 0 };
		struct lines above = { line > NEAR ? line - NEAR : 1, line, line - 1 };

		/* what stands before the choice speaks of both sides, unless it is right above it */
		if (line > 1 && comment_means(ex->an, above))
			return true;
		if (choice->loc.line <= loc->line && before.first < choice->loc.line)
			before.first = choice->loc.line;
		if (comment_means(ex->an, behind))
			return true;
	}
	return comment_means(ex->an, before);
}
