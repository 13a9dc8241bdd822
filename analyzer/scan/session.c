/* SPDX-License-Identifier: Apache-2.0 */
/* One run of the worker program, from its start to its end. */
#include <errno.h>
#include <poll.h>
#include <string.h>

#include "base/heap.h"
#include "scan/internal.h"
#include "wire/request.h"
#include "wire/start.h"

#define TICK_MS	      200
#define HELLO_SECONDS 60 /* a program that says nothing by then is none of ours */

static void send_request(struct dl_scan *scan)
{
	const struct dl_scan_options *o = &scan->options;
	const struct dl_request request = {
		.source = o->source,
		.model_files = o->model_files,
		.model_file_count = o->model_file_count,
		.jobs = o->jobs,
		.timeout = o->timeout,
		.memory_mib = o->memory_mib,
		.rules = o->rules,
		.rule_count = o->rule_count,
		.trace_function = o->trace_function,
		.parse_only = o->parse_only,
		.want_ir = o->keep_ir,
		.use_cache = o->use_cache && !o->keep_ir,
		.cache_mib = DL_SCAN_CACHE_MIB,
		.max_files = o->max_files,
		.repeated = o->repeated,
		.shard = o->shard,
		.shards = o->shards,
	};
	struct dl_buf text = {0};

	dl_request_encode(&request, &text);
	/* a process that is gone shows as the end of its messages */
	dl_channel_send(scan->process.socket, DL_MESSAGE_REQUEST, 0, text.data, text.len);
	dl_buf_free(&text);
}

static enum dl_status take_message(struct dl_scan *scan, const struct dl_message *m,
				   struct dl_error *err)
{
	struct dl_hello_news hello;
	enum dl_status status;

	if (scan->met)
		return dl_scan_receive(scan, m, err);
	status = dl_scan_check_hello(&hello, scan->arena, m, err);
	if (status == DL_OK)
		send_request(scan);
	scan->met = true;
	return status;
}

static enum dl_status take_messages(struct dl_scan *scan, struct dl_error *err)
{
	enum dl_status status = DL_OK;
	struct dl_message m;

	while (status == DL_OK && !scan->ended) {
		enum dl_parse_state state = dl_channel_peek(&scan->in, &m);

		if (state == DL_PARSE_NONE)
			return DL_OK;
		if (state == DL_PARSE_BROKEN)
			return dl_fail(err, DL_ERR_CORRUPT, "its messages make no sense");
		status = take_message(scan, &m, err);
		dl_channel_drop(&scan->in);
	}
	return status;
}

bool dl_session_is_cancelled(int cancel_fd)
{
	struct pollfd fd = {.fd = cancel_fd, .events = POLLIN};

	return cancel_fd >= 0 && poll(&fd, 1, 0) > 0;
}

/* The process has ended; unless it should have, and well, say why. */
static enum dl_status take_ending(struct dl_process *process, bool expected, struct dl_error *err)
{
	struct dl_buf why = {0}, words = {0};
	enum dl_status status = DL_OK;
	const char *line;
	bool no_memory;

	if (!dl_process_wait(process, &why, &no_memory) || !expected) {
		status = no_memory ? DL_ERR_NO_MEMORY : DL_ERR_INTERNAL;
		dl_process_errors(process, &words);
		while (words.len && words.data[words.len - 1] == '\n')
			words.data[--words.len] = '\0';
		line = words.len ? strrchr(words.data, '\n') : NULL;
		line = line ? line + 1 : dl_buf_str(&words);
		dl_fail(err, status, "%s%s%s", dl_buf_str(&why), *line ? ": " : "", line);
	}
	dl_buf_free(&words);
	dl_buf_free(&why);
	return status;
}

/* While it chooses files it has a limit of its own. */
static enum dl_status take_sudden_end(struct dl_scan *scan, struct dl_error *err)
{
	enum dl_status status = take_ending(&scan->process, false, err);

	if (status != DL_ERR_NO_MEMORY || scan->chosen || !scan->options.memory_mib)
		return status;
	return dl_fail(err, status,
		       "it ran into its memory limit of %llu MiB while choosing files (--memory-limit)",
		       (unsigned long long)DL_CHOOSING_MIB(scan->options.memory_mib));
}

static enum dl_status fail_silent(struct dl_error *err)
{
	return dl_fail(err, DL_ERR_INTERNAL, "it has not answered for %d seconds", HELLO_SECONDS);
}

