/* SPDX-License-Identifier: Apache-2.0 */
/* See verdict.h. */
#include "report/verdict.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/vec.h"
#include "report/lines.h"

static const char *const names[] = {
	[DL_VERDICT_FALSE_POSITIVE] = "false-positive",
	[DL_VERDICT_CONFIRMED] = "confirmed",
	[DL_VERDICT_FIXED] = "fixed",
	[DL_VERDICT_WONT_FIX] = "wont-fix",
};

#define NAME_COUNT (sizeof(names) / sizeof(names[0]))

const char *dl_verdict_name(enum dl_verdict verdict)
{
	return (size_t)verdict < NAME_COUNT ? names[verdict] : NULL;
}

enum dl_verdict dl_verdict_of_name(const char *name)
{
	for (size_t i = 1; i < NAME_COUNT; i++)
		if (strcmp(name, names[i]) == 0)
			return (enum dl_verdict)i;
	return DL_NO_VERDICT;
}

void dl_verdict_apply(const struct dl_verdict_record *record, struct dl_finding *f,
		      struct dl_arena *arena)
{
	f->verdict = record->verdict;
	f->verdict_note = *record->note ? record->note : NULL;
	if (f->suppression || (record->verdict != DL_VERDICT_FALSE_POSITIVE &&
			       record->verdict != DL_VERDICT_WONT_FIX))
		return;
	f->suppression = DL_SUPPRESSED_EXTERNAL;
	f->justification = dl_arena_printf(arena, "%s%s%s", names[record->verdict],
					   *record->note ? ": " : "", record->note);
}

/* ---- the file ---- */

static const char head[] =
	"# dmalint verdicts, version 1: what was said of findings. 'dmalint triage --import THIS-FILE' takes\n"
	"# them over. Fingerprint, verdict, seconds, rule, file, function, subject, event, note.\n";

void dl_verdicts_write(const struct dl_verdict_list *list, struct dl_buf *out)
{
	dl_buf_puts(out, head);
	for (size_t i = 0; i < list->len; i++) {
		const struct dl_verdict_record *r = &list->items[i];

		dl_buf_printf(out, "%016" PRIx64 "\t%s\t%" PRId64 "\t", r->fingerprint,
			      dl_verdict_name(r->verdict), r->decided);
		dl_line_field(out, r->rule, '\t');
		dl_line_field(out, r->path, '\t');
		dl_line_field(out, r->function, '\t');
		dl_line_field(out, r->subject, '\t');
		dl_line_field(out, r->edge, '\t');
		dl_line_field(out, r->note, '\n');
	}
}

static bool read_line(struct dl_arena *arena, struct dl_verdict_record *out, const char *p,
		      const char *end)
{
	const char *seconds;
	char *rest;

	if (!dl_line_fingerprint(&out->fingerprint, dl_line_next(arena, &p, end)))
		return false;
	out->verdict = dl_verdict_of_name(dl_line_next(arena, &p, end));
	seconds = dl_line_next(arena, &p, end);
	out->decided = strtoll(seconds, &rest, 10);
	out->rule = dl_line_next(arena, &p, end);
	out->path = dl_line_next(arena, &p, end);
	out->function = dl_line_next(arena, &p, end);
	out->subject = dl_line_next(arena, &p, end);
	out->edge = dl_line_next(arena, &p, end);
	out->note = dl_line_next(arena, &p, end);
	return out->verdict && *seconds && !*rest && *out->rule && *out->path;
}

struct reading {
	struct dl_arena *arena;
	DL_VEC(struct dl_verdict_record) list;
};

static bool take_line(void *arg, const char *p, const char *end)
{
	struct reading *r = arg;
	struct dl_verdict_record record = {0};

	if (!read_line(r->arena, &record, p, end))
		return false;
	dl_vec_push(&r->list, record);
	return true;
}

enum dl_status dl_verdicts_read(struct dl_verdict_list *out, struct dl_arena *arena,
				const char *file, struct dl_error *err)
{
	struct reading r = {.arena = arena};
	enum dl_status status =
		dl_lines_read(file, take_line, &r,
			      "a fingerprint, a verdict, a number of seconds, a rule and a path",
			      err);

	out->items = dl_vec_to_arena(&r.list, arena);
	out->len = r.list.len;
	dl_vec_free(&r.list);
	return status;
}
