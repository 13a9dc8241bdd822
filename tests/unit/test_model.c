/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The built-in API models: facts about functions (taken from the headers of
 * Linux 6.1 and 6.12, not from the JSON files) and properties of all entries.
 */
#include "harness.h"

#include <stdio.h>

#include "base/buf.h"
#include "model/model.h"

static struct dl_models *built_in(void)
{
	struct dl_models *models = NULL;
	struct dl_error err = {0};

	if (dl_models_load(&models, NULL, 0, &err) != DL_OK) {
		fprintf(stderr, "%s\n", err.message);
		abort();
	}
	return models;
}

/* ---- facts ---- */

struct fact {
	const char *name;
	enum dl_role role;
	const char *family;
	enum dl_failure failure;
	const char *args;
	const char *pair; /* one of the pairs, NULL: has none */
};

static const struct fact facts[] = {
	{"dma_map_single", DL_ROLE_MAP, "single", DL_FAIL_BAD_HANDLE, "dev=0 buf=1 size=2 dir=3",
	 "dma_unmap_single"},
	{"dma_map_single_attrs", DL_ROLE_MAP, "single", DL_FAIL_BAD_HANDLE,
	 "dev=0 buf=1 size=2 dir=3 attrs=4", "dma_unmap_single_attrs"},
	{"dma_unmap_single_attrs", DL_ROLE_UNMAP, "single", DL_FAIL_NEVER,
	 "dev=0 handle=1 size=2 dir=3 attrs=4", "dma_map_single"},
	{"dma_map_page_attrs", DL_ROLE_MAP, "page", DL_FAIL_BAD_HANDLE,
	 "dev=0 size=3 dir=4 attrs=5 page=1 offset=2", "dma_unmap_page"},
	{"dma_unmap_page_attrs", DL_ROLE_UNMAP, "page", DL_FAIL_NEVER,
	 "dev=0 handle=1 size=2 dir=3 attrs=4", "skb_frag_dma_map"},
	{"dma_map_resource", DL_ROLE_MAP, "resource", DL_FAIL_BAD_HANDLE,
	 "dev=0 size=2 dir=3 attrs=4 page=1", "dma_unmap_resource"},
	{"dma_map_sg_attrs", DL_ROLE_MAP, "sg", DL_FAIL_ZERO, "dev=0 dir=3 count=2 attrs=4 sg=1",
	 "dma_unmap_sg_attrs"},
	{"dma_unmap_sg_attrs", DL_ROLE_UNMAP, "sg", DL_FAIL_NEVER,
	 "dev=0 dir=3 count=2 attrs=4 sg=1", "dma_map_sg"},
	{"dma_map_sgtable", DL_ROLE_MAP, "sgtable", DL_FAIL_NEGATIVE, "dev=0 dir=2 attrs=3 sg=1",
	 "dma_unmap_sgtable"},
	{"dma_sync_single_for_cpu", DL_ROLE_SYNC_CPU, "single", DL_FAIL_NEVER,
	 "dev=0 handle=1 size=2 dir=3", "dma_sync_single_for_device"},
	{"dma_sync_single_range_for_device", DL_ROLE_SYNC_DEVICE, "single", DL_FAIL_NEVER,
	 "dev=0 handle=1 size=3 dir=4 offset=2", "dma_sync_single_range_for_cpu"},
	{"dma_sync_sg_for_device", DL_ROLE_SYNC_DEVICE, "sg", DL_FAIL_NEVER,
	 "dev=0 dir=3 count=2 sg=1", "dma_sync_sg_for_cpu"},
	{"dma_mapping_error", DL_ROLE_CHECK, NULL, DL_FAIL_NEVER, "dev=0 handle=1", NULL},
	{"dma_max_mapping_size", DL_ROLE_PURE, NULL, DL_FAIL_NEVER, "", NULL},
	{"dma_alloc_coherent", DL_ROLE_ALLOC, "coherent", DL_FAIL_NULL,
	 "dev=0 handle_out=2 size=1 gfp=3", "dma_free_coherent"},
	{"dma_alloc_attrs", DL_ROLE_ALLOC, "coherent", DL_FAIL_NULL,
	 "dev=0 handle_out=2 size=1 attrs=4 gfp=3", "dma_free_attrs"},
	{"dma_free_attrs", DL_ROLE_FREE, "coherent", DL_FAIL_NEVER,
	 "dev=0 buf=2 handle=3 size=1 attrs=4", "dma_alloc_wc"},
	{"dma_pool_create", DL_ROLE_ALLOC, "pool", DL_FAIL_NULL, "dev=1 size=2",
	 "dma_pool_destroy"},
	{"dma_pool_zalloc", DL_ROLE_ALLOC, "pool-block", DL_FAIL_NULL, "handle_out=2 gfp=1 pool=0",
	 "dma_pool_free"},
	{"dma_pool_free", DL_ROLE_FREE, "pool-block", DL_FAIL_NEVER, "buf=1 handle=2 pool=0",
	 "dma_pool_alloc"},
	{"dma_alloc_noncontiguous", DL_ROLE_ALLOC, "noncontiguous", DL_FAIL_NULL,
	 "dev=0 size=1 dir=2 attrs=4 gfp=3", "dma_free_noncontiguous"},
	{"dma_set_mask_and_coherent", DL_ROLE_SET_MASK, "mask", DL_FAIL_NEGATIVE, "dev=0 mask=1",
	 NULL},
	{"dma_set_max_seg_size", DL_ROLE_NONE, NULL, DL_FAIL_NEVER, "", NULL},
	{"sg_init_one", DL_ROLE_SG_INIT, NULL, DL_FAIL_NEVER, "buf=1 size=2 sg=0", NULL},
	{"sg_set_page", DL_ROLE_SG_INIT, NULL, DL_FAIL_NEVER, "size=2 sg=0 page=1 offset=3", NULL},
	{"skb_frag_dma_map", DL_ROLE_MAP, "page", DL_FAIL_BAD_HANDLE,
	 "dev=0 size=3 dir=4 page=1 offset=2", "dma_unmap_page"},
	{"ib_dma_map_sg", DL_ROLE_MAP, "ib-sg", DL_FAIL_ZERO, "dev=0 dir=3 count=2 sg=1",
	 "ib_dma_unmap_sg"},
	{"ib_dma_map_sgtable_attrs", DL_ROLE_MAP, "ib-sgtable", DL_FAIL_NEGATIVE,
	 "dev=0 dir=2 attrs=3 sg=1", "ib_dma_unmap_sgtable_attrs"},
	{"ib_dma_mapping_error", DL_ROLE_CHECK, NULL, DL_FAIL_NEVER, "dev=0 handle=1", NULL},
	{"virtqueue_dma_map_single_attrs", DL_ROLE_MAP, "virtqueue-single", DL_FAIL_BAD_HANDLE,
	 "dev=0 buf=1 size=2 dir=3 attrs=4", "virtqueue_dma_unmap_single_attrs"},
	{"virtqueue_map_page_attrs", DL_ROLE_MAP, "virtqueue-page", DL_FAIL_BAD_HANDLE,
	 "dev=0 size=3 dir=4 attrs=5 page=1 offset=2", "virtqueue_unmap_page_attrs"},
	{"usb_alloc_coherent", DL_ROLE_ALLOC, "usb-coherent", DL_FAIL_NULL,
	 "dev=0 handle_out=3 size=1 gfp=2", "usb_free_coherent"},
	{"usb_free_coherent", DL_ROLE_FREE, "usb-coherent", DL_FAIL_NEVER,
	 "dev=0 buf=2 handle=3 size=1", "usb_alloc_coherent"},
	{"scsi_dma_map", DL_ROLE_MAP, "scsi", DL_FAIL_NEGATIVE, "sg=0", "scsi_dma_unmap"},
	{"dma_buf_map_attachment", DL_ROLE_MAP, "dma-buf", DL_FAIL_ERRPTR, "dir=1",
	 "dma_buf_unmap_attachment"},
	{"dma_buf_unmap_attachment", DL_ROLE_UNMAP, "dma-buf", DL_FAIL_NEVER, "dir=2 sg=1",
	 "dma_buf_map_attachment"},
	{"dmaengine_prep_slave_single", DL_ROLE_HANDBACK, NULL, DL_FAIL_NEVER,
	 "dev=0 handle=1 size=2 dir=3 value=1", NULL},
	{"dmaengine_prep_dma_memcpy", DL_ROLE_HANDBACK, NULL, DL_FAIL_NEVER,
	 "dev=0 handle=1 size=3", NULL},
	{"pci_map_single", DL_ROLE_MAP, "single", DL_FAIL_BAD_HANDLE, "dev=0 buf=1 size=2 dir=3",
	 "pci_unmap_single"},
	{"pci_alloc_consistent", DL_ROLE_ALLOC, "coherent", DL_FAIL_NULL,
	 "dev=0 handle_out=2 size=1", "pci_free_consistent"},
	{"virt_to_phys", DL_ROLE_CONVERT, "physical", DL_FAIL_NEVER, "buf=0", NULL},
	{"writel", DL_ROLE_MMIO_WRITE, NULL, DL_FAIL_NEVER, "value=0", NULL},
	{"out_be32", DL_ROLE_MMIO_WRITE, NULL, DL_FAIL_NEVER, "value=1", NULL},
	{"regmap_write", DL_ROLE_MMIO_WRITE, NULL, DL_FAIL_NEVER, "value=2", NULL},
	{"memcpy", DL_ROLE_CPU_ACCESS, NULL, DL_FAIL_NEVER, "size=2 write=0 read=1", NULL},
	{"copy_to_user", DL_ROLE_CPU_ACCESS, NULL, DL_FAIL_NEVER, "size=2 read=1", NULL},
	{"sg_copy_to_buffer", DL_ROLE_CPU_ACCESS, NULL, DL_FAIL_NEVER,
	 "buf=2 size=3 count=1 sg=0 write=2 read=0", NULL},
	{"kfree_skb", DL_ROLE_BUFFER_FREE, NULL, DL_FAIL_NEVER, "buf=0", "netdev_alloc_skb"},
	{"sk_skb_reason_drop", DL_ROLE_BUFFER_FREE, NULL, DL_FAIL_NEVER, "buf=1", NULL},
	{"kmem_cache_free", DL_ROLE_BUFFER_FREE, NULL, DL_FAIL_NEVER, "buf=1", "kmem_cache_alloc"},
	{"request_firmware", DL_ROLE_BUFFER_ALLOC, NULL, DL_FAIL_NEGATIVE, "out=0",
	 "release_firmware"},
	{"skb_headlen", DL_ROLE_PURE, NULL, DL_FAIL_NEVER, "", NULL},
	{"IS_ERR", DL_ROLE_PURE, NULL, DL_FAIL_NEVER, "", NULL},
	{"_dev_err", DL_ROLE_LOG, NULL, DL_FAIL_NEVER, "", NULL},
	{"panic", DL_ROLE_NORETURN, NULL, DL_FAIL_NEVER, "", NULL},
	{"__devm_add_action_or_reset", DL_ROLE_MANAGED, NULL, DL_FAIL_NEVER, "dev=0 buf=2", NULL},
};

