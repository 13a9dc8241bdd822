/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the models say of the kernel as a whole: records, types, constants and
 * words, the keys of results, and the questions that the engine asks about
 * them. Facts are taken from the headers of Linux 6.1 and 6.12.
 */
#include "harness.h"

#include <limits.h>
#include <stdio.h>
#include <unistd.h>

#include "base/intern.h"
#include "model/lexicon.h"
#include "model/model.h"
#include "model/table.h"

static struct dl_models *load(const char *const *files, size_t count)
{
	struct dl_models *models = NULL;
	struct dl_error err = {0};

	if (dl_models_load(&models, files, count, &err) != DL_OK) {
		fprintf(stderr, "%s\n", err.message);
		abort();
	}
	return models;
}

static struct dl_models *load_text(const char *text)
{
	char path[] = "/tmp/dmalint-model-XXXXXX";
	const char *file = path;
	FILE *f = fdopen(mkstemp(path), "w");
	struct dl_models *models;

	fputs(text, f);
	fclose(f);
	models = load(&file, 1);
	unlink(path);
	return models;
}

/* ---- the built-in models ---- */

static void test_numbers(void)
{
	struct dl_models *models = load(NULL, 0);
	const struct dl_platform *p = dl_models_platform(models);

	CU_ASSERT_EQUAL(p->page_size, 4096);
	CU_ASSERT_EQUAL(p->max_error, 4095);
	CU_ASSERT_EQUAL(p->mapping_error.value, -1);
	CU_ASSERT_STRING_EQUAL(p->mapping_error.name, "DMA_MAPPING_ERROR");
	CU_ASSERT_EQUAL(p->skip_sync, 1 << 5);
	CU_ASSERT_EQUAL(p->async, -115);
	CU_ASSERT_STRING_EQUAL(p->handle_test->name, "dma_mapping_error");
	CU_ASSERT_STRING_EQUAL(p->direction_type, "enum dma_data_direction");
	dl_models_free(models);
}

static void test_directions(void)
{
	struct dl_models *models = load(NULL, 0);
	const struct dl_platform *p = dl_models_platform(models);

	CU_ASSERT_EQUAL(dl_direction_of(p, 0), DL_DIR_BOTH_WAYS);
	CU_ASSERT_EQUAL(dl_direction_of(p, 1), DL_DIR_TO_DEVICE);
	CU_ASSERT_EQUAL(dl_direction_of(p, 2), DL_DIR_FROM_DEVICE);
	CU_ASSERT_EQUAL(dl_direction_of(p, 3), DL_DIR_NONE);
	CU_ASSERT_EQUAL(dl_direction_of(p, 4), DL_DIR_OTHER);
	CU_ASSERT_EQUAL(dl_direction_of(p, -1), DL_DIR_OTHER);
	CU_ASSERT_STRING_EQUAL(dl_direction_name(p, 2), "DMA_FROM_DEVICE");
	CU_ASSERT_STRING_EQUAL(dl_direction_name(p, 3), "DMA_NONE");
	CU_ASSERT_PTR_NULL(dl_direction_name(p, 4));
	CU_ASSERT_PTR_NULL(dl_direction_name(p, INT64_MIN));
	dl_models_free(models);
}

static void test_attributes(void)
{
	struct dl_models *models = load(NULL, 0);
	const struct dl_platform *p = dl_models_platform(models);

	/* DMA_ATTR_SKIP_CPU_SYNC, DMA_ATTR_NO_WARN need not match */
	CU_ASSERT_PTR_NULL(dl_attribute_difference(p, 1 << 5, 1 << 8));
	CU_ASSERT_PTR_NULL(dl_attribute_difference(p, 1 << 9, 1 << 9));
	CU_ASSERT_STRING_EQUAL(dl_attribute_difference(p, 1 << 9, 0)->name, "DMA_ATTR_PRIVILEGED");
	CU_ASSERT_STRING_EQUAL(dl_attribute_difference(p, 1 << 5, 1 << 4 | 1 << 6)->name,
			       "DMA_ATTR_NO_KERNEL_MAPPING");
	dl_models_free(models);
}

static void test_pending_results(void)
{
	struct dl_models *models = load(NULL, 0);
	const struct dl_platform *p = dl_models_platform(models);

	CU_ASSERT(dl_result_is_pending(p, -115, false));
	CU_ASSERT(dl_result_is_pending(p, -529, false));
	CU_ASSERT(dl_result_is_pending(p, -16, true));
	CU_ASSERT_FALSE(dl_result_is_pending(p, -16, false));
	CU_ASSERT_FALSE(dl_result_is_pending(p, -12, true));
	CU_ASSERT_FALSE(dl_result_is_pending(p, 0, true));
	CU_ASSERT_FALSE(dl_result_is_pending(p, 115, true));
	dl_models_free(models);
}

