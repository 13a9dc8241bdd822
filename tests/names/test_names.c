/* SPDX-License-Identifier: Apache-2.0 */
/* The check of names must be able to fail. */
#include <stdio.h>

#include "harness.h"
#include "names.h"

static void test_fine(void)
{
	CU_ASSERT_PTR_NULL(names_trouble("The handle 'ring->desc[i].dma' is kept with no dma_mapping_error() test."));
	CU_ASSERT_PTR_NULL(names_trouble("'netdev_priv(dev)->tx.dma': one is the other's parent, 'a ? b : c'."));
	CU_ASSERT_PTR_NULL(names_trouble("the call 'dma_map_single()'"));
	CU_ASSERT_PTR_NULL(names_trouble("'status & 0x10' and 'n % 4' and 'container_of(p, struct a, b)->c'"));
	CU_ASSERT_PTR_NULL(names_trouble("nothing is quoted: x.3 ?"));
	CU_ASSERT_PTR_NULL(names_trouble("an ' opens and nothing closes"));
}

static void test_internal(void)
{
	static const char *const names[] = {
		"?", "?->phys", "i.3 < 16", "cond.1", "_res.2", "logical.1 && x", "kzalloc()->dma", "f().x",
		"container_of(napi)->rx_dma", "%12", "&(%3)->x", "go~2",
		"a_very_long_expression->with_many[members].and_so_on + another_one",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		char message[160];

		snprintf(message, sizeof(message), "the driver's '%s' is unmapped", names[i]);
		CU_ASSERT_PTR_NOT_NULL(names_trouble(message));
	}
}

DL_TEST_MAIN("names", DL_TEST(test_fine), DL_TEST(test_internal))
