/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A map call that nobody tests, where the step behind it fails by undoing the map first:
 *
 *	p->dma = map(dev, p->buf, ...);
 *	p->irq = request(...);
 *	if (!p->irq)
 *		goto undo_map;
 *	...
 *	undo_map:
 *		unmap(dev, p->dma, ...);
 *	undo_buf:
 *		free(p->buf);
 *		return -EIO;
 *
 * What is left of that exit without the unmap is the exit of the map call. The same where the unmap
 * stands in the branch itself. A step that has failed leaves nothing to undo; what else is called
 * between may, and then nothing is proposed.
 */
#include "checks/event/fix.h"

#include <string.h>

/* As many statements as an exit may have to be repeated. */
#define MAX_EXIT    4
#define MAX_BETWEEN 8

struct unwinding {
	struct dl_fixer *fixer;
	const struct dl_code *code;
	const struct dl_model *model;
	struct dl_statement *function;
	const struct dl_statement *maker;
	const struct dl_statement *test; /* of the step behind it */
	struct dl_code_call made;
	struct dl_stretch kept;		    /* what the result goes to; empty: nowhere */
	struct dl_stretch mapped;	    /* what the unmap is given */
	struct dl_stretch set[MAX_BETWEEN]; /* variables that are set between */
	size_t set_count;
	bool busy;   /* between, more is called than the step that fails */
	bool calls;  /* the exit undoes more than the map */
	bool unmaps; /* the unmap was found */
	const char *lines[MAX_EXIT];
	size_t line_count;
	struct dl_stretch result; /* the variable that has got its error in one of the lines */
	bool refused;
};

static bool is_variable(const struct dl_code *code, struct dl_stretch where)
{
	return where.end > where.start &&
	       dl_code_name(code, where.start) == where.end - where.start;
}

/* No blank, so no declaration; no call. */
static bool is_place(const struct dl_code *code, struct dl_stretch where)
{
	if (!dl_code_name(code, where.start) || !dl_code_is_pure(code, where))
		return false;
	for (size_t at = where.start; at < where.end; at++)
		if (strchr(" \t\n", code->text[at]))
			return false;
	return true;
}

/* A bracket behind a name: a call, or what cannot be told from one. */
static bool has_call(const struct dl_code *code, struct dl_stretch where)
{
	struct dl_code_call call;

	for (size_t at = where.start; at < where.end; at++) {
		size_t n = dl_code_name(code, at);

		if (n && dl_code_call_at(code, at, &call))
			return true;
		at += n;
	}
	return false;
}

static bool find_sides(const struct dl_code *code, const struct dl_statement *s,
		       struct dl_stretch sides[2])
{
	return dl_code_split(code, (struct dl_stretch){s->at.start, s->at.end - 1}, "=", sides,
			     2) == 2;
}

/* What follows the first word of a statement, up to its semicolon. */
static struct dl_stretch find_rest(const struct dl_code *code, const struct dl_statement *s)
{
	size_t at = s->at.start + dl_code_name(code, s->at.start);

	return dl_code_trim(code, (struct dl_stretch){at, s->at.end - 1});
}

/* -EIO; a number below 0 is one, too. */
static bool is_error(const struct dl_code *code, struct dl_stretch where)
{
	return where.end - where.start > 1 && code->text[where.start] == '-' &&
	       ((code->text[where.start + 1] == 'E' &&
		 dl_code_name(code, where.start + 1) == where.end - where.start - 1) ||
		dl_code_is(code, where, "-1"));
}

/* The call is all of the statement; false: it is none. */
static bool find_call(const struct dl_code *code, const struct dl_statement *s,
		      struct dl_code_call *call)
{
	return s->kind == DL_STATEMENT_SIMPLE && dl_code_call_at(code, s->at.start, call) &&
	       dl_code_skip(code, call->whole.end, s->at.end) == s->at.end - 1;
}

