/* SPDX-License-Identifier: Apache-2.0 */
/* News for the host, as they come about. When it is gone there is nobody to tell. */
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "frontend/frontend.h"
#include "wire/start.h"
#include "wire/channel.h"
#include "worker/work.h"

/* Takes @text over. */
static void tell(struct dl_work *scan, enum dl_message_kind kind, struct dl_buf *text)
{
	if (!scan->host_is_gone)
		scan->host_is_gone = !dl_channel_send(scan->host, kind, 0, text->data, text->len);
	dl_buf_free(text);
}

void dl_tell_hello(struct dl_work *scan)
{
	const struct dl_hello_news news = {.build = dl_build_id, .parser = dl_frontend_version()};
	struct dl_buf text = {0};

	dl_hello_encode(&news, &text);
	tell(scan, DL_MESSAGE_HELLO, &text);
}

void dl_tell_source(struct dl_work *scan)
{
	struct dl_buf source = {0}, text = {0};
	struct dl_source_news news = {
		.models_hash = dl_models_hash(scan->models),
		.tree = scan->tree,
		.file_count = scan->file_count,
	};

	dl_source_encode(scan->source, &source);
	news.source = source.data;
	news.source_len = source.len;
	dl_source_news_encode(&news, &text);
	dl_buf_free(&source);
	tell(scan, DL_MESSAGE_SOURCE, &text);
}

void dl_tell_progress(struct dl_work *scan)
{
	const struct dl_progress_news news = {.phase = scan->phase, .parsed = scan->parsed};
	struct dl_buf text = {0};

	dl_progress_encode(&news, &text);
	tell(scan, DL_MESSAGE_PROGRESS, &text);
}

void dl_tell_module(struct dl_work *scan, uint32_t module)
{
	const struct dl_work_module *m = &scan->modules.data[module];
	struct dl_module_news news = {
		.module = module,
		.name = m->name,
		.files = m->files,
		.file_count = m->file_count,
		.result = m->result,
	};
	struct dl_buf text = {0};

	news.result.asked_count = news.result.texts.count = news.result.asked_records.count = 0;
	dl_module_news_encode(&news, &text);
	tell(scan, DL_MESSAGE_MODULE, &text);
}

void dl_tell_file(struct dl_work *scan, uint32_t file)
{
	struct dl_file_result *r = &scan->results[file];
	struct dl_file_news news = {.file = file, .result = *r};
	struct dl_buf text = {0};
	struct dl_error err = {0};
	void *ir = NULL;

	/* nobody has asked for a guest */
	if (dl_source_file_at(scan->source, file)->elsewhere)
		return;
	if (!scan->request.want_ir) {
		news.result.ir = NULL;
	} else if (dl_shelf_has(&scan->shelf, file)) {
		if (dl_shelf_get(&scan->shelf, file, &ir, &news.result.ir_len, &err) != DL_OK)
			news.result.failure = err.message;
		news.result.ir = ir;
	}
	memset(&news.result.links, 0, sizeof(news.result.links));
	memset(&news.result.inputs, 0, sizeof(news.result.inputs));
	dl_file_news_encode(&news, &text);
	dl_free(ir);
	tell(scan, DL_MESSAGE_FILE, &text);
}

void dl_tell_end(struct dl_work *scan)
{
	const struct dl_end_news news = {
		.pch_cpu = scan->pch_cpu,
		.config_count = dl_source_config_count(scan->source),
		.pch_ready = scan->pch_ready,
		.pch_trouble = scan->pch_trouble,
	};
	struct dl_buf text = {0};

	dl_end_encode(&news, &text);
	tell(scan, DL_MESSAGE_END, &text);
}

void dl_tell_failed(struct dl_work *scan, enum dl_status status, const char *message)
{
	const struct dl_failed_news news = {.status = status, .message = message};
	struct dl_buf text = {0};

	dl_failed_encode(&news, &text);
	tell(scan, DL_MESSAGE_FAILED, &text);
}
