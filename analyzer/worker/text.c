/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The text of a module's files, for what findings quote: read when first asked for, kept until the module
 * is done. What cannot be read is quoted from the IR.
 */
#include "base/path.h"
#include "worker/work.h"

#define FILE_MAX_BYTES ((size_t)16 << 20)

const char *dl_texts_get(void *texts, const char *path, size_t *len)
{
	struct dl_texts *t = texts;
	struct dl_buf *text = dl_map_get_str(&t->files, path), name = {0};

	if (!text) {
		text = dl_xcalloc(1, sizeof(*text));
		if (*path != '/')
			dl_buf_printf(&name, "%s/", t->root);
		dl_buf_puts(&name, path);
		if (dl_overlay_is_file(t->overlay, name.data))
			(void)dl_overlay_read(t->overlay, text, name.data, FILE_MAX_BYTES, NULL);
		dl_buf_free(&name);
		dl_map_put_str(&t->files, path, text);
	}
	*len = text->len;
	return text->len ? text->data : NULL;
}

void dl_texts_free(struct dl_texts *texts)
{
	for (size_t i = 0; i < texts->files.len; i++) {
		dl_buf_free(texts->files.entries[i].value);
		dl_free(texts->files.entries[i].value);
	}
	dl_map_free(&texts->files);
}