/* Every position as text, in the order of struct dl_model, absent ones left out. */
static const char *args_text(const struct dl_model *m, struct dl_buf *out)
{
	const struct {
		const char *name;
		int value;
	} args[] = {
		{"dev", m->arg_dev},	   {"buf", m->arg_buf},
		{"handle", m->arg_handle}, {"handle_out", m->arg_handle_out},
		{"size", m->arg_size},	   {"dir", m->arg_dir},
		{"count", m->arg_count},   {"attrs", m->arg_attrs},
		{"sg", m->arg_sg},	   {"page", m->arg_page},
		{"offset", m->arg_offset}, {"gfp", m->arg_gfp},
		{"pool", m->arg_pool},	   {"mask", m->arg_mask},
		{"value", m->arg_value},   {"write", m->arg_write},
		{"read", m->arg_read},	   {"out", m->arg_out},
	};

	dl_buf_clear(out);
	for (size_t i = 0; i < sizeof(args) / sizeof(args[0]); i++)
		if (args[i].value != DL_NO_ARG)
			dl_buf_printf(out, "%s%s=%d", out->len ? " " : "", args[i].name,
				      args[i].value);
	return dl_buf_str(out);
}

static bool has_pair(const struct dl_model *m, const char *name)
{
	for (size_t i = 0; i < m->pair_count; i++)
		if (!strcmp(m->pairs[i], name))
			return true;
	return false;
}

