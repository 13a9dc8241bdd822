/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One CUnit program per file:
 *
 *	static void test_something(void) { CU_ASSERT(...); }
 *	DL_TEST_MAIN("room", DL_TEST(test_something), DL_TEST(test_other))
 */
#ifndef DL_TESTS_HARNESS_H
#define DL_TESTS_HARNESS_H

#include <CUnit/Basic.h>
#include <CUnit/CUnit.h>
#include <stdlib.h>
#include <string.h>

struct dl_test {
	const char *name;
	void (*run)(void);
};

#define DL_TEST(function) { #function, function }

#define DL_TEST_MAIN(suite_name, ...)                                                     \
	int main(void)                                                                    \
	{                                                                                 \
		static const struct dl_test tests[] = { __VA_ARGS__ };                    \
		unsigned int failures;                                                    \
		CU_pSuite suite;                                                          \
											  \
		if (CU_initialize_registry() != CUE_SUCCESS)                              \
			return 2;                                                         \
		suite = CU_add_suite(suite_name, NULL, NULL);                             \
		for (size_t i = 0; suite && i < sizeof(tests) / sizeof(tests[0]); i++)    \
			CU_add_test(suite, tests[i].name, tests[i].run);                  \
		CU_basic_set_mode(CU_BRM_NORMAL);                                         \
		CU_basic_run_tests();                                                     \
		failures = CU_get_number_of_failures() + CU_get_number_of_suites_failed(); \
		CU_cleanup_registry();                                                    \
		return failures ? EXIT_FAILURE : EXIT_SUCCESS;                            \
	}

#endif
