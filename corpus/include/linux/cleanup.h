/* SPDX-License-Identifier: Apache-2.0 */
/* Stub: scope-based cleanup: __free(), guard(), scoped_guard(). */
#ifndef DL_STUB_CLEANUP_H
#define DL_STUB_CLEANUP_H

#include <linux/err.h>

#define __cleanup(f) __attribute__((cleanup(f)))
#define DEFINE_FREE(name, type, free_code)				\
	static inline void __free_##name(void *p) { type _T = *(type *)p; free_code; }
#define __free(name)		__cleanup(__free_##name)
#define no_free_ptr(p)		({ __auto_type dl_p = (p); (p) = NULL; dl_p; })
#define return_ptr(p)		return no_free_ptr(p)
#define retain_and_null_ptr(p)	((void)no_free_ptr(p))

#define DEFINE_CLASS(name, type, exit_code, init_code, init_args...)	\
	typedef type class_##name##_t;					\
	static inline void class_##name##_destructor(type *p) { type _T = *p; exit_code; } \
	static inline type class_##name##_constructor(init_args) { type t = init_code; return t; }
#define CLASS(name, var)						\
	class_##name##_t var __cleanup(class_##name##_destructor) = class_##name##_constructor
#define DEFINE_GUARD(name, type, lock, unlock)				\
	DEFINE_CLASS(name, type, if (_T) { unlock; }, ({ lock; _T; }), type _T)
#define guard(name)		CLASS(name, __UNIQUE_ID(guard))
#define scoped_guard(name, args...)					\
	for (CLASS(name, dl_scope)(args), *dl_done = NULL; !dl_done; dl_done = (void *)1)

#endif