static bool same(const char *a, const char *b)
{
	return a == b || (a && b && !strcmp(a, b));
}

static bool fact_holds(const struct dl_models *models, const struct fact *f, struct dl_buf *text)
{
	const struct dl_model *m = dl_models_find(models, f->name);

	return m && !strcmp(m->name, f->name) && m->role == f->role && same(m->family, f->family) &&
	       m->failure == f->failure && !strcmp(args_text(m, text), f->args) &&
	       (f->pair ? has_pair(m, f->pair) : !m->pair_count);
}

static void test_facts_of_key_functions(void)
{
	struct dl_models *models = built_in();
	struct dl_buf text = {0};

	for (size_t i = 0; i < sizeof(facts) / sizeof(facts[0]); i++) {
		bool ok = fact_holds(models, &facts[i], &text);

		if (!ok)
			fprintf(stderr, "fact does not hold: %s (%s)\n", facts[i].name,
				dl_buf_str(&text));
		CU_ASSERT(ok);
	}
	dl_buf_free(&text);
	dl_models_free(models);
}

static void test_unknown_names_have_no_model(void)
{
	static const char *const names[] = {"",
					    "dma_map",
					    "dma_map_singl",
					    "dma_map_single ",
					    "DMA_MAP_SINGLE",
					    "spi_transfer",
					    "struct spi_transfer.tx_buf",
					    "main"};
	struct dl_models *models = built_in();

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		CU_ASSERT_PTR_NULL(dl_models_find(models, names[i]));
	CU_ASSERT_PTR_NULL(dl_models_find(models, NULL));
	CU_ASSERT_PTR_NULL(dl_models_at(models, dl_models_count(models)));
	dl_models_free(models);
}

