/* SPDX-License-Identifier: Apache-2.0 */
/* Stub: files, character devices, debugfs, reference counts, ids. */
#ifndef DL_STUB_FS_H
#define DL_STUB_FS_H

#include <linux/device.h>
#include <linux/mm.h>
#include <linux/module.h>

struct cdev;
struct inode { void *i_private; dev_t i_rdev; struct cdev *i_cdev; };
struct file { void *private_data; unsigned int f_flags; loff_t f_pos; };
struct poll_table_struct;
typedef struct poll_table_struct poll_table;
struct file_operations {
	struct module *owner;
	loff_t (*llseek)(struct file *f, loff_t off, int whence);
	ssize_t (*read)(struct file *f, char __user *buf, size_t n, loff_t *pos);
	ssize_t (*write)(struct file *f, const char __user *buf, size_t n, loff_t *pos);
	__poll_t (*poll)(struct file *f, struct poll_table_struct *wait);
	long (*unlocked_ioctl)(struct file *f, unsigned int cmd, unsigned long arg);
	long (*compat_ioctl)(struct file *f, unsigned int cmd, unsigned long arg);
	int (*mmap)(struct file *f, struct vm_area_struct *vma);
	int (*open)(struct inode *inode, struct file *f);
	int (*release)(struct inode *inode, struct file *f);
};
struct cdev { struct kobject kobj; struct module *owner; const struct file_operations *ops; };
void cdev_init(struct cdev *cdev, const struct file_operations *fops);
int cdev_add(struct cdev *cdev, dev_t dev, unsigned int count);
void cdev_del(struct cdev *cdev);
int alloc_chrdev_region(dev_t *dev, unsigned int first, unsigned int count, const char *name);
void unregister_chrdev_region(dev_t dev, unsigned int count);
struct miscdevice {
	int minor;
	const char *name;
	const struct file_operations *fops;
	struct device *parent, *this_device;
};
#define MISC_DYNAMIC_MINOR 255
int misc_register(struct miscdevice *misc);
void misc_deregister(struct miscdevice *misc);
struct dentry;
struct dentry *debugfs_create_dir(const char *name, struct dentry *parent);
struct dentry *debugfs_create_file(const char *name, umode_t mode, struct dentry *parent,
				   void *data, const struct file_operations *fops);
void debugfs_remove_recursive(struct dentry *dentry);
struct seq_file { void *private; };
void seq_printf(struct seq_file *m, const char *fmt, ...) __printf(2, 3);
void seq_puts(struct seq_file *m, const char *s);
#define O_NONBLOCK 04000
loff_t noop_llseek(struct file *f, loff_t off, int whence);
void poll_wait(struct file *f, wait_queue_head_t *q, poll_table *p);
ssize_t simple_read_from_buffer(void __user *to, size_t count, loff_t *pos, const void *from,
				size_t n);
ssize_t simple_write_to_buffer(void *to, size_t n, loff_t *pos, const void __user *from,
			       size_t count);
struct kref { refcount_t refcount; };
void kref_init(struct kref *kref);
void kref_get(struct kref *kref);
int kref_put(struct kref *kref, void (*release)(struct kref *kref));
struct ida { int dl; };
struct idr { int dl; };
#define DEFINE_IDA(n) struct ida n
#define DEFINE_IDR(n) struct idr n
int ida_alloc(struct ida *ida, gfp_t gfp);
void ida_free(struct ida *ida, unsigned int id);
void idr_init(struct idr *idr);
int idr_alloc(struct idr *idr, void *ptr, int start, int end, gfp_t gfp);
void *idr_find(const struct idr *idr, unsigned long id);
void *idr_remove(struct idr *idr, unsigned long id);
void idr_destroy(struct idr *idr);
void get_random_bytes(void *buf, size_t n);
u32 get_random_u32(void);

#endif
