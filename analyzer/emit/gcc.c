/* SPDX-License-Identifier: Apache-2.0 */
/* Lines as GCC writes them, for editors and log scanners: the finding, then its story as notes. */
#include "emit/common.h"

static void write_line(const struct dl_emit_input *in, struct dl_sink *sink,
		       const struct dl_spot *spot, const char *kind, const char *message,
		       const char *rule)
{
	dl_emit_place(in, sink, spot);
	dl_sink_printf(sink, ": %s: ", kind);
	dl_sink_clean(sink, message);
	if (rule)
		dl_sink_printf(sink, " [%s]", rule);
	dl_sink_write(sink, "\n", 1);
}

static void write_notes(const struct dl_emit_input *in, struct dl_sink *sink,
			const struct dl_finding_step *steps, size_t count)
{
	for (size_t i = 0; i < count; i++)
		write_line(in, sink, &steps[i].spot, "note",
			   steps[i].message ? steps[i].message : "here", NULL);
}

static enum dl_status write_gcc(const struct dl_emit_input *in, struct dl_sink *sink)
{
	for (size_t i = 0; i < in->findings->len; i++) {
		const struct dl_finding *f = &in->findings->items[i];

		write_line(in, sink, &f->spot, dl_level_name(dl_emit_level(in, f)),
			   dl_emit_message(in, f), f->rule);
		if (in->brief)
			continue;
		write_notes(in, sink, f->steps, f->step_count);
		write_notes(in, sink, f->related, f->related_count);
	}
	return sink->status;
}

const struct dl_emitter dl_emitter_gcc = {
	.name = "gcc",
	.summary = "lines as GCC writes them, for editors and log scanners",
	.write = write_gcc,
};
