/* SPDX-License-Identifier: Apache-2.0 */
/* Status codes and names that programs see. The public numbers are ours: they never change. */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "api/internal.h"
#include "report/rule_info.h"

static_assert((int)DMALINT_OK == (int)DL_OK, "status");
static_assert((int)DMALINT_ERR_IO == (int)DL_ERR_IO, "status");
static_assert((int)DMALINT_ERR_NOT_FOUND == (int)DL_ERR_NOT_FOUND, "status");
static_assert((int)DMALINT_ERR_INVALID == (int)DL_ERR_INVALID, "status");
static_assert((int)DMALINT_ERR_BUSY == (int)DL_ERR_BUSY, "status");
static_assert((int)DMALINT_ERR_CORRUPT == (int)DL_ERR_CORRUPT, "status");
static_assert((int)DMALINT_ERR_VERSION == (int)DL_ERR_VERSION, "status");
static_assert((int)DMALINT_ERR_CANCELLED == (int)DL_ERR_CANCELLED, "status");
static_assert((int)DMALINT_ERR_LIMIT == (int)DL_ERR_LIMIT, "status");
static_assert((int)DMALINT_ERR_INTERNAL == (int)DL_ERR_INTERNAL, "status");
static_assert((int)DMALINT_ERR_NO_MEMORY == (int)DL_ERR_NO_MEMORY, "status");
static_assert((int)DMALINT_CONFIDENCE_LOW == (int)DL_CONF_LOW, "confidence");
static_assert((int)DMALINT_CONFIDENCE_HIGH == (int)DL_CONF_HIGH, "confidence");
static_assert((int)DMALINT_LEVEL_NOTE == (int)DL_LEVEL_NOTE, "level");
static_assert((int)DMALINT_LEVEL_ERROR == (int)DL_LEVEL_ERROR, "level");
static_assert(DMALINT_ERROR_SIZE >= DL_ERROR_SIZE, "a message may be cut");

enum dmalint_status dl_api_status(enum dl_status status, const struct dl_error *from,
				  struct dmalint_error *to)
{
	if (status != DL_OK && to) {
		to->status = (enum dmalint_status)status;
		memcpy(to->message, from->message, sizeof(from->message));
	}
	return (enum dmalint_status)status;
}

const char *dmalint_confidence_name(enum dmalint_confidence confidence)
{
	if (confidence < DMALINT_CONFIDENCE_LOW || confidence > DMALINT_CONFIDENCE_HIGH)
		return "?";
	return dl_confidence_name((enum dl_confidence)confidence);
}

const char *dmalint_level_name(enum dmalint_level level)
{
	if (level < DMALINT_LEVEL_NOTE || level > DMALINT_LEVEL_ERROR)
		return "?";
	return dl_level_name((enum dl_level)level);
}

const char *dmalint_version(void)
{
	return DMALINT_VERSION;
}

struct parser_version {
	char *buffer;
	size_t size;
};

static enum dl_status read_parser_version(void *arg, struct dl_error *err)
{
	const struct parser_version *v = arg;
	struct dl_worker_info info;
	enum dl_status status = dl_worker_info(&info, dl_arena_new(), NULL, err);

	if (status == DL_OK)
		snprintf(v->buffer, v->size, "%s", info.parser);
	return status;
}

enum dmalint_status dmalint_parser_version(char *buffer, size_t size, struct dmalint_error *error)
{
	struct parser_version version = {buffer, size};

	if (size)
		buffer[0] = '\0';
	return dl_api_call(read_parser_version, &version, error);
}
