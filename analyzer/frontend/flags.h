/* SPDX-License-Identifier: Apache-2.0 */
/* The command line for clang: what the request says, minus what is harmful, plus what we need. */
#ifndef DL_FRONTEND_FLAGS_H
#define DL_FRONTEND_FLAGS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/vec.h"
#include "frontend/frontend.h"

struct dl_flags {
	struct dl_arena *arena;
	DL_VEC(const char *) args;	/* argv[0] is "clang", the last is the file */
	bool no_std;			/* -nostdinc is among them */
};

/*
 * @pch may be NULL. @is_valid: its headers are known to be what they were, and are not looked at. Freed with
 * dl_fe_flags_free().
 */
void dl_fe_flags_for(struct dl_flags *flags, const struct dl_parse_request *req,
		  const char *resource_dir, const char *pch, bool is_valid);
void dl_fe_flags_for_pch(struct dl_flags *flags, const struct dl_parse_request *req,
		      const char *resource_dir);
/* A hash of @pch and of what must be the same for it to suit: all flags but those that name folders and files to include. */
uint64_t dl_fe_flags_suit(const char *pch, const char *const *args, size_t arg_count);
void dl_fe_flags_free(struct dl_flags *flags);

/* Malloc'd; NULL when there is none. */
const char *dl_fe_flags_resource_dir(void);

#endif
