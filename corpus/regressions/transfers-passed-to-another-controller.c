/* SPDX-License-Identifier: Apache-2.0 */
/* The twin of transfers-of-a-controller.c: a multiplexer, which is a controller and asks another one. */
#include <linux/spi/spi.h>

struct mux {
	struct spi_device *upper;
};

static int mux_transfer_one(struct spi_controller *host, struct spi_device *spi, struct spi_transfer *t)
{
	struct mux *mux = spi_controller_get_devdata(host);
	struct spi_message m;

	spi_message_init(&m);
	spi_message_add_tail(t, &m);
	return spi_sync(mux->upper, &m);
}

int mux_select(struct spi_controller *host, struct spi_device *spi)
{
	struct spi_transfer t = { 0 };
	u8 cmd = 3;

	t.tx_buf = &cmd;	// want "DMA301: cmd"
	t.len = 1;
	return mux_transfer_one(host, spi, &t);
}

int mux_setup(struct spi_controller *host)
{
	host->transfer_one = mux_transfer_one;
	return 0;
}
