/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The symbols that Kconfig files define, with the conditions they stand under. Nothing is evaluated
 * here: an unconfigured tree is parsed with its drivers' options on, so that code under #ifdef is
 * seen; kconfig_tree.h says on which architectures a symbol is possible.
 */
#ifndef DL_SOURCE_KCONFIG_H
#define DL_SOURCE_KCONFIG_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/map.h"

enum dl_kconfig_type {
	DL_KCONFIG_NONE,
	DL_KCONFIG_BOOL,
	DL_KCONFIG_TRISTATE,
	DL_KCONFIG_INT,
	DL_KCONFIG_HEX,
	DL_KCONFIG_STRING,
};

/* A list that may share its end with others. */
struct dl_kconfig_text {
	const char *text;
	const struct dl_kconfig_text *next;
};

/* One "config NAME": all of @depends must hold, those of the blocks around it included. */
struct dl_kconfig_definition {
	const struct dl_kconfig_text *depends;
	struct dl_kconfig_definition *next; /* another one of the same symbol */
};

struct dl_kconfig_symbol {
	const char *name; /* without CONFIG_ */
	enum dl_kconfig_type type;
	const char *value; /* plain literal of its default, NULL when there is none */
	bool excluded;	   /* the member of a choice that is not taken */
	struct dl_kconfig_definition *definitions;
	const struct dl_kconfig_text *selects;	  /* names that it selects without a condition */
	const struct dl_kconfig_text *may_select; /* and with one */
	bool settable; /* by the user or by a default: it need not be selected */
};

/* Add the symbols of @text to @symbols (name -> struct dl_kconfig_symbol *), in order. */
void dl_kconfig_parse(struct dl_map *symbols, struct dl_arena *arena, const char *text);

#endif
