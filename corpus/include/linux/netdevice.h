/* SPDX-License-Identifier: Apache-2.0 */
/* Stub: network devices, NAPI, ethernet helpers, a little of ethtool, phy and vlan. */
#ifndef DL_STUB_NETDEVICE_H
#define DL_STUB_NETDEVICE_H

#include <linux/skbuff.h>
#include <linux/interrupt.h>
#include <linux/workqueue.h>

#define ETH_ALEN	6
#define ETH_HLEN	14
#define ETH_ZLEN	60
#define ETH_DATA_LEN	1500
#define ETH_FRAME_LEN	1514
#define ETH_FCS_LEN	4
#define ETH_MIN_MTU	68
#define ETH_MAX_MTU	0xffffU
#define ETH_P_IP	0x0800
#define ETH_P_IPV6	0x86dd
#define ETH_P_8021Q	0x8100
#define VLAN_HLEN	4
#define VLAN_ETH_HLEN	18
#define VLAN_ETH_FRAME_LEN 1518
#define IFNAMSIZ	16
#define IFF_UP		0x1
#define IFF_PROMISC	0x100
#define IFF_ALLMULTI	0x200
#define IFF_MULTICAST	0x1000
#define NAPI_POLL_WEIGHT 64
#define NET_RX_SUCCESS	0
#define NET_RX_DROP	1
#define NETIF_F_SG	(1ULL << 0)
#define NETIF_F_IP_CSUM	(1ULL << 1)
#define NETIF_F_HW_CSUM	(1ULL << 3)
#define NETIF_F_HIGHDMA	(1ULL << 5)
#define NETIF_F_TSO	(1ULL << 16)
#define NETIF_F_GRO	(1ULL << 17)
#define NETIF_F_RXCSUM	(1ULL << 20)
#define NETIF_MSG_LINK	4

typedef u64 netdev_features_t;
typedef enum netdev_tx { NETDEV_TX_OK = 0, NETDEV_TX_BUSY = 0x10 } netdev_tx_t;

struct ethhdr { unsigned char h_dest[ETH_ALEN]; unsigned char h_source[ETH_ALEN]; __be16 h_proto; };
struct sockaddr { unsigned short sa_family; char sa_data[14]; };
struct ifreq { char ifr_name[IFNAMSIZ]; void *ifr_data; };
struct ethtool_ops;
struct phy_device;
struct netdev_hw_addr_list { struct list_head list; int count; };
struct rtnl_link_stats64 {
	u64 rx_packets, tx_packets, rx_bytes, tx_bytes, rx_errors, tx_errors, rx_dropped,
		tx_dropped;
	u64 multicast, collisions, rx_length_errors, rx_over_errors, rx_crc_errors, rx_frame_errors;
	u64 rx_fifo_errors, rx_missed_errors, tx_aborted_errors, tx_carrier_errors, tx_fifo_errors;
};
struct net_device_stats {
	unsigned long rx_packets, tx_packets, rx_bytes, tx_bytes, rx_errors, tx_errors;
	unsigned long rx_dropped, tx_dropped, multicast, collisions;
	unsigned long rx_length_errors, rx_over_errors, rx_crc_errors, rx_frame_errors;
	unsigned long rx_fifo_errors, rx_missed_errors;
	unsigned long tx_aborted_errors, tx_carrier_errors, tx_fifo_errors;
};
struct netdev_queue { struct net_device *dev; unsigned long state; };
struct u64_stats_sync { unsigned int seq; };
struct napi_struct {
	int (*poll)(struct napi_struct *napi, int budget);
	int weight;
	struct net_device *dev;
};
struct net_device_ops {
	int (*ndo_init)(struct net_device *dev);
	void (*ndo_uninit)(struct net_device *dev);
	int (*ndo_open)(struct net_device *dev);
	int (*ndo_stop)(struct net_device *dev);
	netdev_tx_t (*ndo_start_xmit)(struct sk_buff *skb, struct net_device *dev);
	u16 (*ndo_select_queue)(struct net_device *dev, struct sk_buff *skb, struct net_device *sb);
	void (*ndo_set_rx_mode)(struct net_device *dev);
	int (*ndo_set_mac_address)(struct net_device *dev, void *addr);
	int (*ndo_validate_addr)(struct net_device *dev);
	int (*ndo_eth_ioctl)(struct net_device *dev, struct ifreq *ifr, int cmd);
	int (*ndo_change_mtu)(struct net_device *dev, int mtu);
	void (*ndo_tx_timeout)(struct net_device *dev, unsigned int txqueue);
	void (*ndo_get_stats64)(struct net_device *dev, struct rtnl_link_stats64 *s);
	struct net_device_stats *(*ndo_get_stats)(struct net_device *dev);
	int (*ndo_set_features)(struct net_device *dev, netdev_features_t features);
	void (*ndo_poll_controller)(struct net_device *dev);
};
struct net_device {
	char name[IFNAMSIZ];
	unsigned long state;
	netdev_features_t features, hw_features, vlan_features;
	struct net_device_stats stats;
	const struct net_device_ops *netdev_ops;
	const struct ethtool_ops *ethtool_ops;
	unsigned int flags, mtu, min_mtu, max_mtu;
	unsigned short hard_header_len, needed_headroom, needed_tailroom;
	unsigned char addr_len;
	const unsigned char *dev_addr;
	unsigned char broadcast[32];
	int irq, watchdog_timeo, ifindex;
	unsigned int num_tx_queues, real_num_tx_queues;
	unsigned long mem_start, mem_end, base_addr;
	struct netdev_hw_addr_list uc, mc;
	struct device dev;
	struct phy_device *phydev;
	void *ml_priv;
};

