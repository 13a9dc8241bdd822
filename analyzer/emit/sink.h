/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where an emitter writes: a stdio stream or a buffer. The first failure
 * (disk full, broken pipe) is kept and later writes do nothing, so emitters
 * need no check of their own; dl_sink_finish() tells.
 */
#ifndef DL_EMIT_SINK_H
#define DL_EMIT_SINK_H

#include <stddef.h>
#include <stdbool.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/status.h"

struct dl_sink {
	FILE *file;		/* one of the two */
	struct dl_buf *buf;
	enum dl_status status;
	int error_number;	/* errno of the first failure */
};

void dl_sink_write(struct dl_sink *sink, const char *data, size_t size);
/* The same for a place that must not be left when memory runs out: false then. */
bool dl_sink_try_write(struct dl_sink *sink, const char *data, size_t size);
void dl_sink_puts(struct dl_sink *sink, const char *s);
void dl_sink_printf(struct dl_sink *sink, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
/* @s as dl_utf8_printable() makes it: one line, and no terminal escapes from file names. */
void dl_sink_clean(struct dl_sink *sink, const char *s);

/* Flush; DL_ERR_IO with @name in the message when anything since the start went wrong. */
enum dl_status dl_sink_finish(struct dl_sink *sink, const char *name, struct dl_error *err);

#endif
