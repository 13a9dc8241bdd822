/* SPDX-License-Identifier: Apache-2.0 */
/* The table of architectures; see arch.h. */
#include "source/arch.h"

#include <stdio.h>
#include <string.h>

/*
 * Of an architecture with two word sizes the smaller comes first: where both are possible, a handle
 * in 32 bits is not to be called wrong.
 */
const struct dl_arch dl_arches[] = {
	{"x86_64", "x86", "x86_64-linux-gnu", "X86", "X86_64 64BIT", "X86_32 32BIT UML", true},
	{"arm64", "arm64", "aarch64-linux-gnu", "ARM64", "64BIT", "32BIT", true},
	{"arm", "arm", "arm-linux-gnueabi", "ARM", "32BIT", "64BIT", true},
	{"powerpc", "powerpc", "powerpc-linux-gnu", "PPC", "PPC32 32BIT", "PPC64 64BIT", true},
	{"mips", "mips", "mipsel-linux-gnu", "MIPS", "32BIT", "64BIT", true},
	{"sparc", "sparc", "sparc-linux-gnu", "SPARC", "SPARC32 32BIT", "SPARC64 64BIT", true},
	{"powerpc64", "powerpc", "powerpc64-linux-gnu", "PPC", "PPC64 64BIT", "PPC32 32BIT", true},
	{"mips64", "mips", "mips64-linux-gnuabi64", "MIPS", "64BIT", "32BIT", true},
	{"sparc64", "sparc", "sparc64-linux-gnu", "SPARC", "SPARC64 64BIT", "SPARC32 32BIT", true},
	/* Only of trees that are configured for them. */
	{"riscv64", "riscv", "riscv64-linux-gnu", "RISCV", "64BIT", "32BIT", false},
	{"s390", "s390", "s390x-linux-gnu", "S390", "64BIT", "32BIT", false},
	{"loongarch64", "loongarch", "loongarch64-linux-gnusf", "LOONGARCH", "64BIT", "32BIT",
	 false},
};

_Static_assert(sizeof(dl_arches) / sizeof(dl_arches[0]) <= DL_ARCH_MAX, "raise DL_ARCH_MAX");
const size_t dl_arch_count = sizeof(dl_arches) / sizeof(dl_arches[0]);

const struct dl_arch *dl_arch_named(const char *name)
{
	for (size_t i = 0; i < dl_arch_count; i++) {
		if (!strcmp(dl_arches[i].name, name))
			return &dl_arches[i];
	}
	return NULL;
}

static bool defines(const char *autoconf, const char *symbol)
{
	char line[64];

	snprintf(line, sizeof(line), "#define CONFIG_%s 1\n", symbol);
	return strstr(autoconf, line) != NULL;
}

const struct dl_arch *dl_arch_of_autoconf(const char *autoconf)
{
	const struct dl_arch *found = NULL;
	bool is_64 = defines(autoconf, "64BIT");

	for (size_t i = 0; i < dl_arch_count; i++) {
		const struct dl_arch *a = &dl_arches[i];

		if (!defines(autoconf, a->symbol))
			continue;
		if (!found || dl_arch_has_word(a->on, "64BIT") == is_64)
			found = a;
	}
	return found ? found : DL_ARCH_X86_64;
}

size_t dl_arch_order(const struct dl_arch **out, bool x86_possible, const bool *native)
{
	size_t count = 0;

	if (x86_possible)
		out[count++] = DL_ARCH_X86_64;
	for (size_t i = 1; i < dl_arch_count; i++) {
		if (native[i] && dl_arches[i].can_synthesise)
			out[count++] = &dl_arches[i];
	}
	if (!x86_possible)
		out[count++] = DL_ARCH_X86_64;
	return count;
}

bool dl_arch_has_word(const char *words, const char *word)
{
	size_t n = strlen(word);

	for (const char *p = words; *p;) {
		size_t len = strcspn(p, " ");

		if (len == n && !memcmp(p, word, n))
			return true;
		p += len + (p[len] == ' ');
	}
	return false;
}
