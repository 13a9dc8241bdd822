/* SPDX-License-Identifier: Apache-2.0 */
/* Stub: the part of mac80211 that a DMA ring touches. */
#ifndef DL_STUB_MAC80211_H
#define DL_STUB_MAC80211_H

#include <linux/netdevice.h>

struct ieee80211_hdr { __le16 frame_control, duration_id; u8 addr1[6], addr2[6], addr3[6]; __le16 seq_ctrl; };
struct ieee80211_vif { int type; u8 addr[6]; };
struct ieee80211_sta { u8 addr[6]; void *drv_priv; };
struct wiphy { char name[16]; };
struct ieee80211_hw { struct wiphy *wiphy; void *priv; unsigned long flags; unsigned int extra_tx_headroom; int queues; };
struct ieee80211_tx_control { struct ieee80211_sta *sta; };
struct ieee80211_rx_status { u64 mactime; u16 freq; u8 rate_idx, band, antenna; s8 signal; u32 flag; };
struct ieee80211_tx_rate { s8 idx; u16 count : 5, flags : 11; };
struct ieee80211_tx_info {
	u32 flags;
	u32 band : 3, hw_queue : 4;
	union {
		struct { struct ieee80211_tx_rate rates[4]; } control;
		struct { struct ieee80211_tx_rate rates[4]; s32 ack_signal; } status;
		void *driver_data[5];
		void *rate_driver_data[5];
	};
};
#define IEEE80211_TX_CTL_NO_ACK		(1 << 2)
#define IEEE80211_TX_STAT_ACK		(1 << 9)
#define IEEE80211_SKB_CB(skb)		((struct ieee80211_tx_info *)(skb)->cb)
#define IEEE80211_SKB_RXCB(skb)		((struct ieee80211_rx_status *)(skb)->cb)
struct ieee80211_ops {
	void (*tx)(struct ieee80211_hw *hw, struct ieee80211_tx_control *control, struct sk_buff *skb);
	int (*start)(struct ieee80211_hw *hw);
	void (*stop)(struct ieee80211_hw *hw, bool suspend);
};
struct ieee80211_hw *ieee80211_alloc_hw(size_t priv_size, const struct ieee80211_ops *ops);
void ieee80211_free_hw(struct ieee80211_hw *hw);
int ieee80211_register_hw(struct ieee80211_hw *hw);
void ieee80211_unregister_hw(struct ieee80211_hw *hw);
void ieee80211_free_txskb(struct ieee80211_hw *hw, struct sk_buff *skb);
void ieee80211_tx_status(struct ieee80211_hw *hw, struct sk_buff *skb);
void ieee80211_tx_status_irqsafe(struct ieee80211_hw *hw, struct sk_buff *skb);
void ieee80211_tx_info_clear_status(struct ieee80211_tx_info *info);
void ieee80211_rx_irqsafe(struct ieee80211_hw *hw, struct sk_buff *skb);
void ieee80211_stop_queue(struct ieee80211_hw *hw, int queue);
void ieee80211_wake_queue(struct ieee80211_hw *hw, int queue);

#endif