static void test_words(void)
{
	static const char *const ends[] = {"free", "foo_free", "foo_del_ring", "unregister_it",
					   "_put"};
	static const char *const others[] = {"",	   "freeze",	 "foo_unfree", "foo_delete2",
					     "foo_get_it", "foo__alloc", "FREE"};
	struct dl_models *models = load(NULL, 0);
	const struct dl_platform *p = dl_models_platform(models);

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		CU_ASSERT(dl_name_has_word(p, DL_WORD_ENDS, ends[i]));
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		CU_ASSERT_FALSE(dl_name_has_word(p, DL_WORD_ENDS, others[i]));
	CU_ASSERT(dl_name_has_word(p, DL_WORD_COMPLAINS, "foo_warnings"));
	CU_ASSERT_FALSE(dl_name_has_word(p, DL_WORD_COMPLAINS, "foo_info"));
	CU_ASSERT(dl_name_has_word(p, DL_WORD_TESTS_HANDLE, "foo_dma_mapping_error"));
	CU_ASSERT_FALSE(dl_name_has_word(p, DL_WORD_TESTS_HANDLE, "foo_error_mapping"));
	CU_ASSERT(dl_name_has_word(p, DL_WORD_DROPS, "foo_dec_and_test"));
	CU_ASSERT_FALSE(dl_name_has_word(p, DL_WORD_DROPS, "foo_dec"));
	CU_ASSERT(dl_text_has_word(p, DL_WORD_MEANT, "so we Leak \n * the page", 23));
	CU_ASSERT(dl_text_has_word(p, DL_WORD_MEANT, "can't free", 10));
	CU_ASSERT_FALSE(dl_text_has_word(p, DL_WORD_MEANT, "can't free", 9));
	CU_ASSERT_FALSE(dl_text_has_word(p, DL_WORD_MEANT, "tweak the page", 14));
	CU_ASSERT_FALSE(dl_text_has_word(p, DL_WORD_MEANT, "leakthe page", 12));
	CU_ASSERT(dl_text_has_word(p, DL_WORD_UNMEANT, "avoid a leak", 12));
	CU_ASSERT(dl_text_complains(p, "\0013failed"));
	CU_ASSERT(dl_text_complains(p, "\0010"));
	CU_ASSERT_FALSE(dl_text_complains(p, "\0015note"));
	CU_ASSERT_FALSE(dl_text_complains(p, "\001"));
	CU_ASSERT_FALSE(dl_text_complains(p, "failed"));
	dl_models_free(models);
}

static void test_records_fields_and_types(void)
{
	struct dl_models *models = load(NULL, 0);
	const struct dl_model *m;

	CU_ASSERT_EQUAL(dl_models_record(models, "struct scatterlist"), DL_RECORD_LIST);
	CU_ASSERT_EQUAL(dl_models_record(models, "struct sg_table"), DL_RECORD_LIST);
	CU_ASSERT_EQUAL(dl_models_record(models, "struct sk_buff"), DL_RECORD_PACKET);
	CU_ASSERT_EQUAL(dl_models_record(models, "struct device"), DL_RECORD_OTHER);
	CU_ASSERT_EQUAL(dl_models_record(models, "scatterlist"), DL_RECORD_OTHER);
	CU_ASSERT_EQUAL(dl_models_record(models, NULL), DL_RECORD_OTHER);
	CU_ASSERT_EQUAL(dl_models_type(models, "dma_addr_t"), DL_TYPENAME_HANDLE);
	CU_ASSERT_EQUAL(dl_models_type(models, "enum dma_data_direction"), DL_TYPENAME_DIRECTION);
	CU_ASSERT_EQUAL(dl_models_type(models, "phys_addr_t"), DL_TYPENAME_OTHER);
	/* a name has a role in its own section only */
	CU_ASSERT_EQUAL(dl_models_type(models, "PAGE_SIZE"), DL_TYPENAME_OTHER);
	m = dl_models_find_field(models, "struct scatterlist", "dma_address");
	CU_ASSERT(m && m->role == DL_ROLE_LIST_ADDRESS && m->pair_count == 1 &&
		  !strcmp(m->pairs[0], "dma_map_sg_attrs"));
	m = dl_models_find_field(models, "struct sg_table", "sgl");
	CU_ASSERT(m && m->role == DL_ROLE_LIST);
	m = dl_models_find_field(models, "struct device", "parent");
	CU_ASSERT(m && m->role == DL_ROLE_PARENT);
	m = dl_models_find_field(models, "struct firmware", "data");
	CU_ASSERT(m && m->role == DL_ROLE_MEMORY && m->memory == DL_MEM_FIRMWARE);
	dl_models_free(models);
}

