/* SPDX-License-Identifier: Apache-2.0 */
/* Stub: memory-mapped I/O and resources. */
#ifndef DL_STUB_IO_H
#define DL_STUB_IO_H

#include <linux/types.h>
#include <linux/kernel.h>
#include <linux/spinlock.h>

struct device;

u8 readb(const volatile void __iomem *addr);
u16 readw(const volatile void __iomem *addr);
u32 readl(const volatile void __iomem *addr);
u64 readq(const volatile void __iomem *addr);
void writeb(u8 v, volatile void __iomem *addr);
void writew(u16 v, volatile void __iomem *addr);
void writel(u32 v, volatile void __iomem *addr);
void writeq(u64 v, volatile void __iomem *addr);
u8 readb_relaxed(const volatile void __iomem *addr);
u16 readw_relaxed(const volatile void __iomem *addr);
u32 readl_relaxed(const volatile void __iomem *addr);
u64 readq_relaxed(const volatile void __iomem *addr);
void writeb_relaxed(u8 v, volatile void __iomem *addr);
void writew_relaxed(u16 v, volatile void __iomem *addr);
void writel_relaxed(u32 v, volatile void __iomem *addr);
void writeq_relaxed(u64 v, volatile void __iomem *addr);
u64 lo_hi_readq(const volatile void __iomem *addr);
void lo_hi_writeq(u64 v, volatile void __iomem *addr);
u32 __raw_readl(const volatile void __iomem *addr);
u16 __raw_readw(const volatile void __iomem *addr);
u8 __raw_readb(const volatile void __iomem *addr);
void __raw_writel(u32 v, volatile void __iomem *addr);
void __raw_writew(u16 v, volatile void __iomem *addr);
void __raw_writeb(u8 v, volatile void __iomem *addr);
unsigned int ioread8(const void __iomem *addr);
unsigned int ioread16(const void __iomem *addr);
unsigned int ioread32(const void __iomem *addr);
unsigned int ioread32be(const void __iomem *addr);
void iowrite8(u8 v, void __iomem *addr);
void iowrite16(u16 v, void __iomem *addr);
void iowrite32(u32 v, void __iomem *addr);
void iowrite32be(u32 v, void __iomem *addr);
void ioread32_rep(const void __iomem *port, void *buf, unsigned long count);
void iowrite32_rep(void __iomem *port, const void *buf, unsigned long count);
u32 in_be32(const volatile u32 __iomem *addr);
void out_be32(volatile u32 __iomem *addr, u32 v);
u8 inb(unsigned long port);
u16 inw(unsigned long port);
u32 inl(unsigned long port);
void outb(u8 v, unsigned long port);
void outw(u16 v, unsigned long port);
void outl(u32 v, unsigned long port);
void readsl(const volatile void __iomem *addr, void *buf, unsigned int count);
void writesl(volatile void __iomem *addr, const void *buf, unsigned int count);
void memcpy_fromio(void *dst, const volatile void __iomem *src, size_t n);
void memcpy_toio(volatile void __iomem *dst, const void *src, size_t n);
void memset_io(volatile void __iomem *dst, int c, size_t n);
void __iomem *ioremap(phys_addr_t offset, size_t size);
void __iomem *ioremap_wc(phys_addr_t offset, size_t size);
void __iomem *ioremap_np(phys_addr_t offset, size_t size);
void iounmap(volatile void __iomem *addr);
#define MEMREMAP_WB 1
#define MEMREMAP_WC 4
void *memremap(resource_size_t offset, size_t size, unsigned long flags);
void memunmap(void *addr);
void *devm_memremap(struct device *dev, resource_size_t offset, size_t size, unsigned long flags);

void __udelay(unsigned long us);
#define read_poll_timeout(op, val, cond, sleep_us, timeout_us, first, args...)	\
	({ int dl_left = (int)(timeout_us);				\
	   for ((val) = op(args); !(cond) && dl_left > 0; dl_left--) {	\
		__udelay(1);						\
		(val) = op(args);					\
	   }								\
	   (cond) ? 0 : -ETIMEDOUT; })
#define read_poll_timeout_atomic(op, val, cond, delay_us, timeout_us, first, args...) \
	read_poll_timeout(op, val, cond, delay_us, timeout_us, first, args)
#define readx_poll_timeout(op, a, v, c, s, t)		read_poll_timeout(op, v, c, s, t, false, a)
#define readx_poll_timeout_atomic(op, a, v, c, s, t)	read_poll_timeout(op, v, c, s, t, false, a)
#define readl_poll_timeout(a, v, c, s, t)		readx_poll_timeout(readl, a, v, c, s, t)
#define readl_poll_timeout_atomic(a, v, c, s, t)	readx_poll_timeout(readl, a, v, c, s, t)
#define readl_relaxed_poll_timeout(a, v, c, s, t)	readx_poll_timeout(readl_relaxed, a, v, c, s, t)
#define readl_relaxed_poll_timeout_atomic(a, v, c, s, t) readx_poll_timeout(readl_relaxed, a, v, c, s, t)
#define readb_poll_timeout(a, v, c, s, t)		readx_poll_timeout(readb, a, v, c, s, t)
#define readw_poll_timeout(a, v, c, s, t)		readx_poll_timeout(readw, a, v, c, s, t)
#define readq_poll_timeout(a, v, c, s, t)		readx_poll_timeout(readq, a, v, c, s, t)

struct resource {
	resource_size_t start;
	resource_size_t end;
	const char *name;
	unsigned long flags;
	struct resource *parent;
};
#define IORESOURCE_IO		0x100
#define IORESOURCE_MEM		0x200
#define IORESOURCE_IRQ		0x400
#define IORESOURCE_DMA		0x800
resource_size_t resource_size(const struct resource *res);
struct resource *request_mem_region(resource_size_t start, resource_size_t n, const char *name);
void release_mem_region(resource_size_t start, resource_size_t n);
struct resource *devm_request_mem_region(struct device *dev, resource_size_t start,
					 resource_size_t n, const char *name);

#endif
