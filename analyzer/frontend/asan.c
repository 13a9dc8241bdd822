/* SPDX-License-Identifier: Apache-2.0 */
/*
 * libclang parses on threads of its own and gives them a signal stack; the
 * address sanitizer frees that stack as if it were its own and aborts. Its
 * run time, a shared library, must see the function: hidden like the others,
 * it would be passed over.
 */
#ifdef __SANITIZE_ADDRESS__
__attribute__((visibility("default"))) const char *__asan_default_options(void);

const char *__asan_default_options(void)
{
	return "use_sigaltstack=0";
}
#else
typedef int dl_fe_no_sanitizer;
#endif