static void test_sinks(void)
{
	struct dl_models *models = built_in();
	const struct dl_model *m = dl_models_find(models, "usb_fill_control_urb");

	CU_ASSERT(m && m->role == DL_ROLE_SINK && m->sink_mask == (1u << 3 | 1u << 4) &&
		  !m->tolerates_vmalloc);
	m = dl_models_find(models, "spi_write");
	CU_ASSERT(m && m->sink_mask == 1u << 1 && m->tolerates_vmalloc && !m->tolerates_static);
	m = dl_models_find(models, "hid_hw_raw_request");
	CU_ASSERT(m && m->sink_mask == 1u << 2);
	m = dl_models_find(models, "virtqueue_add_inbuf");
	CU_ASSERT(m && m->role == DL_ROLE_SINK && m->sink_mask == 0);
	/* These look like sinks but copy. */
	m = dl_models_find(models, "usb_control_msg_send");
	CU_ASSERT(m && m->role == DL_ROLE_COPY && m->sink_mask == 0);
	m = dl_models_find(models, "spi_write_then_read");
	CU_ASSERT(m && m->role == DL_ROLE_COPY);
	m = dl_models_find(models, "serdev_device_write_buf");
	CU_ASSERT(m && m->role == DL_ROLE_COPY);
	m = dl_models_find(models, "blk_rq_map_kern");
	CU_ASSERT(m && m->role == DL_ROLE_COPY);
	dl_models_free(models);
}

static void test_sink_fields(void)
{
	struct dl_models *models = built_in();
	const struct dl_model *m = dl_models_find_field(models, "struct spi_transfer", "tx_buf");

	CU_ASSERT(m && m->role == DL_ROLE_SINK && m->tolerates_vmalloc);
	CU_ASSERT(m && !strcmp(m->record, "struct spi_transfer") &&
		  !strcmp(m->field, "tx_buf"));
	CU_ASSERT_PTR_NOT_NULL(dl_models_find_field(models, "struct urb", "setup_packet"));
	CU_ASSERT_PTR_NOT_NULL(dl_models_find_field(models, "struct spi_mem_op", "data.buf.in"));
	CU_ASSERT_PTR_NULL(dl_models_find_field(models, "struct spi_transfer", "len"));
	CU_ASSERT_PTR_NULL(dl_models_find_field(models, "spi_transfer", "tx_buf"));
	CU_ASSERT_PTR_NULL(dl_models_find_field(models, "struct i2c_msg", "len"));
	CU_ASSERT_PTR_NULL(dl_models_find_field(models, "struct spi_mem_op", "in"));
	CU_ASSERT_PTR_NULL(dl_models_find_field(models, NULL, "tx_buf"));
	CU_ASSERT_PTR_NULL(dl_models_find_field(models, "struct urb", NULL));
	dl_models_free(models);
}

