/* SPDX-License-Identifier: Apache-2.0 */
/* What the server says: notifications, its own requests, answers. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lsp/server.h"

#define MESSAGE_ERROR 1

static json_t *message(void)
{
	return dl_lsp_json(json_pack("{s:s}", "jsonrpc", "2.0"));
}

void dl_lsp_notify(struct dl_lsp_server *server, const char *method, json_t *params)
{
	json_t *m = message();

	json_object_set_new(m, "method", json_string(method));
	json_object_set_new(m, "params", params);
	dl_lsp_write(server->options->out, m);
}

void dl_lsp_ask(struct dl_lsp_server *server, const char *method, json_t *params)
{
	json_t *m = message();

	json_object_set_new(m, "id", json_integer(++server->count));
	json_object_set_new(m, "method", json_string(method));
	json_object_set_new(m, "params", params);
	dl_lsp_write(server->options->out, m);
}

static json_t *answer_to(const json_t *id)
{
	json_t *m = message();

	json_object_set_new(m, "id", id ? json_deep_copy(id) : json_null());
	return m;
}

void dl_lsp_answer(struct dl_lsp_server *server, const json_t *id, json_t *result)
{
	json_t *m = answer_to(id);

	json_object_set_new(m, "result", result);
	dl_lsp_write(server->options->out, m);
}

void dl_lsp_refuse(struct dl_lsp_server *server, const json_t *id, enum dl_lsp_error code,
		   const char *fmt, ...)
{
	json_t *m = answer_to(id), *error = dl_lsp_json(json_object());
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	json_object_set_new(error, "code", json_integer(code));
	json_object_set_new(error, "message", dl_lsp_text(text));
	json_object_set_new(m, "error", error);
	dl_lsp_write(server->options->out, m);
}

void dl_lsp_complain(struct dl_lsp_server *server, const char *text)
{
	if (text && (!server->trouble || strcmp(server->trouble, text) != 0)) {
		json_t *params = dl_lsp_json(json_pack("{s:i}", "type", MESSAGE_ERROR));

		json_object_set_new(params, "message", dl_lsp_text(text));
		dl_lsp_notify(server, "window/showMessage", params);
	}
	free(server->trouble);
	server->trouble = text ? dl_lsp_copy(text, strlen(text)) : NULL;
}
