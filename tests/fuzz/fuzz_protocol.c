/* SPDX-License-Identifier: Apache-2.0 */
/* What host and worker program tell each other: the first byte says which message is changed, the rest how. */
#include "fuzz.h"
#include "report/wire.h"
#include "source/source.h"
#include "wire/channel.h"
#include "wire/news.h"
#include "wire/request.h"

static const char *const words[] = {"one", "", "three"};
static const uint32_t files[] = {0, 2, 1};

static void encode_request(struct dl_buf *out)
{
	const struct dl_request request = {
		.source.paths = words, .source.path_count = 3, .model_files = words, .model_file_count = 3, .jobs = 4,
		.rules = words, .rule_count = 2, .trace_function = "f",
	};

	dl_request_encode(&request, out);
}

static void encode_hello(struct dl_buf *out)
{
	dl_hello_encode(&(struct dl_hello_news){.build = "b", .parser = "p"}, out);
}

static void encode_progress(struct dl_buf *out)
{
	dl_progress_encode(&(struct dl_progress_news){.phase = DL_PHASE_PARSING, .parsed = 3}, out);
}

static void encode_file(struct dl_buf *out)
{
	const struct dl_file_news news = {
		.file = 1,
		.result = {.ir = "ir", .ir_len = 2, .arch = "x86_64", .reason = "r", .first_error = "e"},
	};

	dl_file_news_encode(&news, out);
}

static void encode_module(struct dl_buf *out)
{
	dl_module_news_encode(
		&(struct dl_module_news){.module = 1, .name = "m", .files = files, .file_count = 3}, out);
}

static void encode_end(struct dl_buf *out)
{
	static const bool ready[] = {true, false};
	static const char *const trouble[] = {NULL, "t"};

	dl_end_encode(&(struct dl_end_news){.pch_cpu = 1, .config_count = 2, .pch_ready = ready, .pch_trouble = trouble},
		      out);
}

static void encode_failed(struct dl_buf *out)
{
	dl_failed_encode(&(struct dl_failed_news){.status = DL_ERR_IO, .message = "m"}, out);
}

static void encode_source(struct dl_buf *out)
{
	struct dl_source *source = dl_source_new();

	dl_source_encode(source, out);
	dl_source_free(source);
}

static void encode_findings(struct dl_buf *out)
{
	struct dl_finding_step step = {.spot = {"a.c", 2, 3, 2, 9}, .message = "here"};
	struct dl_finding finding = {
		.rule = "DMA101", .spot = {"a.c", 4, 5, 4, 0}, .function = "f", .message = "m", .confidence = DL_CONF_HIGH,
		.subject = "s", .edge = "e", .arch = "x86_64", .step_count = 1, .steps = &step, .related_count = 1,
		.related = &step,
	};

	dl_findings_encode(&(struct dl_findings){.items = &finding, .len = 1}, out);
}

static void (*const encoders[])(struct dl_buf *out) = {
	encode_request, encode_hello, encode_progress, encode_file,
	encode_module,	encode_end,   encode_failed,   encode_findings, encode_source,
};

static void decode(size_t kind, struct dl_arena *arena, const void *data, size_t len)
{
	struct dl_findings findings = {.arena = arena};
	struct dl_source *source;
	union {
		struct dl_request request;
		struct dl_hello_news hello;
		struct dl_progress_news progress;
		struct dl_file_news file;
		struct dl_module_news module;
		struct dl_end_news end;
		struct dl_failed_news failed;
	} out = {0};

	switch (kind) {
	case 0: dl_request_decode(&out.request, arena, data, len, NULL); break;
	case 1: dl_hello_decode(&out.hello, arena, data, len, NULL); break;
	case 2: dl_progress_decode(&out.progress, data, len, NULL); break;
	case 3: dl_file_news_decode(&out.file, arena, data, len, NULL); break;
	case 4: dl_module_news_decode(&out.module, arena, data, len, NULL); break;
	case 5: dl_end_decode(&out.end, arena, data, len, NULL); break;
	case 6: dl_failed_decode(&out.failed, arena, data, len, NULL); break;
	case 7: dl_findings_decode(&findings, data, len, NULL); break;
	default:
		source = dl_source_new();
		dl_source_decode(source, data, len, NULL);
		dl_source_free(source);
	}
}

/* The frames, which have no checksum: the input as it is. */
static void read_frames(const uint8_t *data, size_t size)
{
	struct dl_buf in = {0};
	struct dl_message m;

	dl_buf_add(&in, (const char *)data, size);
	while (dl_channel_peek(&in, &m) == DL_PARSE_MESSAGE)
		dl_channel_drop(&in);
	dl_buf_free(&in);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct dl_arena *arena = dl_arena_new();
	struct dl_buf record = {0};
	size_t kind;

	if (size) {
		kind = data[0] % (sizeof(encoders) / sizeof(encoders[0]));
		encoders[kind](&record);
		fuzz_edit(&record, data + 1, size - 1);
		decode(kind, arena, record.data, record.len);
		read_frames(data + 1, size - 1);
	}
	dl_buf_free(&record);
	dl_arena_free(arena);
	return 0;
}
