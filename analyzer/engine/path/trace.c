/* SPDX-License-Identifier: Apache-2.0 */
/* `dmalint scan --trace FUNCTION`: the states of one exploration, as text. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "engine/path/path.h"

static bool is_traced(const struct dl_explorer *ex)
{
	const struct dl_engine_options *o = ex->an->options;

	return o->trace && o->trace_function && !strcmp(o->trace_function, ex->func->name);
}

void dl_trace_line(struct dl_explorer *ex, const char *fmt, ...)
{
	char text[512];
	va_list ap;

	if (!is_traced(ex))
		return;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	dl_buf_printf(ex->an->options->trace, "%s\n", text);
}

static void print_object(struct dl_buf *out, const struct dl_object *o)
{
	static const char *const names[] = { "unchecked", "failed", "partly", "ok", "released" };

	dl_buf_printf(out, "    object %s line %u%s: %s%s%s", o->model->name, o->origin->loc.line,
		      o->older ? " (older)" : "", names[o->state], o->stored ? " stored" : "",
		      o->escaped ? " escaped" : "");
	DL_HOOKS(print, o, out);
	for (uint32_t h = 0; h < o->alias_count; h++) {
		dl_buf_puts(out, h ? ", " : " in ");
		dl_sym_print(o->aliases[h], out);
	}
	dl_buf_puts(out, "\n");
}

void dl_trace_block(struct dl_explorer *ex, uint32_t block, const struct dl_state *st)
{
	struct dl_buf *out = ex->an->options->trace;

	if (!is_traced(ex))
		return;
	dl_buf_printf(out, "%s: step %u block b%u%s\n", ex->func->name, ex->steps, block,
		      st->blurred ? " (blurred)" : "");
	for (uint32_t i = 0; i < st->object_count; i++)
		print_object(out, &st->objects[i]);
	for (uint32_t i = 0; i < st->fact_count; i++) {
		const struct dl_fact *f = &st->facts[i];

		dl_buf_puts(out, "    fact ");
		dl_sym_print(f->value, out);
		dl_fact_print(f, out);
		dl_buf_puts(out, "\n");
	}
	for (uint32_t i = 0; i < st->env_len; i++) {
		dl_buf_puts(out, "    ");
		dl_sym_print(st->env[i].loc, out);
		dl_buf_puts(out, " = ");
		dl_sym_print(st->env[i].value, out);
		dl_buf_puts(out, "\n");
	}
}
