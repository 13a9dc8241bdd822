/* SPDX-License-Identifier: Apache-2.0 */
/* A record of base/codec.h: the number of findings, then their fields in the order below. */
#include "report/wire.h"

#include <string.h>

#include "base/codec.h"

static const struct dl_codec codec = {
	.magic = "DLFS",
	.version = 3,
	.what = "a record of findings",
	.remedy = "",
};

static void write_spot(struct dl_writer *w, const struct dl_spot *spot)
{
	dl_write_string(w, spot->path);
	dl_write_num(w, spot->line);
	dl_write_num(w, spot->col);
	dl_write_num(w, spot->end_line);
	dl_write_num(w, spot->end_col);
}

static void write_steps(struct dl_writer *w, const struct dl_finding_step *steps, size_t count)
{
	dl_write_num(w, count);
	for (size_t i = 0; i < count; i++) {
		write_spot(w, &steps[i].spot);
		dl_write_string(w, steps[i].message);
		dl_write_num(w, steps[i].nesting);
	}
}

/* What is NULL has no edits. */
static void write_fix(struct dl_writer *w, const struct dl_fix *fix)
{
	dl_write_num(w, fix ? fix->edit_count : 0);
	if (!fix)
		return;
	dl_write_string(w, fix->title);
	dl_write_string(w, fix->path);
	dl_write_num(w, fix->source);
	for (size_t i = 0; i < fix->edit_count; i++) {
		const struct dl_edit *e = &fix->edits[i];

		dl_write_num(w, e->line);
		dl_write_num(w, e->col);
		dl_write_num(w, e->end_line);
		dl_write_num(w, e->end_col);
		dl_write_string(w, e->text);
	}
}

static void write_finding(struct dl_writer *w, const struct dl_finding *f)
{
	dl_write_string(w, f->rule);
	write_spot(w, &f->spot);
	dl_write_string(w, f->function);
	dl_write_string(w, f->message);
	dl_write_num(w, f->confidence);
	dl_write_string(w, f->subject);
	dl_write_string(w, f->edge);
	dl_write_string(w, f->arch);
	write_steps(w, f->steps, f->step_count);
	write_steps(w, f->related, f->related_count);
	write_fix(w, f->fix);
	dl_write_num(w, f->fingerprint);
	dl_write_real(w, f->rank);
}

void dl_findings_encode(const struct dl_findings *findings, struct dl_buf *out)
{
	struct dl_writer w = {0};

	dl_write_num(&w, findings->len);
	for (size_t i = 0; i < findings->len; i++)
		write_finding(&w, &findings->items[i]);
	dl_writer_end(&w, &codec, out);
}

static void read_spot(struct dl_reader *in, struct dl_spot *spot)
{
	spot->path = dl_read_string(in);
	spot->line = dl_read_u32(in);
	spot->col = dl_read_u32(in);
	spot->end_line = dl_read_u32(in);
	spot->end_col = dl_read_u32(in);
}

static struct dl_finding_step *read_steps(struct dl_reader *in, size_t *count)
{
	struct dl_finding_step *steps;

	*count = dl_read_count(in);
	if (!*count)
		return NULL;
	steps = DL_NEW_ARRAY(in->arena, struct dl_finding_step, *count);
	for (size_t i = 0; i < *count && !in->bad; i++) {
		read_spot(in, &steps[i].spot);
		steps[i].message = dl_read_string(in);
		steps[i].nesting = dl_read_u32(in);
	}
	return steps;
}

static const struct dl_fix *read_fix(struct dl_reader *in)
{
	size_t count = dl_read_count(in);
	struct dl_fix *fix;

	if (!count)
		return NULL;
	fix = DL_NEW(in->arena, struct dl_fix);
	fix->title = dl_read_name(in);
	fix->path = dl_read_name(in);
	fix->source = dl_read_num(in);
	fix->edit_count = count;
	fix->edits = DL_NEW_ARRAY(in->arena, struct dl_edit, count);
	for (size_t i = 0; i < count && !in->bad; i++) {
		fix->edits[i].line = dl_read_u32(in);
		fix->edits[i].col = dl_read_u32(in);
		fix->edits[i].end_line = dl_read_u32(in);
		fix->edits[i].end_col = dl_read_u32(in);
		fix->edits[i].text = dl_read_name(in);
	}
	return fix;
}

static void read_finding(struct dl_reader *in, struct dl_finding *f)
{
	f->rule = dl_read_name(in);
	read_spot(in, &f->spot);
	f->function = dl_read_string(in);
	f->message = dl_read_string(in);
	f->confidence = (enum dl_confidence)dl_read_max(in, DL_CONF_HIGH);
	f->subject = dl_read_string(in);
	f->edge = dl_read_string(in);
	f->arch = dl_read_string(in);
	f->steps = read_steps(in, &f->step_count);
	f->related = read_steps(in, &f->related_count);
	f->fix = read_fix(in);
	f->fingerprint = dl_read_num(in);
	f->rank = dl_read_real(in);
	in->bad |= !f->spot.path || f->confidence < DL_CONF_LOW;
}

enum dl_status dl_findings_decode(struct dl_findings *findings, const void *data, size_t size,
				  struct dl_error *err)
{
	struct dl_reader in = {.arena = findings->arena};
	size_t before = findings->len;
	enum dl_status status = dl_read_begin(&in, &codec, data, size, err);
	uint32_t count;

	if (status != DL_OK)
		return status;
	count = dl_read_count(&in);
	for (uint32_t i = 0; i < count && !in.bad; i++) {
		struct dl_finding one = {0};

		read_finding(&in, &one);
		*dl_findings_add(findings) = one;
	}
	status = dl_read_end(&in, err);
	if (status != DL_OK)
		findings->len = before;
	return status;
}
