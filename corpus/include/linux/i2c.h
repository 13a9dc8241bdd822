/* SPDX-License-Identifier: Apache-2.0 */
/* Stub: I2C and regmap. */
#ifndef DL_STUB_I2C_H
#define DL_STUB_I2C_H

#include <linux/device.h>
#include <linux/module.h>

struct spi_device;
struct i2c_msg { __u16 addr; __u16 flags; __u16 len; __u8 *buf; };
#define I2C_M_RD	0x0001
#define I2C_M_DMA_SAFE	0x0200
#define I2C_M_RECV_LEN	0x0400
struct i2c_adapter;
struct i2c_algorithm {
	int (*master_xfer)(struct i2c_adapter *adap, struct i2c_msg *msgs, int num);
	u32 (*functionality)(struct i2c_adapter *adap);
};
struct i2c_adapter {
	struct module *owner;
	const struct i2c_algorithm *algo;
	void *algo_data;
	int timeout, retries, nr;
	struct device dev;
	char name[48];
};
struct i2c_client { unsigned short flags, addr; char name[20]; struct i2c_adapter *adapter;
		    struct device dev; int irq; };
struct i2c_driver {
	int (*probe)(struct i2c_client *client);
	void (*remove)(struct i2c_client *client);
	struct device_driver driver;
	const struct i2c_device_id *id_table;
};
#define module_i2c_driver(d)	DL_STUB_DRIVER(d, i2c_add_driver, i2c_del_driver)
int i2c_add_driver(struct i2c_driver *drv);
void i2c_del_driver(struct i2c_driver *drv);
#define i2c_get_clientdata(c)	dev_get_drvdata(&(c)->dev)
#define i2c_set_clientdata(c, d) dev_set_drvdata(&(c)->dev, d)
#define i2c_get_adapdata(a)	dev_get_drvdata(&(a)->dev)
#define i2c_set_adapdata(a, d)	dev_set_drvdata(&(a)->dev, d)
int i2c_add_adapter(struct i2c_adapter *adap);
int devm_i2c_add_adapter(struct device *dev, struct i2c_adapter *adap);
void i2c_del_adapter(struct i2c_adapter *adap);
int i2c_transfer(struct i2c_adapter *adap, struct i2c_msg *msgs, int num);
int i2c_master_send(const struct i2c_client *client, const char *buf, int count);
int i2c_master_recv(const struct i2c_client *client, char *buf, int count);
int i2c_master_send_dmasafe(const struct i2c_client *client, const char *buf, int count);
int i2c_master_recv_dmasafe(const struct i2c_client *client, char *buf, int count);
u8 *i2c_get_dma_safe_msg_buf(struct i2c_msg *msg, unsigned int threshold);
void i2c_put_dma_safe_msg_buf(u8 *buf, struct i2c_msg *msg, bool xferred);
s32 i2c_smbus_read_byte_data(const struct i2c_client *client, u8 command);
s32 i2c_smbus_write_byte_data(const struct i2c_client *client, u8 command, u8 value);
u8 i2c_8bit_addr_from_msg(const struct i2c_msg *msg);

struct regmap;
struct regmap_config {
	const char *name;
	int reg_bits, reg_stride, val_bits;
	unsigned int max_register;
	bool fast_io;
};
struct regmap *devm_regmap_init_spi(struct spi_device *spi, const struct regmap_config *config);
struct regmap *devm_regmap_init_i2c(struct i2c_client *i2c, const struct regmap_config *config);
struct regmap *devm_regmap_init_mmio(struct device *dev, void __iomem *regs,
				     const struct regmap_config *config);
struct regmap *syscon_regmap_lookup_by_phandle(struct device_node *np, const char *property);
int regmap_read(struct regmap *map, unsigned int reg, unsigned int *val);
int regmap_write(struct regmap *map, unsigned int reg, unsigned int val);
int regmap_update_bits(struct regmap *map, unsigned int reg, unsigned int mask, unsigned int val);
int regmap_raw_read(struct regmap *map, unsigned int reg, void *val, size_t len);
int regmap_raw_write(struct regmap *map, unsigned int reg, const void *val, size_t len);
int regmap_bulk_read(struct regmap *map, unsigned int reg, void *val, size_t count);
int regmap_bulk_write(struct regmap *map, unsigned int reg, const void *val, size_t count);
int regmap_noinc_read(struct regmap *map, unsigned int reg, void *val, size_t len);

#endif