static void test_results(void)
{
	static const struct {
		const char *name;
		enum dl_gives gives;
		bool never_null;
	} facts[] = {
		{"IS_ERR", DL_GIVES_IS_ERROR, false},
		{"IS_ERR_OR_NULL", DL_GIVES_IS_ERROR_OR_NULL, false},
		{"PTR_ERR", DL_GIVES_ARGUMENT, false},
		{"ERR_PTR", DL_GIVES_ARGUMENT, false},
		{"PTR_ERR_OR_ZERO", DL_GIVES_ERROR_OR_ZERO, false},
		{"page_address", DL_GIVES_PAGE_ADDRESS, true},
		{"phys_to_virt", DL_GIVES_POINTER, true},
		{"is_vmalloc_addr", DL_GIVES_MEMORY_KIND, false},
		{"virt_to_page", DL_GIVES_PAGE, true},
		{"sg_next", DL_GIVES_ANYTHING, false},
	};
	struct dl_models *models = load(NULL, 0);

	for (size_t i = 0; i < sizeof(facts) / sizeof(facts[0]); i++) {
		const struct dl_model *m = dl_models_find(models, facts[i].name);

		CU_ASSERT(m && m->gives == facts[i].gives && m->never_null == facts[i].never_null);
	}
	dl_models_free(models);
}

static bool spans(const struct dl_models *models, const char *name, int64_t failed_lo,
		  int64_t failed_hi, int64_t good_lo, int64_t good_hi)
{
	const struct dl_model *m = dl_models_find(models, name);
	struct dl_span failed = dl_model_failed(m), good = dl_model_good(m);
	bool ok = failed.lo == failed_lo && failed.hi == failed_hi && good.lo == good_lo &&
		  good.hi == good_hi;

	if (!ok)
		fprintf(stderr, "%s: %lld..%lld, %lld..%lld\n", name, (long long)failed.lo,
			(long long)failed.hi, (long long)good.lo, (long long)good.hi);
	return ok;
}

static void test_failed_and_good_results(void)
{
	struct dl_models *models = load(NULL, 0);

	CU_ASSERT(spans(models, "dma_map_single", -1, -1, 1, INT64_MAX - 1));
	CU_ASSERT(spans(models, "dma_map_sg", 0, 0, 1, INT32_MAX));
	CU_ASSERT(spans(models, "dma_map_sgtable", -4095, -1, 0, 0));
	CU_ASSERT(spans(models, "scsi_dma_map", -4095, -1, 0, INT32_MAX));
	CU_ASSERT(spans(models, "rdma_rw_ctx_init", -4095, -1, 0, INT32_MAX));
	CU_ASSERT(spans(models, "dma_alloc_coherent", 0, 0, 4096, INT64_MAX));
	CU_ASSERT(spans(models, "dma_buf_map_attachment", -4095, -1, 1, INT64_MAX));
	CU_ASSERT(dl_models_find(models, "scsi_dma_map")->zero_is_nothing);
	CU_ASSERT_FALSE(dl_models_find(models, "rdma_rw_ctx_init")->zero_is_nothing);
	CU_ASSERT(dl_models_find(models, "dma_alloc_attrs")->page_aligned);
	CU_ASSERT_FALSE(dl_models_find(models, "dma_pool_alloc")->page_aligned);
	CU_ASSERT_EQUAL(dl_models_find(models, "dma_set_mask")->sure_bits, 32);
	CU_ASSERT_STRING_EQUAL(dl_models_find(models, "dma_unmap_page")->tolerates_family,
			       "single");
	CU_ASSERT_PTR_NULL(dl_models_find(models, "dma_unmap_sg")->tolerates_family);
	dl_models_free(models);
}

static void test_families_and_partners(void)
{
	struct dl_models *models = load(NULL, 0);
	const struct dl_model *map = dl_models_find(models, "dma_map_single");
	const struct dl_model *unmap = dl_models_find(models, "dma_unmap_single");
	const struct dl_model *page = dl_models_find(models, "dma_unmap_page");
	const struct dl_model *frag = dl_models_find(models, "skb_frag_dma_map");
	const struct dl_model *log = dl_models_find(models, "printk");

	CU_ASSERT(dl_model_same_family(map, unmap));
	CU_ASSERT_FALSE(dl_model_other_family(map, unmap));
	CU_ASSERT(dl_model_other_family(map, page));
	CU_ASSERT_FALSE(dl_model_same_family(map, page));
	/* no family: neither */
	CU_ASSERT_FALSE(dl_model_same_family(log, log));
	CU_ASSERT_FALSE(dl_model_other_family(map, log));
	CU_ASSERT(dl_models_are_partners(page, frag));
	CU_ASSERT(dl_models_are_partners(frag, page));
	CU_ASSERT_FALSE(dl_models_are_partners(map, page));
	CU_ASSERT_FALSE(dl_models_are_partners(map, map));
	dl_models_free(models);
}