static bool is_message(const struct unwinding *x, const struct dl_statement *s)
{
	struct dl_code_call call;
	const struct dl_model *m;

	if (!find_call(x->code, s, &call))
		return false;
	m = dl_fix_model(x->fixer, dl_fix_text(x->fixer, call.name));
	return m && m->role == DL_ROLE_LOG;
}

/* The unmap of what the call maps. */
static bool is_unmap(const struct unwinding *x, const struct dl_statement *s)
{
	struct dl_code_call call;
	const struct dl_model *m;
	int n;

	if (!find_call(x->code, s, &call))
		return false;
	m = dl_fix_model(x->fixer, dl_fix_text(x->fixer, call.name));
	if (!m || m->role != DL_ROLE_UNMAP || !m->family ||
	    strcmp(m->family, x->model->family) != 0)
		return false;
	n = dl_model_is_sg(x->model) ? m->arg_sg : m->arg_handle;
	return n >= 0 && (size_t)n < call.arg_count && dl_code_same(x->code, call.args[n], x->mapped);
}

/* ---- from the map call to the test of the next step ---- */

/* @what, or where that is empty a call, is what an error pointer is looked for in. */
static bool is_error_pointer(const struct unwinding *x, struct dl_stretch one,
			     struct dl_stretch what)
{
	struct dl_code_call call;
	const struct dl_model *m;

	if (!dl_code_call_at(x->code, one.start, &call) || call.whole.end != one.end)
		return false;
	m = dl_fix_model(x->fixer, dl_fix_text(x->fixer, call.name));
	return m && m->role == DL_ROLE_PURE && call.arg_count == 1 &&
	       (m->gives == DL_GIVES_IS_ERROR || m->gives == DL_GIVES_IS_ERROR_OR_NULL) &&
	       dl_code_same(x->code, call.args[0], what);
}

/*
 * The test is true where a step has given nothing or an error: in @what, or where that is empty by
 * a call in the test. Not when more than that decides: the step may then have succeeded.
 */
static bool tells_failure(const struct unwinding *x, struct dl_stretch test, struct dl_stretch what)
{
	const char *text = dl_fix_text(x->fixer, test);
	struct dl_stretch one = dl_fix_operand(x->fixer, test, test.start), sides[2];
	struct dl_code_call call;

	if (strstr(text, "&&") || strstr(text, "||"))
		return false;
	if (x->code->text[one.start] == '!')
		one.start = dl_code_skip(x->code, one.start + 1, one.end);
	else if (dl_code_split(x->code, one, "==", sides, 2) == 2 &&
		 dl_code_is(x->code, sides[1], "NULL"))
		one = sides[0];
	else if ((dl_code_split(x->code, one, "<", sides, 2) == 2 ||
		  dl_code_split(x->code, one, "!=", sides, 2) == 2) &&
		 dl_code_is(x->code, sides[1], "0"))
		one = sides[0];
	if (what.end > what.start)
		return dl_code_same(x->code, one, what) || is_error_pointer(x, one, what);
	return dl_code_call_at(x->code, one.start, &call) && call.whole.end == one.end;
}

/* `p = step()`, and the test looks at nothing else. */
static bool is_step(const struct unwinding *x, const struct dl_statement *s, struct dl_stretch test)
{
	struct dl_stretch sides[2];

	return s != x->maker && s->kind == DL_STATEMENT_SIMPLE && find_sides(x->code, s, sides) &&
	       is_place(x->code, sides[0]) && tells_failure(x, test, sides[0]);
}

