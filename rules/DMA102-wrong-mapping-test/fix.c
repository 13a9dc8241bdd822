/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `!dma`, `dma == 0`, `dma == ~0` become dma_mapping_error(dev, dma), `dma` and `dma != 0` the
 * opposite, where the map call is in the same function and its device has the same name at the
 * test. Tests of a part of the handle and of what a callee has returned are left alone: another
 * variable would be needed.
 */
#include "fix.h"

#include <string.h>

#include "checks/success/success.h"

/* What a handle is wrongly compared with: nothing but a number, a cast of one, or the name of the
 * error. */
static bool is_number(const struct dl_code *code, struct dl_stretch where, const char *error)
{
	if (dl_code_is(code, where, "NULL") || dl_code_is(code, where, error))
		return true;
	for (size_t at = where.start; at < where.end; at++) {
		if (code->text[at] == '(') {
			/* a cast */
			size_t n = dl_code_name(code, at + 1);

			if (!n || at + 1 + n >= where.end || code->text[at + 1 + n] != ')')
				return false;
			at += n + 1;
		} else if (!strchr("0123456789xXuUlLfF~- ", code->text[at])) {
			return false;
		}
	}
	return where.start < where.end;
}

/* The handle in @test, and whether the test is true of a good one; false: it has another form. */
static bool find_handle(const struct dl_code *code, struct dl_stretch test, const char *error,
			struct dl_stretch *handle, bool *good)
{
	struct dl_stretch sides[2];
	bool equal = dl_code_split(code, test, "==", sides, 2) == 2;

	*good = false;
	if (equal || dl_code_split(code, test, "!=", sides, 2) == 2) {
		*handle = sides[0];
		*good = !equal;
		return is_number(code, sides[1], error);
	}
	*handle = test;
	if (code->text[test.start] == '!') {
		handle->start = dl_code_skip(code, test.start + 1, test.end);
		return true;
	}
	*good = true;
	return true;
}

/* What is made there goes into the handle, as a whole. */
static bool is_made_by(const struct dl_code *code, const struct dl_statement *s,
		       const struct dl_code_call *made, struct dl_stretch handle)
{
	struct dl_stretch sides[2];
	size_t n = handle.end - handle.start;

	if (s->kind != DL_STATEMENT_SIMPLE ||
	    dl_code_split(code, (struct dl_stretch){s->at.start, s->at.end - 1}, "=", sides, 2) !=
		    2 ||
	    sides[1].start != made->whole.start || sides[1].end != made->whole.end ||
	    sides[0].end - sides[0].start < n)
		return false;
	/* a declaration has the type before it */
	sides[0].start = sides[0].end - n;
	return !memcmp(code->text + sides[0].start, code->text + handle.start, n) &&
	       dl_code_is_pure(code, handle);
}

/* Who comes to @s has done @before, and nobody jumps to a place between them. */
static bool follows(const struct dl_statement *before, const struct dl_statement *s)
{
	while (before && before != s)
		before = before->kind == DL_STATEMENT_LABEL ? NULL : before->next;
	return before;
}

void dl_fix_handle_test(const struct dl_event *ev, struct dl_fixer *fixer)
{
	const struct dl_code *code = dl_fix_code(fixer);
	const struct dl_object *o = ev->object;
	const struct dl_success *success = dl_success_of(o);
	const struct dl_platform *platform = dl_report_platform(dl_fix_report(fixer));
	struct dl_stretch test, handle, dev;
	struct dl_statement *all, *s, *maker;
	struct dl_code_call made;
	size_t at;
	bool good;

	if (o->model->failure != DL_FAIL_BAD_HANDLE || success->cut_test || success->missed ||
	    ev->narrow || o->origin_func != ev->func || !dl_fix_offset(fixer, &ev->loc, &at) ||
	    !dl_fix_call(fixer, o->origin, o->model, &made) ||
	    (size_t)o->model->arg_dev >= made.arg_count)
		return;
	all = dl_fix_outline(fixer, at);
	s = dl_statement_at(all, at);
	maker = dl_statement_at(all, made.whole.start);
	if (!s || s->kind != DL_STATEMENT_IF || at < s->head.start || at >= s->head.end || !maker ||
	    !follows(maker, s))
		return;
	test = dl_fix_operand(fixer, s->head, at);
	dev = made.args[o->model->arg_dev];
	if (!find_handle(code, test, platform->mapping_error.name, &handle, &good) ||
	    !is_made_by(code, maker, &made, handle) || !dl_code_is_pure(code, dev) ||
	    dl_code_may_change(code, dev, (struct dl_stretch){made.whole.end, test.start}) ||
	    dl_code_may_change(code, handle, (struct dl_stretch){made.whole.end, test.start}))
		return;
	dl_fix_replace(fixer, test, "%s%s(%s, %s)", good ? "!" : "",
		       dl_text_test(dl_fix_report(fixer)), dl_fix_text(fixer, dev),
		       dl_fix_text(fixer, handle));
	dl_fix_title(fixer, "Test with %s()", dl_text_test(dl_fix_report(fixer)));
}