/* ---- users' files ---- */

static void test_user_file_replaces(void)
{
	struct dl_models *models = load_text(
		"{ \"api\": \"acme\", \"constants\": {"
		"\"PAGE_SIZE\": { \"role\": \"page-size\", \"value\": 65536 },"
		"\"EBUSY\": { \"role\": \"none\" },"
		"\"ACME_TO_DEVICE\": { \"role\": \"to-device\", \"value\": 7 } },"
		"\"words\": { \"put\": { \"role\": \"none\" },"
		"\"retire\": { \"role\": \"ends\", \"aliases\": [\"expire\"] } },"
		"\"types\": { \"acme_addr_t\": { \"role\": \"handle\","
		" \"test\": \"acme_is_bad\" } },"
		"\"functions\": { \"acme_is_bad\": { \"role\": \"check\","
		" \"args\": { \"handle\": 0 } },"
		"\"PTR_ERR\": { \"role\": \"pure\" } },"
		"\"records\": { \"struct sk_buff\": { \"role\": \"none\" },"
		"\"struct acme_list\": { \"role\": \"list\" } } }");
	const struct dl_platform *p = dl_models_platform(models);

	CU_ASSERT_EQUAL(p->page_size, 65536);
	CU_ASSERT_EQUAL(p->max_error, 4095);
	CU_ASSERT_EQUAL(dl_model_good(dl_models_find(models, "dma_alloc_coherent")).lo, 65536);
	CU_ASSERT_FALSE(dl_result_is_pending(p, -16, true));
	CU_ASSERT_EQUAL(dl_direction_of(p, 7), DL_DIR_TO_DEVICE);
	CU_ASSERT_EQUAL(dl_direction_of(p, 1), DL_DIR_OTHER);
	CU_ASSERT_STRING_EQUAL(dl_direction_name(p, 7), "ACME_TO_DEVICE");
	CU_ASSERT_FALSE(dl_name_has_word(p, DL_WORD_ENDS, "foo_put"));
	CU_ASSERT(dl_name_has_word(p, DL_WORD_ENDS, "foo_free"));
	CU_ASSERT(dl_name_has_word(p, DL_WORD_ENDS, "foo_expire"));
	/* both are handles; the later one says what they are tested with */
	CU_ASSERT_EQUAL(dl_models_type(models, "dma_addr_t"), DL_TYPENAME_HANDLE);
	CU_ASSERT_EQUAL(dl_models_type(models, "acme_addr_t"), DL_TYPENAME_HANDLE);
	CU_ASSERT_STRING_EQUAL(p->handle_test->name, "acme_is_bad");
	CU_ASSERT_EQUAL(dl_models_find(models, "PTR_ERR")->gives, DL_GIVES_ANYTHING);
	CU_ASSERT_EQUAL(dl_models_record(models, "struct sk_buff"), DL_RECORD_OTHER);
	CU_ASSERT_EQUAL(dl_models_record(models, "struct acme_list"), DL_RECORD_LIST);
	dl_models_free(models);
}

/* What no model says has the value that says least. */
static void test_empty_pack(void)
{
	struct dl_models *models = dl_models_new();
	const struct dl_platform *p = dl_models_platform(models);

	CU_ASSERT_EQUAL(p->page_size, 1);
	CU_ASSERT_EQUAL(p->max_error, INT32_MAX);
	CU_ASSERT_PTR_NULL(p->mapping_error.name);
	CU_ASSERT_EQUAL(p->handle_test->role, DL_ROLE_CHECK);
	CU_ASSERT_EQUAL(dl_direction_of(p, 0), DL_DIR_OTHER);
	CU_ASSERT_FALSE(dl_result_is_pending(p, 0, true));
	CU_ASSERT_FALSE(dl_result_is_pending(p, -115, true));
	CU_ASSERT_FALSE(dl_name_has_word(p, DL_WORD_ENDS, "free"));
	CU_ASSERT_FALSE(dl_text_complains(p, "\0010"));
	CU_ASSERT_PTR_NULL(dl_attribute_difference(p, -1, 0));
	dl_models_free(models);
}

/* ---- the lexicon ---- */

