/* SPDX-License-Identifier: Apache-2.0 */
#include "emit/sink.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "emit/utf8.h"

static void fail(struct dl_sink *sink)
{
	if (sink->status == DL_OK) {
		sink->status = DL_ERR_IO;
		sink->error_number = errno ? errno : EIO;
	}
}

void dl_sink_write(struct dl_sink *sink, const char *data, size_t size)
{
	if (sink->status != DL_OK || !size)
		return;
	errno = 0;
	if (sink->buf)
		dl_buf_add(sink->buf, data, size);
	else if (fwrite(data, 1, size, sink->file) != size)
		fail(sink);
}

bool dl_sink_try_write(struct dl_sink *sink, const char *data, size_t size)
{
	if (sink->status == DL_OK && sink->buf)
		return dl_buf_try_add(sink->buf, data, size);
	dl_sink_write(sink, data, size);
	return true;
}

void dl_sink_puts(struct dl_sink *sink, const char *s)
{
	dl_sink_write(sink, s, strlen(s));
}

void dl_sink_printf(struct dl_sink *sink, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	if (sink->buf) {
		char small[512];
		int n = vsnprintf(small, sizeof(small), fmt, ap);

		if (n >= (int)sizeof(small)) {
			char *large = dl_xmalloc((size_t)n + 1);

			va_end(ap);
			va_start(ap, fmt);
			vsnprintf(large, (size_t)n + 1, fmt, ap);
			dl_sink_write(sink, large, (size_t)n);
			dl_free(large);
		} else if (n > 0) {
			dl_sink_write(sink, small, (size_t)n);
		}
	} else if (sink->status == DL_OK) {
		errno = 0;
		if (vfprintf(sink->file, fmt, ap) < 0)
			fail(sink);
	}
	va_end(ap);
}

void dl_sink_clean(struct dl_sink *sink, const char *s)
{
	struct dl_buf text = {0};

	dl_utf8_printable(&text, s, strlen(s), false);
	dl_sink_write(sink, dl_buf_str(&text), text.len);
	dl_buf_free(&text);
}

enum dl_status dl_sink_finish(struct dl_sink *sink, const char *name, struct dl_error *err)
{
	errno = 0;
	if (sink->status == DL_OK && sink->file && fflush(sink->file))
		fail(sink);
	if (sink->status == DL_OK)
		return DL_OK;
	return dl_fail(err, sink->status, "cannot write %s: %s", name,
		       strerror(sink->error_number));
}
