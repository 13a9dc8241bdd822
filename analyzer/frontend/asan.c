/* SPDX-License-Identifier: Apache-2.0 */
/*
 * libclang parses on threads of its own and gives them a signal stack; the
 * address sanitizer frees that stack as if it were its own and aborts.
 */
#ifdef __SANITIZE_ADDRESS__
const char *__asan_default_options(void);

const char *__asan_default_options(void)
{
	return "use_sigaltstack=0";
}
#else
typedef int dl_fe_no_sanitizer;
#endif
