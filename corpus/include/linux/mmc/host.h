/* SPDX-License-Identifier: Apache-2.0 */
/* Stub: MMC hosts. */
#ifndef DL_STUB_MMC_HOST_H
#define DL_STUB_MMC_HOST_H

#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/mmc/core.h>

struct mmc_ios {
	unsigned int clock;
	unsigned short vdd;
	unsigned char bus_mode, chip_select, power_mode, bus_width, timing, signal_voltage;
};
#define MMC_POWER_OFF		0
#define MMC_POWER_UP		1
#define MMC_POWER_ON		2
#define MMC_BUS_WIDTH_1		0
#define MMC_BUS_WIDTH_4		2
#define MMC_BUS_WIDTH_8		3
#define MMC_CAP_4_BIT_DATA	(1 << 0)
#define MMC_CAP_SD_HIGHSPEED	(1 << 2)
#define MMC_CAP_SDIO_IRQ	(1 << 3)
#define MMC_CAP_CMD23		(1 << 30)
#define MMC_VDD_32_33		0x00100000
#define MMC_VDD_33_34		0x00200000
struct regulator;
struct mmc_supply { struct regulator *vmmc, *vqmmc; };
struct mmc_host_ops {
	void (*post_req)(struct mmc_host *host, struct mmc_request *req, int err);
	void (*pre_req)(struct mmc_host *host, struct mmc_request *req);
	void (*request)(struct mmc_host *host, struct mmc_request *req);
	void (*set_ios)(struct mmc_host *host, struct mmc_ios *ios);
	int (*get_ro)(struct mmc_host *host);
	int (*get_cd)(struct mmc_host *host);
	void (*enable_sdio_irq)(struct mmc_host *host, int enable);
};
struct mmc_host {
	struct device *parent;
	struct device class_dev;
	int index;
	const struct mmc_host_ops *ops;
	unsigned int f_min, f_max, actual_clock;
	u32 ocr_avail, caps, caps2;
	unsigned int max_seg_size, max_req_size, max_blk_size, max_blk_count;
	unsigned short max_segs;
	struct mmc_ios ios;
	struct mmc_supply supply;
	struct mmc_card *card;
	unsigned long private[] __aligned(8);
};
#define mmc_dev(x)		((x)->parent)
#define mmc_hostname(x)		dev_name(&(x)->class_dev)

static inline void *mmc_priv(struct mmc_host *host)
{
	return host->private;
}

static inline enum dma_data_direction mmc_get_dma_dir(struct mmc_data *data)
{
	return data->flags & MMC_DATA_WRITE ? DMA_TO_DEVICE : DMA_FROM_DEVICE;
}

struct mmc_host *mmc_from_priv(void *priv);
struct mmc_host *mmc_alloc_host(int extra, struct device *dev);
struct mmc_host *devm_mmc_alloc_host(struct device *dev, int extra);
int mmc_add_host(struct mmc_host *host);
void mmc_remove_host(struct mmc_host *host);
void mmc_free_host(struct mmc_host *host);
int mmc_of_parse(struct mmc_host *host);
void mmc_detect_change(struct mmc_host *host, unsigned long delay);
void mmc_request_done(struct mmc_host *host, struct mmc_request *mrq);
void mmc_signal_sdio_irq(struct mmc_host *host);
int mmc_gpio_get_ro(struct mmc_host *host);
int mmc_gpio_get_cd(struct mmc_host *host);
int mmc_regulator_set_ocr(struct mmc_host *host, struct regulator *supply, unsigned short vdd);
int mmc_regulator_get_supply(struct mmc_host *host);

#endif
