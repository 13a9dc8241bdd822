/* SPDX-License-Identifier: Apache-2.0 */
/* Stub: work items. */
#ifndef DL_STUB_WORKQUEUE_H
#define DL_STUB_WORKQUEUE_H

#include <linux/completion.h>

struct work_struct { void (*func)(struct work_struct *work); struct list_head entry; };
typedef void (*work_func_t)(struct work_struct *work);
struct delayed_work { struct work_struct work; struct timer_list timer; };
struct workqueue_struct;
extern struct workqueue_struct *system_wq, *system_long_wq, *system_highpri_wq;
#define INIT_WORK(w, f)		((w)->func = (f))
#define INIT_DELAYED_WORK(w, f)	((w)->work.func = (f))
#define DECLARE_WORK(n, f)	struct work_struct n = { .func = f }
#define to_delayed_work(w)	container_of(w, struct delayed_work, work)
#define WQ_UNBOUND		2
#define WQ_MEM_RECLAIM		8
#define WQ_HIGHPRI		16
bool schedule_work(struct work_struct *work);
bool queue_work(struct workqueue_struct *wq, struct work_struct *work);
bool schedule_delayed_work(struct delayed_work *dwork, unsigned long delay);
bool queue_delayed_work(struct workqueue_struct *wq, struct delayed_work *dwork,
			unsigned long delay);
bool mod_delayed_work(struct workqueue_struct *wq, struct delayed_work *dwork, unsigned long delay);
bool cancel_work(struct work_struct *work);
bool cancel_work_sync(struct work_struct *work);
bool cancel_delayed_work(struct delayed_work *dwork);
bool cancel_delayed_work_sync(struct delayed_work *dwork);
bool flush_work(struct work_struct *work);
void flush_workqueue(struct workqueue_struct *wq);
void destroy_workqueue(struct workqueue_struct *wq);
struct workqueue_struct *alloc_workqueue(const char *fmt, unsigned int flags, int max, ...);
struct workqueue_struct *alloc_ordered_workqueue(const char *fmt, unsigned int flags, ...);
struct workqueue_struct *create_singlethread_workqueue(const char *name);

#endif
