/* SPDX-License-Identifier: Apache-2.0 */
/* Stub: socket buffers. */
#ifndef DL_STUB_SKBUFF_H
#define DL_STUB_SKBUFF_H

#include <linux/dma-mapping.h>
#include <linux/mm.h>

#define NET_IP_ALIGN		2
#define NET_SKB_PAD		64
#define MAX_SKB_FRAGS		17
#define CHECKSUM_NONE		0
#define CHECKSUM_UNNECESSARY	1
#define CHECKSUM_COMPLETE	2
#define CHECKSUM_PARTIAL	3
#define SKBTX_HW_TSTAMP		1
#define SKBTX_IN_PROGRESS	4
#define SKB_DATA_ALIGN(x)	ALIGN(x, SMP_CACHE_BYTES)

struct net_device;
struct napi_struct;
struct sock;

typedef struct skb_frag { struct page *page; unsigned int size; unsigned int offset; } skb_frag_t;
struct skb_shared_hwtstamps { ktime_t hwtstamp; };
struct skb_shared_info {
	__u8 flags;
	__u8 nr_frags;
	__u8 tx_flags;
	unsigned short gso_size;
	unsigned short gso_segs;
	unsigned int gso_type;
	struct sk_buff *frag_list;
	struct skb_shared_hwtstamps hwtstamps;
	atomic_t dataref;
	skb_frag_t frags[MAX_SKB_FRAGS];
};

struct sk_buff {
	struct sk_buff *next, *prev;
	struct net_device *dev;
	struct sock *sk;
	ktime_t tstamp;
	char cb[48] __aligned(8);
	unsigned int len, data_len;
	__u16 mac_len, hdr_len;
	__u16 queue_mapping;
	__u8 ip_summed : 2, pkt_type : 3, encapsulation : 1;
	__u32 priority;
	__u32 hash;
	__wsum csum;
	__u16 csum_start, csum_offset;
	__be16 protocol;
	__u16 vlan_tci;
	__u16 transport_header, network_header, mac_header;
	unsigned char *tail, *end, *head, *data;
	unsigned int truesize;
	refcount_t users;
};

struct sk_buff_head { struct sk_buff *next, *prev; __u32 qlen; spinlock_t lock; };

#define skb_shinfo(skb)		((struct skb_shared_info *)(skb)->end)
#define skb_frag_foreach(skb, i) for ((i) = 0; (i) < skb_shinfo(skb)->nr_frags; (i)++)
#define skb_queue_walk(q, skb)	for (skb = (q)->next; skb != (struct sk_buff *)(q); skb = skb->next)
#define skb_walk_frags(skb, i)	for (i = skb_shinfo(skb)->frag_list; i; i = i->next)

static inline unsigned int skb_headlen(const struct sk_buff *skb)
{
	return skb->len - skb->data_len;
}

static inline unsigned int skb_frag_size(const skb_frag_t *frag)
{
	return frag->size;
}

static inline bool skb_is_nonlinear(const struct sk_buff *skb)
{
	return skb->data_len;
}

static inline bool skb_is_gso(const struct sk_buff *skb)
{
	return skb_shinfo(skb)->gso_size;
}

struct page *skb_frag_page(const skb_frag_t *frag);
unsigned int skb_frag_off(const skb_frag_t *frag);
void *skb_frag_address(const skb_frag_t *frag);
dma_addr_t skb_frag_dma_map(struct device *dev, const skb_frag_t *frag, size_t offset, size_t size,
			    enum dma_data_direction dir);
