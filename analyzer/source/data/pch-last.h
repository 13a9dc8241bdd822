/*
 * The last lines of a precompiled header. What the kernel checks at compile time, and what modinfo(8) shows, is a
 * third of what driver text expands to, and says nothing of what the code does: it becomes nothing, or next to it.
 * Files without a precompiled header are parsed with all of it, to the same findings.
 */

/* assertions */
#ifdef BUILD_BUG_ON
#undef BUILD_BUG_ON
#define BUILD_BUG_ON(...) do { } while (0)
#endif
#ifdef BUILD_BUG_ON_MSG
#undef BUILD_BUG_ON_MSG
#define BUILD_BUG_ON_MSG(...) do { } while (0)
#endif
#ifdef BUILD_BUG_ON_ZERO
#undef BUILD_BUG_ON_ZERO
#define BUILD_BUG_ON_ZERO(...) (0)
#endif
#ifdef compiletime_assert
#undef compiletime_assert
#define compiletime_assert(...) do { } while (0)
#endif
#ifdef compiletime_assert_rwonce_type
#undef compiletime_assert_rwonce_type
#define compiletime_assert_rwonce_type(x) do { } while (0)
#endif
#ifdef static_assert
#undef static_assert
#define static_assert(...)
#endif
#ifdef typecheck
#undef typecheck
#define typecheck(type, x) (1)
#endif
#ifdef __BF_FIELD_CHECK
#undef __BF_FIELD_CHECK
#define __BF_FIELD_CHECK(...) do { } while (0)
#endif
#ifdef VERIFY_OCTAL_PERMISSIONS
#undef VERIFY_OCTAL_PERMISSIONS
#define VERIFY_OCTAL_PERMISSIONS(perms) (perms)
#endif

/* one line in place of a choice among all integer types */
#if defined(__unqual_scalar_typeof) && __clang_major__ >= 19
#undef __unqual_scalar_typeof
#define __unqual_scalar_typeof(x) __typeof_unqual__(x)
#endif

/* what is kept to print a warning; that there is one stays, since who warns of a state says that it must not be */
#ifdef __WARN_FLAGS
#undef __WARN_FLAGS
#define __WARN_FLAGS(...) __asm__ volatile("")
#endif

/* MODULE_LICENSE() and its kind */
#ifdef __MODULE_INFO
#undef __MODULE_INFO
#define __MODULE_INFO(...)
#endif