static void test_lexicon(void)
{
	struct dl_models *models = load(NULL, 0);
	struct dl_interner *names = dl_interner_new();
	const char *list = dl_intern(names, "struct scatterlist");
	const char *address = dl_intern(names, "dma_address");
	const char *handle = dl_intern(names, "dma_addr_t"), *other = dl_intern(names, "u32");
	const char *mine = dl_intern(names, "struct mine");
	struct dl_lexicon lexicon;

	dl_lexicon_init(&lexicon, models, names);
	CU_ASSERT_EQUAL(dl_lexicon_record(&lexicon, list), DL_RECORD_LIST);
	CU_ASSERT_EQUAL(dl_lexicon_record(&lexicon, mine), DL_RECORD_OTHER);
	CU_ASSERT_EQUAL(dl_lexicon_record(&lexicon, NULL), DL_RECORD_OTHER);
	CU_ASSERT_EQUAL(dl_lexicon_type(&lexicon, handle), DL_TYPENAME_HANDLE);
	CU_ASSERT_EQUAL(dl_lexicon_type(&lexicon, other), DL_TYPENAME_OTHER);
	CU_ASSERT_EQUAL(dl_lexicon_type(&lexicon, list), DL_TYPENAME_OTHER);
	CU_ASSERT_EQUAL(dl_lexicon_field_role(&lexicon, list, address), DL_ROLE_LIST_ADDRESS);
	CU_ASSERT_EQUAL(dl_lexicon_field_role(&lexicon, mine, address), DL_ROLE_NONE);
	CU_ASSERT_PTR_NULL(dl_lexicon_field(&lexicon, list, mine));
	CU_ASSERT_PTR_NULL(dl_lexicon_field(&lexicon, list, NULL));
	CU_ASSERT_PTR_NULL(dl_lexicon_field(&lexicon, NULL, address));
	/* nothing was added to the unit's names */
	CU_ASSERT_PTR_NULL(dl_intern_find(names, "struct sk_buff"));
	dl_lexicon_free(&lexicon);
	dl_interner_free(names);
	dl_models_free(models);
}

/* ---- broken files ---- */

struct broken {
	const char *text;
	const char *message; /* what the message must hold, after "model acme.json" */
};

#define FUNCTION(keys)	"{ \"api\": \"a\", \"functions\": { \"f\": { " keys " } } }"
#define FIELD(keys)	"{ \"api\": \"a\", \"fields\": { \"struct s\": { \"b\": { " keys " } } } }"
#define RECORDS(text)	"{ \"api\": \"a\", \"records\": " text " }"
#define TYPES(text)	"{ \"api\": \"a\", \"types\": " text " }"
#define CONSTANTS(text) "{ \"api\": \"a\", \"constants\": " text " }"
#define CONSTANT(keys)	CONSTANTS("{ \"C\": { " keys " } }")
#define WORDS(text)	"{ \"api\": \"a\", \"words\": " text " }"