#define NETDEV_ALIGN		32
#define SET_NETDEV_DEV(net, pdev) ((net)->dev.parent = (pdev))
static inline void *netdev_priv(const struct net_device *dev)
{
	return (char *)dev + ALIGN(sizeof(struct net_device), NETDEV_ALIGN);
}

struct net_device *alloc_etherdev(int sizeof_priv);
struct net_device *alloc_etherdev_mq(int sizeof_priv, unsigned int queues);
struct net_device *alloc_etherdev_mqs(int sizeof_priv, unsigned int txqs, unsigned int rxqs);
struct net_device *devm_alloc_etherdev(struct device *dev, int sizeof_priv);
struct net_device *devm_alloc_etherdev_mqs(struct device *dev, int sizeof_priv, unsigned int txqs,
					   unsigned int rxqs);
void free_netdev(struct net_device *dev);
int register_netdev(struct net_device *dev);
void unregister_netdev(struct net_device *dev);
int devm_register_netdev(struct device *dev, struct net_device *ndev);
void netif_start_queue(struct net_device *dev);
void netif_stop_queue(struct net_device *dev);
void netif_wake_queue(struct net_device *dev);
bool netif_queue_stopped(const struct net_device *dev);
void netif_tx_start_all_queues(struct net_device *dev);
void netif_tx_stop_all_queues(struct net_device *dev);
void netif_tx_wake_all_queues(struct net_device *dev);
void netif_tx_disable(struct net_device *dev);
void netif_tx_lock(struct net_device *dev);
void netif_tx_unlock(struct net_device *dev);
void netif_start_subqueue(struct net_device *dev, u16 queue);
void netif_stop_subqueue(struct net_device *dev, u16 queue);
void netif_wake_subqueue(struct net_device *dev, u16 queue);
bool __netif_subqueue_stopped(const struct net_device *dev, u16 queue);
void netif_tx_stop_queue(struct netdev_queue *q);
void netif_tx_wake_queue(struct netdev_queue *q);
bool netif_tx_queue_stopped(const struct netdev_queue *q);
struct netdev_queue *netdev_get_tx_queue(const struct net_device *dev, unsigned int index);
void netdev_sent_queue(struct net_device *dev, unsigned int bytes);
void netdev_completed_queue(struct net_device *dev, unsigned int pkts, unsigned int bytes);
void netdev_reset_queue(struct net_device *dev);
void netdev_tx_sent_queue(struct netdev_queue *q, unsigned int bytes);
void netdev_tx_completed_queue(struct netdev_queue *q, unsigned int pkts, unsigned int bytes);
void netdev_tx_reset_queue(struct netdev_queue *q);
bool netdev_xmit_more(void);
bool netif_running(const struct net_device *dev);
bool netif_carrier_ok(const struct net_device *dev);
void netif_carrier_on(struct net_device *dev);
void netif_carrier_off(struct net_device *dev);
void netif_device_attach(struct net_device *dev);
void netif_device_detach(struct net_device *dev);
void netif_trans_update(struct net_device *dev);
int netif_rx(struct sk_buff *skb);
int netif_receive_skb(struct sk_buff *skb);
int napi_gro_receive(struct napi_struct *napi, struct sk_buff *skb);
struct sk_buff *napi_get_frags(struct napi_struct *napi);
int napi_gro_frags(struct napi_struct *napi);
void netif_napi_add(struct net_device *dev, struct napi_struct *napi,
		    int (*poll)(struct napi_struct *, int));