/* What is set there is not what is mapped. False: it is something else than a step. */
static bool pass(struct unwinding *x, const struct dl_statement *s)
{
	struct dl_stretch sides[2];

	if (s->kind != DL_STATEMENT_SIMPLE || dl_statement_leaves(x->code, s) ||
	    dl_code_may_change(x->code, x->mapped, s->at) || is_unmap(x, s))
		return false;
	if (find_sides(x->code, s, sides) && is_variable(x->code, sides[0])) {
		if (x->set_count == MAX_BETWEEN)
			return false;
		x->set[x->set_count++] = sides[0];
	}
	/* the step that fails is the last one */
	if (has_call(x->code, s->at) && !is_message(x, s) &&
	    (!s->next || s->next->kind != DL_STATEMENT_IF || !is_step(x, s, s->next->head)))
		x->busy = true;
	return true;
}

static bool find_test(struct unwinding *x)
{
	const struct dl_statement *s = x->maker->next;

	while (s && s->kind != DL_STATEMENT_IF && pass(x, s))
		s = s->next;
	x->test = s;
	if (s && s->kind == DL_STATEMENT_IF && has_call(x->code, s->head) && !x->busy)
		x->busy = !tells_failure(x, s->head, (struct dl_stretch){0}) &&
			  !is_step(x, s->last, s->head);
	return s && s->kind == DL_STATEMENT_IF && !s->otherwise &&
	       !dl_code_may_change(x->code, x->mapped, s->head) &&
	       !dl_code_has_directive(x->code, s->at);
}

/* ---- the exit ---- */

/* A text in it would speak of the step. */
static void add_line(struct unwinding *x, const char *text)
{
	if (x->line_count == MAX_EXIT || strpbrk(text, "\n\""))
		x->refused = true;
	else
		x->lines[x->line_count++] = text;
}

/* @where reads a variable that is not set yet where the map call fails. */
static bool reads_later(const struct unwinding *x, struct dl_stretch where)
{
	for (size_t i = 0; i < x->set_count; i++)
		if (!dl_code_same(x->code, x->set[i], x->result) &&
		    dl_code_mentions(x->code, where, x->code->text + x->set[i].start,
				     x->set[i].end - x->set[i].start))
			return true;
	return false;
}

/* The exit gives @value: an error as it is, or a variable that can have one. */
static bool takes_error(struct unwinding *x, struct dl_stretch value)
{
	if (is_error(x->code, value) || dl_code_is(x->code, value, "NULL"))
		return true;
	/* `if (err)`: the variable has an error there */
	return is_variable(x->code, value) &&
	       (dl_code_same(x->code, value, x->result) || dl_code_same(x->code, x->test->head, value) ||
		dl_code_is(x->code, x->test->head,
			   dl_fix_printf(x->fixer, "%s < 0", dl_fix_text(x->fixer, value))));
}

/* What the function last returns as an error before the map call; empty: nothing. */
static struct dl_stretch find_error(const struct unwinding *x)
{
	struct dl_stretch found = {0};
	size_t n;

	for (size_t at = x->function->at.start; at < x->maker->at.start; at += n ? n : 1) {
		struct dl_stretch value = {at, at};

		n = dl_code_name(x->code, at);
		if (!dl_code_is(x->code, (struct dl_stretch){at, at + n}, "return"))
			continue;
		while (value.end < x->maker->at.start && x->code->text[value.end] != ';')
			value.end++;
		value = dl_code_trim(x->code, (struct dl_stretch){at + n, value.end});
		if (is_error(x->code, value))
			found = value;
	}
	return found;
}

/* The error for a variable that only the step sets. */
static const char *write_error(struct unwinding *x)
{
	struct dl_stretch error = find_error(x);

	x->refused |= error.end == error.start;
	return dl_fix_text(x->fixer, error);
}

/* The value is the same there as where the step fails. */
static bool is_known(const struct unwinding *x, struct dl_stretch value)
{
	return !is_variable(x->code, value) || dl_code_is(x->code, value, "NULL") ||
	       dl_code_same(x->code, value, x->result);
}

static void add_return(struct unwinding *x, const struct dl_statement *s)
{
	struct dl_stretch value = find_rest(x->code, s);

	if (!takes_error(x, value))
		x->refused = true;
	else if (is_known(x, value))
		add_line(x, dl_fix_text(x->fixer, s->at));
	else
		add_line(x, dl_fix_printf(x->fixer, "return %s;", write_error(x)));
}

