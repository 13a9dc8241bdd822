/* SPDX-License-Identifier: Apache-2.0 */
/* Stub: SDIO functions. */
#ifndef DL_STUB_MMC_SDIO_FUNC_H
#define DL_STUB_MMC_SDIO_FUNC_H

#include <linux/device.h>
#include <linux/module.h>

struct sdio_func;
typedef void sdio_irq_handler_t(struct sdio_func *func);
struct sdio_func {
	struct mmc_card *card;
	struct device dev;
	sdio_irq_handler_t *irq_handler;
	unsigned int num, max_blksize, cur_blksize;
	unsigned short vendor, device;
};
struct sdio_driver {
	char *name;
	const struct sdio_device_id *id_table;
	int (*probe)(struct sdio_func *func, const struct sdio_device_id *id);
	void (*remove)(struct sdio_func *func);
	struct device_driver drv;
};
#define sdio_get_drvdata(f)	dev_get_drvdata(&(f)->dev)
#define sdio_set_drvdata(f, d)	dev_set_drvdata(&(f)->dev, d)
int sdio_register_driver(struct sdio_driver *drv);
void sdio_unregister_driver(struct sdio_driver *drv);
void sdio_claim_host(struct sdio_func *func);
void sdio_release_host(struct sdio_func *func);
int sdio_enable_func(struct sdio_func *func);
int sdio_disable_func(struct sdio_func *func);
int sdio_set_block_size(struct sdio_func *func, unsigned int blksz);
int sdio_claim_irq(struct sdio_func *func, sdio_irq_handler_t *handler);
int sdio_release_irq(struct sdio_func *func);
unsigned int sdio_align_size(struct sdio_func *func, unsigned int sz);
u8 sdio_readb(struct sdio_func *func, unsigned int addr, int *err);
u32 sdio_readl(struct sdio_func *func, unsigned int addr, int *err);
void sdio_writeb(struct sdio_func *func, u8 b, unsigned int addr, int *err);
void sdio_writel(struct sdio_func *func, u32 b, unsigned int addr, int *err);
int sdio_memcpy_fromio(struct sdio_func *func, void *dst, unsigned int addr, int count);
int sdio_memcpy_toio(struct sdio_func *func, unsigned int addr, void *src, int count);
int sdio_readsb(struct sdio_func *func, void *dst, unsigned int addr, int count);
int sdio_writesb(struct sdio_func *func, unsigned int addr, void *src, int count);

#endif
