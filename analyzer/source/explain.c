/* SPDX-License-Identifier: Apache-2.0 */
/* The text of `dmalint doctor`: how the paths would be parsed, and why. */
#include "source/internal.h"
#include "source/source.h"

#include <string.h>
#include <unistd.h>

#define DL_NOTES_SHOWN 40

static size_t files_of(const struct dl_source *s, const struct dl_source_config *c)
{
	size_t count = 0;

	for (size_t i = 0; i < s->files.len; i++)
		count += s->files.data[i].config == c;
	return count;
}

static const struct dl_source_file *first_of(const struct dl_source *s,
					     const struct dl_source_config *c)
{
	for (size_t i = 0; i < s->files.len; i++) {
		if (s->files.data[i].config == c)
			return &s->files.data[i];
	}
	return NULL;
}

static void explain_options(const struct dl_source *s, const struct dl_source_config *c,
			    struct dl_buf *out)
{
	for (size_t i = 0; i < s->groups.len; i++) {
		const struct source_group *g = s->groups.data[i];

		if (g->config != c && g->small != c)
			continue;
		if (g->kernel.version)
			dl_buf_printf(out, "  kernel:     %d.%d.%d\n", g->kernel.version,
				      g->kernel.patchlevel, g->kernel.sublevel);
		if (g->synth.option_count)
			dl_buf_printf(out, "  options:    %zu, %s\n", g->synth.option_count,
				      g->synth.dir ? "synthesised from the tree's Kconfig files"
						   : "of the build");
		if (g->generated && strcmp(g->generated, g->root))
			dl_buf_printf(out, "  generated:  %s\n", g->generated);
	}
}

/* What was added to @out since @from is one line, whatever names hold. */
static void end_line(struct dl_buf *out, size_t from)
{
	for (size_t i = from; i < out->len; i++)
		if (out->data[i] == '\n')
			out->data[i] = ' ';
	dl_buf_putc(out, '\n');
}

static void explain_flags(const struct dl_source_file *f, struct dl_buf *out)
{
	size_t from = out->len;

	dl_buf_printf(out, "  flags of %s:", f->unit_path);
	end_line(out, from);
	from = out->len;
	dl_buf_puts(out, "   ");
	for (size_t i = 0; i < f->arg_count; i++)
		dl_buf_printf(out, " %s", f->args[i]);
	end_line(out, from);
}

static void explain_notes(const struct dl_source *s, struct dl_buf *out)
{
	for (size_t i = 0; i < s->notes.len && i < DL_NOTES_SHOWN; i++) {
		size_t from = out->len;

		dl_buf_printf(out, "note: %s: %s", s->notes.data[i].path, s->notes.data[i].text);
		end_line(out, from);
	}
	if (s->notes.len > DL_NOTES_SHOWN)
		dl_buf_printf(out, "note: %zu more notes\n", s->notes.len - DL_NOTES_SHOWN);
}

static void explain_config(const struct dl_source *s, const struct dl_source_config *c,
			   struct dl_buf *out)
{
	const struct dl_source_file *f = first_of(s, c);

	dl_buf_printf(out, "%s\n", c->root);
	dl_buf_printf(out, "  mode:       %s\n", dl_source_mode_name(c->mode));
	dl_buf_printf(out, "  because:    %s\n", c->why);
	if (c->kernel_source && strcmp(c->kernel_source, c->root))
		dl_buf_printf(out, "  headers:    %s\n", c->kernel_source);
	dl_buf_printf(out, "  parsed for: %s\n", c->arch);
	explain_options(s, c, out);
	if (c->pch_path)
		dl_buf_printf(out, "  PCH:        %s (%s)\n", c->pch_path,
			      access(c->pch_path, R_OK) == 0 ? "there" : "not built yet");
	else
		dl_buf_puts(out, "  PCH:        none\n");
	dl_buf_printf(out, "  candidates: %zu\n", files_of(s, c));
	if (!f)
		return;
	explain_flags(f, out);
}

enum dl_status dl_source_explain(const struct dl_source *s, struct dl_buf *out)
{
	const struct dl_source_stats *st = &s->stats;

	if (s->explanation) {
		dl_buf_puts(out, s->explanation);
		return DL_OK;
	}
	for (size_t i = 0; i < s->configs.len; i++)
		explain_config(s, s->configs.data[i], out);
	dl_buf_printf(out,
		      "%zu .c files looked at, %zu candidates: %zu name a DMA call, %zu only "
		      "something that leads to one\n",
		      st->seen, st->candidates, st->core_dma, st->sink_only);
	if (st->included)
		dl_buf_printf(out, "%zu .c files live inside another one and are parsed with it\n",
			      st->included);
	if (st->headers_resolved)
		dl_buf_printf(out, "%zu -I flags found by searching the tree for headers\n",
			      st->headers_resolved);
	if (st->other_arch)
		dl_buf_printf(
			out,
			"%zu drivers cannot be built for x86_64, says Kconfig, and are parsed "
			"for another architecture first\n",
			st->other_arch);
	if (st->borrowed)
		dl_buf_printf(out, "%zu drivers of other architectures borrow headers of theirs\n",
			      st->borrowed);
	explain_notes(s, out);
	return DL_OK;
}