static const struct dl_statement *find_label(const struct unwinding *x, struct dl_stretch name)
{
	for (const struct dl_statement *s = x->function->first; s; s = s->next)
		if (s->kind == DL_STATEMENT_LABEL && dl_code_same(x->code, s->head, name))
			return s;
	return NULL;
}

/* The rest of the exit is what @label names. */
static void add_goto(struct unwinding *x, const struct dl_statement *label)
{
	const struct dl_statement *end = label;
	struct dl_stretch value;

	while (end && !dl_statement_begins(x->code, end, "return"))
		end = end->next;
	if (!end) {
		x->refused = true;
		return;
	}
	value = find_rest(x->code, end);
	x->refused |= !takes_error(x, value);
	if (!is_known(x, value)) {
		add_line(x, dl_fix_printf(x->fixer, "%s = %s;", dl_fix_text(x->fixer, value),
					  write_error(x)));
		x->result = value;
	}
	x->calls = true;
	x->refused |= reads_later(x, (struct dl_stretch){label->at.start, end->at.end});
	add_line(x, dl_fix_printf(x->fixer, "goto %s;", dl_fix_text(x->fixer, label->head)));
}

static void add_statement(struct unwinding *x, const struct dl_statement *s)
{
	struct dl_stretch sides[2];

	if (find_sides(x->code, s, sides) && is_variable(x->code, sides[0]) &&
	    is_error(x->code, sides[1]))
		x->result = sides[0];
	x->calls |= has_call(x->code, s->at);
	x->refused |= reads_later(x, s->at);
	add_line(x, dl_fix_text(x->fixer, s->at));
}

/*
 * From @s on to where the function is left. In a branch the unmap may stand anywhere;
 * behind a label it is the first thing, and the next label is where the rest begins.
 */
static void add_from(struct unwinding *x, const struct dl_statement *s, bool in_branch)
{
	for (; s && !x->refused; s = s->next) {
		if (s->kind == DL_STATEMENT_LABEL && !in_branch && x->unmaps) {
			add_goto(x, s);
			return;
		}
		if (s->kind != DL_STATEMENT_SIMPLE)
			break;
		if (dl_statement_begins(x->code, s, "return")) {
			add_return(x, s);
			return;
		}
		if (dl_statement_begins(x->code, s, "goto")) {
			const struct dl_statement *label = find_label(x, find_rest(x->code, s));

			if (!label || !in_branch)
				break;
			if (x->unmaps)
				add_goto(x, label);
			else
				add_from(x, label->next, false);
			return;
		}
		if (is_unmap(x, s) && !x->unmaps)
			x->unmaps = true;
		else if (dl_statement_leaves(x->code, s) || (!in_branch && !x->unmaps))
			break;
		else if (!is_message(x, s))
			add_statement(x, s);
	}
	x->refused = true;
}

/* ---- the map call ---- */

static bool find_maker(struct unwinding *x, const struct dl_event *ev)
{
	const struct dl_code *code = x->code;
	bool sg = dl_model_is_sg(x->model);
	struct dl_stretch sides[2];
	size_t at;

	x->function = dl_fix_outline(x->fixer, x->made.whole.start);
	x->maker = dl_statement_at(x->function, x->made.whole.start);
	if (!x->maker || x->maker->kind != DL_STATEMENT_SIMPLE ||
	    x->maker->parent->kind != DL_STATEMENT_BLOCK ||
	    dl_code_has_directive(code, x->maker->at))
		return false;
	if (find_sides(code, x->maker, sides) && is_place(code, sides[0]) &&
	    sides[1].start == x->made.whole.start && sides[1].end == x->made.whole.end)
		x->kept = sides[0];
	else if (!sg || ev->kind != DL_EV_DISCARDED || !find_call(code, x->maker, &x->made))
		return false;
	x->mapped = x->kept;
	if (sg && (x->model->arg_sg < 0 || (size_t)x->model->arg_sg >= x->made.arg_count))
		return false;
	if (sg)
		x->mapped = x->made.args[x->model->arg_sg];
	/* nothing but the statement on its lines */
	for (at = x->maker->at.end; at < code->len && code->text[at] != '\n'; at++)
		if (!strchr(" \t", code->text[at]))
			return false;
	return dl_code_is_pure(code, x->mapped);
}

