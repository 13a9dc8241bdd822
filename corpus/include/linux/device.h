/* SPDX-License-Identifier: Apache-2.0 */
/* Stub: devices, drivers, managed resources, device messages, power-management operations. */
#ifndef DL_STUB_DEVICE_H
#define DL_STUB_DEVICE_H

#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/completion.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/mod_devicetable.h>

struct module;
struct device_node;
struct fwnode_handle;
struct bus_type;
struct class;
struct iommu_group;
struct attribute_group;
struct resource;
struct kobject { const char *name; struct kobject *parent; };
struct attribute { const char *name; umode_t mode; };

typedef struct pm_message { int event; } pm_message_t;
struct device;
struct dev_pm_ops {
	int (*prepare)(struct device *dev);
	void (*complete)(struct device *dev);
	int (*suspend)(struct device *dev);
	int (*resume)(struct device *dev);
	int (*freeze)(struct device *dev);
	int (*thaw)(struct device *dev);
	int (*poweroff)(struct device *dev);
	int (*restore)(struct device *dev);
	int (*suspend_noirq)(struct device *dev);
	int (*resume_noirq)(struct device *dev);
	int (*runtime_suspend)(struct device *dev);
	int (*runtime_resume)(struct device *dev);
	int (*runtime_idle)(struct device *dev);
};
#define SET_SYSTEM_SLEEP_PM_OPS(s, r)	.suspend = s, .resume = r, .freeze = s, .thaw = r,
#define SYSTEM_SLEEP_PM_OPS(s, r)	SET_SYSTEM_SLEEP_PM_OPS(s, r)
#define SET_RUNTIME_PM_OPS(s, r, i)	.runtime_suspend = s, .runtime_resume = r, .runtime_idle = i,
#define RUNTIME_PM_OPS(s, r, i)		SET_RUNTIME_PM_OPS(s, r, i)
#define SIMPLE_DEV_PM_OPS(n, s, r)	const struct dev_pm_ops n = { SET_SYSTEM_SLEEP_PM_OPS(s, r) }
#define DEFINE_SIMPLE_DEV_PM_OPS(n, s, r) SIMPLE_DEV_PM_OPS(n, s, r)
#define pm_ptr(p)			(p)
#define pm_sleep_ptr(p)			(p)

struct device_driver {
	const char *name;
	const struct bus_type *bus;
	struct module *owner;
	const struct of_device_id *of_match_table;
	const struct acpi_device_id *acpi_match_table;
	const struct dev_pm_ops *pm;
	const struct attribute_group **groups;
	const struct attribute_group **dev_groups;
	bool suppress_bind_attrs;
	int probe_type;
};

struct device_dma_parameters {
	unsigned int max_segment_size;
	unsigned int min_align_mask;
	unsigned long segment_boundary_mask;
};

struct device {
	struct kobject kobj;
	struct device *parent;
	const struct bus_type *bus;
	struct device_driver *driver;
	void *platform_data;
	void *driver_data;
	u64 *dma_mask;
	u64 coherent_dma_mask;
	u64 bus_dma_limit;
	struct device_dma_parameters *dma_parms;
	struct device_node *of_node;
	struct fwnode_handle *fwnode;
	struct iommu_group *iommu_group;
	int numa_node;
	dev_t devt;
	const struct class *class;
	void (*release)(struct device *dev);
};

struct device_attribute {
	struct attribute attr;
	ssize_t (*show)(struct device *dev, struct device_attribute *attr, char *buf);
	ssize_t (*store)(struct device *dev, struct device_attribute *attr, const char *buf,
			 size_t n);
};
struct attribute_group {
	const char *name;
	struct attribute **attrs;
};
#define DEVICE_ATTR(n, m, s, t) struct device_attribute dev_attr_##n = { { #n, m }, s, t }
#define DEVICE_ATTR_RO(n) DEVICE_ATTR(n, 0444, n##_show, NULL)
#define DEVICE_ATTR_WO(n) DEVICE_ATTR(n, 0200, NULL, n##_store)
#define DEVICE_ATTR_RW(n) DEVICE_ATTR(n, 0644, n##_show, n##_store)
#define ATTRIBUTE_GROUPS(n)						\
	static const struct attribute_group n##_group = { .attrs = n##_attrs };	\
	static const struct attribute_group *n##_groups[] = { &n##_group, NULL }
int sysfs_emit(char *buf, const char *fmt, ...) __printf(2, 3);
int sysfs_create_group(struct kobject *kobj, const struct attribute_group *grp);
void sysfs_remove_group(struct kobject *kobj, const struct attribute_group *grp);
int device_create_file(struct device *dev, const struct device_attribute *attr);
void device_remove_file(struct device *dev, const struct device_attribute *attr);

static inline void *dev_get_drvdata(const struct device *dev)
{
	return dev->driver_data;
}

static inline void dev_set_drvdata(struct device *dev, void *data)
{
	dev->driver_data = data;
}