void netif_napi_add_tx(struct net_device *dev, struct napi_struct *napi,
		       int (*poll)(struct napi_struct *, int));
void netif_napi_del(struct napi_struct *napi);
void napi_enable(struct napi_struct *napi);
void napi_disable(struct napi_struct *napi);
bool napi_schedule(struct napi_struct *napi);
bool napi_schedule_prep(struct napi_struct *napi);
void __napi_schedule(struct napi_struct *napi);
bool napi_complete(struct napi_struct *napi);
bool napi_complete_done(struct napi_struct *napi, int work_done);
int netif_set_real_num_tx_queues(struct net_device *dev, unsigned int txq);
void u64_stats_update_begin(struct u64_stats_sync *s);
void u64_stats_update_end(struct u64_stats_sync *s);
#define netdev_mc_count(dev)	((dev)->mc.count)
#define netdev_mc_empty(dev)	(!netdev_mc_count(dev))
#define netdev_for_each_mc_addr(ha, dev) list_for_each_entry(ha, &(dev)->mc.list, list)
int dev_open(struct net_device *dev, void *extack);
void dev_close(struct net_device *dev);
void rtnl_lock(void);
void rtnl_unlock(void);
int net_ratelimit(void);
void netdev_err(const struct net_device *dev, const char *fmt, ...) __printf(2, 3);
void netdev_warn(const struct net_device *dev, const char *fmt, ...) __printf(2, 3);
void netdev_notice(const struct net_device *dev, const char *fmt, ...) __printf(2, 3);
void netdev_info(const struct net_device *dev, const char *fmt, ...) __printf(2, 3);
void netdev_printk(const char *level, const struct net_device *dev, const char *fmt, ...);
#define netdev_dbg(dev, fmt, ...)	netdev_printk(KERN_DEBUG, dev, fmt, ##__VA_ARGS__)
#define netif_err(priv, type, dev, fmt, ...)	netdev_err(dev, fmt, ##__VA_ARGS__)
#define netif_warn(priv, type, dev, fmt, ...)	netdev_warn(dev, fmt, ##__VA_ARGS__)
#define netif_info(priv, type, dev, fmt, ...)	netdev_info(dev, fmt, ##__VA_ARGS__)
#define netif_dbg(priv, type, dev, fmt, ...)	netdev_dbg(dev, fmt, ##__VA_ARGS__)
#define netdev_WARN_ONCE(dev, fmt, ...)		WARN_ONCE(1, fmt, ##__VA_ARGS__)

__be16 eth_type_trans(struct sk_buff *skb, struct net_device *dev);
int eth_validate_addr(struct net_device *dev);
int eth_mac_addr(struct net_device *dev, void *addr);
void eth_hw_addr_set(struct net_device *dev, const u8 *addr);
void eth_hw_addr_random(struct net_device *dev);
int of_get_mac_address(struct device_node *np, u8 *addr);
int of_get_ethdev_address(struct device_node *np, struct net_device *dev);
void ether_addr_copy(u8 *dst, const u8 *src);
void eth_zero_addr(u8 *addr);
void eth_broadcast_addr(u8 *addr);
void eth_random_addr(u8 *addr);
bool ether_addr_equal(const u8 *a, const u8 *b);
bool is_valid_ether_addr(const u8 *addr);
bool is_multicast_ether_addr(const u8 *addr);
bool is_broadcast_ether_addr(const u8 *addr);
void ether_setup(struct net_device *dev);

