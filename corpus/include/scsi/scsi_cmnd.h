/* SPDX-License-Identifier: Apache-2.0 */
/* Stub: SCSI commands. */
#ifndef DL_STUB_SCSI_CMND_H
#define DL_STUB_SCSI_CMND_H

#include <linux/dma-mapping.h>

struct Scsi_Host;
struct request;
struct scsi_device { struct Scsi_Host *host; unsigned int id, channel; u64 lun; void *hostdata; struct device sdev_gendev; };
struct scsi_data_buffer { struct sg_table table; unsigned int length; };
struct scsi_cmnd {
	struct scsi_device *device;
	enum dma_data_direction sc_data_direction;
	unsigned char cmnd[32];
	unsigned short cmd_len;
	struct scsi_data_buffer sdb;
	unsigned char *sense_buffer;
	unsigned char *host_scribble;
	int result;
};
#define SCSI_MLQUEUE_HOST_BUSY	0x1055
#define SCSI_MLQUEUE_DEVICE_BUSY 0x1056
#define SCSI_MLQUEUE_EH_RETRY	0x1057
#define SCSI_SENSE_BUFFERSIZE	96
#define scsi_sglist(c)		((c)->sdb.table.sgl)
#define scsi_sg_count(c)	((c)->sdb.table.nents)
#define scsi_bufflen(c)		((c)->sdb.length)
#define scsi_for_each_sg(cmd, sg, n, i) for_each_sg(scsi_sglist(cmd), sg, n, i)
int scsi_dma_map(struct scsi_cmnd *cmd);
void scsi_dma_unmap(struct scsi_cmnd *cmd);
void scsi_done(struct scsi_cmnd *cmd);
struct request *scsi_cmd_to_rq(struct scsi_cmnd *cmd);
void *scsi_cmd_priv(struct scsi_cmnd *cmd);
void scsi_set_resid(struct scsi_cmnd *cmd, unsigned int resid);
int scsi_sg_copy_from_buffer(struct scsi_cmnd *cmd, const void *buf, int len);
int scsi_sg_copy_to_buffer(struct scsi_cmnd *cmd, void *buf, int len);

#endif
