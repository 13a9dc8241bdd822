/* SPDX-License-Identifier: Apache-2.0 */
/* See transport.h. After damage the next header is looked for: an editor is not left alone for it.
 */
#include "lsp/transport.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "lsp/server.h"

#define MAX_HEADER  ((size_t)4096)
#define MAX_MESSAGE ((size_t)64 << 20)

bool dl_lsp_fill(struct dl_lsp_input *in)
{
	ssize_t n;

	if (in->at) {
		in->len -= in->at;
		memmove(in->data, in->data + in->at, in->len);
		in->at = 0;
	}
	if (in->room - in->len < 65536) {
		in->room = 2 * in->room + 65536;
		in->data = dl_lsp_resize(in->data, in->room);
	}
	while ((n = read(in->fd, in->data + in->len, in->room - in->len)) < 0 && errno == EINTR)
		;
	if (n <= 0)
		return false;
	in->len += (size_t)n;
	return true;
}

/* The number of a Content-Length line; false when it is none. */
static bool read_length(const char *line, size_t len, size_t *out)
{
	size_t value = 0;

	while (len && (*line == ' ' || *line == '\t'))
		line++, len--;
	while (len && (line[len - 1] == ' ' || line[len - 1] == '\t'))
		len--;
	if (!len || len > 18)
		return false;
	for (size_t i = 0; i < len; i++) {
		if (line[i] < '0' || line[i] > '9')
			return false;
		value = 10 * value + (size_t)(line[i] - '0');
	}
	*out = value;
	return true;
}

/* The header's lines up to @end; *length is what they say. NULL, or why they cannot be read. */
static const char *read_header(const char *line, const char *end, size_t *length)
{
	static const char name[] = "Content-Length:";
	bool found = false;

	while (line < end) {
		const char *next = memchr(line, '\n', (size_t)(end - line));
		size_t len = (size_t)((next ? next : end) - line);

		if (len && line[len - 1] == '\r')
			len--;
		if (len >= sizeof(name) - 1 && strncasecmp(line, name, sizeof(name) - 1) == 0) {
			found = read_length(line + sizeof(name) - 1, len - (sizeof(name) - 1),
					    length);
			if (!found)
				return "Content-Length is not a number";
		}
		line = next ? next + 1 : end;
	}
	return found ? NULL : "the header has no Content-Length";
}

/* Behind the empty line that ends the header; NULL when it has not come. */
static const char *header_end(const char *p, size_t len)
{
	const char *end = p + len;

	while ((p = memchr(p, '\n', (size_t)(end - p))) != NULL) {
		p++;
		if (p < end && *p == '\n')
			return p + 1;
		if (p + 1 < end && p[0] == '\r' && p[1] == '\n')
			return p + 2;
	}
	return NULL;
}

/* Pass over what is left of a message that is not taken; false when more of it has to come. */
static bool pass_over(struct dl_lsp_input *in)
{
	size_t here = in->len - in->at;
	size_t n = in->skip < here ? in->skip : here;

	in->at += n;
	in->skip -= n;
	return !in->skip;
}

enum dl_lsp_frame dl_lsp_take(struct dl_lsp_input *in, const char **text, size_t *len,
			      const char **why)
{
	const char *start, *body;
	size_t left, length = 0;

	if (!pass_over(in))
		return DL_LSP_NOTHING;
	start = in->data + in->at;
	left = in->len - in->at;
	body = left ? header_end(start, left) : NULL;
	if (!body && left <= MAX_HEADER)
		return DL_LSP_NOTHING;
	*why = body ? read_header(start, body, &length) : "the header does not end";
	in->at = body ? (size_t)(body - in->data) : in->len;
	if (*why)
		return DL_LSP_BROKEN;
	if (length > MAX_MESSAGE) {
		in->skip = length;
		*why = "the message is larger than 64 MiB";
		return DL_LSP_BROKEN;
	}
	if (in->len - in->at < length) {
		in->at = (size_t)(start - in->data);
		return DL_LSP_NOTHING;
	}
	*text = in->data + in->at;
	*len = length;
	in->at += length;
	return DL_LSP_MESSAGE;
}

void dl_lsp_input_free(struct dl_lsp_input *in)
{
	free(in->data);
}

void dl_lsp_write_all(int fd, const char *data, size_t len)
{
	while (len) {
		ssize_t n = write(fd, data, len);

		if (n < 0 && errno == EAGAIN) {
			struct pollfd p = {.fd = fd, .events = POLLOUT};

			poll(&p, 1, -1);
		} else if (n < 0 && errno != EINTR) {
			return;
		} else if (n > 0) {
			data += n;
			len -= (size_t)n;
		}
	}
}

void dl_lsp_write(int fd, json_t *message)
{
	char *text = json_dumps(message, JSON_COMPACT);
	char head[64];

	json_decref(message);
	if (!text)
		return;
	snprintf(head, sizeof(head), "Content-Length: %zu\r\n\r\n", strlen(text));
	dl_lsp_write_all(fd, head, strlen(head));
	dl_lsp_write_all(fd, text, strlen(text));
	free(text);
}