static const struct broken broken[] = {
	/* results of functions */
	{FUNCTION("\"role\": \"pure\", \"result\": \"error\""),
	 ": entry f: field 'result': unknown value \"error\"; known are anything, argument,"},
	{FUNCTION("\"role\": \"pure\", \"result\": true"),
	 ": entry f: field 'result': must be a string, not true or false"},
	{FUNCTION("\"role\": \"log\", \"result\": \"argument\""),
	 ": entry f: field 'result': only role 'pure' has it"},
	{FUNCTION("\"role\": \"pure\", \"result\": \"pointer\""),
	 ": entry f: field 'args.page': missing"},
	{FUNCTION("\"role\": \"pure\", \"result\": \"memory-kind\""),
	 ": entry f: field 'args.buf': missing"},
	{FUNCTION("\"role\": \"map\", \"failure\": \"zero\", \"args\": { \"sg\": 0 }, \"never_null\": true"),
	 ": entry f: field 'never_null': 'failure' and 'failed' say"},
	{FUNCTION("\"role\": \"buffer-alloc\", \"memory\": \"slab\", \"returns\": [0, 1]"),
	 ": entry f: field 'returns': 'failure' and 'failed' say"},
	{FUNCTION("\"role\": \"none\", \"returns\": [1, 0]"), ": entry f: field 'returns'"},
	{FUNCTION("\"role\": \"pure\", \"never_null\": 1"),
	 ": entry f: field 'never_null': must be true or false, not a whole number"},
	{FUNCTION("\"role\": \"pure\", \"success\": [0, 1]"),
	 ": entry f: field 'success': only roles 'map' and 'alloc'"},
	{FUNCTION("\"role\": \"pure\", \"zeroed\": true"),
	 ": entry f: field 'zeroed': only roles 'buffer-alloc' and 'start' have it"},
	{FUNCTION("\"role\": \"pure\", \"failed\": [-1, -1]"),
	 ": entry f: field 'failed': only roles 'check' and 'wait' have it"},
	{FUNCTION("\"role\": \"map\", \"success\": 1"),
	 ": entry f: field 'success': must be [lowest, highest]"},
	{FUNCTION("\"role\": \"map\", \"success\": []"),
	 ": entry f: field 'success': must be [lowest, highest]"},
	{FUNCTION("\"role\": \"map\", \"success\": [1]"),
	 ": entry f: field 'success': must be [lowest, highest]"},
	{FUNCTION("\"role\": \"map\", \"success\": [1, 2, 3]"),
	 ": entry f: field 'success': must be [lowest, highest]"},
	{FUNCTION("\"role\": \"map\", \"success\": [2, 1]"),
	 ": entry f: field 'success': must be [lowest, highest]"},
	{FUNCTION("\"role\": \"map\", \"success\": [0, 1.5]"),
	 ": entry f: field 'success': must be [lowest, highest]"},
	{FUNCTION("\"role\": \"map\", \"success\": { \"0\": 1 }"),
	 ": entry f: field 'success': must be [lowest, highest]"},
	{FUNCTION("\"role\": \"map\", \"family\": \"x\", \"failure\": \"zero\","
		  " \"zero_is_nothing\": true"),
	 ": entry f: field 'zero_is_nothing': only role 'map' with failure 'negative'"},
	{FUNCTION("\"role\": \"map\", \"family\": \"x\", \"failure\": \"zero\","
		  " \"page_aligned\": true"),
	 ": entry f: field 'page_aligned': only role 'alloc'"},
	{FUNCTION("\"role\": \"set-mask\", \"sure_bits\": 0"),
	 ": entry f: field 'sure_bits': must be a number of bits from 1 to 64"},
	{FUNCTION("\"role\": \"set-mask\", \"sure_bits\": 65"),
	 ": entry f: field 'sure_bits': must be a number of bits from 1 to 64"},
	{FUNCTION("\"role\": \"set-mask\", \"sure_bits\": \"32\""),
	 ": entry f: field 'sure_bits': must be a number of bits from 1 to 64"},
	{FUNCTION("\"role\": \"pure\", \"sure_bits\": 32"),
	 ": entry f: field 'sure_bits': only role 'set-mask'"},
	{FUNCTION("\"role\": \"pure\", \"tolerates_family\": \"x\""),
	 ": entry f: field 'tolerates_family': only roles 'unmap' and 'free'"},
	{FUNCTION("\"role\": \"unmap\", \"tolerates_family\": []"),
	 ": entry f: field 'tolerates_family': must be a string, not an array"},
	/* roles of fields */
	{FUNCTION("\"role\": \"list-address\""),
	 ": entry f: field 'role': only a record's field can be that"},
	{FUNCTION("\"role\": \"parent\""),
	 ": entry f: field 'role': only a record's field can be that"},
	{FIELD("\"role\": \"list-address\""), ": entry struct s.b: field 'pairs': missing"},
	{FIELD("\"role\": \"memory\""), ": entry struct s.b: field 'memory': missing"},
	{FIELD("\"role\": \"memory\", \"memory\": \"rom\""),
	 ": entry struct s.b: field 'memory': unknown value \"rom\""},
	{FIELD("\"role\": \"parent\", \"memory\": \"slab\""),
	 ": entry struct s.b: field 'memory': only roles"},
	{FIELD("\"role\": \"parent\", \"pairs\": [\"g\"]"),
	 ": entry struct s.b: field 'pairs': of fields, only roles"},
	/* records */
	{RECORDS("[]"), ": field 'records': must be an object, not an array"},
	{RECORDS("{ \"struct s\": 1 }"), ": record struct s: must be an object"},
	{RECORDS("{ \"struct s\": {} }"), ": record struct s: field 'role': missing"},
	{RECORDS("{ \"struct s\": { \"role\": \"sg\" } }"),
	 ": record struct s: field 'role': unknown value \"sg\"; known are none, list, packet"},
	{RECORDS("{ \"struct s\": { \"role\": 1 } }"),
	 ": record struct s: field 'role': must be a string"},
	{RECORDS("{ \"struct s\": { \"role\": \"list\", \"value\": 1 } }"),
	 ": record struct s: field 'value': unknown; known are role, header, note"},
	{RECORDS("{ \"struct s\": { \"role\": \"list\", \"note\": \"\" } }"),
	 ": record struct s: field 'note': is empty"},
	{RECORDS("{ \"enum s\": { \"role\": \"list\" } }"),
	 ": record enum s: is not the name of a record"},
	/* types */
	{TYPES("{ \"t\": { \"role\": \"handle\" } }"), ": type t: field 'test': missing"},
	{TYPES("{ \"t\": { \"role\": \"handle\", \"test\": null } }"),
	 ": type t: field 'test': must be a string, not null"},
	{TYPES("{ \"t\": { \"role\": \"direction\", \"test\": \"f\" } }"),
	 ": type t: field 'test': only role 'handle' has it"},
	{TYPES("{ \"struct s\": { \"role\": \"handle\", \"test\": \"f\" } }"),
	 ": type struct s: is not the name of a typedef or an enum"},
	{TYPES("{ \"enum a\": { \"role\": \"direction\" },"
	       " \"enum b\": { \"role\": \"direction\" } }"),
	 ": type enum b: enum a has this role, too; one name can"},
	/* constants */
	{CONSTANTS("{ \"A-B\": { \"role\": \"queued\", \"value\": -1 } }"),
	 ": constant A-B: is not the name of a constant"},
	{CONSTANT("\"role\": \"errno\", \"value\": -1"),
	 ": constant C: field 'role': unknown value \"errno\"; known are none, both-ways,"},
	{CONSTANT("\"role\": \"page-size\""), ": constant C: field 'value': missing"},
	{CONSTANT("\"role\": \"page-size\", \"value\": \"4096\""),
	 ": constant C: field 'value': must be a whole number, not a string"},
	{CONSTANT("\"role\": \"page-size\", \"value\": 4096.0"),
	 ": constant C: field 'value': must be a whole number, not a fraction"},
	{CONSTANT("\"role\": \"page-size\", \"value\": 0"),
	 ": constant C: field 'value': must lie from 1 to 2147483647, not 0"},
	{CONSTANT("\"role\": \"max-error\", \"value\": -1"), ": constant C: field 'value': must lie"},
	{CONSTANT("\"role\": \"must-match\", \"value\": 0"), ": constant C: field 'value': must lie"},
	{CONSTANT("\"role\": \"skip-sync\", \"value\": -32"), ": constant C: field 'value': must lie"},
	{CONSTANT("\"role\": \"async\", \"value\": 115"), ": constant C: field 'value': must lie"},
	{CONSTANT("\"role\": \"to-device\", \"value\": 4294967296"),
	 ": constant C: field 'value': must lie"},
	{CONSTANT("\"role\": \"to-device\", \"value\": 99999999999999999999"), ":1:"},
	{CONSTANT("\"role\": \"to-device\", \"value\": 1, \"text\": \"x\""),
	 ": constant C: field 'text': only roles 'complaint', 'cache-line' and 'copied-below' have it"},
	{CONSTANT("\"role\": \"complaint\""), ": constant C: field 'text': missing"},
	{CONSTANT("\"role\": \"complaint\", \"value\": 1"),
	 ": constant C: field 'value': role 'complaint' has a 'text'"},
	{CONSTANT("\"role\": \"complaint\", \"text\": \"\""), ": constant C: field 'text': is empty"},
	{CONSTANT("\"role\": \"complaint\", \"text\": \"\\u0000x\""), ":1:"},
	{CONSTANT("\"role\": \"complaint\", \"text\": \"x\", \"aliases\": [\"D\"]"),
	 ": constant C: field 'aliases': unknown; known are role, value, text, header, note"},
	{CONSTANTS("{ \"A\": { \"role\": \"page-size\", \"value\": 1 },"
		   " \"B\": { \"role\": \"page-size\", \"value\": 2 } }"),
	 ": constant B: A has this role, too; one name can"},
	/* words */
	{WORDS("{ \"free it\": { \"role\": \"ends\" } }"), ": word free it: is not a part of a name"},
	{WORDS("{ \"\": { \"role\": \"ends\" } }"), ": is not a part of a name"},
	{WORDS("{ \"free\": { \"role\": \"begins\" } }"),
	 ": word free: field 'role': unknown value \"begins\"; known are none, ends, complains,"},
	{WORDS("{ \"free\": { \"role\": \"ends\", \"aliases\": [] } }"),
	 ": word free: field 'aliases': must be a non-empty array"},
	{WORDS("{ \"free\": { \"role\": \"ends\", \"aliases\": [\"free\"] } }"),
	 ": word free: free is described twice"},
	{WORDS("{ \"a\": { \"role\": \"ends\" }, \"a\": { \"role\": \"ends\" } }"),
	 "duplicate object key"},
};

