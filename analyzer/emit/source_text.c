/* SPDX-License-Identifier: Apache-2.0 */
#include "emit/source_text.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/path.h"
#include "base/vec.h"

#define CACHE_MAX_BYTES ((size_t)256 << 20)
#define FILE_MAX_BYTES	((size_t)32 << 20)

bool dl_emit_read_file(void *root, const char *path, struct dl_buf *out)
{
	struct dl_buf name = { 0 };
	bool ok;

	if (*path != '/' && root)
		dl_buf_printf(&name, "%s/", (const char *)root);
	dl_buf_puts(&name, path);
	ok = dl_path_is_file(name.data) &&
	     dl_file_read_max(out, name.data, FILE_MAX_BYTES, NULL) == DL_OK;
	dl_buf_free(&name);
	return ok;
}

static void free_text(struct dl_source_text *text)
{
	dl_buf_free(&text->text);
	dl_free(text->starts);
	dl_free(text->hashes);
	dl_free(text);
}

void dl_source_cache_free(struct dl_source_cache *cache)
{
	for (size_t i = 0; i < cache->files.len; i++)
		free_text(cache->files.entries[i].value);
	dl_map_free(&cache->files);
	cache->bytes = 0;
}

static void index_lines(struct dl_source_text *text)
{
	DL_VEC(size_t) starts = { 0 };
	size_t at = 0;

	while (at < text->text.len) {
		const char *end = memchr(text->text.data + at, '\n', text->text.len - at);

		dl_vec_push(&starts, at);
		at = end ? (size_t)(end - text->text.data) + 1 : text->text.len;
	}
	text->starts = starts.data;
	text->line_count = starts.len;
}

struct dl_source_text *dl_source_get(struct dl_source_cache *cache, const char *path)
{
	struct dl_source_text *text;

	if (!cache->in->read_text || !path || !*path)
		return NULL;
	text = dl_map_get_str(&cache->files, path);
	if (!text) {
		if (cache->bytes > CACHE_MAX_BYTES) {
			dl_source_cache_free(cache);
			memset(&cache->files, 0, sizeof(cache->files));
		}
		text = dl_xcalloc(1, sizeof(*text));
		if (cache->in->read_text(cache->in->read_arg, path, &text->text))
			index_lines(text);
		cache->bytes += text->text.cap + text->line_count * sizeof(size_t);
		dl_map_put_str(&cache->files, path, text);
	}
	return text->line_count ? text : NULL;
}

const char *dl_source_line(const struct dl_source_text *text, uint32_t line, size_t *size)
{
	size_t start, end;

	if (!text || !line || line > text->line_count)
		return NULL;
	start = text->starts[line - 1];
	end = line < text->line_count ? text->starts[line] : text->text.len;
	while (end > start &&
	       (text->text.data[end - 1] == '\n' || text->text.data[end - 1] == '\r'))
		end--;
	*size = end - start;
	return text->text.data + start;
}

bool dl_source_hash(struct dl_source_text *text, uint32_t line, struct dl_line_hash *out)
{
	if (!text || !line || line > text->line_count)
		return false;
	if (!text->hashes)
		text->hash_count = dl_line_hashes(text->text.data, text->text.len, &text->hashes);
	if (line > text->hash_count)
		return false;
	*out = dl_line_hash(text->hashes, line - 1);
	return true;
}
