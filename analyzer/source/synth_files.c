/* SPDX-License-Identifier: Apache-2.0 */
/* Generated files other than autoconf.h; see synth_files.h. */
#include "source/synth_files.h"

#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/path.h"
#include "source/makefile.h"

void dl_synth_files_add(struct dl_synth_files *files, struct dl_arena *arena, const char *path,
			const char *text)
{
	struct dl_synth_file f = {.size = strlen(text)};

	f.path = dl_arena_strdup(arena, path);
	f.text = dl_arena_memdup(arena, text, f.size + 1);
	dl_vec_push(files, f);
}

static void add_replaced(struct dl_buf *out, const struct dl_kernel *k, const char *text, size_t n)
{
	int sublevel = k->sublevel > 255 ? 255 : k->sublevel;

	for (size_t i = 0; i < n; i++) {
		const char *p = text + i;

		if (*p != '@')
			dl_buf_putc(out, *p);
		else if (!strncmp(p, "@VERSION@", 9))
			dl_buf_printf(out, "%d", k->version), i += 8;
		else if (!strncmp(p, "@PATCHLEVEL@", 12))
			dl_buf_printf(out, "%d", k->patchlevel), i += 11;
		else if (!strncmp(p, "@SUBLEVEL@", 10))
			dl_buf_printf(out, "%d", k->sublevel), i += 9;
		else if (!strncmp(p, "@RELEASE@", 9))
			dl_buf_printf(out, "%d.%d.%d", k->version, k->patchlevel, k->sublevel),
				i += 8;
		else if (!strncmp(p, "@CODE@", 6))
			dl_buf_printf(out, "%d",
				      k->version * 65536 + k->patchlevel * 256 + sublevel),
				i += 5;
		else
			dl_buf_putc(out, *p);
	}
}

void dl_synth_files_fixed(struct dl_synth_files *files, struct dl_arena *arena,
			  const struct dl_kernel *kernel, const char *text)
{
	const char *own = dl_arena_printf(arena, "arch/%s", kernel->arch->folder);
	const char *p = strstr(text, "\n=== ");

	while (p) {
		const char *name = p + strlen("\n=== ");
		const char *name_end = strstr(name, " ===\n");
		const char *path;
		const char *body = name_end ? name_end + strlen(" ===\n") : NULL;
		struct dl_buf out = {0};

		if (!body)
			return;
		/* an empty body ends at the newline of its own header line */
		p = strstr(body - 1, "\n=== ");
		if (p != body - 1)
			add_replaced(&out, kernel, body, p ? (size_t)(p + 1 - body) : strlen(body));
		path = dl_arena_strndup(arena, name, (size_t)(name_end - name));
		if (strncmp(path, "arch/", 5) || dl_path_below(own, path))
			dl_synth_files_add(files, arena, path, dl_buf_str(&out));
		dl_buf_free(&out);
	}
}

static void read_kbuild(struct dl_make *m, const struct dl_kernel *k, const char *path)
{
	const char *full = dl_path_join(m->arena, k->source, path);

	dl_makefile_read(m, full, k->source);
}

static const char syscalls[] = "#ifdef __KERNEL__\n#define __NR_syscalls 512\n#endif\n";

/*
 * asm/NAME for the words of variable @list, unless the architecture has the header in @own: a
 * wrapper of the generic one, or @text.
 */
static void wrap(struct dl_synth_files *files, struct dl_make *m, const struct dl_kernel *k,
		 const char *list, const char *own, const char *to, const char *text)
{
	struct dl_args names = {0};

	dl_args_split(&names, m->arena, dl_make_expand(m, list));
	for (size_t i = 0; i < names.len; i++) {
		const char *name = names.data[i];
		const char *path = dl_arena_printf(m->arena, "%s/%s/%s", k->source, own, name);

		if (dl_path_is_file(path))
			continue;
		dl_synth_files_add(
			files, m->arena, dl_arena_printf(m->arena, "%s/%s", to, name),
			text ? text
			     : dl_arena_printf(m->arena, "#include <asm-generic/%s>\n", name));
	}
	dl_vec_free(&names);
}