static bool is_refused(const struct broken *b)
{
	struct dl_models *models = dl_models_new();
	struct dl_error err = {0};
	enum dl_status status = dl_models_add(models, "acme.json", b->text, strlen(b->text), &err);
	bool ok = status == DL_ERR_INVALID && err.status == status &&
		  !strncmp(err.message, "model acme.json", 15) && strstr(err.message, b->message);

	if (!ok)
		fprintf(stderr, "%s\n  want: %s\n  got:  %s\n", b->text, b->message, err.message);
	dl_models_free(models);
	return ok;
}

static void test_broken_files_are_refused(void)
{
	for (size_t i = 0; i < sizeof(broken) / sizeof(broken[0]); i++)
		CU_ASSERT(is_refused(&broken[i]));
}

static void test_handle_needs_a_test(void)
{
	static const char *const texts[] = {
		"{ \"api\": \"a\", \"types\": { \"t\": { \"role\": \"handle\","
		" \"test\": \"nowhere\" } } }",
		"{ \"api\": \"a\", \"types\": { \"t\": { \"role\": \"handle\","
		" \"test\": \"dma_map_single\" } } }",
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		char path[] = "/tmp/dmalint-model-XXXXXX";
		const char *file = path;
		FILE *f = fdopen(mkstemp(path), "w");
		struct dl_models *models = NULL;
		struct dl_error err = {0};

		fputs(texts[i], f);
		fclose(f);
		CU_ASSERT_EQUAL(dl_models_load(&models, &file, 1, &err), DL_ERR_INVALID);
		CU_ASSERT_PTR_NOT_NULL(strstr(err.message, path));
		CU_ASSERT_PTR_NOT_NULL(strstr(err.message, ": type t: field 'test': no function"));
		CU_ASSERT_PTR_NULL(models);
		unlink(path);
	}
}