struct ethtool_drvinfo { char driver[32]; char version[32]; char bus_info[32]; };
struct ethtool_pauseparam { u32 autoneg, rx_pause, tx_pause; };
struct ethtool_wolinfo { u32 supported, wolopts; u8 sopass[6]; };
struct ethtool_regs { u32 version, len; u8 data[]; };
struct ethtool_eeprom { u32 magic, offset, len; u8 data[]; };
struct ethtool_stats { u32 n_stats; u64 data[]; };
struct ethtool_link_settings { u32 speed; u8 duplex, port, phy_address, autoneg; };
struct ethtool_link_ksettings {
	struct ethtool_link_settings base;
	struct { unsigned long supported[2], advertising[2], lp_advertising[2]; } link_modes;
};
#define AUTONEG_DISABLE	0
#define AUTONEG_ENABLE	1
#define WAKE_PHY	(1 << 0)
#define WAKE_MAGIC	(1 << 5)
#define ETH_SS_STATS	1
#define ETH_GSTRING_LEN	32
struct netdev_hw_addr { struct list_head list; unsigned char addr[32]; };
struct ethtool_ringparam { u32 rx_max_pending, tx_max_pending, rx_pending, tx_pending; };
struct ethtool_coalesce {
	u32 rx_coalesce_usecs, rx_max_coalesced_frames, tx_coalesce_usecs, tx_max_coalesced_frames;
};
#define SPEED_10	10
#define SPEED_100	100
#define SPEED_1000	1000
#define DUPLEX_HALF	0
#define DUPLEX_FULL	1
struct ethtool_ops {
	u32 supported_coalesce_params;
	void (*get_drvinfo)(struct net_device *dev, struct ethtool_drvinfo *info);
	u32 (*get_link)(struct net_device *dev);
	u32 (*get_msglevel)(struct net_device *dev);
	void (*set_msglevel)(struct net_device *dev, u32 level);
	int (*nway_reset)(struct net_device *dev);
	void (*get_wol)(struct net_device *dev, struct ethtool_wolinfo *wol);
	int (*set_wol)(struct net_device *dev, struct ethtool_wolinfo *wol);
	int (*get_regs_len)(struct net_device *dev);
	void (*get_regs)(struct net_device *dev, struct ethtool_regs *regs, void *p);
	void (*get_pauseparam)(struct net_device *dev, struct ethtool_pauseparam *pause);
	int (*set_pauseparam)(struct net_device *dev, struct ethtool_pauseparam *pause);
	void (*get_strings)(struct net_device *dev, u32 set, u8 *data);
	int (*get_sset_count)(struct net_device *dev, int set);
	void (*get_ethtool_stats)(struct net_device *dev, struct ethtool_stats *stats, u64 *data);
	int (*get_link_ksettings)(struct net_device *dev, struct ethtool_link_ksettings *s);
	int (*set_link_ksettings)(struct net_device *dev, const struct ethtool_link_ksettings *s);
};
u32 ethtool_op_get_link(struct net_device *dev);

struct phy_device { int speed, duplex, link, irq; struct device *dev; void *priv; };
typedef enum { PHY_INTERFACE_MODE_NA, PHY_INTERFACE_MODE_MII, PHY_INTERFACE_MODE_RMII,
	       PHY_INTERFACE_MODE_GMII, PHY_INTERFACE_MODE_RGMII } phy_interface_t;
void phy_start(struct phy_device *phydev);
void phy_stop(struct phy_device *phydev);
void phy_disconnect(struct phy_device *phydev);
void phy_print_status(struct phy_device *phydev);
struct phy_device *of_phy_connect(struct net_device *dev, struct device_node *np,
				  void (*fn)(struct net_device *), u32 flags,
				  phy_interface_t iface);
int of_get_phy_mode(struct device_node *np, phy_interface_t *iface);

#define skb_vlan_tag_present(skb)	((skb)->vlan_tci)
#define skb_vlan_tag_get(skb)		((skb)->vlan_tci)
void __vlan_hwaccel_put_tag(struct sk_buff *skb, __be16 proto, u16 tci);

#endif
