/* SPDX-License-Identifier: Apache-2.0 */
/* Which functions of other files a file asks for, and which of its own it offers. */
#include "ir_fixture.h"

#include "base/buf.h"
#include "model/model.h"
#include "worker/links.h"

#define RECORDS                                                                              \
	"unit \"a.c\" arch x86_64\nfile 0 \"a.c\" main\n"                                     \
	"record struct device size 100 core\nrecord struct scatterlist size 32 core\n"        \
	"record struct foo size 16 {\n\tdma: dma_addr_t=u64 @0\n\tdev: *struct device @8\n}\n" \
	"record struct bar size 8 {\n\tn: u32 @0\n}\n"

static void add(struct dl_buf *out, const char *title, const struct dl_name_list *list)
{
	if (!list->count)
		return;
	dl_buf_printf(out, "%s%s:", out->len ? "; " : "", title);
	for (uint32_t i = 0; i < list->count; i++)
		dl_buf_printf(out, " %s", list->names[i]);
}

/* All lists but the functions defined, as one line. */
static void expect(const char *text, const char *lists)
{
	struct dl_unit *unit = parsed(text);
	struct dl_arena *arena = dl_arena_new();
	struct dl_models *models = NULL;
	struct dl_file_links links = {0};
	struct dl_buf out = {0};

	CU_ASSERT_EQUAL_FATAL(dl_models_load(&models, NULL, 0, NULL), DL_OK);
	dl_links_of_unit(&links, arena, unit, models);
	add(&out, "wanted", &links.wanted);
	add(&out, "hoped", &links.hoped);
	add(&out, "calling", &links.calling);
	add(&out, "offered", &links.offered);
	CU_ASSERT_STRING_EQUAL(dl_buf_str(&out), lists);
	if (strcmp(dl_buf_str(&out), lists) != 0)
		fprintf(stderr, "\n%s\nis not %s\n", dl_buf_str(&out), lists);
	dl_buf_free(&out);
	dl_models_free(models);
	dl_arena_free(arena);
	dl_unit_free(unit);
}

static void test_handles(void)
{
	/* whoever passes a handle on, computed or not, and whoever wants one */
	expect(RECORDS "func static f(p: *struct foo) {\n\t%0 = load p->dma\n\tcall hw_write(%0)\n}\n",
	       "wanted: hw_write");
	expect(RECORDS "func static f(p: *struct foo) {\n\tlocal low: u32\n\t%0 = load p->dma\n"
		       "\t%1 = cast %0 : u32\n\tstore low = %1\n\t%2 = load low\n"
		       "\tcall hw_write(%2)\n}\n",
	       "wanted: hw_write");
	expect(RECORDS "func static f(p: *struct foo) {\n\t%0 = addr p->dma\n\tcall map_it(%0)\n}\n",
	       "wanted: map_it");
	expect(RECORDS "func static f(sg: *struct scatterlist) {\n\t%0 = load sg\n"
		       "\tcall put_list(%0)\n}\n",
	       "wanted: put_list");
	/* numbers are none, a model says all there is to know, own functions are there */
	expect(RECORDS "func static f(p: *struct foo, n: u32) {\n\t%0 = load n\n\tcall other(%0)\n"
		       "\t%1 = load p->dma\n\tcall lower(%1)\n\tcall printk(%1)\n}\n"
		       "func static lower(x: u64) {\n\treturn\n}\n",
	       "");
}

static void test_records(void)
{
	static const char unmap[] =
		"\t%8 = load p->dev\n\t%9 = load p->dma\n"
		"\tcall dma_unmap_single_attrs(%8, %9, 64, 1:enum dma_data_direction, 0:u64)\n";
	struct dl_buf text = {0};

	/* a record with a handle, from a function that calls the API; others need not know */
	dl_buf_printf(&text,
		      RECORDS "func f(p: *struct foo, b: *struct bar) {\n%s\t%%0 = load p\n"
			      "\t%%1 = load b\n\tcall with_handle(%%0)\n\tcall without(%%1)\n}\n"
			      "func g(p: *struct foo) {\n\t%%0 = load p\n\tcall not_me(%%0)\n}\n",
		      unmap);
	expect(dl_buf_str(&text), "wanted: with_handle; calling: f");
	/* one that calls it through another: only if the file calls back */
	dl_buf_clear(&text);
	dl_buf_printf(&text,
		      RECORDS "func f(p: *struct foo) {\n%s}\n"
			      "func g(p: *struct foo) {\n\t%%0 = load p\n\tcall f(%%0)\n"
			      "\tcall maybe(%%0)\n}\n",
		      unmap);
	expect(dl_buf_str(&text), "hoped: maybe; calling: f");
	dl_buf_free(&text);
}

static void test_offered(void)
{
	static const char map[] = "\t%2 = call dma_map_single_attrs(%0, %1, 64, "
				  "1:enum dma_data_direction, 0:u64) : dma_addr_t=u64\n";
	struct dl_buf text = {0};

	/* a buffer of the caller, through a wrapper, too */
	dl_buf_printf(&text,
		      RECORDS "func f(dev: *struct device, buf: *void) {\n\t%%0 = load dev\n"
			      "\t%%1 = load buf\n%s}\n"
			      "func g(dev: *struct device, a: u32, p: *u8) {\n\tlocal q: *u8\n"
			      "\t%%0 = load dev\n\t%%1 = load p\n\tstore q = %%1\n\t%%2 = load q\n"
			      "\tcall f(%%0, %%2)\n}\n"
			      "func static h(dev: *struct device, buf: *void) {\n"
			      "\t%%0 = load dev\n\t%%1 = load buf\n\tcall f(%%0, %%1)\n}\n",
		      map);
	expect(dl_buf_str(&text), "calling: f; offered: f g");
	/* not what a record of the driver points to, or holds */
	dl_buf_clear(&text);
	dl_buf_printf(&text,
		      RECORDS "func f(dev: *struct device, p: *struct foo) {\n\t%%0 = load dev\n"
			      "\t%%1 = addr p->dma\n%s}\n",
		      map);
	expect(dl_buf_str(&text), "calling: f");
	dl_buf_free(&text);
}

static void test_empty(void)
{
	expect("unit \"a.c\" arch x86_64\n", "");
	expect("unit \"a.c\" arch x86_64\nfunc f() {\n\tcall g()\n}\n", "");
}

DL_TEST_MAIN("scan_links", DL_TEST(test_handles), DL_TEST(test_records), DL_TEST(test_offered),
	     DL_TEST(test_empty))
