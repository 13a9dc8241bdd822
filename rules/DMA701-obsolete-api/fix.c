/* SPDX-License-Identifier: Apache-2.0 */
/* The call that a model says does the same (`rewrite`), and names of old kernels among its
 * arguments. */
#include "fix.h"

#include <string.h>

/* @where is a name that only old kernels have, and that means another one: "#define OLD NEW". */
static const char *newer_name(const struct dl_fixer *fixer, const char *old)
{
	const char *declaration = dl_fix_declaration(fixer, old);
	size_t n = strlen(old);

	if (!declaration || strncmp(declaration, "#define ", 8) ||
	    strncmp(declaration + 8, old, n) || declaration[8 + n] != ' ')
		return NULL;
	declaration += 9 + n;
	return dl_code_name(&(struct dl_code){declaration, strlen(declaration)}, 0) ==
			       strlen(declaration)
		       ? declaration
		       : NULL;
}

/* An operator binds what follows it, or stands before it, no more tightly than a member does. */
static bool is_primary(const struct dl_code *code, struct dl_stretch where)
{
	for (size_t at = where.start; at < where.end;) {
		size_t n = dl_code_name(code, at);

		if (n)
			at += n;
		else if (code->text[at] == '(' || code->text[at] == '[')
			at = dl_code_close(code, at, where.end);
		else if (code->text[at] == '.' || code->text[at] == '>')
			at++;
		else if (code->text[at] == '-' && at + 1 < where.end && code->text[at + 1] == '>')
			at += 2;
		else
			return false;
	}
	return true;
}

/* An argument of the rewritten call: @text with what the old one was given. NULL: that has no such.
 */
static const char *expand(struct dl_fixer *fixer, const struct dl_code_call *call, const char *text)
{
	const struct dl_code *code = dl_fix_code(fixer);
	const char *mark = strchr(text, '$'), *given, *newer;
	size_t n = mark ? (size_t)(mark[1] - '0') : 0;

	if (!mark)
		return text;
	if (n >= call->arg_count)
		return NULL;
	given = dl_fix_text(fixer, call->args[n]);
	if (!strcmp(text, mark) && !mark[2]) {
		newer = newer_name(fixer, given);
		return newer ? newer : given;
	}
	/* a null pointer has no members */
	if (!strcmp(given, "NULL") || !strcmp(given, "0"))
		return NULL;
	return dl_fix_printf(fixer, is_primary(code, call->args[n]) ? "%.*s%s%s" : "%.*s(%s)%s",
			     (int)(mark - text), text, given, mark + 2);
}

void dl_fix_obsolete(const struct dl_event *ev, struct dl_fixer *fixer)
{
	const char *rewrite = ev->model->rewrite;
	const struct dl_code as = {rewrite, rewrite ? strlen(rewrite) : 0};
	struct dl_code_call call, to;
	const char *name;

	if (!rewrite || !dl_code_call_at(&as, 0, &to) ||
	    !dl_fix_call(fixer, ev->at, ev->model, &call) || to.arg_count < call.arg_count)
		return;
	name = dl_fix_printf(fixer, "%.*s", (int)to.name.end, rewrite);
	dl_fix_rename(fixer, &call, name);
	for (size_t i = 0; i < to.arg_count; i++) {
		const char *text = expand(fixer, &call,
					  dl_fix_printf(fixer, "%.*s",
							(int)(to.args[i].end - to.args[i].start),
							rewrite + to.args[i].start));

		if (!text)
			dl_fix_refuse(fixer);
		else if (i >= call.arg_count)
			dl_fix_replace(fixer,
				       (struct dl_stretch){call.whole.end - 1, call.whole.end - 1},
				       ", %s", text);
		else if (!dl_code_is(dl_fix_code(fixer), call.args[i], text))
			dl_fix_replace(fixer, call.args[i], "%s", text);
	}
	dl_fix_title(fixer, "Call %s()", name);
}