static void test_memory_kinds(void)
{
	static const struct {
		const char *name;
		enum dl_memory memory;
		bool managed;
	} kinds[] = {
		{"kmalloc", DL_MEM_SLAB, false},
		{"kzalloc_noprof", DL_MEM_SLAB, false},
		{"__kmalloc", DL_MEM_SLAB, false},
		{"devm_kzalloc", DL_MEM_SLAB, true},
		{"vmalloc", DL_MEM_VMALLOC, false},
		{"vzalloc_noprof", DL_MEM_VMALLOC, false},
		{"kvmalloc", DL_MEM_MAYBE_VMALLOC, false},
		{"__kvmalloc_node_noprof", DL_MEM_MAYBE_VMALLOC, false},
		{"get_free_pages_noprof", DL_MEM_PAGE, false},
		{"netdev_alloc_skb", DL_MEM_PACKET, false},
		{"devm_ioremap", DL_MEM_IOMEM, true},
		{"kmap_local_page", DL_MEM_KMAP, false},
		{"pcpu_alloc_noprof", DL_MEM_PERCPU, false},
		{"request_firmware", DL_MEM_FIRMWARE, false},
		{"dma_alloc_attrs", DL_MEM_COHERENT, false},
		{"dmam_alloc_attrs", DL_MEM_COHERENT, true},
	};
	struct dl_models *models = built_in();

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		const struct dl_model *m = dl_models_find(models, kinds[i].name);

		CU_ASSERT(m && m->memory == kinds[i].memory && m->managed == kinds[i].managed);
		CU_ASSERT(m && (m->failure != DL_FAIL_NEVER) == (kinds[i].memory != DL_MEM_KMAP));
	}
	dl_models_free(models);
}

static void test_names_for_messages(void)
{
	struct dl_models *models = built_in();
	const struct dl_model *m = dl_models_find(models, "dma_map_single_attrs");

	CU_ASSERT(m && !strcmp(m->display, "dma_map_single"));
	m = dl_models_find(models, "kmalloc_noprof");
	CU_ASSERT(m && !strcmp(m->name, "kmalloc_noprof") && !strcmp(m->display, "kmalloc"));
	m = dl_models_find(models, "dma_alloc_coherent");
	CU_ASSERT(m && !strcmp(m->display, "dma_alloc_coherent"));
	m = dl_models_find(models, "pci_map_page");
	CU_ASSERT(m && same(m->replacement, "dma_map_page") && same(m->removed_in, "5.18"));
	m = dl_models_find(models, "dma_map_page");
	CU_ASSERT(m && !m->replacement && !m->removed_in);
	CU_ASSERT_STRING_EQUAL(dl_role_name(DL_ROLE_SYNC_CPU), "sync-for-cpu");
	CU_ASSERT_STRING_EQUAL(dl_role_name(DL_ROLE_CONVERT), "convert");
	CU_ASSERT_STRING_EQUAL(dl_role_name((enum dl_role)99), "unknown");
	CU_ASSERT_STRING_EQUAL(dl_memory_name(DL_MEM_COHERENT), "coherent");
	CU_ASSERT_STRING_EQUAL(dl_memory_name((enum dl_memory) - 1), "unknown");
	dl_models_free(models);
}

/* ---- properties of all entries ---- */

