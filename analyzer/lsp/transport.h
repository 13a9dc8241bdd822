/* SPDX-License-Identifier: Apache-2.0 */
/* Messages as bytes: a header with Content-Length, an empty line, JSON. */
#ifndef DL_LSP_TRANSPORT_H
#define DL_LSP_TRANSPORT_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

/* A zeroed one with its descriptor has read nothing. */
struct dl_lsp_input {
	int fd;
	char *data;
	size_t at; /* what lies before has been taken */
	size_t len;
	size_t room;
	size_t skip; /* bytes to come of a message that is not taken */
};

enum dl_lsp_frame {
	DL_LSP_NOTHING, /* no whole message yet */
	DL_LSP_MESSAGE,
	DL_LSP_BROKEN, /* a header that cannot be read, or a message that is too large; it is passed
			  over */
};

/* Read what has come, waiting for something; false at the end. */
bool dl_lsp_fill(struct dl_lsp_input *in);
/* Take the next message; *text lives until the next dl_lsp_fill(). *why, when it is broken. */
enum dl_lsp_frame dl_lsp_take(struct dl_lsp_input *in, const char **text, size_t *len,
			      const char **why);
void dl_lsp_input_free(struct dl_lsp_input *in);

/* Write @message and drop it. A reader that is gone shows as the end of the input. */
void dl_lsp_write(int fd, json_t *message);
/* All of it, or as much as the reader takes. */
void dl_lsp_write_all(int fd, const char *data, size_t len);

#endif
