/* SPDX-License-Identifier: Apache-2.0 */
/* Stub: hosts of SCSI devices. */
#ifndef DL_STUB_SCSI_HOST_H
#define DL_STUB_SCSI_HOST_H

#include <linux/blk-mq.h>
#include <scsi/scsi_cmnd.h>

#define SG_ALL		128
#define SUCCESS		0x2002
#define FAILED		0x2003
#define DID_OK		0
#define DID_NO_CONNECT	1
#define DID_BUS_BUSY	2
#define DID_TIME_OUT	3
#define DID_ABORT	5
#define DID_ERROR	7
#define DID_RESET	8
#define DID_SOFT_ERROR	11
#define SAM_STAT_GOOD	0
#define SAM_STAT_CHECK_CONDITION 2
#define SAM_STAT_BUSY	8

struct module;
struct scsi_host_template {
	struct module *module;
	const char *name, *proc_name;
	int (*queuecommand)(struct Scsi_Host *host, struct scsi_cmnd *cmd);
	int (*eh_abort_handler)(struct scsi_cmnd *cmd);
	int (*eh_device_reset_handler)(struct scsi_cmnd *cmd);
	int (*eh_bus_reset_handler)(struct scsi_cmnd *cmd);
	int (*eh_host_reset_handler)(struct scsi_cmnd *cmd);
	int can_queue, this_id;
	unsigned short sg_tablesize;
	unsigned int max_sectors, cmd_size;
	short cmd_per_lun;
};

struct Scsi_Host {
	const struct scsi_host_template *hostt;
	unsigned int host_no, max_id, max_channel;
	u64 max_lun;
	int can_queue, this_id;
	unsigned short sg_tablesize, max_cmd_len;
	unsigned int max_sectors, irq, unique_id;
	unsigned long base, dma_boundary;
	spinlock_t *host_lock;
	struct device *dma_dev;
	struct device shost_gendev;
	unsigned long hostdata[];
};

static inline void *shost_priv(struct Scsi_Host *host)
{
	return (void *)host->hostdata;
}

struct Scsi_Host *scsi_host_alloc(const struct scsi_host_template *template, int size);
int scsi_add_host(struct Scsi_Host *host, struct device *dev);
int scsi_add_host_with_dma(struct Scsi_Host *host, struct device *dev, struct device *dma_dev);
void scsi_scan_host(struct Scsi_Host *host);
void scsi_remove_host(struct Scsi_Host *host);
struct Scsi_Host *scsi_host_get(struct Scsi_Host *host);
void scsi_host_put(struct Scsi_Host *host);
void scsi_block_requests(struct Scsi_Host *host);
void scsi_unblock_requests(struct Scsi_Host *host);

#endif
