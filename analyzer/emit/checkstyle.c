/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Checkstyle's XML, which many tools read: <error> elements below the <file> that they are in. The
 * format has no place for a path story; it is in the message.
 */
#include "emit/common.h"
#include "emit/xml.h"

/* Of Checkstyle's report whose form this is. */
#define FORMAT_VERSION "4.3"

static const char *severity(enum dl_level level)
{
	return level == DL_LEVEL_NOTE ? "info" : dl_level_name(level);
}

static void write_error(const struct dl_emit_input *in, struct dl_sink *sink,
			const struct dl_finding *f)
{
	struct dl_buf text = {0};

	dl_emit_told(in, &text, f, "; ");
	dl_sink_puts(sink, "    <error");
	dl_xml_number(sink, "line", f->spot.line ? f->spot.line : 1);
	dl_xml_number(sink, "column", f->spot.col ? f->spot.col : 1);
	dl_xml_attribute(sink, "severity", severity(dl_emit_level(in, f)));
	dl_xml_attribute(sink, "message", dl_buf_str(&text));
	dl_sink_puts(sink, " source=\"dmalint.");
	dl_xml_text(sink, f->rule);
	dl_sink_puts(sink, "\"/>\n");
	dl_buf_free(&text);
}

static void begin_file(const struct dl_emit_input *in, struct dl_sink *sink, const char *path)
{
	struct dl_buf name = {0};

	dl_emit_path(in, &name, path);
	dl_sink_puts(sink, "  <file");
	dl_xml_attribute(sink, "name", dl_buf_str(&name));
	dl_sink_puts(sink, ">\n");
	dl_buf_free(&name);
}

static enum dl_status write_checkstyle(const struct dl_emit_input *in, struct dl_sink *sink)
{
	size_t count = in->findings->len;

	dl_xml_begin(sink);
	dl_sink_puts(sink, "<checkstyle version=\"" FORMAT_VERSION "\">\n");
	for (size_t i = 0; i < count; i++) {
		const struct dl_finding *f = &in->findings->items[i];

		if (!i || !dl_emit_same_file(f - 1, f))
			begin_file(in, sink, f->spot.path);
		write_error(in, sink, f);
		if (i + 1 == count || !dl_emit_same_file(f, f + 1))
			dl_sink_puts(sink, "  </file>\n");
	}
	dl_sink_puts(sink, "</checkstyle>\n");
	return sink->status;
}

const struct dl_emitter dl_emitter_checkstyle = {
	.name = "checkstyle",
	.summary = "Checkstyle's XML, for Jenkins and others",
	.write = write_checkstyle,
};
