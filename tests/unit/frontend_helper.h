/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lower a C text and look at the IR as text, without its locations.
 *
 *	struct lowered l = lower("void f(void) { g(); }");
 *	CU_ASSERT(has(&l, "f", "call g()"));
 *	lowered_free(&l);
 */
#ifndef DL_TESTS_FRONTEND_HELPER_H
#define DL_TESTS_FRONTEND_HELPER_H

#include <stdio.h>
#include <unistd.h>

#include "base/buf.h"
#include "frontend/frontend.h"
#include "harness.h"
#include "ir/print.h"
#include "ir/validate.h"
#include "temp_folder.h"

/* What a kernel header would give: types, the DMA API and the macros with traps in them. */
static const char kernel_text[] =
	"typedef unsigned long long u64; typedef unsigned int u32; typedef unsigned char u8;\n"
	"typedef u64 dma_addr_t; typedef _Bool bool; typedef unsigned int gfp_t;\n"
	"#define NULL ((void *)0)\n"
	"#define likely(x) __builtin_expect(!!(x), 1)\n"
	"#define unlikely(x) __builtin_expect(!!(x), 0)\n"
	"#define offsetof(t, m) __builtin_offsetof(t, m)\n"
	"#define container_of(ptr, type, member) ({ void *__mptr = (void *)(ptr); "
	"	_Static_assert(1, \"x\"); ((type *)(__mptr - offsetof(type, member))); })\n"
	"#define WARN_ON(c) ({ int __ret = !!(c); if (unlikely(__ret)) "
	"	__asm__ volatile(\"ud2\" :: \"i\" (42)); unlikely(__ret); })\n"
	"#define READ_ONCE(x) (*(const volatile __typeof__(x) *)&(x))\n"
	"#define WRITE_ONCE(x, v) do { *(volatile __typeof__(x) *)&(x) = (v); } while (0)\n"
	"#define dma_map_single(d, a, s, r) dma_map_single_attrs(d, a, s, r, 0)\n"
	"#define sg_dma_address(sg) ((sg)->dma_address)\n"
	"enum dma_data_direction { DMA_BIDIRECTIONAL, DMA_TO_DEVICE, DMA_FROM_DEVICE };\n"
	"struct device { int x; };\n"
	"dma_addr_t dma_map_single_attrs(struct device *, void *, unsigned long, "
	"	enum dma_data_direction, unsigned long);\n"
	"int dma_mapping_error(struct device *, dma_addr_t);\n"
	"struct sg { dma_addr_t dma_address; u32 len; };\n"
	"struct list { struct list *next; };\n"
	"struct ops { int (*map)(struct device *, int); };\n"
	"struct ring { struct { dma_addr_t dma; u32 len; } buf[8]; struct list node;\n"
	"	union { u64 a; struct { u32 lo, hi; }; }; struct ops *ops; u32 f1:3, f2:5; };\n"
	"struct priv { struct device *dev; struct ring *ring; struct ring rings[2];\n"
	"	u32 *regs; char cb[48]; dma_addr_t dma; };\n"
	"void use(u64); int cond(void); void consume(void *); void *get(void);\n"
	"void panic(void) __attribute__((noreturn));\n";

struct lowered {
	struct dl_frontend *fe;
	struct dl_parse_result result;
	struct dl_error err;
	enum dl_status status;
	char path[256];
	struct dl_buf text;	/* of the function asked for last */
};

static inline void write_text(const char *path, const char *prefix, const char *text)
{
	FILE *out = fopen(path, "w");

	if (!out)
		abort();
	fputs(prefix, out);
	fputs(text, out);
	fclose(out);
}

/* @request gives everything but the file; its path is filled in. */
static inline struct lowered lower_request(const char *prefix, const char *text,
					   struct dl_parse_request *request)
{
	static const char *const args[] = { "-std=gnu11", "-fno-strict-aliasing" };
	struct lowered l = { 0 };
	static unsigned int serial;

	snprintf(l.path, sizeof(l.path), "%s/dl-test-%ld-%u.c", temp_root(), (long)getpid(),
		 serial++);
	write_text(l.path, prefix, text);
	request->path = l.path;
	if (!request->args) {
		request->args = args;
		request->arg_count = 2;
	}
	if (!request->arch)
		request->arch = "x86_64";
	if (dl_frontend_new(&l.fe, &l.err) != DL_OK)
		abort();
	l.status = dl_frontend_parse(l.fe, request, &l.result, &l.err);
	if (l.result.unit && dl_ir_validate(l.result.unit, &l.err) != DL_OK)
		CU_FAIL(l.err.message);
	return l;
}

static inline struct lowered lower(const char *text)
{
	struct dl_parse_request request = { 0 };

	return lower_request(kernel_text, text, &request);
}

static inline void lowered_free(struct lowered *l)
{
	dl_unit_free(l->result.unit);
	dl_frontend_free(l->fe);
	dl_buf_free(&l->text);
	unlink(l->path);
}

static inline const char *after_digits(const char *p)
{
	while (*p >= '0' && *p <= '9')
		p++;
	return p;
}

/* One past a location " @3:4-5:6" at @p, or NULL. */
static inline const char *after_location(const char *p)
{
	const char *q;

	if (p[0] != ' ' || p[1] != '@' || (q = after_digits(p + 2)) == p + 2 || *q != ':')
		return NULL;
	for (q++; *q == ':' || *q == '-' || (*q >= '0' && *q <= '9');)
		q++;
	return q;
}

/* The IR of one function without locations. */
static inline const char *ir_of(struct lowered *l, const char *function)
{
	const struct dl_func *func;
	struct dl_buf raw = { 0 };

	dl_buf_clear(&l->text);
	func = l->result.unit ? dl_unit_find_func(l->result.unit, function) : NULL;
	if (!func)
		return "";
	dl_ir_print_func(l->result.unit, func, &raw);
	for (const char *p = dl_buf_str(&raw); *p;) {
		const char *next = after_location(p);

		if (next)
			p = next;
		else
			dl_buf_putc(&l->text, *p++);
	}
	dl_buf_free(&raw);
	return dl_buf_str(&l->text);
}

static inline int has(struct lowered *l, const char *function, const char *part)
{
	const char *text = ir_of(l, function);

	if (strstr(text, part))
		return 1;
	fprintf(stderr, "--- not found: %s\n%s", part, text);
	return 0;
}

static inline int lacks(struct lowered *l, const char *function, const char *part)
{
	const char *text = ir_of(l, function);

	if (*text && !strstr(text, part))
		return 1;
	fprintf(stderr, "--- unwanted: %s\n%s", part, text);
	return 0;
}

static inline unsigned int count(struct lowered *l, const char *function, const char *part)
{
	unsigned int n = 0;

	for (const char *p = ir_of(l, function); (p = strstr(p, part)); p += strlen(part))
		n++;
	return n;
}

/* Every part in this order. */
static inline int in_order(struct lowered *l, const char *function, const char *const *parts)
{
	const char *p = ir_of(l, function);

	for (; *parts; parts++) {
		const char *found = strstr(p, *parts);

		if (!found) {
			fprintf(stderr, "--- not found in order: %s\n%s", *parts, dl_buf_str(&l->text));
			return 0;
		}
		p = found + strlen(*parts);
	}
	return 1;
}

#define IN_ORDER(l, function, ...) \
	in_order(l, function, (const char *const[]){ __VA_ARGS__, NULL })

static inline unsigned int degraded(const struct lowered *l, const char *function)
{
	const struct dl_func *func = dl_unit_find_func(l->result.unit, function);

	return func ? func->degradation_count : 9999;
}

#endif
