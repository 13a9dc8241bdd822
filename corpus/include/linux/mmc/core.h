/* SPDX-License-Identifier: Apache-2.0 */
/* Stub: MMC requests. */
#ifndef DL_STUB_MMC_CORE_H
#define DL_STUB_MMC_CORE_H

#include <linux/completion.h>
#include <linux/scatterlist.h>
#include <linux/dma-direction.h>

struct mmc_host;
struct mmc_card;
struct mmc_data;
struct mmc_request;
struct mmc_command {
	u32 opcode, arg, resp[4];
	unsigned int flags, retries;
	int error;
	unsigned int busy_timeout;
	struct mmc_data *data;
	struct mmc_request *mrq;
};
struct mmc_data {
	unsigned int timeout_ns, timeout_clks, blksz, blocks;
	unsigned int blk_addr;
	int error;
	unsigned int flags;
	unsigned int bytes_xfered;
	struct mmc_command *stop;
	struct mmc_request *mrq;
	unsigned int sg_len;
	int sg_count;
	struct scatterlist *sg;
	s32 host_cookie;
};
struct mmc_request {
	struct mmc_command *sbc, *cmd;
	struct mmc_data *data;
	struct mmc_command *stop;
	struct completion completion;
	void (*done)(struct mmc_request *mrq);
	struct mmc_host *host;
};
#define MMC_DATA_WRITE	(1 << 8)
#define MMC_DATA_READ	(1 << 9)
#define MMC_RSP_PRESENT	(1 << 0)
#define MMC_RSP_136	(1 << 1)
#define MMC_RSP_CRC	(1 << 2)
#define MMC_RSP_BUSY	(1 << 3)
#define MMC_RSP_R1	(MMC_RSP_PRESENT | MMC_RSP_CRC)
#define MMC_RSP_OPCODE	(1 << 4)
#define MMC_RSP_NONE	0
#define MMC_RSP_R1B	(MMC_RSP_R1 | MMC_RSP_BUSY)
#define MMC_RSP_R2	(MMC_RSP_PRESENT | MMC_RSP_136 | MMC_RSP_CRC)
#define MMC_RSP_R3	MMC_RSP_PRESENT
#define mmc_resp_type(cmd)	((cmd)->flags & (MMC_RSP_R1B | MMC_RSP_136))
#define MMC_CMD_MASK	(3 << 5)
void mmc_wait_for_req(struct mmc_host *host, struct mmc_request *mrq);
int mmc_wait_for_cmd(struct mmc_host *host, struct mmc_command *cmd, int retries);

#endif