void dl_synth_files_wrappers(struct dl_synth_files *files, struct dl_arena *arena,
			     const struct dl_kernel *k)
{
	const char *include = dl_arena_printf(arena, "arch/%s/include", k->arch->folder);
	const char *own = dl_arena_printf(arena, "%s/asm", include);
	const char *uapi = dl_arena_printf(arena, "%s/uapi/asm", include);
	const char *to = dl_arena_printf(arena, "%s/generated/asm", include);
	const char *uapi_to = dl_arena_printf(arena, "%s/generated/uapi/asm", include);
	struct dl_make m = {.arena = arena};
	struct dl_make u = {.arena = arena};

	read_kbuild(&m, k, dl_arena_printf(arena, "%s/Kbuild", own));
	read_kbuild(&m, k, "include/asm-generic/Kbuild");
	wrap(files, &m, k, "$(generic-y) $(mandatory-y)", own, to, NULL);
	read_kbuild(&u, k, dl_arena_printf(arena, "%s/Kbuild", uapi));
	read_kbuild(&u, k, "include/uapi/asm-generic/Kbuild");
	wrap(files, &u, k, "$(generic-y) $(mandatory-y)", uapi, uapi_to, NULL);
	/* made by scripts of the architecture; drivers need that they are there */
	if (k->arch != DL_ARCH_X86_64) {
		wrap(files, &m, k, "$(generated-y) $(syscall-y)", own, to, syscalls);
		wrap(files, &u, k, "$(generated-y) $(syscall-y)", uapi, uapi_to, syscalls);
	}
	dl_make_free(&m);
	dl_make_free(&u);
}

struct syscall_header {
	const char *path; /* below arch/x86/include/generated */
	const char *table;
	const char *abis; /* blank-separated */
	const char *prefix;
	const char *offset; /* added to the number */
};

/* Some thousand: no printf(). */
static void define(struct dl_buf *out, const struct syscall_header *h, const char *const field[3], const size_t len[3])
{
	dl_buf_puts(out, "#define __NR_");
	dl_buf_puts(out, h->prefix);
	dl_buf_add(out, field[2], len[2]);
	dl_buf_putc(out, ' ');
	dl_buf_puts(out, h->offset);
	dl_buf_add(out, field[0], len[0]);
	dl_buf_putc(out, '\n');
}

/* A table's lines are "number abi name entry ..."; comments begin with '#'. */
static void syscall_numbers(struct dl_buf *out, struct dl_arena *arena,
			    const struct syscall_header *h, const char *table)
{
	while (*table) {
		const char *end = strchrnul(table, '\n');
		const char *field[3];
		size_t len[3];
		const char *p = table;
		int n;

		for (n = 0; n < 3 && p < end; n++) {
			p += strspn(p, " \t");
			field[n] = p;
			len[n] = strcspn(p, " \t\n");
			if (!len[n])
				break;
			p += len[n];
		}
		if (n == 3 && *field[0] >= '0' && *field[0] <= '9' &&
		    dl_arch_has_word(h->abis, dl_arena_strndup(arena, field[1], len[1])))
			define(out, h, field, len);
		table = *end ? end + 1 : end;
	}
}

void dl_synth_files_syscalls(struct dl_synth_files *files, struct dl_arena *arena,
			     const struct dl_kernel *k)
{
	static const struct syscall_header headers[] = {
		{"uapi/asm/unistd_32.h", "syscall_32.tbl", "i386", "", ""},
		{"uapi/asm/unistd_64.h", "syscall_64.tbl", "common 64", "", ""},
		{"uapi/asm/unistd_x32.h", "syscall_64.tbl", "common x32", "",
		 "__X32_SYSCALL_BIT + "},
		{"asm/unistd_32_ia32.h", "syscall_32.tbl", "i386", "ia32_", ""},
		{"asm/unistd_64_x32.h", "syscall_64.tbl", "common x32", "x32_", ""},
	};

	if (k->arch != DL_ARCH_X86_64)
		return;
	for (size_t i = 0; i < sizeof(headers) / sizeof(headers[0]); i++) {
		const char *table = dl_arena_printf(arena, "%s/arch/x86/entry/syscalls/%s",
						    k->source, headers[i].table);
		struct dl_buf text = {0};
		struct dl_buf out = {0};

		if (dl_file_read(&text, table, NULL) == DL_OK)
			syscall_numbers(&out, arena, &headers[i], dl_buf_str(&text));
		dl_buf_puts(&out, syscalls);
		dl_synth_files_add(
			files, arena,
			dl_arena_printf(arena, "arch/x86/include/generated/%s", headers[i].path),
			dl_buf_str(&out));
		dl_buf_free(&text);
		dl_buf_free(&out);
	}
}
