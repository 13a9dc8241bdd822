/* SPDX-License-Identifier: Apache-2.0 */
/* Stub: interrupts and tasklets. */
#ifndef DL_STUB_INTERRUPT_H
#define DL_STUB_INTERRUPT_H

#include <linux/device.h>
#include <linux/completion.h>

typedef enum irqreturn { IRQ_NONE = 0, IRQ_HANDLED = 1, IRQ_WAKE_THREAD = 2 } irqreturn_t;
#define IRQ_RETVAL(x)		((x) ? IRQ_HANDLED : IRQ_NONE)
typedef irqreturn_t (*irq_handler_t)(int irq, void *dev_id);
#define IRQF_TRIGGER_RISING	0x1
#define IRQF_TRIGGER_FALLING	0x2
#define IRQF_TRIGGER_HIGH	0x4
#define IRQF_TRIGGER_LOW	0x8
#define IRQF_SHARED		0x80
#define IRQF_ONESHOT		0x2000
#define IRQF_NO_AUTOEN		0x80000
int request_irq(unsigned int irq, irq_handler_t fn, unsigned long flags, const char *name,
		void *dev);
int request_threaded_irq(unsigned int irq, irq_handler_t fn, irq_handler_t thread_fn,
			 unsigned long flags, const char *name, void *dev);
const void *free_irq(unsigned int irq, void *dev);
int devm_request_irq(struct device *dev, unsigned int irq, irq_handler_t fn, unsigned long flags,
		     const char *name, void *dev_id);
int devm_request_threaded_irq(struct device *dev, unsigned int irq, irq_handler_t fn,
			      irq_handler_t thread_fn, unsigned long flags, const char *name,
			      void *dev_id);
void devm_free_irq(struct device *dev, unsigned int irq, void *dev_id);
void enable_irq(unsigned int irq);
void disable_irq(unsigned int irq);
void disable_irq_nosync(unsigned int irq);
void synchronize_irq(unsigned int irq);
int irq_set_irq_wake(unsigned int irq, unsigned int on);
int enable_irq_wake(unsigned int irq);
int disable_irq_wake(unsigned int irq);

struct tasklet_struct { unsigned long state; void (*callback)(struct tasklet_struct *t); };
void tasklet_setup(struct tasklet_struct *t, void (*callback)(struct tasklet_struct *t));
void tasklet_init(struct tasklet_struct *t, void (*func)(unsigned long data), unsigned long data);
void tasklet_schedule(struct tasklet_struct *t);
void tasklet_hi_schedule(struct tasklet_struct *t);
void tasklet_kill(struct tasklet_struct *t);
void tasklet_disable(struct tasklet_struct *t);
void tasklet_enable(struct tasklet_struct *t);
#define from_tasklet(var, t, m)	container_of(t, __typeof__(*(var)), m)

#endif