struct sk_buff *alloc_skb(unsigned int size, gfp_t gfp);
struct sk_buff *dev_alloc_skb(unsigned int length);
struct sk_buff *netdev_alloc_skb(struct net_device *dev, unsigned int length);
struct sk_buff *__netdev_alloc_skb(struct net_device *dev, unsigned int length, gfp_t gfp);
struct sk_buff *netdev_alloc_skb_ip_align(struct net_device *dev, unsigned int length);
struct sk_buff *napi_alloc_skb(struct napi_struct *napi, unsigned int length);
struct sk_buff *build_skb(void *data, unsigned int frag_size);
struct sk_buff *napi_build_skb(void *data, unsigned int frag_size);
void *netdev_alloc_frag(unsigned int fragsz);
void *napi_alloc_frag(unsigned int fragsz);
void skb_free_frag(void *addr);
struct sk_buff *skb_clone(struct sk_buff *skb, gfp_t gfp);
struct sk_buff *skb_copy(const struct sk_buff *skb, gfp_t gfp);
struct sk_buff *skb_get(struct sk_buff *skb);
struct sk_buff *skb_realloc_headroom(struct sk_buff *skb, unsigned int headroom);
void kfree_skb(struct sk_buff *skb);
void consume_skb(struct sk_buff *skb);
void dev_kfree_skb_any(struct sk_buff *skb);
void dev_kfree_skb_irq(struct sk_buff *skb);
void dev_consume_skb_any(struct sk_buff *skb);
void dev_consume_skb_irq(struct sk_buff *skb);
void napi_consume_skb(struct sk_buff *skb, int budget);
#define dev_kfree_skb(skb)	consume_skb(skb)
void *skb_put(struct sk_buff *skb, unsigned int len);
void *__skb_put(struct sk_buff *skb, unsigned int len);
void *skb_put_data(struct sk_buff *skb, const void *data, unsigned int len);
void *skb_put_zero(struct sk_buff *skb, unsigned int len);
void *skb_push(struct sk_buff *skb, unsigned int len);
void *skb_pull(struct sk_buff *skb, unsigned int len);
void skb_reserve(struct sk_buff *skb, int len);
void skb_trim(struct sk_buff *skb, unsigned int len);
int skb_padto(struct sk_buff *skb, unsigned int len);
int skb_put_padto(struct sk_buff *skb, unsigned int len);
int eth_skb_pad(struct sk_buff *skb);
int skb_linearize(struct sk_buff *skb);
int skb_cow_head(struct sk_buff *skb, unsigned int headroom);
int skb_checksum_help(struct sk_buff *skb);
int skb_copy_bits(const struct sk_buff *skb, int offset, void *to, int len);
void skb_copy_from_linear_data(const struct sk_buff *skb, void *to, unsigned int len);
void skb_copy_to_linear_data(struct sk_buff *skb, const void *from, unsigned int len);
void skb_copy_and_csum_dev(const struct sk_buff *skb, u8 *to);
void skb_add_rx_frag(struct sk_buff *skb, int i, struct page *page, int off, int size,
		     unsigned int truesize);
void skb_fill_page_desc(struct sk_buff *skb, int i, struct page *page, int off, int size);
int skb_headroom(const struct sk_buff *skb);
int skb_tailroom(const struct sk_buff *skb);
unsigned char *skb_tail_pointer(const struct sk_buff *skb);
int skb_transport_offset(const struct sk_buff *skb);
int skb_network_offset(const struct sk_buff *skb);
int skb_checksum_start_offset(const struct sk_buff *skb);
void skb_reset_mac_header(struct sk_buff *skb);
void skb_reset_network_header(struct sk_buff *skb);
void skb_checksum_none_assert(const struct sk_buff *skb);
void skb_record_rx_queue(struct sk_buff *skb, u16 queue);
u16 skb_get_queue_mapping(const struct sk_buff *skb);
void skb_set_hash(struct sk_buff *skb, __u32 hash, int type);
void skb_tx_timestamp(struct sk_buff *skb);
void skb_tstamp_tx(struct sk_buff *skb, struct skb_shared_hwtstamps *stamps);
struct skb_shared_hwtstamps *skb_hwtstamps(struct sk_buff *skb);
void skb_mark_for_recycle(struct sk_buff *skb);
int skb_to_sgvec(struct sk_buff *skb, struct scatterlist *sg, int offset, int len);
bool skb_cloned(const struct sk_buff *skb);
void skb_queue_head_init(struct sk_buff_head *list);
void skb_queue_tail(struct sk_buff_head *list, struct sk_buff *skb);
void skb_queue_head(struct sk_buff_head *list, struct sk_buff *skb);
void __skb_queue_tail(struct sk_buff_head *list, struct sk_buff *skb);
void __skb_queue_head(struct sk_buff_head *list, struct sk_buff *skb);
struct sk_buff *skb_dequeue(struct sk_buff_head *list);
struct sk_buff *__skb_dequeue(struct sk_buff_head *list);
struct sk_buff *skb_peek(const struct sk_buff_head *list);
void skb_unlink(struct sk_buff *skb, struct sk_buff_head *list);
void skb_queue_purge(struct sk_buff_head *list);
int skb_queue_empty(const struct sk_buff_head *list);
__u32 skb_queue_len(const struct sk_buff_head *list);
#define __skb_queue_head_init(l)	skb_queue_head_init(l)

#endif
