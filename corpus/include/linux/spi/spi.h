/* SPDX-License-Identifier: Apache-2.0 */
/* Stub: SPI devices, transfers and controllers. */
#ifndef DL_STUB_SPI_H
#define DL_STUB_SPI_H

#include <linux/device.h>
#include <linux/completion.h>
#include <linux/scatterlist.h>
#include <linux/module.h>

struct dma_chan;
struct spi_device;
struct spi_message;
struct spi_transfer {
	const void *tx_buf;
	void *rx_buf;
	unsigned int len;
	dma_addr_t tx_dma, rx_dma;
	struct sg_table tx_sg, rx_sg;
	unsigned int cs_change : 1;
	unsigned int tx_nbits : 3, rx_nbits : 3;
	u8 bits_per_word;
	u16 delay_usecs;
	u32 speed_hz;
	struct list_head transfer_list;
};
struct spi_message {
	struct list_head transfers;
	struct spi_device *spi;
	unsigned int is_dma_mapped : 1;
	void (*complete)(void *context);
	void *context;
	unsigned int frame_length, actual_length;
	int status;
	struct list_head queue;
	void *state;
};
#define SPI_CPHA	0x01
#define SPI_CPOL	0x02
#define SPI_MODE_0	0
#define SPI_MODE_1	SPI_CPHA
#define SPI_MODE_2	SPI_CPOL
#define SPI_MODE_3	(SPI_CPOL | SPI_CPHA)
#define SPI_CS_HIGH	0x04
struct spi_controller_mem_ops;
struct spi_controller {
	struct device dev;
	s16 bus_num;
	u16 num_chipselect;
	u32 mode_bits, bits_per_word_mask, min_speed_hz, max_speed_hz;
	u16 flags;
	int (*setup)(struct spi_device *spi);
	int (*transfer)(struct spi_device *spi, struct spi_message *msg);
	void (*cleanup)(struct spi_device *spi);
	bool (*can_dma)(struct spi_controller *ctlr, struct spi_device *spi,
			struct spi_transfer *xfer);
	int (*prepare_transfer_hardware)(struct spi_controller *ctlr);
	int (*unprepare_transfer_hardware)(struct spi_controller *ctlr);
	const struct spi_controller_mem_ops *mem_ops;
	int (*transfer_one_message)(struct spi_controller *ctlr, struct spi_message *msg);
	int (*transfer_one)(struct spi_controller *ctlr, struct spi_device *spi,
			    struct spi_transfer *xfer);
	void (*set_cs)(struct spi_device *spi, bool enable);
	struct completion xfer_completion;
	struct spi_message *cur_msg;
	size_t max_dma_len;
	struct dma_chan *dma_tx, *dma_rx;
	bool auto_runtime_pm, use_gpio_descriptors;
};
#define spi_master spi_controller
struct spi_device {
	struct device dev;
	struct spi_controller *controller;
	struct spi_controller *master;
	u32 max_speed_hz;
	u8 chip_select, bits_per_word;
	u32 mode;
	int irq;
	void *controller_state;
	char modalias[32];
};
struct spi_driver {
	const struct spi_device_id *id_table;
	int (*probe)(struct spi_device *spi);
	void (*remove)(struct spi_device *spi);
	void (*shutdown)(struct spi_device *spi);
	struct device_driver driver;
};
#define to_spi_device(d)	container_of(d, struct spi_device, dev)
#define module_spi_driver(d)	DL_STUB_DRIVER(d, spi_register_driver, spi_unregister_driver)
int spi_register_driver(struct spi_driver *drv);
void spi_unregister_driver(struct spi_driver *drv);

static inline void *spi_get_drvdata(const struct spi_device *spi)
{
	return dev_get_drvdata(&spi->dev);
}

static inline void spi_set_drvdata(struct spi_device *spi, void *data)
{
	dev_set_drvdata(&spi->dev, data);
}

static inline void spi_message_init(struct spi_message *m)
{
	memset(m, 0, sizeof(*m));
	INIT_LIST_HEAD(&m->transfers);
}

static inline void spi_message_add_tail(struct spi_transfer *t, struct spi_message *m)
{
	list_add_tail(&t->transfer_list, &m->transfers);
}

void spi_message_init_with_transfers(struct spi_message *m, struct spi_transfer *xfers,
				     unsigned int n);
int spi_setup(struct spi_device *spi);
int spi_async(struct spi_device *spi, struct spi_message *message);
int spi_sync(struct spi_device *spi, struct spi_message *message);
int spi_sync_locked(struct spi_device *spi, struct spi_message *message);
int spi_sync_transfer(struct spi_device *spi, struct spi_transfer *xfers, unsigned int num);
int spi_write(struct spi_device *spi, const void *buf, size_t len);
int spi_read(struct spi_device *spi, void *buf, size_t len);
int spi_write_then_read(struct spi_device *spi, const void *txbuf, unsigned int n_tx, void *rxbuf,
			unsigned int n_rx);
ssize_t spi_w8r8(struct spi_device *spi, u8 cmd);
ssize_t spi_w8r16(struct spi_device *spi, u8 cmd);
ssize_t spi_w8r16be(struct spi_device *spi, u8 cmd);
size_t spi_max_transfer_size(struct spi_device *spi);
int spi_bus_lock(struct spi_controller *ctlr);
int spi_bus_unlock(struct spi_controller *ctlr);
const void *spi_get_device_match_data(const struct spi_device *spi);
const struct spi_device_id *spi_get_device_id(const struct spi_device *spi);
void *spi_controller_get_devdata(struct spi_controller *ctlr);
void spi_controller_set_devdata(struct spi_controller *ctlr, void *data);
#define spi_master_get_devdata	spi_controller_get_devdata
struct spi_controller *spi_alloc_master(struct device *host, unsigned int size);
struct spi_controller *devm_spi_alloc_host(struct device *dev, unsigned int size);
struct spi_controller *devm_spi_alloc_master(struct device *dev, unsigned int size);
int spi_register_controller(struct spi_controller *ctlr);
int devm_spi_register_controller(struct device *dev, struct spi_controller *ctlr);
void spi_unregister_controller(struct spi_controller *ctlr);
void spi_finalize_current_transfer(struct spi_controller *ctlr);
void spi_finalize_current_message(struct spi_controller *ctlr);

#endif
