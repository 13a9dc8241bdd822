/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A packet that is freed takes its fragments with it: what was mapped of them before one failed is lost. dmalint did
 * not know whose memory a fragment is, and was silent. Seen in stmmac of Linux 6.1.
 */
#include <linux/dma-mapping.h>
#include <linux/netdevice.h>
#include <linux/skbuff.h>

#define RING 256

struct fr_entry { dma_addr_t dma; u32 len; struct sk_buff *skb; };
struct fr_ring { struct device *dev; struct fr_entry at[RING]; u32 next; };

/* Nothing undoes the rounds before. */
int fr_lost(struct fr_ring *r, struct sk_buff *skb)
{
	int i, n = skb_shinfo(skb)->nr_frags;

	for (i = 0; i < n; i++) {
		const skb_frag_t *frag = &skb_shinfo(skb)->frags[i];
		u32 len = skb_frag_size(frag);
		dma_addr_t dma = skb_frag_dma_map(r->dev, frag, 0, len, DMA_TO_DEVICE);

		if (dma_mapping_error(r->dev, dma))
			goto drop;
		r->at[r->next].dma = dma;
		r->at[r->next].len = len;
		r->next = (r->next + 1) % RING;
	}
	return 0;
drop:
	dev_kfree_skb_any(skb);
	return 0; // want "DMA211"
}

/* A loop does. */
int fr_undone(struct fr_ring *r, struct sk_buff *skb)
{
	int i, n = skb_shinfo(skb)->nr_frags;

	for (i = 0; i < n; i++) {
		const skb_frag_t *frag = &skb_shinfo(skb)->frags[i];
		u32 len = skb_frag_size(frag);
		dma_addr_t dma = skb_frag_dma_map(r->dev, frag, 0, len, DMA_TO_DEVICE);

		if (dma_mapping_error(r->dev, dma))
			goto drop;
		r->at[r->next].dma = dma;
		r->at[r->next].len = len;
		r->next = (r->next + 1) % RING;
	}
	return 0;
drop:
	while (i--) {
		r->next = (r->next - 1) % RING;
		dma_unmap_page(r->dev, r->at[r->next].dma, r->at[r->next].len, DMA_TO_DEVICE);
	}
	dev_kfree_skb_any(skb);
	return 0;
}

static void fr_undo(struct fr_ring *r, u32 first)
{
	while (first != r->next) {
		dma_unmap_page(r->dev, r->at[first].dma, r->at[first].len, DMA_TO_DEVICE);
		first = (first + 1) % RING;
	}
}

/* A helper does. */
int fr_undone_by_helper(struct fr_ring *r, struct sk_buff *skb)
{
	u32 first = r->next;
	int i, n = skb_shinfo(skb)->nr_frags;

	for (i = 0; i < n; i++) {
		const skb_frag_t *frag = &skb_shinfo(skb)->frags[i];
		u32 len = skb_frag_size(frag);
		dma_addr_t dma = skb_frag_dma_map(r->dev, frag, 0, len, DMA_TO_DEVICE);

		if (dma_mapping_error(r->dev, dma))
			goto drop;
		r->at[r->next].dma = dma;
		r->at[r->next].len = len;
		r->next = (r->next + 1) % RING;
	}
	return 0;
drop:
	fr_undo(r, first);
	dev_kfree_skb_any(skb);
	return 0;
}

/* The packet stays the caller's, who tries again with what is mapped. */
int fr_kept(struct fr_ring *r, struct sk_buff *skb)
{
	int i, n = skb_shinfo(skb)->nr_frags;

	for (i = 0; i < n; i++) {
		const skb_frag_t *frag = &skb_shinfo(skb)->frags[i];
		u32 len = skb_frag_size(frag);
		dma_addr_t dma = skb_frag_dma_map(r->dev, frag, 0, len, DMA_TO_DEVICE);

		if (dma_mapping_error(r->dev, dma))
			break;
		r->at[r->next].dma = dma;
		r->at[r->next].len = len;
		r->next = (r->next + 1) % RING;
	}
	return i;
}

struct fr_words { u32 word[4]; };
struct fr_chip { struct device *dev; struct fr_entry *at; struct fr_words *words; u32 next, count; };

/* Kept in words of the device as well; a loop that counts down undoes what the first places have. */
int fr_undone_by_count(struct fr_chip *c, struct sk_buff *skb)
{
	u32 first = c->next, count = 0;
	int i, n = skb_shinfo(skb)->nr_frags;
	struct fr_entry *e;

	for (i = 0; i < n; i++) {
		const skb_frag_t *frag = &skb_shinfo(skb)->frags[i];
		struct fr_words *w = &c->words[c->next];

		e = &c->at[c->next];
		e->len = skb_frag_size(frag);
		e->dma = skb_frag_dma_map(c->dev, frag, 0, e->len, DMA_TO_DEVICE);
		if (dma_mapping_error(c->dev, e->dma))
			goto drop;
		w->word[2] = lower_32_bits(e->dma);
		w->word[3] = upper_32_bits(e->dma);
		if (++c->next == c->count)
			c->next = 0;
		count++;
	}
	return 0;
drop:
	c->next = first;
	while (count--) {
		e = &c->at[first];
		dma_unmap_page(c->dev, e->dma, e->len, DMA_TO_DEVICE);
		e->dma = 0;
		if (++first == c->count)
			first = 0;
	}
	dev_kfree_skb(skb);
	return 0;
}