static bool opposite(enum dl_role a, enum dl_role b)
{
	switch (a) {
	case DL_ROLE_MAP:
		return b == DL_ROLE_UNMAP;
	case DL_ROLE_UNMAP:
		return b == DL_ROLE_MAP;
	case DL_ROLE_ALLOC:
		return b == DL_ROLE_FREE;
	case DL_ROLE_FREE:
		return b == DL_ROLE_ALLOC;
	case DL_ROLE_SYNC_CPU:
		return b == DL_ROLE_SYNC_DEVICE;
	case DL_ROLE_SYNC_DEVICE:
		return b == DL_ROLE_SYNC_CPU;
	case DL_ROLE_BUFFER_ALLOC:
		return b == DL_ROLE_BUFFER_FREE;
	case DL_ROLE_BUFFER_FREE:
		return b == DL_ROLE_BUFFER_ALLOC;
	case DL_ROLE_SINK:
		return b == DL_ROLE_NONE;
	case DL_ROLE_NONE:
		return b == DL_ROLE_SINK;
	default:
		return false;
	}
}

/* Whatever @m names, names @m (or the entry that @m is an alias of), does the opposite, in its
 * family. */
static void check_pairs(const struct dl_models *models, const struct dl_model *m)
{
	/*
	 * the partners of a callback are fields of its ops table, those of a sink or a carrier start the transfer,
	 * those of a lent handle put it there, those of an address for user space show it
	 */
	if (m->role == DL_ROLE_USER_ADDRESS || m->role == DL_ROLE_START || m->role == DL_ROLE_CARRIER || m->gives == DL_GIVES_LENT_HANDLE || ((m->role == DL_ROLE_SINK || m->role == DL_ROLE_MEMORY) && m->field))
		return;
	for (size_t i = 0; i < m->pair_count; i++) {
		const struct dl_model *other = dl_models_find(models, m->pairs[i]);
		bool ok = m->role == DL_ROLE_LIST_ADDRESS ? other && other->role == DL_ROLE_MAP : other && opposite(m->role, other->role) &&
			  same(m->family, other->family) &&
			  (has_pair(other, m->name) || has_pair(other, m->display));

		if (!ok)
			fprintf(stderr, "pairs: %s - %s\n", m->name, m->pairs[i]);
		CU_ASSERT(ok);
	}
}

static void test_pairs_are_symmetric(void)
{
	struct dl_models *models = built_in();
	size_t pairs = 0;

	for (size_t i = 0; i < dl_models_count(models); i++) {
		const struct dl_model *m = dl_models_at(models, i);

		check_pairs(models, m);
		pairs += m->pair_count;
	}
	CU_ASSERT(pairs > 200);
	dl_models_free(models);
}

static void test_every_map_and_allocation_can_be_undone(void)
{
	struct dl_models *models = built_in();

	for (size_t i = 0; i < dl_models_count(models); i++) {
		const struct dl_model *m = dl_models_at(models, i);

		if (m->role == DL_ROLE_MAP || m->role == DL_ROLE_UNMAP ||
		    m->role == DL_ROLE_ALLOC || m->role == DL_ROLE_FREE) {
			if (!m->pair_count)
				fprintf(stderr, "no pair: %s\n", m->name);
			CU_ASSERT(m->pair_count > 0);
		}
	}
	dl_models_free(models);
}

static void test_entries_are_found_by_their_names(void)
{
	struct dl_models *models = built_in();

	for (size_t i = 0; i < dl_models_count(models); i++) {
		const struct dl_model *m = dl_models_at(models, i);

		if (m->record)
			CU_ASSERT_PTR_EQUAL(
				dl_models_find_field(models, m->record, m->field), m)
		else
			CU_ASSERT_PTR_EQUAL(dl_models_find(models, m->name), m);
	}
	CU_ASSERT(dl_models_count(models) > 1000);
	dl_models_free(models);
}

DL_TEST_MAIN("model", DL_TEST(test_facts_of_key_functions),
	     DL_TEST(test_unknown_names_have_no_model), DL_TEST(test_sinks),
	     DL_TEST(test_sink_fields), DL_TEST(test_memory_kinds),
	     DL_TEST(test_names_for_messages), DL_TEST(test_pairs_are_symmetric),
	     DL_TEST(test_every_map_and_allocation_can_be_undone),
	     DL_TEST(test_entries_are_found_by_their_names))
