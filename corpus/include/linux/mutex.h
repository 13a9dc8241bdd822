/* SPDX-License-Identifier: Apache-2.0 */
/* Stub: sleeping locks. */
#ifndef DL_STUB_MUTEX_H
#define DL_STUB_MUTEX_H

#include <linux/spinlock.h>

struct device;
struct mutex { int dl_lock; };
struct rw_semaphore { int dl_lock; };
struct semaphore { int dl_count; };
#define DEFINE_MUTEX(x)		struct mutex x = { 0 }
#define DECLARE_RWSEM(x)	struct rw_semaphore x = { 0 }
void mutex_init(struct mutex *lock);
void mutex_destroy(struct mutex *lock);
void mutex_lock(struct mutex *lock);
void mutex_lock_nested(struct mutex *lock, unsigned int subclass);
int mutex_lock_interruptible(struct mutex *lock);
int mutex_lock_killable(struct mutex *lock);
int mutex_trylock(struct mutex *lock);
void mutex_unlock(struct mutex *lock);
bool mutex_is_locked(struct mutex *lock);
int devm_mutex_init(struct device *dev, struct mutex *lock);
void init_rwsem(struct rw_semaphore *sem);
void down_read(struct rw_semaphore *sem);
void up_read(struct rw_semaphore *sem);
void down_write(struct rw_semaphore *sem);
void up_write(struct rw_semaphore *sem);
void sema_init(struct semaphore *sem, int val);
void down(struct semaphore *sem);
int down_interruptible(struct semaphore *sem);
int down_trylock(struct semaphore *sem);
void up(struct semaphore *sem);
DEFINE_GUARD(mutex, struct mutex *, mutex_lock(_T), mutex_unlock(_T))
DEFINE_GUARD(rwsem_read, struct rw_semaphore *, down_read(_T), up_read(_T))
DEFINE_GUARD(rwsem_write, struct rw_semaphore *, down_write(_T), up_write(_T))

#endif
