/* SPDX-License-Identifier: Apache-2.0 */
/* Stub: locks, atomics, memory barriers, RCU, per-CPU basics. */
#ifndef DL_STUB_SPINLOCK_H
#define DL_STUB_SPINLOCK_H

#include <linux/types.h>
#include <linux/list.h>
#include <linux/cleanup.h>

typedef struct spinlock { int dl_lock; } spinlock_t;
typedef struct raw_spinlock { int dl_lock; } raw_spinlock_t;
typedef struct { int dl_lock; } rwlock_t;
typedef struct { unsigned int sequence; } seqcount_t, seqlock_t;
struct lock_class_key { int dl_key; };

#define DEFINE_SPINLOCK(x)	spinlock_t x = { 0 }
#define __SPIN_LOCK_UNLOCKED(x)	{ 0 }
void spin_lock_init(spinlock_t *lock);
void raw_spin_lock_init(raw_spinlock_t *lock);
void rwlock_init(rwlock_t *lock);
void spin_lock(spinlock_t *lock);
void spin_lock_bh(spinlock_t *lock);
void spin_lock_irq(spinlock_t *lock);
void spin_lock_nested(spinlock_t *lock, int subclass);
int spin_trylock(spinlock_t *lock);
int spin_trylock_bh(spinlock_t *lock);
void spin_unlock(spinlock_t *lock);
void spin_unlock_bh(spinlock_t *lock);
void spin_unlock_irq(spinlock_t *lock);
void spin_unlock_irqrestore(spinlock_t *lock, unsigned long flags);
int spin_is_locked(spinlock_t *lock);
unsigned long dl_stub_spin_lock_irqsave(spinlock_t *lock);
unsigned long dl_stub_raw_spin_lock_irqsave(raw_spinlock_t *lock);
#define spin_lock_irqsave(lock, flags)	do { (flags) = dl_stub_spin_lock_irqsave(lock); } while (0)
#define spin_trylock_irqsave(lock, flags) ({ (flags) = dl_stub_spin_lock_irqsave(lock); 1; })
#define raw_spin_lock_irqsave(lock, flags) do { (flags) = dl_stub_raw_spin_lock_irqsave(lock); } while (0)
void raw_spin_lock(raw_spinlock_t *lock);
void raw_spin_unlock(raw_spinlock_t *lock);
void raw_spin_unlock_irqrestore(raw_spinlock_t *lock, unsigned long flags);
void read_lock(rwlock_t *lock);
void read_unlock(rwlock_t *lock);
void write_lock(rwlock_t *lock);
void write_unlock(rwlock_t *lock);
void read_lock_bh(rwlock_t *lock);
void read_unlock_bh(rwlock_t *lock);
#define lockdep_assert_held(l)		((void)(l))
#define lockdep_assert_not_held(l)	((void)(l))
#define lockdep_set_class(l, k)		((void)(l), (void)(k))
DEFINE_GUARD(spinlock, spinlock_t *, spin_lock(_T), spin_unlock(_T))
DEFINE_GUARD(spinlock_irq, spinlock_t *, spin_lock_irq(_T), spin_unlock_irq(_T))
DEFINE_GUARD(spinlock_bh, spinlock_t *, spin_lock_bh(_T), spin_unlock_bh(_T))
DEFINE_GUARD(spinlock_irqsave, spinlock_t *, spin_lock_irq(_T), spin_unlock_irq(_T))

unsigned long dl_stub_irq_save(void);
void local_irq_restore(unsigned long flags);
void local_irq_disable(void);
void local_irq_enable(void);
#define local_irq_save(flags)	do { (flags) = dl_stub_irq_save(); } while (0)
void local_bh_disable(void);
void local_bh_enable(void);
void preempt_disable(void);
void preempt_enable(void);
int smp_processor_id(void);
int raw_smp_processor_id(void);
unsigned int num_online_cpus(void);
unsigned int num_possible_cpus(void);

