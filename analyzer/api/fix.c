/* SPDX-License-Identifier: Apache-2.0 */
/* Fixes. Public ones are those of report/fix.h, seen through a cast. */
#include "api/internal.h"

static const struct dl_fix *fix_of(const struct dmalint_fix *fix)
{
	return (const struct dl_fix *)fix;
}

const struct dmalint_fix *dmalint_finding_fix(const struct dmalint_finding *finding)
{
	return (const struct dmalint_fix *)finding->finding->fix;
}

const char *dmalint_fix_title(const struct dmalint_fix *fix)
{
	return fix_of(fix)->title;
}

const char *dmalint_fix_path(const struct dmalint_fix *fix)
{
	return fix_of(fix)->path;
}

size_t dmalint_fix_edit_count(const struct dmalint_fix *fix)
{
	return fix_of(fix)->edit_count;
}

struct dmalint_place dmalint_fix_edit_place(const struct dmalint_fix *fix, size_t index)
{
	const struct dl_edit *e;

	if (index >= fix_of(fix)->edit_count)
		return (struct dmalint_place){0};
	e = &fix_of(fix)->edits[index];
	return (struct dmalint_place){
		.path = fix_of(fix)->path,
		.line = e->line,
		.column = e->col,
		.end_line = e->end_line,
		.end_column = e->end_col,
	};
}

const char *dmalint_fix_edit_text(const struct dmalint_fix *fix, size_t index)
{
	return index < fix_of(fix)->edit_count ? fix_of(fix)->edits[index].text : "";
}

bool dmalint_fix_fits(const struct dmalint_fix *fix, const char *text, size_t length)
{
	return dl_fix_source(text, length) == fix_of(fix)->source;
}

struct apply_call {
	const struct dl_fix *const *fixes;
	size_t count;
	const char *text;
	size_t len;
	dmalint_write_fn write;
	void *arg;
	struct dl_buf out;
};

static enum dl_status apply(void *arg, struct dl_error *err)
{
	struct apply_call *call = arg;
	enum dl_status status =
		dl_fix_apply(call->fixes, call->count, call->text, call->len, &call->out, err);

	return status == DL_OK ? dl_output_call(&call->out, call->write, call->arg, err) : status;
}

enum dmalint_status dmalint_fix_apply(const struct dmalint_fix *const *fixes, size_t count,
				      const char *text, size_t length, dmalint_write_fn write,
				      void *arg, struct dmalint_error *error)
{
	struct apply_call call = {
		.fixes = (const struct dl_fix *const *)fixes,
		.count = count,
		.text = text,
		.len = length,
		.write = write,
		.arg = arg,
	};

	return dl_api_call(apply, &call, error);
}

struct write_call {
	const char *path;
	struct dl_buf text; /* the caller's */
};

static enum dl_status write_text(void *arg, struct dl_error *err)
{
	const struct write_call *call = arg;

	return dl_output_path(&call->text, call->path, err);
}

enum dmalint_status dmalint_fix_write(const char *path, const char *text, size_t length,
				      struct dmalint_error *error)
{
	struct write_call call = {
		.path = path,
		.text = {.data = (char *)(uintptr_t)text, .len = length},
	};

	return dl_api_call(write_text, &call, error);
}