/* Wait for something to happen and deal with it. */
static enum dl_status turn(struct dl_scan *scan, int cancel_fd, struct dl_error *err)
{
	struct pollfd fds[] = {
		{.fd = scan->process.socket, .events = POLLIN},
		{.fd = cancel_fd, .events = POLLIN},
	};
	enum dl_channel_state state = DL_CHANNEL_MORE;
	enum dl_status status;

	if (poll(fds, 2, TICK_MS) < 0 && errno != EINTR)
		return dl_fail(err, DL_ERR_IO, "cannot wait for it: %s", strerror(errno));
	if (fds[1].revents)
		return dl_fail(err, DL_ERR_CANCELLED, "interrupted");
	if (fds[0].revents)
		state = dl_channel_fill(scan->process.socket, &scan->in);
	status = take_messages(scan, err);
	if (status != DL_OK || scan->ended)
		return status;
	if (state == DL_CHANNEL_CLOSED)
		return dl_session_is_cancelled(cancel_fd) ? dl_fail(err, DL_ERR_CANCELLED, "interrupted")
					       : take_sudden_end(scan, err);
	if (!scan->met && dl_clock_now() - scan->started > HELLO_SECONDS)
		return fail_silent(err);
	dl_keep_flush(scan, false);
	dl_scan_tell_progress(scan);
	return DL_OK;
}

/* After @status: an error is one of the worker program unless it is what that has told. */
static enum dl_status settle(struct dl_scan *scan, enum dl_status status, struct dl_error *err)
{
	if (status == DL_OK)
		return status;
	if (status != DL_ERR_CANCELLED && !scan->failed)
		dl_fail_context(err, "the worker program %s", scan->worker);
	dl_process_free(&scan->process);
	return status;
}

/* For a call that is left for want of memory, or a scan that is freed with its heap. */
static void end_process(void *process)
{
	dl_process_free(process);
}

enum dl_status dl_session_open(struct dl_scan *scan, int cancel_fd, struct dl_error *err)
{
	enum dl_status status =
		dl_process_locate(&scan->worker, scan->arena, scan->options.worker, err);

	if (status == DL_OK)
		status = dl_process_start(&scan->process, scan->worker, err);
	if (status != DL_OK)
		return status;
	dl_defer(end_process, &scan->process);
	while (status == DL_OK && !scan->chosen)
		status = turn(scan, cancel_fd, err);
	return settle(scan, status, err);
}

enum dl_status dl_session_run(struct dl_scan *scan, int cancel_fd, struct dl_error *err)
{
	enum dl_status status = DL_OK;

	dl_defer(end_process, &scan->process);
	/* a process that is gone shows as the end of its messages */
	dl_channel_send(scan->process.socket, DL_MESSAGE_RUN, 0, NULL, 0);
	/* it works while the store waits for its disk */
	dl_keep_begin(scan);
	while (status == DL_OK && !scan->ended)
		status = turn(scan, cancel_fd, err);
	return settle(scan, status, err);
}

enum dl_status dl_session_close(struct dl_scan *scan, enum dl_status status, struct dl_error *err)
{
	if (status == DL_OK)
		status = settle(scan, take_ending(&scan->process, true, err), err);
	dl_undefer(&scan->process);
	dl_process_free(&scan->process);
	return status;
}

/* ---- without a scan ---- */

static bool wait_for_hello(const struct dl_process *process)
{
	struct pollfd fd = {.fd = process->socket, .events = POLLIN};
	int rc;

	while ((rc = poll(&fd, 1, HELLO_SECONDS * 1000)) < 0 && errno == EINTR)
		;
	return rc > 0;
}

enum dl_status dl_worker_info(struct dl_worker_info *out, struct dl_arena *arena, const char *wish,
			      struct dl_error *err)
{
	struct dl_process process;
	struct dl_hello_news hello;
	struct dl_buf in = {0};
	struct dl_message m;
	enum dl_status status = dl_process_locate(&out->path, arena, wish, err);

	if (status == DL_OK)
		status = dl_process_start(&process, out->path, err);
	if (status != DL_OK)
		return status;
	dl_defer(end_process, &process);
	if (!wait_for_hello(&process))
		status = fail_silent(err);
	else if (!dl_channel_receive(process.socket, &in, &m))
		status = take_ending(&process, false, err);
	else
		status = dl_scan_check_hello(&hello, arena, &m, err);
	if (status == DL_OK)
		out->parser = hello.parser;
	else
		dl_fail_context(err, "the worker program %s", out->path);
	dl_buf_free(&in);
	dl_undefer(&process);
	dl_process_free(&process);
	return status;
}
