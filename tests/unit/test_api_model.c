/* SPDX-License-Identifier: Apache-2.0 */
/* Models through the public interface. */
#include "api_fixture.h"

static void test_all(void)
{
	struct dmalint_models *models;
	size_t count;

	CU_ASSERT_EQUAL_FATAL(dmalint_models_open(&models, NULL, 0, NULL), DMALINT_OK);
	count = dmalint_models_count(models);
	CU_ASSERT(count > 300);
	CU_ASSERT_PTR_NULL(dmalint_models_name(models, count));
	CU_ASSERT_PTR_NULL(dmalint_models_explain(models, count));
	CU_ASSERT_PTR_NULL(dmalint_models_role(models, count));
	for (size_t i = 0; i < count; i++) {
		const char *name = dmalint_models_name(models, i);
		const char *text = dmalint_models_explain(models, i);

		CU_ASSERT_FATAL(name && text);
		CU_ASSERT_EQUAL(strncmp(text, name, strlen(name)), 0);
		CU_ASSERT_PTR_NOT_NULL(strstr(text, "\n  does "));
		CU_ASSERT_PTR_NOT_NULL(dmalint_models_role(models, i));
		CU_ASSERT_PTR_EQUAL(dmalint_models_explain(models, i), text);
	}
	dmalint_models_free(models);
	dmalint_models_free(NULL);
}

static void test_wrong_files(void)
{
	static const char *const missing[] = {"/no/such/model.json"};
	struct dmalint_models *models;
	struct dmalint_error error;

	CU_ASSERT_EQUAL(dmalint_models_open(&models, missing, 1, &error), DMALINT_ERR_NOT_FOUND);
	CU_ASSERT_PTR_NULL(models);
	CU_ASSERT_PTR_NOT_NULL(strstr(error.message, missing[0]));
}

DL_TEST_MAIN("api model", DL_TEST(test_all), DL_TEST(test_wrong_files))
