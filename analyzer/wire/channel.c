/* SPDX-License-Identifier: Apache-2.0 */
/* Framing of messages between processes. See channel.h. */
#include "wire/channel.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/types.h>

#include "base/codec.h"

#define MAGIC 0x644c6d73u
/* No file's IR and findings come near this; a larger length is a damaged header. */
#define MAX_PAYLOAD ((uint64_t)1 << 31)
/* Read at once; taking messages off a longer buffer moves too much. */
#define MAX_PARTS 16

/* As bytes: magic (4), kind (4), job (4), length of the payload (8), each the lowest byte first. */
#define HEADER_SIZE 20

struct header {
	uint32_t magic;
	uint32_t kind;
	uint32_t job;
	uint64_t len;
};

static void put_header(struct dl_buf *out, const struct header *head)
{
	dl_put_fixed(out, head->magic, 4);
	dl_put_fixed(out, head->kind, 4);
	dl_put_fixed(out, head->job, 4);
	dl_put_fixed(out, head->len, 8);
}

static struct header get_header(const char *bytes)
{
	return (struct header){
		.magic = (uint32_t)dl_get_fixed(bytes, 4),
		.kind = (uint32_t)dl_get_fixed(bytes + 4, 4),
		.job = (uint32_t)dl_get_fixed(bytes + 8, 4),
		.len = dl_get_fixed(bytes + 12, 8),
	};
}

static bool send_all(int fd, const void *data, size_t len)
{
	const char *p = data;

	while (len) {
		ssize_t n = send(fd, p, len, MSG_NOSIGNAL);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		p += n;
		len -= (size_t)n;
	}
	return true;
}

bool dl_channel_send(int fd, enum dl_message_kind kind, uint32_t job, const void *data, size_t len)
{
	struct dl_buf head = {0};
	bool sent;

	put_header(&head, &(struct header){.magic = MAGIC, .kind = kind, .job = job, .len = len});
	sent = send_all(fd, head.data, head.len) && (!len || send_all(fd, data, len));
	dl_buf_free(&head);
	return sent;
}

static bool receive_all(int fd, void *data, size_t len)
{
	char *p = data;

	while (len) {
		ssize_t n = recv(fd, p, len, 0);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		p += n;
		len -= (size_t)n;
	}
	return true;
}

static bool header_is_sane(const struct header *head)
{
	return head->magic == MAGIC && head->kind >= DL_MESSAGE_REQUEST &&
	       head->kind <= DL_MESSAGE_LAST_REPLY && head->len <= MAX_PAYLOAD;
}

bool dl_channel_receive(int fd, struct dl_buf *buf, struct dl_message *out)
{
	char bytes[HEADER_SIZE];
	struct header head;

	dl_buf_clear(buf);
	if (!receive_all(fd, bytes, sizeof(bytes)))
		return false;
	head = get_header(bytes);
	if (!header_is_sane(&head))
		return false;
	for (uint64_t left = head.len; left;) {
		char part[4096];
		size_t n = left < sizeof(part) ? (size_t)left : sizeof(part);

		if (!receive_all(fd, part, n))
			return false;
		dl_buf_add(buf, part, n);
		left -= n;
	}
	out->kind = (enum dl_message_kind)head.kind;
	out->job = head.job;
	out->data = buf->data;
	out->len = (size_t)head.len;
	return true;
}

enum dl_channel_state dl_channel_fill(int fd, struct dl_buf *buf)
{
	char part[65536];

	for (int i = 0; i < MAX_PARTS; i++) {
		ssize_t n = recv(fd, part, sizeof(part), MSG_DONTWAIT);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
			return DL_CHANNEL_MORE;
		if (n <= 0)
			return DL_CHANNEL_CLOSED;
		dl_buf_add(buf, part, (size_t)n);
	}
	return DL_CHANNEL_MORE;
}

enum dl_parse_state dl_channel_peek(const struct dl_buf *buf, struct dl_message *out)
{
	struct header head;

	if (buf->len < HEADER_SIZE)
		return DL_PARSE_NONE;
	head = get_header(buf->data);
	if (!header_is_sane(&head))
		return DL_PARSE_BROKEN;
	if (buf->len - HEADER_SIZE < head.len)
		return DL_PARSE_NONE;
	out->kind = (enum dl_message_kind)head.kind;
	out->job = head.job;
	out->data = buf->data + HEADER_SIZE;
	out->len = (size_t)head.len;
	return DL_PARSE_MESSAGE;
}

void dl_channel_drop(struct dl_buf *buf)
{
	size_t used = HEADER_SIZE + (size_t)get_header(buf->data).len;

	memmove(buf->data, buf->data + used, buf->len - used);
	buf->len -= used;
}