/* What is true where the map call has failed; NULL: it cannot be said. */
static const char *write_test(struct unwinding *x)
{
	const char *test = dl_text_test(dl_fix_report(x->fixer)), *end = strchr(test, '_');
	const char *kept = dl_fix_text(x->fixer, x->kept);
	struct dl_stretch dev;

	if (x->model->failure == DL_FAIL_ZERO)
		return dl_fix_printf(x->fixer, "!%s", kept);
	/* a layer above has a test of its own */
	if (x->model->failure != DL_FAIL_BAD_HANDLE || !end || x->model->arg_dev < 0 ||
	    (size_t)x->model->arg_dev >= x->made.arg_count ||
	    memcmp(x->code->text + x->made.name.start, test, (size_t)(end - test) + 1) != 0)
		return NULL;
	dev = x->made.args[x->model->arg_dev];
	return dl_code_is_pure(x->code, dev) ? dl_fix_printf(x->fixer, "%s(%s, %s)", test,
							     dl_fix_text(x->fixer, dev), kept)
					     : NULL;
}

/* The lines, in braces when they are more than one. */
static const char *write_lines(struct unwinding *x, const char *indent)
{
	const char *text = "";

	for (size_t i = 0; i < x->line_count; i++)
		text = dl_fix_printf(x->fixer, "%s\n%s\t%s", text, indent, x->lines[i]);
	return x->line_count == 1 ? text : dl_fix_printf(x->fixer, " {%s\n%s}", text, indent);
}

static void write(struct unwinding *x)
{
	const char *indent =
		dl_fix_text(x->fixer, (struct dl_stretch){dl_code_line(x->code, x->maker->at.start),
							  x->maker->at.start});
	const char *test = write_test(x);

	if (!test || indent[strspn(indent, "\t")])
		return;
	if (x->kept.end > x->kept.start) {
		dl_fix_replace(x->fixer, (struct dl_stretch){x->maker->at.end, x->maker->at.end},
			       "\n%sif (%s)%s", indent, test, write_lines(x, indent));
	} else {
		dl_fix_rename(
			x->fixer, &x->made,
			dl_fix_printf(x->fixer, "if (!%s", dl_fix_text(x->fixer, x->made.name)));
		dl_fix_replace(x->fixer, (struct dl_stretch){x->made.whole.end, x->maker->at.end},
			       ")%s", write_lines(x, indent));
	}
	dl_fix_title(x->fixer, "Leave as the next step does when %s() fails",
		     dl_fix_text(x->fixer, x->made.name));
}

void dl_fix_missing_test(const struct dl_event *ev, struct dl_fixer *fixer)
{
	const struct dl_object *o = ev->object;
	struct unwinding x = {.fixer = fixer, .code = dl_fix_code(fixer), .model = o->model};
	const struct dl_statement *body;

	if (o->state == DL_OBJ_FAILED || o->origin_func != ev->func || !o->model->family ||
	    (dl_model_is_sg(o->model) && o->model->failure != DL_FAIL_ZERO) ||
	    !dl_fix_call(fixer, o->origin, o->model, &x.made) || !find_maker(&x, ev) ||
	    !find_test(&x))
		return;
	body = x.test->first;
	add_from(&x, body->kind == DL_STATEMENT_BLOCK ? body->first : body, true);
	if (!x.refused && x.unmaps && !(x.busy && x.calls))
		write(&x);
}
