/* SPDX-License-Identifier: Apache-2.0 */
/* Stub: completions, wait queues, time, timers, delays, tasks. */
#ifndef DL_STUB_COMPLETION_H
#define DL_STUB_COMPLETION_H

#include <linux/spinlock.h>

#define HZ			CONFIG_HZ
#define NSEC_PER_SEC		1000000000L
#define USEC_PER_SEC		1000000L
#define NSEC_PER_USEC		1000L
#define NSEC_PER_MSEC		1000000L
#define USEC_PER_MSEC		1000L
#define MSEC_PER_SEC		1000L
extern unsigned long volatile jiffies;
unsigned long msecs_to_jiffies(unsigned int m);
unsigned long usecs_to_jiffies(unsigned int u);
unsigned int jiffies_to_msecs(unsigned long j);
#define time_after(a, b)	((long)((b) - (a)) < 0)
#define time_before(a, b)	time_after(b, a)
#define time_after_eq(a, b)	((long)((a) - (b)) >= 0)
#define time_before_eq(a, b)	time_after_eq(b, a)
#define time_is_before_jiffies(a) time_after(jiffies, a)
void msleep(unsigned int ms);
void mdelay(unsigned long ms);
void udelay(unsigned long us);
void ndelay(unsigned long ns);
void usleep_range(unsigned long min, unsigned long max);
void fsleep(unsigned long us);
void ssleep(unsigned int s);
unsigned long msleep_interruptible(unsigned int ms);
ktime_t ktime_get(void);
ktime_t ktime_get_real(void);
u64 ktime_get_ns(void);
ktime_t ktime_set(s64 secs, unsigned long ns);
ktime_t ktime_add_us(ktime_t t, u64 us);
s64 ktime_us_delta(ktime_t a, ktime_t b);
s64 ktime_to_ns(ktime_t t);
int ktime_compare(ktime_t a, ktime_t b);
time64_t ktime_get_real_seconds(void);

typedef struct wait_queue_head { spinlock_t lock; struct list_head head; } wait_queue_head_t;
struct completion { unsigned int done; wait_queue_head_t wait; };
#define DECLARE_COMPLETION(x)		struct completion x = { 0 }
#define DECLARE_COMPLETION_ONSTACK(x)	struct completion x = { 0 }
#define DECLARE_WAIT_QUEUE_HEAD(x)	wait_queue_head_t x
void init_completion(struct completion *x);
void reinit_completion(struct completion *x);
void complete(struct completion *x);
void complete_all(struct completion *x);
void wait_for_completion(struct completion *x);
int wait_for_completion_interruptible(struct completion *x);
int wait_for_completion_killable(struct completion *x);
unsigned long wait_for_completion_timeout(struct completion *x, unsigned long timeout);
long wait_for_completion_interruptible_timeout(struct completion *x, unsigned long timeout);
long wait_for_completion_killable_timeout(struct completion *x, unsigned long timeout);
bool try_wait_for_completion(struct completion *x);
bool completion_done(struct completion *x);
void init_waitqueue_head(wait_queue_head_t *q);
void wake_up(wait_queue_head_t *q);
void wake_up_all(wait_queue_head_t *q);
void wake_up_interruptible(wait_queue_head_t *q);
/* Functions of the same names stand for the wait that the macros expand to. */
int dl_stub_wait(wait_queue_head_t *q);
int (wait_event_interruptible)(wait_queue_head_t *q);
int (wait_event_killable)(wait_queue_head_t *q);
long (wait_event_timeout)(wait_queue_head_t *q, long t);
long (wait_event_interruptible_timeout)(wait_queue_head_t *q, long t);
long (wait_event_killable_timeout)(wait_queue_head_t *q, long t);
#define wait_event(q, c)		do { while (!(c)) dl_stub_wait(&(q)); } while (0)
#define wait_event_interruptible(q, c)	((c) ? 0 : (wait_event_interruptible)(&(q)))
#define wait_event_killable(q, c)	((c) ? 0 : (wait_event_killable)(&(q)))
#define wait_event_timeout(q, c, t)	((c) ? 1 : (wait_event_timeout)(&(q), (t)))
#define wait_event_interruptible_timeout(q, c, t) ((c) ? 1 : (wait_event_interruptible_timeout)(&(q), (t)))
#define wait_event_killable_timeout(q, c, t) ((c) ? 1 : (wait_event_killable_timeout)(&(q), (t)))

struct timer_list { unsigned long expires; void (*function)(struct timer_list *t); };
void timer_setup(struct timer_list *t, void (*fn)(struct timer_list *t), unsigned int flags);
int mod_timer(struct timer_list *t, unsigned long expires);
void add_timer(struct timer_list *t);
int del_timer(struct timer_list *t);
int del_timer_sync(struct timer_list *t);
int timer_delete(struct timer_list *t);
int timer_delete_sync(struct timer_list *t);
int timer_shutdown_sync(struct timer_list *t);
bool timer_pending(const struct timer_list *t);
#define from_timer(var, t, m)		container_of(t, __typeof__(*(var)), m)
#define timer_container_of(var, t, m)	container_of(t, __typeof__(*(var)), m)
enum hrtimer_restart { HRTIMER_NORESTART, HRTIMER_RESTART };
enum hrtimer_mode { HRTIMER_MODE_ABS, HRTIMER_MODE_REL };
struct hrtimer { enum hrtimer_restart (*function)(struct hrtimer *t); };
void hrtimer_init(struct hrtimer *t, clockid_t clock, enum hrtimer_mode mode);
void hrtimer_setup(struct hrtimer *t, enum hrtimer_restart (*fn)(struct hrtimer *), clockid_t clock,
		   enum hrtimer_mode mode);
void hrtimer_start(struct hrtimer *t, ktime_t tim, enum hrtimer_mode mode);
int hrtimer_cancel(struct hrtimer *t);
#define CLOCK_MONOTONIC 1

struct task_struct { int pid; char comm[16]; void *dl_stub; };
extern struct task_struct *current;
#define TASK_RUNNING		0
#define TASK_INTERRUPTIBLE	1
#define TASK_UNINTERRUPTIBLE	2
#define MAX_SCHEDULE_TIMEOUT	LONG_MAX
void schedule(void);
long schedule_timeout(long timeout);
long schedule_timeout_interruptible(long timeout);
long schedule_timeout_uninterruptible(long timeout);
void set_current_state(int state);
int signal_pending(struct task_struct *p);
struct task_struct *kthread_run(int (*fn)(void *), void *data, const char *fmt, ...);
int kthread_stop(struct task_struct *k);
bool kthread_should_stop(void);

#endif