/* Two files of one pack cannot both describe a name; a user's file may. */
static void test_one_description_a_pack(void)
{
	static const char text[] = WORDS("{ \"retire\": { \"role\": \"ends\" } }");
	struct dl_models *models = dl_models_new();
	struct dl_error err = {0};

	CU_ASSERT_EQUAL(dl_models_add(models, "a.json", text, sizeof(text) - 1, &err), DL_OK);
	CU_ASSERT_EQUAL(dl_models_add(models, "b.json", text, sizeof(text) - 1, &err),
			DL_ERR_INVALID);
	CU_ASSERT_PTR_NOT_NULL(
		strstr(err.message, "model b.json: word retire: retire is described twice"));
	models->source++;
	CU_ASSERT_EQUAL(dl_models_add(models, "c.json", text, sizeof(text) - 1, &err), DL_OK);
	dl_models_free(models);
}

/* Whatever stands where a value is expected: an error or a model, never a crash. */
static void test_any_value_for_any_key(void)
{
	static const char *const values[] = {"null", "true",   "0",	"-1", "4294967296",
					     "1e300", "\"\"",  "\"x\"", "[]", "[null]",
					     "[[1]]", "{}",    "{ \"role\": \"none\" }",
					     "[-9223372036854775808, 9223372036854775807]"};
	static const char *const frames[] = {
		"{ \"api\": \"a\", \"functions\": { \"f\": { \"role\": \"%s\", \"%s\": %s } } }",
		"{ \"api\": \"a\", \"fields\": { \"struct s\": { \"b\": { \"role\": \"%s\","
		" \"%s\": %s } } } }",
		"{ \"api\": \"a\", \"records\": { \"struct s\": { \"role\": \"%s\", \"%s\": %s } } }",
		"{ \"api\": \"a\", \"types\": { \"t\": { \"role\": \"%s\", \"%s\": %s } } }",
		"{ \"api\": \"a\", \"constants\": { \"C\": { \"role\": \"%s\", \"%s\": %s } } }",
		"{ \"api\": \"a\", \"words\": { \"w\": { \"role\": \"%s\", \"%s\": %s } } }",
	};
	static const enum dl_model_keys keys[] = {DL_KEYS_FUNCTION, DL_KEYS_FIELD,
						  DL_KEYS_RECORD,   DL_KEYS_TYPE,
						  DL_KEYS_CONSTANT, DL_KEYS_WORD};
	size_t tried = 0;

	for (size_t f = 0; f < sizeof(frames) / sizeof(frames[0]); f++) {
		const char *const *roles =
			f < 2 ? dl_role_names() : dl_term_role_names((enum dl_section)(f - 2));

		for (; *roles; roles++) {
			const char *key;

			for (size_t k = 0; (key = dl_model_key(keys[f], k)); k++) {
				for (size_t v = 0; v < sizeof(values) / sizeof(values[0]); v++) {
					struct dl_models *models = dl_models_new();
					struct dl_error err = {0};
					char text[512];
					int n = snprintf(text, sizeof(text), frames[f], *roles, key,
							 values[v]);
					enum dl_status status = dl_models_add(
						models, "a.json", text, (size_t)n, &err);

					CU_ASSERT(status == DL_OK ||
						  !strncmp(err.message, "model a.json", 12));
					dl_models_free(models);
					tried++;
				}
			}
		}
	}
	CU_ASSERT(tried > 5000);
}

DL_TEST_MAIN("model_terms", DL_TEST(test_numbers), DL_TEST(test_directions),
	     DL_TEST(test_attributes), DL_TEST(test_pending_results), DL_TEST(test_words),
	     DL_TEST(test_records_fields_and_types), DL_TEST(test_results),
	     DL_TEST(test_failed_and_good_results),
	     DL_TEST(test_families_and_partners), DL_TEST(test_user_file_replaces),
	     DL_TEST(test_empty_pack), DL_TEST(test_lexicon),
	     DL_TEST(test_broken_files_are_refused), DL_TEST(test_handle_needs_a_test),
	     DL_TEST(test_one_description_a_pack), DL_TEST(test_any_value_for_any_key))
