/* SPDX-License-Identifier: Apache-2.0 */
/* Stub: virtio. */
#ifndef DL_STUB_VIRTIO_H
#define DL_STUB_VIRTIO_H

#include <linux/device.h>
#include <linux/module.h>
#include <linux/scatterlist.h>

struct virtio_device { int index; struct device dev; void *priv; };
struct virtqueue {
	const char *name;
	struct virtio_device *vdev;
	unsigned int num_free;
	void *priv;
};
int virtqueue_add_sgs(struct virtqueue *vq, struct scatterlist *sgs[], unsigned int out,
		      unsigned int in, void *data, gfp_t gfp);
int virtqueue_add_outbuf(struct virtqueue *vq, struct scatterlist *sg, unsigned int num, void *data,
			 gfp_t gfp);
int virtqueue_add_inbuf(struct virtqueue *vq, struct scatterlist *sg, unsigned int num, void *data,
			gfp_t gfp);
bool virtqueue_kick(struct virtqueue *vq);
void *virtqueue_get_buf(struct virtqueue *vq, unsigned int *len);

#endif