static inline void *dev_get_platdata(const struct device *dev)
{
	return dev->platform_data;
}

static inline int dev_to_node(struct device *dev)
{
	return dev->numa_node;
}

const char *dev_name(const struct device *dev);
const char *dev_driver_string(const struct device *dev);
struct device *get_device(struct device *dev);
void put_device(struct device *dev);
struct device *device_create(const struct class *cls, struct device *parent, dev_t devt, void *data,
			     const char *fmt, ...) __printf(5, 6);
int device_register(struct device *dev);
void device_unregister(struct device *dev);
int driver_register(struct device_driver *drv);
void driver_unregister(struct device_driver *drv);
void device_lock(struct device *dev);
void device_unlock(struct device *dev);
const void *device_get_match_data(const struct device *dev);
bool device_property_read_bool(const struct device *dev, const char *name);
int device_property_read_u32(const struct device *dev, const char *name, u32 *val);

void *devm_kmalloc(struct device *dev, size_t size, gfp_t gfp);
void *devm_kzalloc(struct device *dev, size_t size, gfp_t gfp);
void *devm_kcalloc(struct device *dev, size_t n, size_t size, gfp_t gfp);
void *devm_kmalloc_array(struct device *dev, size_t n, size_t size, gfp_t gfp);
void *devm_krealloc(struct device *dev, void *p, size_t size, gfp_t gfp);
void *devm_kmemdup(struct device *dev, const void *src, size_t len, gfp_t gfp);
char *devm_kstrdup(struct device *dev, const char *s, gfp_t gfp);
char *devm_kasprintf(struct device *dev, gfp_t gfp, const char *fmt, ...) __printf(3, 4);
void devm_kfree(struct device *dev, const void *p);
unsigned long devm_get_free_pages(struct device *dev, gfp_t gfp, unsigned int order);
void devm_free_pages(struct device *dev, unsigned long addr);
int devm_add_action(struct device *dev, void (*action)(void *), void *data);
int devm_add_action_or_reset(struct device *dev, void (*action)(void *), void *data);
void devm_remove_action(struct device *dev, void (*action)(void *), void *data);
void devm_release_action(struct device *dev, void (*action)(void *), void *data);
void __iomem *devm_ioremap(struct device *dev, resource_size_t offset, resource_size_t size);
void __iomem *devm_ioremap_wc(struct device *dev, resource_size_t offset, resource_size_t size);
void __iomem *devm_ioremap_resource(struct device *dev, const struct resource *res);
void devm_iounmap(struct device *dev, void __iomem *addr);

void _dev_emerg(const struct device *dev, const char *fmt, ...) __printf(2, 3);
void _dev_alert(const struct device *dev, const char *fmt, ...) __printf(2, 3);
void _dev_crit(const struct device *dev, const char *fmt, ...) __printf(2, 3);
void _dev_err(const struct device *dev, const char *fmt, ...) __printf(2, 3);
void _dev_warn(const struct device *dev, const char *fmt, ...) __printf(2, 3);
void _dev_notice(const struct device *dev, const char *fmt, ...) __printf(2, 3);
void _dev_info(const struct device *dev, const char *fmt, ...) __printf(2, 3);
void _dev_printk(const char *level, const struct device *dev, const char *fmt, ...) __printf(3, 4);
int dev_err_probe(const struct device *dev, int err, const char *fmt, ...) __printf(3, 4);
#define dev_emerg(dev, fmt, ...)	_dev_emerg(dev, fmt, ##__VA_ARGS__)
#define dev_crit(dev, fmt, ...)		_dev_crit(dev, fmt, ##__VA_ARGS__)
#define dev_err(dev, fmt, ...)		_dev_err(dev, fmt, ##__VA_ARGS__)
#define dev_warn(dev, fmt, ...)		_dev_warn(dev, fmt, ##__VA_ARGS__)
#define dev_notice(dev, fmt, ...)	_dev_notice(dev, fmt, ##__VA_ARGS__)
#define dev_info(dev, fmt, ...)		_dev_info(dev, fmt, ##__VA_ARGS__)
#define dev_dbg(dev, fmt, ...)		_dev_printk(KERN_DEBUG, dev, fmt, ##__VA_ARGS__)
#define dev_vdbg(dev, fmt, ...)		dev_dbg(dev, fmt, ##__VA_ARGS__)
#define dev_printk(level, dev, fmt, ...) _dev_printk(level, dev, fmt, ##__VA_ARGS__)
#define dev_err_once			dev_err
#define dev_err_ratelimited		dev_err
#define dev_warn_once			dev_warn
#define dev_warn_ratelimited		dev_warn
#define dev_info_once			dev_info
#define dev_dbg_ratelimited		dev_dbg
#define dev_WARN_ONCE(dev, c, fmt, ...)	WARN_ONCE(c, fmt, ##__VA_ARGS__)
#define dev_WARN(dev, fmt, ...)		WARN(1, fmt, ##__VA_ARGS__)

#endif
