/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The end of a mapping and what comes after it: unmapped again, unmapped although the map call
 * failed, used or synced when it is gone, its buffer freed too early.
 */
#ifndef DL_CHECKS_LIFECYCLE_H
#define DL_CHECKS_LIFECYCLE_H

#include "checks/lifecycle/release.h"

/* @o is the object that the release or sync @r names; look before it changes the object. */
void dl_life_release(struct dl_explorer *ex, const struct dl_frame *frame,
		     const struct dl_release *r, const struct dl_object *o);
/* The same for a value that came from outside, or that no mapping was ever made for. */
void dl_life_release_foreign(struct dl_explorer *ex, const struct dl_frame *frame,
			     const struct dl_release *r);
/* The released handle of @o is given to the device. */
void dl_life_use(struct dl_explorer *ex, const struct dl_frame *frame, const struct dl_instr *at,
		 const struct dl_model *model, const struct dl_object *o, enum dl_use use);

/* The whole record or array at @loc is overwritten: its members are others now. */
void dl_life_overwritten(struct dl_state *st, const struct dl_sym *loc);
/* A call that may have mapped anew what @args lead to: earlier releases accuse nobody any more. */
void dl_life_forget(struct dl_frame *frame, const struct dl_instr *call,
		    const struct dl_sym **args);
/* The state goes round a loop: releases of this round's elements are not those of the next. */
void dl_life_close_round(struct dl_explorer *ex, struct dl_state *st, const struct dl_loop *loop,
			 bool (*varies)(const struct dl_sym *value, void *ctx), void *ctx);

/* All functions are explored: buffers freed before the unmap of the field that belongs to them. */
void dl_life_judge(struct dl_analysis *an);

#endif
