/* SPDX-License-Identifier: Apache-2.0 */
/* Text inside of XML 1.0, for the formats that are XML. */
#ifndef DL_EMIT_XML_H
#define DL_EMIT_XML_H

#include "emit/sink.h"

/* <?xml ...?> and a line feed. */
void dl_xml_begin(struct dl_sink *sink);
/* @s (may be NULL) for an attribute or an element: one line, and no character that XML refuses. */
void dl_xml_text(struct dl_sink *sink, const char *s);
/* A blank and name="value". */
void dl_xml_attribute(struct dl_sink *sink, const char *name, const char *value);
void dl_xml_number(struct dl_sink *sink, const char *name, size_t value);

#endif
