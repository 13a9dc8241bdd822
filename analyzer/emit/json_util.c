/* SPDX-License-Identifier: Apache-2.0 */
#include "emit/json_util.h"

#include <stdarg.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/heap.h"
#include "emit/utf8.h"

static json_t *need(json_t *value)
{
	if (!value)
		dl_no_memory();
	return value;
}

static void drop(void *value)
{
	json_decref(value);
}

/*
 * An object or array belongs to the call that makes the output, which drops it however it ends; so
 * it is not lost when memory runs out before it has a place in another one. Without such a call it
 * is the caller's.
 */
static json_t *keep(json_t *value)
{
	dl_defer(drop, need(value));
	return value;
}

static bool is_kept(const json_t *value)
{
	return dl_heap_runs() && (json_is_object(value) || json_is_array(value));
}

json_t *dl_json_object(void)
{
	return keep(json_object());
}

json_t *dl_json_array(void)
{
	return keep(json_array());
}

json_t *dl_json_text_n(const char *s, size_t size)
{
	struct dl_buf clean = { 0 };
	json_t *value;

	dl_utf8_clean(&clean, s, size);
	value = need(json_stringn(dl_buf_str(&clean), clean.len));
	dl_buf_free(&clean);
	return value;
}

json_t *dl_json_text(const char *s)
{
	return dl_json_text_n(s ? s : "", s ? strlen(s) : 0);
}

json_t *dl_json_printf(const char *fmt, ...)
{
	struct dl_arena *arena = dl_arena_new();
	json_t *value;
	va_list ap;

	va_start(ap, fmt);
	value = dl_json_text(dl_arena_vprintf(arena, fmt, ap));
	va_end(ap);
	dl_arena_free(arena);
	return value;
}

json_t *dl_json_time(int64_t seconds)
{
	time_t when = (time_t)seconds;
	char text[40] = "1970-01-01T00:00:00Z";
	struct tm tm;

	if (gmtime_r(&when, &tm))
		strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &tm);
	return dl_json_text(text);
}

void dl_json_set(json_t *object, const char *key, json_t *value)
{
	if (is_kept(need(value)))
		json_incref(value);
	if (json_object_set_new(object, key, value))
		dl_no_memory();
}

void dl_json_add(json_t *array, json_t *value)
{
	if (is_kept(need(value)))
		json_incref(value);
	if (json_array_append_new(array, value))
		dl_no_memory();
}

void dl_json_set_text(json_t *object, const char *key, const char *s)
{
	if (s)
		dl_json_set(object, key, dl_json_text(s));
}

void dl_json_set_number(json_t *object, const char *key, double value)
{
	json_int_t whole = (json_int_t)value;

	if (value - (double)whole < 1e-9 && value - (double)whole > -1e-9)
		dl_json_set(object, key, json_integer(whole));
	else
		dl_json_set(object, key, json_real(value));
}

/* Not through Jansson's functions: they would not free what they have. */
static int write_chunk(const char *data, size_t size, void *sink)
{
	return dl_sink_try_write(sink, data, size) ? 0 : -1;
}

static int write_script_chunk(const char *data, size_t size, void *sink)
{
	while (size) {
		const char *less = memchr(data, '<', size);
		size_t before = less ? (size_t)(less - data) : size;

		if (!dl_sink_try_write(sink, data, before) || (less && !dl_sink_try_write(sink, "\\u003c", 6)))
			return -1;
		data += before + (less != NULL);
		size -= before + (less != NULL);
	}
	return 0;
}

static void dump(json_t *root, struct dl_sink *sink, json_dump_callback_t write, size_t flags)
{
	if (json_dump_callback(root, write, sink, flags | JSON_REAL_PRECISION(6)))
		dl_no_memory();
	dl_sink_write(sink, "\n", 1);
	if (!is_kept(root))
		json_decref(root);
}

void dl_json_write(json_t *root, struct dl_sink *sink)
{
	dump(root, sink, write_chunk, JSON_INDENT(2));
}

void dl_json_write_script(json_t *root, struct dl_sink *sink)
{
	dump(root, sink, write_script_chunk, JSON_COMPACT | JSON_ENSURE_ASCII);
}
