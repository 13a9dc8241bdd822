/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Messages between two processes over a socket: a fixed header and a payload.
 * A header that makes no sense is a broken process.
 */
#ifndef DL_WIRE_CHANNEL_H
#define DL_WIRE_CHANNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

enum dl_message_kind {
	/* Host and worker program (request.h, news.h). */
	DL_MESSAGE_REQUEST = 1,
	DL_MESSAGE_RUN,
	DL_MESSAGE_HELLO,
	DL_MESSAGE_SOURCE,
	DL_MESSAGE_PROGRESS,
	DL_MESSAGE_MODULE,
	DL_MESSAGE_FILE,
	DL_MESSAGE_END,
	DL_MESSAGE_FAILED,
	/* Pool and worker. */
	DL_MESSAGE_JOB,	       /* to the worker: do job @job */
	DL_MESSAGE_PHASE,      /* to the pool: the payload names the current phase */
	DL_MESSAGE_REPLY,      /* to the pool: the payload is the result of @job */
	DL_MESSAGE_LAST_REPLY, /* the same, and the worker wants to be replaced */
};

struct dl_message {
	enum dl_message_kind kind;
	uint32_t job;
	const char *data; /* points into the buffer it was taken from */
	size_t len;
};

/* Write one message whole. false when the other end is gone. Never raises SIGPIPE. */
bool dl_channel_send(int fd, enum dl_message_kind kind, uint32_t job, const void *data, size_t len);

/* Read one message, waiting for it; @buf owns the payload. false at the end or on a broken header.
 */
bool dl_channel_receive(int fd, struct dl_buf *buf, struct dl_message *out);

enum dl_channel_state {
	DL_CHANNEL_MORE,   /* nothing more to read now */
	DL_CHANNEL_CLOSED, /* the other end is gone */
};

/* Read what has arrived into @buf without waiting; a part of it when it is much. */
enum dl_channel_state dl_channel_fill(int fd, struct dl_buf *buf);

enum dl_parse_state {
	DL_PARSE_NONE, /* no whole message yet */
	DL_PARSE_MESSAGE,
	DL_PARSE_BROKEN,
};

/* Look at the first message of @buf, leaving it there. */
enum dl_parse_state dl_channel_peek(const struct dl_buf *buf, struct dl_message *out);
/* Remove the first message, which dl_channel_peek() has found. */
void dl_channel_drop(struct dl_buf *buf);

#endif
