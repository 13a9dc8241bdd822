/* SPDX-License-Identifier: Apache-2.0 */
/* Stub: SPI memories. */
#ifndef DL_STUB_SPI_MEM_H
#define DL_STUB_SPI_MEM_H

#include <linux/spi/spi.h>

enum spi_mem_data_dir { SPI_MEM_NO_DATA, SPI_MEM_DATA_IN, SPI_MEM_DATA_OUT };
struct spi_mem_op {
	struct { u8 nbytes, buswidth; u16 opcode; } cmd;
	struct { u8 nbytes, buswidth; u64 val; } addr;
	struct { u8 nbytes, buswidth; } dummy;
	struct {
		u8 buswidth;
		enum spi_mem_data_dir dir;
		unsigned int nbytes;
		union { void *in; const void *out; } buf;
	} data;
};
struct spi_mem { struct spi_device *spi; void *drvpriv; const char *name; };
struct spi_controller_mem_ops {
	int (*exec_op)(struct spi_mem *mem, const struct spi_mem_op *op);
};
int spi_mem_exec_op(struct spi_mem *mem, const struct spi_mem_op *op);

#endif
