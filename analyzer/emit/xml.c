/* SPDX-License-Identifier: Apache-2.0 */
/* See xml.h. */
#include "emit/xml.h"

#include <string.h>

#include "emit/utf8.h"

void dl_xml_begin(struct dl_sink *sink)
{
	dl_sink_puts(sink, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
}

static const char *entity(char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	default:
		return NULL;
	}
}

/* U+FFFE and U+FFFF are UTF-8 like others, but no characters of XML. */
static bool is_refused(const char *p)
{
	return strncmp(p, "\xef\xbf\xbe", 3) == 0 || strncmp(p, "\xef\xbf\xbf", 3) == 0;
}

void dl_xml_text(struct dl_sink *sink, const char *s)
{
	struct dl_buf text = {0};
	const char *p;

	dl_utf8_printable(&text, s ? s : "", s ? strlen(s) : 0, false);
	for (p = dl_buf_str(&text); *p; p++) {
		const char *as = entity(*p);

		if (as) {
			dl_sink_puts(sink, as);
		} else if (is_refused(p)) {
			dl_sink_puts(sink, "\xef\xbf\xbd");
			p += 2;
		} else {
			dl_sink_write(sink, p, 1);
		}
	}
	dl_buf_free(&text);
}

void dl_xml_attribute(struct dl_sink *sink, const char *name, const char *value)
{
	dl_sink_printf(sink, " %s=\"", name);
	dl_xml_text(sink, value);
	dl_sink_write(sink, "\"", 1);
}

void dl_xml_number(struct dl_sink *sink, const char *name, size_t value)
{
	dl_sink_printf(sink, " %s=\"%zu\"", name, value);
}
