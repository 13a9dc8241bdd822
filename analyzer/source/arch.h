/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The architectures that a tree can be parsed for: a table, nothing is looked up in the tree. What
 * their core options are is in data/autoconf-NAME.h.
 */
#ifndef DL_SOURCE_ARCH_H
#define DL_SOURCE_ARCH_H

#include <stdbool.h>
#include <stddef.h>

struct dl_arch {
	const char *name;   /* as recorded with files and findings: "x86_64", "powerpc64" */
	const char *folder; /* below arch/: "x86", "powerpc" */
	const char *target; /* clang's triple */
	const char *symbol; /* the Kconfig symbol of the folder: "PPC" */
	/* Kconfig symbols that this word size sets and cannot set, blank-separated. */
	const char *on;
	const char *off;
	bool can_synthesise; /* an unconfigured tree can be parsed for it */
};

#define DL_ARCH_MAX 16 /* room for all of the table */

/* x86_64 first, then in the order in which a file is tried. */
extern const struct dl_arch dl_arches[];
extern const size_t dl_arch_count;

#define DL_ARCH_X86_64 (&dl_arches[0])

/* By recorded name, NULL when there is none. */
const struct dl_arch *dl_arch_named(const char *name);
/* Of a configured tree, by the text of its autoconf.h; x86_64 when it names none of the table. */
const struct dl_arch *dl_arch_of_autoconf(const char *autoconf);
/*
 * The order in which a driver is tried, into @out (room for all of the table): x86_64 first when
 * the driver can be built there (@x86_possible, which a test build counts for), then those that it
 * is
 * @native to (by place in the table) in the order of the table, x86_64 last when it is not
 * possible: the conditions may have been misread. Returns the number.
 */
size_t dl_arch_order(const struct dl_arch **out, bool x86_possible, const bool *native);
/* Whether @word is one of the blank-separated @words. */
bool dl_arch_has_word(const char *words, const char *word);

#endif