#define ATOMIC_INIT(i)		{ (i) }
#define atomic_read(v)		READ_ONCE((v)->counter)
#define atomic_set(v, i)	WRITE_ONCE((v)->counter, i)
#define atomic64_read(v)	READ_ONCE((v)->counter)
#define atomic64_set(v, i)	WRITE_ONCE((v)->counter, i)
void atomic_inc(atomic_t *v);
void atomic_dec(atomic_t *v);
void atomic_add(int i, atomic_t *v);
void atomic_sub(int i, atomic_t *v);
void atomic_or(int i, atomic_t *v);
int atomic_inc_return(atomic_t *v);
int atomic_dec_return(atomic_t *v);
int atomic_add_return(int i, atomic_t *v);
int atomic_sub_return(int i, atomic_t *v);
int atomic_fetch_add(int i, atomic_t *v);
bool atomic_dec_and_test(atomic_t *v);
bool atomic_inc_and_test(atomic_t *v);
bool atomic_sub_and_test(int i, atomic_t *v);
bool atomic_inc_not_zero(atomic_t *v);
bool atomic_add_unless(atomic_t *v, int a, int u);
int atomic_cmpxchg(atomic_t *v, int old, int value);
int atomic_xchg(atomic_t *v, int value);
void atomic64_inc(atomic64_t *v);
void atomic64_add(s64 i, atomic64_t *v);
void atomic_long_inc(atomic_long_t *v);
s64 atomic64_inc_return(atomic64_t *v);
#define cmpxchg(p, o, n)	__sync_val_compare_and_swap(p, o, n)
#define xchg(p, v)		__sync_lock_test_and_set(p, v)
void refcount_set(refcount_t *r, int n);
void refcount_inc(refcount_t *r);
bool refcount_dec_and_test(refcount_t *r);
unsigned int refcount_read(const refcount_t *r);

void dl_stub_barrier(void);
#define mb()			dl_stub_barrier()
#define rmb()			dl_stub_barrier()
#define wmb()			dl_stub_barrier()
#define dma_mb()		dl_stub_barrier()
#define dma_rmb()		dl_stub_barrier()
#define dma_wmb()		dl_stub_barrier()
#define smp_mb()		dl_stub_barrier()
#define smp_rmb()		dl_stub_barrier()
#define smp_wmb()		dl_stub_barrier()
#define smp_mb__before_atomic()	dl_stub_barrier()
#define smp_mb__after_atomic()	dl_stub_barrier()
#define smp_store_release(p, v)	WRITE_ONCE(*(p), v)
#define smp_load_acquire(p)	({ __typeof__(*(p)) dl_stub_v = READ_ONCE(*(p)); dl_stub_barrier(); dl_stub_v; })
#define mmiowb()		dl_stub_barrier()
void cpu_relax(void);
void prefetch(const void *p);
void prefetchw(const void *p);
void net_prefetch(void *p);
void net_prefetchw(void *p);

void rcu_read_lock(void);
void rcu_read_unlock(void);
void synchronize_rcu(void);
#define rcu_dereference(p)	READ_ONCE(p)
#define rcu_dereference_protected(p, c) (p)
#define rcu_dereference_bh(p)	READ_ONCE(p)
#define rcu_assign_pointer(p, v) ((p) = (v))
#define rcu_access_pointer(p)	READ_ONCE(p)
#define RCU_INIT_POINTER(p, v)	((p) = (v))

#define L1_CACHE_BYTES		64
#define L1_CACHE_SHIFT		6
#define SMP_CACHE_BYTES		L1_CACHE_BYTES
#define L1_CACHE_ALIGN(x)	ALIGN(x, L1_CACHE_BYTES)
#define SKB_CACHE_ALIGN(x)	ALIGN(x, SMP_CACHE_BYTES)
#define ____cacheline_aligned	__attribute__((aligned(SMP_CACHE_BYTES)))
#define __cacheline_aligned	____cacheline_aligned
#define ____cacheline_aligned_in_smp ____cacheline_aligned
#define ____cacheline_internodealigned_in_smp ____cacheline_aligned
int cache_line_size(void);

#define DEFINE_PER_CPU(type, name)	__typeof__(type) name
#define alloc_percpu(type)		((type __percpu *)dl_stub_alloc_percpu(sizeof(type)))
void *dl_stub_alloc_percpu(size_t size);
void free_percpu(void __percpu *p);
#define per_cpu_ptr(p, cpu)		(p)
#define this_cpu_ptr(p)			(p)
#define raw_cpu_ptr(p)			(p)
#define this_cpu_inc(x)			((x)++)
#define this_cpu_add(x, v)		((x) += (v))
#define for_each_possible_cpu(cpu)	for ((cpu) = 0; (cpu) < num_possible_cpus(); (cpu)++)
#define for_each_online_cpu(cpu)	for_each_possible_cpu(cpu)

#endif
