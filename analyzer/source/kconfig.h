/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The symbols that Kconfig files define, without evaluating dependencies: an unconfigured tree is
 * parsed with its drivers' options on, so that code under #ifdef is seen.
 */
#ifndef DL_SOURCE_KCONFIG_H
#define DL_SOURCE_KCONFIG_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/map.h"
#include "base/status.h"

enum dl_kconfig_type {
	DL_KCONFIG_NONE,
	DL_KCONFIG_BOOL,
	DL_KCONFIG_TRISTATE,
	DL_KCONFIG_INT,
	DL_KCONFIG_HEX,
	DL_KCONFIG_STRING,
};

struct dl_kconfig_symbol {
	const char *name; /* without CONFIG_ */
	enum dl_kconfig_type type;
	const char *value; /* plain literal of its default, NULL when there is none */
	bool excluded;	   /* the member of a choice that is not taken */
};

/* Add the symbols of @text to @symbols (name -> struct dl_kconfig_symbol *), in order. */
void dl_kconfig_parse(struct dl_map *symbols, struct dl_arena *arena, const char *text);

/* The same for all Kconfig files below @dir; a missing folder adds nothing. */
enum dl_status dl_kconfig_read_tree(struct dl_map *symbols, struct dl_arena *arena, const char *dir,
				    struct dl_error *err);

#endif
