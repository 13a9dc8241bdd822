/* SPDX-License-Identifier: Apache-2.0 */
/* What the judges of a function's exits share: judge.c (missing checks) and leak.c (missing releases). */
#ifndef DL_ENGINE_JUDGE_H
#define DL_ENGINE_JUDGE_H

#include "engine/analysis.h"

/* Released by the device core, or nothing that could fail or be released. */
bool dl_object_is_managed(const struct dl_object *object);
/* The caller gets the value itself, or one computed from it. */
bool dl_exit_returns(const struct dl_exit *exit, const struct dl_object *object);
/* The result tells the caller of a failure. */
bool dl_exit_fails(const struct dl_explorer *ex, const struct dl_exit *exit);
/* What @object's call made is live there, and known to be good. */
bool dl_exit_holds_good(const struct dl_exit *exit, const struct dl_object *object);

/* leak.c: a path that succeeds leaves @object too: whoever ends it later is told of success only. */
bool dl_leak_is_kept_on_success(const struct dl_explorer *ex, const struct dl_object *object);

/* leak.c: @object lives when the function is left at @exit. */
void dl_judge_leak(struct dl_explorer *ex, const struct dl_exit *exit,
		   const struct dl_object *object);

#endif
