/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JUnit's XML as Jenkins and GitLab read it: a suite for each file with findings, a failed test for
 * each finding; a note is a skipped one, which fails nothing. What was not analysed is an error of
 * the first suite, the scan itself, which is there also when nothing is found: an empty report is
 * taken for a missing one.
 */
#include <string.h>

#include "emit/common.h"
#include "emit/xml.h"

static void begin_suite(struct dl_sink *sink, const char *name, size_t tests, size_t failures,
			size_t errors, size_t skipped)
{
	dl_sink_puts(sink, "  <testsuite");
	dl_xml_attribute(sink, "name", name);
	dl_xml_number(sink, "tests", tests);
	dl_xml_number(sink, "failures", failures);
	dl_xml_number(sink, "errors", errors);
	dl_xml_number(sink, "skipped", skipped);
	dl_sink_puts(sink, ">\n");
}

static void begin_case(struct dl_sink *sink, const char *class, const char *name)
{
	dl_sink_puts(sink, "    <testcase");
	dl_xml_attribute(sink, "classname", class);
	dl_xml_attribute(sink, "name", name);
	dl_sink_puts(sink, " time=\"0\">");
}

/* ---- the scan ---- */

static size_t count_errors(const struct dl_emit_input *in)
{
	size_t count = 0;

	for (size_t i = 0; i < in->notice_count; i++)
		count += in->notices[i].level == DL_LEVEL_ERROR;
	return count;
}

static void write_errors(const struct dl_emit_input *in, struct dl_sink *sink)
{
	for (size_t i = 0; i < in->notice_count; i++) {
		const struct dl_notice *n = &in->notices[i];
		bool has_path = n->path && *n->path;

		if (n->level != DL_LEVEL_ERROR)
			continue;
		begin_case(sink, "dmalint", has_path ? n->path : n->id);
		dl_sink_puts(sink, "\n      <error");
		dl_xml_attribute(sink, "type", n->id);
		dl_xml_attribute(sink, "message", n->text);
		dl_sink_puts(sink, "/>\n    </testcase>\n");
	}
}

static void write_scan(const struct dl_emit_input *in, struct dl_sink *sink)
{
	size_t errors = count_errors(in);

	begin_suite(sink, "dmalint", 1 + errors, 0, errors, 0);
	begin_case(sink, "dmalint", "scan");
	dl_sink_puts(sink, "</testcase>\n");
	write_errors(in, sink);
	dl_sink_puts(sink, "  </testsuite>\n");
}

/* ---- findings ---- */

/* "DMA101 unchecked-mapping in acme_send, line 12": tests of a suite are told apart by name. */
static void write_name(const struct dl_emit_input *in, struct dl_buf *out, const struct dl_finding *f)
{
	const struct dl_rule_info *info = dl_emit_info(in, f->rule);

	dl_buf_printf(out, "%s%s%s", f->rule, info ? " " : "", info ? info->name : "");
	if (f->function && *f->function)
		dl_buf_printf(out, " in %s", f->function);
	dl_buf_printf(out, ", line %u", f->spot.line);
}

static void write_lines(const struct dl_emit_input *in, struct dl_sink *sink,
			const struct dl_finding *f)
{
	dl_sink_puts(sink, "\n");
	dl_emit_place(in, sink, &f->spot);
	dl_sink_puts(sink, "\n");
	for (size_t i = 0; !in->brief && i < f->step_count; i++) {
		dl_sink_printf(sink, "%zu. ", i + 1);
		dl_emit_place(in, sink, &f->steps[i].spot);
		dl_sink_puts(sink, ": ");
		dl_sink_clean(sink, f->steps[i].message ? f->steps[i].message : "here");
		dl_sink_puts(sink, "\n");
	}
}

static void write_case(const struct dl_emit_input *in, struct dl_sink *sink,
		       const struct dl_finding *f)
{
	enum dl_level level = dl_emit_level(in, f);
	struct dl_buf name = {0}, lines = {0};
	struct dl_sink text = {.buf = &lines};

	write_name(in, &name, f);
	begin_case(sink, f->spot.path ? f->spot.path : "", dl_buf_str(&name));
	dl_sink_puts(sink, level == DL_LEVEL_NOTE ? "\n      <skipped" : "\n      <failure");
	dl_xml_attribute(sink, "type", dl_level_name(level));
	dl_xml_attribute(sink, "message", dl_emit_message(in, f));
	dl_sink_puts(sink, ">");
	write_lines(in, &text, f);
	for (const char *p = dl_buf_str(&lines), *end; *p; p = end + 1) {
		end = strchrnul(p, '\n');
		lines.data[end - lines.data] = '\0';
		dl_xml_text(sink, p);
		dl_sink_puts(sink, "\n");
	}
	dl_sink_puts(sink, level == DL_LEVEL_NOTE ? "      </skipped>" : "      </failure>");
	dl_sink_puts(sink, "\n    </testcase>\n");
	dl_buf_free(&name);
	dl_buf_free(&lines);
}

/* The findings of one file, from @f on; returns how many. */
static size_t write_suite(const struct dl_emit_input *in, struct dl_sink *sink,
			  const struct dl_finding *f, size_t max)
{
	size_t count = 0, notes = 0;

	while (count < max && dl_emit_same_file(f, f + count))
		notes += dl_emit_level(in, f + count++) == DL_LEVEL_NOTE;
	begin_suite(sink, f->spot.path ? f->spot.path : "", count, count - notes, 0, notes);
	for (size_t i = 0; i < count; i++)
		write_case(in, sink, f + i);
	dl_sink_puts(sink, "  </testsuite>\n");
	return count;
}

static enum dl_status write_junit(const struct dl_emit_input *in, struct dl_sink *sink)
{
	size_t count = in->findings->len;

	dl_xml_begin(sink);
	dl_sink_puts(sink, "<testsuites>\n");
	write_scan(in, sink);
	for (size_t i = 0; i < count;)
		i += write_suite(in, sink, &in->findings->items[i], count - i);
	dl_sink_puts(sink, "</testsuites>\n");
	return sink->status;
}

const struct dl_emitter dl_emitter_junit = {
	.name = "junit",
	.summary = "JUnit's XML: a failed test for each finding",
	.write = write_junit,
};
